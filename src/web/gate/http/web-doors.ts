// All web doors of one process: opens the listeners, changes settings while browsers are connected, and drains.

import type { Random } from '../../../core/ports.ts';
import type { Millis } from '../../../core/units.ts';
import type { WebLimits } from '../../../core/web-limits.ts';
import type { PreparedChange } from '../../../net/prepared-change.ts';
import { TlsContexts, type TlsSettings } from '../../../net/tls-contexts.ts';
import { Front, type FrontServices, type FrontSettings } from './front.ts';
import { Occupancy } from './occupancy.ts';
import { WebListener, type WebListenerSettings, type WebReception } from './web-listener.ts';

/** How often silence is looked for: at most, and at least. */
const SWEEP_AT_MOST_EVERY: Millis = 100;
const SWEEP_AT_LEAST_EVERY: Millis = 5_000;

/** Everything that a reload may change. */
export interface WebDoorSettings extends FrontSettings {
  readonly listeners: readonly WebListenerSettings[];
  /** Needed by listeners of kind `https`. */
  readonly tls: TlsSettings | undefined;
}

export interface WebDoorServices extends FrontServices {
  readonly random: Random;
}

/** A listener that is open, for whoever must know the port that the system chose. */
export type OpenWebListener = Pick<WebListenerSettings, 'name' | 'address' | 'port' | 'kind'>;

interface Open {
  readonly settings: WebListenerSettings;
  readonly listener: WebListener;
}

export class WebDoors implements AsyncDisposable {
  readonly #services: WebDoorServices;
  readonly #isShared: boolean;
  readonly #occupancy: Occupancy = new Occupancy();
  readonly #front: Front;
  #open: readonly Open[] = [];
  /** Listeners that a reload closed, whose connections still live. */
  readonly #closing: Set<WebListener> = new Set();
  #sweeper: NodeJS.Timeout | undefined;

  /** @param isShared - Other processes listen on the same ports. */
  constructor(settings: FrontSettings, services: WebDoorServices, isShared: boolean) {
    this.#services = services;
    this.#isShared = isShared;
    this.#front = new Front(settings, services);
  }

  get listeners(): readonly OpenWebListener[] {
    return this.#open.map(({ settings: { name, address, kind }, listener }) => ({
      name,
      address,
      port: listener.port,
      kind,
    }));
  }

  /** Connections now. */
  get connections(): number {
    return this.#occupancy.all;
  }

  /** Requests that are being answered now. */
  get exchanges(): number {
    return this.#front.open;
  }

  /** Opens every listener, or none: when one can't be opened those before it are closed and `ERR_LISTEN` is thrown. */
  async open(settings: WebDoorSettings): Promise<void> {
    await (await this.prepare(settings)).commit();
  }

  /**
   * Goes over to new settings without dropping anything: listeners that stay keep their sockets, new ones are opened
   * before old ones are closed, and requests under way are answered as they began. Throws `ERR_LISTEN` when a new
   * listener can't be opened. Until the change is made, those serve what is served now.
   */
  async prepare(settings: WebDoorSettings): Promise<PreparedChange> {
    const tls = settings.tls && {
      contexts: new TlsContexts(settings.tls, 'web'),
      handshakeTimeout: settings.tls.handshakeTimeout,
    };
    const receptions = settings.listeners.map((listener) => this.#reception(listener, tls));
    const added: Open[] = [];
    const discard = async (): Promise<void> => {
      for (const { listener } of added) listener.close();
    };
    try {
      for (const reception of receptions) {
        if (this.#find(reception.settings)) continue;
        const listener = new WebListener(reception);
        added.push({ settings: reception.settings, listener });
        await listener.listen(reception.settings, this.#isShared);
      }
    } catch (error) {
      await discard();
      throw error;
    }
    return { commit: async () => this.#change(settings, receptions, added), discard };
  }

  #change(settings: WebDoorSettings, receptions: readonly WebReception[], added: readonly Open[]): void {
    this.#front.change(settings);
    const kept = receptions.flatMap((reception) => {
      const open = this.#find(reception.settings);
      open?.listener.change(reception);
      return open ? [{ settings: reception.settings, listener: open.listener }] : [];
    });
    for (const { listener } of this.#open) if (!kept.some((open) => open.listener === listener)) this.#retire(listener);
    this.#open = [...kept, ...added];
    clearInterval(this.#sweeper);
    this.#sweeper = setInterval(() => this.#sweep(), sweepPause(settings.limits));
  }

  /** Stops accepting, lets requests under way be answered for `limit`, then cuts the rest. */
  async drain(limit: Millis): Promise<void> {
    this.#front.beginDraining();
    for (const { listener } of this.#open) listener.close();
    const listeners = [...this.#open.map(({ listener }) => listener), ...this.#closing];
    await waitUntil(() => this.#front.open === 0, limit);
    this.#front.endAll();
    await waitUntil(() => listeners.every(({ open }) => open === 0), Math.min(limit, LAST_WORDS));
    for (const listener of listeners) listener.destroyAll();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.drain(0);
    clearInterval(this.#sweeper);
  }

  #find(wanted: WebListenerSettings): Open | undefined {
    return this.#open.find(({ settings: { name, address, port } }) =>
      wanted.port === 0 ? port === 0 && name === wanted.name : port === wanted.port && address === wanted.address,
    );
  }

  #retire(listener: WebListener): void {
    listener.close();
    this.#closing.add(listener);
  }

  #sweep(): void {
    const now = this.#services.stopwatch.elapsed();
    this.#front.sweep(now);
    for (const { listener } of this.#open) listener.sweep(now);
    for (const listener of this.#closing) {
      listener.sweep(now);
      if (listener.open === 0) this.#closing.delete(listener);
    }
  }

  #reception(settings: WebListenerSettings, tls: WebReception['tls']): WebReception {
    const { stopwatch, metrics, random } = this.#services;
    return {
      settings,
      front: this.#front,
      tls: settings.kind === 'https' ? tls : undefined,
      occupancy: this.#occupancy,
      metrics,
      stopwatch,
      newId: () => newConnectionId(random),
    };
  }
}

/** What connections get to close in order. */
const LAST_WORDS: Millis = 2_000;

/** Often enough that the shortest of the bounds is kept to a quarter of itself. */
function sweepPause({ headTimeout, bodyIdleTimeout, writeStallTimeout, keepAliveTimeout }: WebLimits): Millis {
  const shortest = Math.min(headTimeout, bodyIdleTimeout, writeStallTimeout, keepAliveTimeout);
  return Math.min(Math.max(shortest / 4, SWEEP_AT_MOST_EVERY), SWEEP_AT_LEAST_EVERY);
}

/** Ten letters and digits: a token for the logs. */
function newConnectionId(random: Random): string {
  return Array.from(random.bytes(10), (octet) => '0123456789abcdefghjkmnpqrstvwxyz'[octet % 32]).join('');
}

async function waitUntil(isTrue: () => boolean, limit: Millis): Promise<void> {
  const until = performance.now() + limit;
  while (!isTrue() && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
}
