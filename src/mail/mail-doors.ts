// All mail doors of one process: opens the listeners, probes the backends, changes settings while connections live, and
// drains. What a protocol is comes from its `DoorProtocol`; this file only puts the pieces together.

import type { Random, Stopwatch } from '../core/ports.ts';
import type { Millis } from '../core/units.ts';
import type { PortAddress } from '../net/listening-port.ts';
import type { PreparedChange } from '../net/prepared-change.ts';
import type { TlsSettings } from '../net/tls-contexts.ts';
import type { MailProtocol } from '../protocol/dialogue.ts';
import { BackendDirectory } from './backend-directory.ts';
import { ConnectionLimits } from './connection-limits.ts';
import type { BackendTarget, DoorLimits, DoorProtocol, DoorServices, DoorTexts } from './door.ts';
import { imapDoor } from './imap/door.ts';
import { Listener, type Reception, sessionReception } from './listener.ts';
import { pop3Door } from './pop3/door.ts';
import { sieveDoor } from './sieve/door.ts';
import { submissionDoor } from './submission/door.ts';
import { TlsTerminator } from './tls-terminator.ts';

/** How often half-open, stalled and over-long sessions are looked for: at most, and at least. */
const SWEEP_AT_MOST_EVERY: Millis = 250;
const SWEEP_AT_LEAST_EVERY: Millis = 5_000;

/** How often backends are asked again what they offer. */
const PROBE_EVERY: Millis = 60_000;

export interface ListenerSettings extends PortAddress {
  readonly name: string;
  readonly protocol: MailProtocol;
  readonly tls: 'implicit' | 'starttls' | 'none';
  readonly proxyFrom: readonly string[];
  readonly allowClearText: boolean;
}

/** Everything that a reload may change. */
export interface MailDoorSettings {
  readonly hostname: string;
  readonly texts: DoorTexts;
  readonly listeners: readonly ListenerSettings[];
  /** By backend name, then protocol. */
  readonly backends: ReadonlyMap<string, Partial<Record<MailProtocol, BackendTarget>>>;
  readonly tls: TlsSettings | undefined;
  readonly limits: DoorLimits;
}

/** A listener that is open, for whoever must know the port that the system chose. */
export interface OpenListener {
  readonly name: string;
  readonly protocol: MailProtocol;
  readonly address: string;
  readonly port: number;
  readonly tls: ListenerSettings['tls'];
}

interface Open {
  readonly settings: ListenerSettings;
  readonly listener: Listener;
}

type Probed = { probeAll(): Promise<unknown> };

/** What becomes of whoever comes, by listener. */
type Receptions = readonly (readonly [ListenerSettings, Reception])[];

export class MailDoors implements AsyncDisposable {
  readonly #isShared: boolean;
  readonly #limits: ConnectionLimits;
  #directories: ReadonlySet<Probed> = new Set();
  readonly #timers: NodeJS.Timeout[] = [];
  #sweeper: NodeJS.Timeout | undefined;
  #open: readonly Open[] = [];
  /** Listeners that a reload closed, whose sessions still live. */
  readonly #closing: Set<Listener> = new Set();

  readonly #stopwatch: Stopwatch;

  /** @param isShared - Other processes listen on the same ports. */
  constructor(limits: DoorLimits, stopwatch: Stopwatch, isShared: boolean) {
    this.#stopwatch = stopwatch;
    this.#isShared = isShared;
    this.#limits = new ConnectionLimits(limits);
  }

  get listeners(): readonly OpenListener[] {
    return this.#open.map(({ settings: { name, protocol, address, tls }, listener }) => ({
      name,
      protocol,
      address,
      port: listener.port,
      tls,
    }));
  }

  /** How many connections are open, signed in or not. */
  get connections(): number {
    return this.#limits.open;
  }

  /** Opens every listener, or none: when one can't be opened those before it are closed and the error is thrown. */
  async open(settings: MailDoorSettings, services: DoorServices): Promise<void> {
    await (await this.prepare(settings, services)).commit();
    this.#timers.push(setInterval(() => void this.probeBackends(), PROBE_EVERY));
  }

  /**
   * Goes over to new settings without dropping anything: listeners that stay keep their sockets, new ones are opened
   * before old ones are closed, and sessions go on as they began. The backends are asked before what they offer. Throws
   * `ERR_LISTEN` when a new listener can't be opened. New ones serve whoever comes before the change is made, too.
   */
  async prepare(settings: MailDoorSettings, services: DoorServices): Promise<PreparedChange> {
    const directories = new Set<Probed>();
    const receptions = this.#receptions(settings, services, directories);
    const added: Open[] = [];
    const discard = async (): Promise<void> => {
      for (const { listener } of added) listener.close();
    };
    try {
      for (const [wanted, reception] of receptions) {
        if (this.#find(wanted)) continue;
        const listener = new Listener(reception);
        added.push({ settings: wanted, listener });
        await listener.listen(wanted, this.#isShared);
      }
    } catch (error) {
      await discard();
      throw error;
    }
    await probe(directories);
    return {
      discard,
      commit: async () => {
        this.#directories = directories;
        this.#change(settings, receptions, added);
      },
    };
  }

  #change(settings: MailDoorSettings, receptions: Receptions, added: readonly Open[]): void {
    const kept: Open[] = [];
    for (const [wanted, reception] of receptions) {
      const open = this.#find(wanted);
      if (!open) continue;
      open.listener.change(reception);
      kept.push({ settings: wanted, listener: open.listener });
    }
    for (const { listener } of this.#open) if (!kept.some((open) => open.listener === listener)) this.#retire(listener);
    this.#open = [...kept, ...added];
    this.#limits.change(settings.limits);
    clearInterval(this.#sweeper);
    this.#sweeper = setInterval(() => this.#sweep(), sweepPause(settings.limits));
  }

  /** Learns what the backends offer, so that the doors offer it too. Never rejects. */
  probeBackends(): Promise<void> {
    return probe(this.#directories);
  }

  /**
   * Stops accepting, lets signed-in connections go on for `limit`, then ends the rest spread over a quarter of it, so
   * that their clients don't all come back at once.
   */
  async drain(limit: Millis): Promise<void> {
    for (const { listener } of this.#open) listener.close();
    const listeners = [...this.#open.map(({ listener }) => listener), ...this.#closing];
    for (const listener of listeners) listener.endUnauthenticated();
    const sessions = (): number => listeners.reduce((sum, { sessions: { size } }) => sum + size, 0);
    await waitUntil(() => sessions() === 0, limit);
    const rest = listeners.flatMap((listener) => Array.from(listener.sessions));
    const pause = rest.length === 0 ? 0 : limit / 4 / rest.length;
    for (const session of rest) {
      session.end('shutdown');
      if (pause >= 1) await new Promise((resolve) => setTimeout(resolve, pause));
    }
    await waitUntil(() => sessions() === 0, LAST_WORDS);
    // Whoever was told goodbye and hasn't closed by now is closed.
    for (const listener of listeners) listener.sweep(Number.POSITIVE_INFINITY);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    clearInterval(this.#sweeper);
    await this.drain(0);
  }

  #find(wanted: ListenerSettings): Open | undefined {
    if (wanted.port === 0)
      return this.#open.find(({ settings }) => settings.name === wanted.name && settings.port === 0);
    return this.#open.find(({ settings }) => settings.address === wanted.address && settings.port === wanted.port);
  }

  #retire(listener: Listener): void {
    listener.close();
    if (listener.sessions.size > 0) this.#closing.add(listener);
  }

  #sweep(): void {
    const now = this.#stopwatch.elapsed();
    for (const { listener } of this.#open) listener.sweep(now);
    for (const listener of this.#closing) {
      listener.sweep(now);
      if (listener.sessions.size === 0) this.#closing.delete(listener);
    }
  }

  #receptions(settings: MailDoorSettings, services: DoorServices, directories: Set<Probed>): Receptions {
    const parts = { settings, services, directories };
    const doors = {
      imap: this.#doorOf(imapDoor, parts),
      pop3: this.#doorOf(pop3Door, parts),
      smtp: this.#doorOf(submissionDoor, parts),
      sieve: this.#doorOf(sieveDoor, parts),
    };
    return settings.listeners.map((listener) => [listener, doors[listener.protocol](listener)] as const);
  }

  #doorOf<Refusal, Ready, Facts>(
    protocol: DoorProtocol<Refusal, Ready, Facts>,
    {
      settings,
      services,
      directories,
    }: {
      readonly settings: MailDoorSettings;
      readonly services: DoorServices;
      readonly directories: Set<Probed>;
    },
  ): (listener: ListenerSettings) => Reception {
    const { hostname, texts, limits, tls } = settings;
    const isUsed = settings.listeners.some((listener) => listener.protocol === protocol.protocol);
    const backends = new BackendDirectory({
      protocol,
      targets: targetsOf(settings, protocol.protocol),
      hostname,
      log: services.log,
    });
    if (isUsed) directories.add(backends);
    const terminator = isUsed && tls ? new TlsTerminator(tls, protocol.alpn) : undefined;
    return (listener) =>
      sessionReception(
        {
          protocol,
          backends,
          services,
          limits,
          texts,
          hostname,
          listener: listener.name,
          allowClearText: listener.allowClearText,
          ...(terminator && listener.tls !== 'none' && { tls: { terminator, mode: listener.tls } }),
        },
        { proxyFrom: listener.proxyFrom, limits: this.#limits, newId: () => newConnectionId(services.random) },
      );
  }
}

async function probe(directories: ReadonlySet<Probed>): Promise<void> {
  await Promise.all(Array.from(directories, (directory) => directory.probeAll()));
}

/** Often enough that the shortest of the bounds is kept to a quarter of itself. */
function sweepPause({ signInTimeout, halfClosedTimeout, writeStallTimeout }: DoorLimits): Millis {
  const shortest = Math.min(signInTimeout, halfClosedTimeout, writeStallTimeout);
  return Math.min(Math.max(shortest / 4, SWEEP_AT_MOST_EVERY), SWEEP_AT_LEAST_EVERY);
}

/** What connections get to hear their goodbye and close. */
const LAST_WORDS: Millis = 2_000;

function targetsOf(settings: MailDoorSettings, protocol: MailProtocol): ReadonlyMap<string, BackendTarget> {
  const targets = new Map<string, BackendTarget>();
  for (const [name, byProtocol] of settings.backends) {
    const target = byProtocol[protocol];
    if (target) targets.set(name, target);
  }
  return targets;
}

/** Ten letters and digits: a token for the logs of both sides. */
function newConnectionId(random: Random): string {
  let id = '';
  for (const octet of random.bytes(10)) id += '0123456789abcdefghjkmnpqrstvwxyz'[octet % 32];
  return id;
}

async function waitUntil(isTrue: () => boolean, limit: Millis): Promise<void> {
  const until = performance.now() + limit;
  while (!isTrue() && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
}
