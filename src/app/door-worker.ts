// One worker: everything between a listening socket and a backend, composed. Several of them share the state folder and
// the ports; each has its own connections, and follows the revocation log for them.

import { Registry } from 'prom-client';
import { AuditLog } from '../core/audit/audit-log.ts';
import type { MailSignIn } from '../core/mail-auth/mail-sign-in.ts';
import { UseRecorder } from '../core/mail-auth/use-recorder.ts';
import { LiveConnections, type MailConnection } from '../core/sessions/live-connections.ts';
import type { Millis } from '../core/units.ts';
import type { DoorServices } from '../mail/door.ts';
import { type MailDoorSettings, MailDoors } from '../mail/mail-doors.ts';
import { UploadPacing } from '../mail/upload-pacing.ts';
import { type PreparedChange, prepareAll } from '../net/prepared-change.ts';
import { createDoorMetrics } from '../observability/door-metrics.ts';
import { collectLate } from './collect-late.ts';
import { compileEarly } from './compile-early.ts';
import { createMailSignIn } from './create-mail-sign-in.ts';
import { doorLimits, mailDoorSettings } from './door-settings.ts';
import { WebWorker } from './web-worker.ts';
import type { LoadedConfig, OpenDoor } from './worker-link.ts';
import type { WorkerParts } from './worker-parts.ts';

/** How often the revocation log is read: a fifth of the second that R3.6 allows. */
const FOLLOW_EVERY: Millis = 200;

/** How often audit entries are written. */
const FLUSH_EVERY: Millis = 250;

/** How often last uses and familiar networks are: a client that comes back within this time costs one write. */
const FLUSH_USES_EVERY: Millis = 2_000;

/** How often browsers' sessions that are over are forgotten. */
const PURGE_EVERY: Millis = 10 * 60_000;

export class DoorWorker implements AsyncDisposable {
  readonly #parts: WorkerParts;
  readonly #registry: Registry = new Registry();
  readonly #live: LiveConnections;
  readonly #audit: AuditLog;
  readonly #uses: UseRecorder;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #services: Omit<DoorServices, 'signIn'>;
  readonly #mail: MailDoors;
  #web: WebWorker | undefined;

  private constructor(parts: WorkerParts, loaded: LoadedConfig) {
    const { state, clock, stopwatch, random, log, countries } = parts;
    this.#parts = parts;
    this.#live = new LiveConnections(state.stores.revocations);
    this.#audit = new AuditLog(state.stores.audit, log);
    this.#uses = new UseRecorder({
      appPasswords: state.stores.appPasswords,
      listing: state.stores.listing,
      throttle: state.throttle,
      log,
    });
    const metrics = createDoorMetrics(this.#registry, {
      open: () => this.#mail.connections,
      live: () => this.#live.size,
    });
    const uploads = new UploadPacing();
    const countryOf = (address: string) => countries.countryOf(address);
    this.#services = {
      ...{ uploads, live: this.#live, audit: this.#audit, clock, stopwatch, random, log, metrics, countryOf },
    };
    this.#mail = new MailDoors(doorLimits(loaded.config), stopwatch, parts.isShared);
  }

  /** Opens the doors, or throws and leaves nothing open. */
  static async open(parts: WorkerParts, loaded: LoadedConfig): Promise<DoorWorker> {
    compileEarly();
    collectLate();
    const worker = new DoorWorker(parts, loaded);
    try {
      await worker.#open(loaded);
      return worker;
    } catch (error) {
      await worker[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #open(loaded: LoadedConfig): Promise<void> {
    await this.#live.follow();
    await this.#mail.open(this.#settings(loaded), { ...this.#services, signIn: await this.#createSignIn(loaded) });
    const web = await WebWorker.open(
      {
        ...this.#parts,
        registry: this.#registry,
        audit: this.#audit,
        uses: this.#uses,
        ownConnections: () => this.#live.list(),
      },
      loaded,
    );
    this.#web = web;
    this.#every(FOLLOW_EVERY, 'revocations.not-followed', () => this.#live.follow());
    this.#every(FOLLOW_EVERY, 'web-sessions.not-followed', () => web.keepUp());
    this.#every(FLUSH_EVERY, 'audit.not-flushed', () => this.#audit.flush());
    this.#every(FLUSH_USES_EVERY, 'uses.not-flushed', () => this.#flushUses());
    this.#every(PURGE_EVERY, 'web-sessions.not-purged', () => web.purge());
  }

  get listeners(): readonly OpenDoor[] {
    const web = this.#web?.listeners ?? [];
    return [
      ...this.#mail.listeners,
      ...web.map(
        ({ kind, ...listener }): OpenDoor => ({
          ...listener,
          protocol: kind,
          tls: kind === 'https' ? 'implicit' : 'none',
        }),
      ),
    ];
  }

  connections(): readonly MailConnection[] {
    return this.#live.list();
  }

  /** False while decisions can't be recorded: every sign-in is then refused as unavailable. */
  get isAuditWritable(): boolean {
    return this.#audit.isWritable;
  }

  metrics(): Promise<object[]> {
    return this.#registry.getMetricsAsJSON();
  }

  /** Goes over to a configuration, at all doors or at none; rejects when it can't be used. */
  prepare(loaded: LoadedConfig): Promise<PreparedChange> {
    const web = this.#web;
    return prepareAll([
      () => this.#parts.countries.prepare(loaded.config.countries),
      async () => {
        const services = { ...this.#services, signIn: await this.#createSignIn(loaded) };
        return this.#mail.prepare(this.#settings(loaded), services);
      },
      ...(web ? [() => web.prepare(loaded)] : []),
    ]);
  }

  async drain(limit: Millis): Promise<void> {
    await Promise.all([this.#mail.drain(limit), this.#web?.drain(limit)]);
    await this.#flush();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#mail[Symbol.asyncDispose]();
    await this.#web?.[Symbol.asyncDispose]();
    for (const timer of this.#timers) clearInterval(timer);
    await this.#flush();
  }

  #settings({ config }: LoadedConfig): MailDoorSettings {
    return mailDoorSettings(config, this.#parts.ticketKeys);
  }

  #createSignIn(loaded: LoadedConfig): Promise<MailSignIn> {
    return createMailSignIn(loaded, {
      ...this.#parts,
      audit: this.#audit,
      uses: this.#uses,
      countConnections: (mailbox) => this.#live.count(mailbox),
    });
  }

  async #flush(): Promise<void> {
    await this.#audit.flush();
    await this.#flushUses();
  }

  async #flushUses(): Promise<void> {
    await this.#uses.flush();
    await this.#web?.flush();
  }

  /** Runs again and again; what throws is logged once until it works again. */
  #every(pause: Millis, failure: string, task: () => Promise<void>): void {
    let isFailing = false;
    const run = (): void => {
      task().then(
        () => {
          isFailing = false;
        },
        (error: unknown) => {
          if (!isFailing) this.#parts.log.error(failure, error);
          isFailing = true;
        },
      );
    };
    this.#timers.push(setInterval(run, pause));
  }
}
