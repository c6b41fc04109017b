// The web half of a worker: the doors where browsers connect, their sessions, and the sites behind them. Beside the mail
// doors in the same process, on the same state.

import type { Registry } from 'prom-client';
import type { Config } from '../config/config.ts';
import type { AuditLog } from '../core/audit/audit-log.ts';
import type { UseRecorder } from '../core/mail-auth/use-recorder.ts';
import type { MailConnection } from '../core/sessions/live-connections.ts';
import { WebSessionRegistry } from '../core/sessions/web-session-registry.ts';
import type { Millis } from '../core/units.ts';
import type { PreparedChange } from '../net/prepared-change.ts';
import { createWebMetrics } from '../observability/web-metrics.ts';
import { WebDoors } from '../web/gate/http/web-doors.ts';
import { createBrowserSignIn } from './create-browser-sign-in.ts';
import { messagePath } from './messaging.ts';
import { webDoorSettings } from './web-door-settings.ts';
import { type OpenSites, openSites } from './web-sites.ts';
import type { LoadedConfig } from './worker-link.ts';
import type { WorkerParts } from './worker-parts.ts';

export interface WebWorkerParts extends WorkerParts {
  readonly registry: Registry;
  readonly audit: AuditLog;
  readonly uses: UseRecorder;
  /** Mail connections of this process. */
  readonly ownConnections: () => readonly MailConnection[];
}

export class WebWorker implements AsyncDisposable {
  readonly #parts: WebWorkerParts;
  readonly #sessions: WebSessionRegistry;
  readonly #doors: WebDoors;
  #sites: OpenSites | undefined;
  /** Those of earlier configurations: a request under way ends with the gate that it began with. */
  readonly #retired: Set<OpenSites> = new Set();
  #config: Config;

  private constructor(parts: WebWorkerParts, { config }: LoadedConfig) {
    const { state, audit, clock, stopwatch, random, log, countries, registry, isShared } = parts;
    this.#parts = parts;
    this.#config = config;
    this.#sessions = new WebSessionRegistry({
      ...{ audit, clock, random, log },
      store: state.webSessions,
      crypto: state.sessionCrypto,
      revocations: state.stores.revocations,
      limitsOf: (site) => this.#config.sites[site]?.session,
    });
    const metrics = createWebMetrics(registry, {
      connections: () => this.#doors.connections,
      exchanges: () => this.#doors.exchanges,
    });
    this.#doors = new WebDoors(
      webDoorSettings({ ...config, web: { ...config.web, listeners: [] } }, [], undefined),
      { stopwatch, random, log, metrics, countryOf: (address) => countries.countryOf(address) },
      isShared,
    );
  }

  /** Opens the doors, or throws and leaves nothing open. */
  static async open(parts: WebWorkerParts, loaded: LoadedConfig): Promise<WebWorker> {
    const worker = new WebWorker(parts, loaded);
    try {
      await worker.#sessions.keepUp();
      await (await worker.prepare(loaded)).commit();
      return worker;
    } catch (error) {
      await worker[Symbol.asyncDispose]();
      throw error;
    }
  }

  get listeners(): WebDoors['listeners'] {
    return this.#doors.listeners;
  }

  /** Goes over to a configuration; rejects when it can't be used. */
  async prepare(loaded: LoadedConfig): Promise<PreparedChange> {
    const { ownConnections, allConnections = async () => ownConnections(), ticketKeys } = this.#parts;
    const messages = messagePath(loaded, this.#parts);
    const surroundings = { ...this.#parts, messages, sessions: this.#sessions, connections: allConnections };
    const { config } = loaded;
    const services = await createBrowserSignIn(loaded, surroundings, config.branding.name);
    const sites = openSites(loaded, services, surroundings);
    const closeSites = (): PromiseLike<void> => sites[Symbol.asyncDispose]();
    try {
      const doors = await this.#doors.prepare(webDoorSettings(config, sites.served, ticketKeys));
      return {
        commit: async () => {
          await doors.commit();
          if (this.#sites) this.#retired.add(this.#sites);
          this.#sites = sites;
          this.#config = config;
        },
        discard: async () => {
          await doors.discard();
          await closeSites();
        },
      };
    } catch (error) {
      await closeSites();
      throw error;
    }
  }

  /** Applies what was revoked; several times a second. Throws when a store can't be read. */
  keepUp(): Promise<void> {
    return this.#sessions.keepUp();
  }

  /** Writes what was observed. Never throws. */
  flush(): Promise<void> {
    return this.#sessions.flush();
  }

  /** Forgets sessions that are over, and sites that nobody uses any more. May throw `ERR_STORE_UNAVAILABLE`. */
  async purge(): Promise<void> {
    for (const sites of Array.from(this.#retired).filter(({ isIdle }) => isIdle)) {
      this.#retired.delete(sites);
      if (this.#sites) sites.handOver(this.#sites);
      await sites[Symbol.asyncDispose]();
    }
    const limits = Object.values(this.#config.sites).map(({ session }) => session.idle);
    await this.#sessions.purge(Math.max(0, ...limits));
  }

  /** Stops accepting and lets requests go on up to the limit. */
  drain(limit: Millis): Promise<void> {
    return this.#doors.drain(limit);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#doors[Symbol.asyncDispose]();
    for (const sites of this.#retired) await sites[Symbol.asyncDispose]();
    await this.#sites?.[Symbol.asyncDispose]();
    await this.flush();
  }
}
