// Postern's own mail path (R7.1): a supervised Haraka with a queue on the disk, and the carrier that hands mail to it.
//
//   starting ── listening ──▶ up ── it ends ──▶ down ── pause, doubling ──▶ starting
//      └───── it ends, or takes too long ─────────▲
//
// "Accepted" means that the message is in a queue file that was synced to the disk: whatever ends then, it is delivered,
// or reported. New settings mean a new Haraka in the same folder; the queue stays.

import { randomBytes } from 'node:crypto';
import { setTimeout as pauseFor } from 'node:timers/promises';
import type { DeliveryReport, HandedOver, MailCarrier, OutgoingMail } from '../../../core/messages/carriers.ts';
import type { MailPathHealth } from '../../../core/messages/mail-path-health.ts';
import type { Clock, Log } from '../../../core/ports.ts';
import type { Millis } from '../../../core/units.ts';
import { MESSAGE_ID } from './compose.ts';
import { type HarakaProcess, startHaraka } from './haraka-process.ts';
import { limitLog } from './log-limit.ts';
import type { MailPathSettings } from './mail-path-settings.ts';
import { countQueue, makeAllDue } from './queue-folder.ts';
import { readRecipient } from './recipient.ts';
import { openSubmission, type Submission } from './submission.ts';
import { prepareWorkingFolder, type WorkingFolder, workingFolder } from './working-folder.ts';

/** How long handing over may take: what the port promises, and time for the answer to reach a worker. */
const CARRY_WITHIN: Millis = 4_500;

/** Pause before a Haraka that ended is replaced, doubling while the next ones end too. */
const FIRST_PAUSE: Millis = 200;
const LONGEST_PAUSE: Millis = 30_000;

/** One that ran this long had started well. */
const STARTED_WELL_AFTER: Millis = 60_000;

/** RFC 4954 §6: 530, 534, 535 and 538, as the plugin puts them into a report. */
const REFUSED_SIGN_IN = /(^|: )53[0458] /;

export interface MailPathOptions {
  /** The working folder; made where it isn't there. */
  readonly folder: string;
  readonly settings: MailPathSettings;
  readonly clock: Clock;
  readonly log: Log;
  /** Must not throw. */
  onDelivery(report: DeliveryReport): void;
}

export class HarakaMailPath implements MailCarrier, AsyncDisposable {
  readonly #options: MailPathOptions;
  readonly #folder: WorkingFolder;
  readonly #log: Log;
  readonly #end: AbortController = new AbortController();
  readonly #running: Promise<void>;
  #settings: MailPathSettings;
  #process: HarakaProcess | undefined;
  #submission: PromiseWithResolvers<Submission> = Promise.withResolvers();
  #isUp = false;
  #since: Millis;
  #isFailing = false;
  #isChanging = false;
  #lastFailure: MailPathHealth['lastFailure'];

  /** Starts a Haraka; until it is ready, mail waits for it as long as `carry` may take. */
  constructor(options: MailPathOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.#folder = workingFolder(options.folder);
    this.#log = limitLog(options.log, options.clock);
    this.#since = options.clock.now();
    this.#running = this.#supervise();
  }

  /** The child's id, while there is one. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Resolves when it takes mail. */
  async untilUp(): Promise<void> {
    await this.#submission.promise;
  }

  async carry(mail: OutgoingMail): Promise<HandedOver> {
    const now = this.#options.clock.now();
    if (!MESSAGE_ID.test(mail.id)) return { kind: 'refused', reason: 'the message has no usable id' };
    if (mail.endsAt <= now) return { kind: 'refused', reason: 'the message has expired' };
    const recipient = readRecipient(mail.to);
    if (recipient.kind === 'refused') return recipient;
    const limit = AbortSignal.timeout(CARRY_WITHIN);
    const submission = await this.#whenUp(limit);
    if (!submission) return { kind: 'unavailable', reason: this.#lastFailure?.text ?? 'the mail path is starting' };
    const handedOver = await submission.submit({ mail, to: recipient.address, settings: this.#settings, now }, limit);
    if (handedOver.kind === 'unavailable') this.#failed(handedOver.reason);
    return handedOver;
  }

  async health(): Promise<MailPathHealth> {
    return {
      state: this.#isUp ? (this.#isFailing ? 'failing' : 'up') : 'down',
      since: this.#since,
      ...(await countQueue(this.#folder.queue)),
      ...(this.#lastFailure && { lastFailure: this.#lastFailure }),
    };
  }

  /** Goes over to other settings: a new Haraka, the same queue, all of which is tried again at once. */
  async reload(settings: MailPathSettings): Promise<void> {
    if (JSON.stringify(settings) === JSON.stringify(this.#settings)) return;
    this.#settings = settings;
    this.#isChanging = true;
    await this.#process?.stop();
  }

  /** What is queued stays for the next one. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#process?.stop();
    await this.#running;
  }

  async #supervise(): Promise<void> {
    let pause = FIRST_PAUSE;
    while (!this.#end.signal.aborted) {
      const startedAt = this.#options.clock.now();
      this.#isChanging = false;
      await this.#runOnce();
      if (this.#isChanging || this.#options.clock.now() - startedAt > STARTED_WELL_AFTER) pause = FIRST_PAUSE;
      if (this.#isChanging) continue;
      await pauseFor(pause, undefined, { signal: this.#end.signal }).catch(() => undefined); // the end is no error
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  }

  /** From one Haraka's start to its end. Never rejects. */
  async #runOnce(): Promise<void> {
    const { log } = this.#options;
    const settings = this.#settings;
    const secret = randomBytes(32).toString('base64url');
    try {
      await prepareWorkingFolder(this.#folder, settings);
      await makeAllDue(this.#folder.queue, this.#options.clock.now());
      if (this.#end.signal.aborted) return;
      const { smarthost, resolvers } = settings;
      const child = startHaraka(this.#folder.path, {
        settings: { secret, ...(smarthost && { smarthost }), ...(resolvers && { resolvers }) },
        log: this.#log,
        onReport: ({ kind: _, ...report }) => this.#reported(report),
      });
      this.#process = child;
      // They may have changed while the folder was made.
      if (settings !== this.#settings) await child.stop();
      const submission = openSubmission(await child.listening, secret, settings);
      this.#turn('up');
      this.#submission.resolve(submission);
      log.info('mail-path.up', { pid: child.pid });
      const how = await child.ended;
      this.#submission = Promise.withResolvers();
      submission.close();
      this.#turn('down');
      if (this.#end.signal.aborted || this.#isChanging) return;
      this.#failed(`Haraka ended (${how})`);
      log.error('mail-path.crashed', new Error(`Haraka ended (${how})`));
    } catch (error) {
      if (this.#end.signal.aborted || this.#isChanging) return;
      this.#failed(error instanceof Error ? error.message : String(error));
      log.error('mail-path.not-started', error);
    } finally {
      // Never two in one folder.
      await this.#process?.ended;
      this.#process = undefined;
    }
  }

  #turn(to: 'up' | 'down'): void {
    this.#isUp = to === 'up';
    this.#isFailing = false;
    this.#since = this.#options.clock.now();
  }

  #failed(text: string): void {
    this.#lastFailure = { at: this.#options.clock.now(), text };
  }

  #reported(report: DeliveryReport): void {
    const isTrouble = isTroubleOfThePath(report);
    if (isTrouble) this.#failed(report.detail ?? report.outcome);
    if (isTrouble !== this.#isFailing) {
      this.#isFailing = isTrouble;
      this.#since = this.#options.clock.now();
    }
    this.#options.onDelivery(report);
  }

  /** Nothing when it isn't up within the limit, nor is it to be expected. */
  async #whenUp(limit: AbortSignal): Promise<Submission | undefined> {
    if (!this.#isUp && this.#options.clock.now() - this.#since > CARRY_WITHIN) return undefined;
    const late = Promise.withResolvers<undefined>();
    const give = (): void => late.resolve(undefined);
    limit.addEventListener('abort', give, { once: true });
    try {
      return await Promise.race([this.#submission.promise, late.promise]);
    } finally {
      limit.removeEventListener('abort', give);
    }
  }
}

/** A recipient that doesn't exist is none; a host that can't be reached is, or one that wants us to sign in otherwise. */
function isTroubleOfThePath({ outcome, detail = '' }: DeliveryReport): boolean {
  if (outcome === 'failed') return REFUSED_SIGN_IN.test(detail);
  return outcome !== 'delivered';
}
