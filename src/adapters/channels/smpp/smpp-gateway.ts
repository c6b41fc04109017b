// An SMS gateway that speaks SMPP 3.4: keeps one connection bound, comes back with growing pauses when it is lost, and
// submits texts over it. A text is accepted when the message centre has accepted every part of it.

import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliveryReport, OutgoingSms } from '../../../core/messages/carriers.ts';
import {
  type GatewayAnswer,
  GatewayHistory,
  type GatewayProbe,
  type SmsGateway,
  type SmsGatewayHealth,
} from '../../../core/messages/sms-gateway.ts';
import type { Clock, Log } from '../../../core/ports.ts';
import type { Millis } from '../../../core/units.ts';
import { AwaitedReceipts } from './receipts.ts';
import { openSmppLink, type SmppAnswer, type SmppLink, type SmppLinkSettings, statusName } from './smpp-link.ts';
import { type Submission, type SubmissionSettings, submissionsOf } from './submission.ts';
import { Window } from './window.ts';

export interface SmppGatewaySettings extends SmppLinkSettings, SubmissionSettings {
  /** Requests that may be without an answer at once. */
  readonly window: number;
  /** The first pause after a connection was lost, and the longest. */
  readonly pauses: { readonly first: Millis; readonly longest: Millis };
}

export interface SmppGatewayPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly onDelivery: (report: DeliveryReport) => void;
}

/** All of a text, as a carrier answers within 5 s. */
const SEND_WITHIN: Millis = 4_800;

/** How long a text waits for a connection that is just being made. */
const BIND_WITHIN: Millis = 3_000;

/** A connection that lasted so long was a sound one: the pauses begin anew. */
const SOUND_AFTER: Millis = 60_000;

/** Statuses (SMPP 3.4 §5.1.3) that are about the number or the text: RINVMSGLEN, RINVDSTADR, RINVDSTTON, RINVDSTNPI. */
const REFUSALS: ReadonlySet<number> = new Set([0x01, 0x0b, 0x50, 0x51]);

export class SmppGateway implements SmsGateway {
  readonly #settings: SmppGatewaySettings;
  readonly #ports: SmppGatewayPorts;
  readonly #receipts: AwaitedReceipts;
  readonly #window: Window;
  readonly #history = new GatewayHistory();
  readonly #closing = new AbortController();
  #running: Promise<void> | undefined;
  #link: SmppLink | undefined;
  /** Settles with the next connection, or with nothing when the attempt at it failed. */
  #next = Promise.withResolvers<SmppLink | undefined>();
  #failures = 0;
  #whyNot = 'not yet';
  #reference = 0;

  constructor(settings: SmppGatewaySettings, ports: SmppGatewayPorts) {
    this.#settings = settings;
    this.#ports = ports;
    this.#receipts = new AwaitedReceipts(ports);
    this.#window = new Window(settings.window);
  }

  start(): void {
    this.#running ??= this.#keepBound();
  }

  async send(sms: OutgoingSms): Promise<GatewayAnswer> {
    const answer = await this.#send(sms);
    this.#history.note(answer, this.#ports.clock.now());
    return answer;
  }

  health(): SmsGatewayHealth {
    return this.#history.health(this.#link ? 'up' : 'down');
  }

  async probe(): Promise<GatewayProbe> {
    if (this.#link) return { kind: 'well', text: 'is bound' };
    const opened = await openSmppLink(this.#settings, () => undefined);
    if (opened.kind === 'failed') return { kind: 'ill', text: opened.reason };
    await opened.link.end();
    return { kind: 'well', text: 'answers, and takes the credentials' };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#next.resolve(undefined);
    await this.#link?.end();
    await this.#running;
  }

  async #send(sms: OutgoingSms): Promise<GatewayAnswer> {
    const until = performance.now() + SEND_WITHIN;
    const link = await this.#linkSoon();
    if (!link) return { kind: 'unavailable', reason: `not bound: ${this.#whyNot}` };
    this.#reference = (this.#reference + 1) & 0xff;
    const about = { now: this.#ports.clock.now(), reference: this.#reference };
    const submissions = submissionsOf(sms, this.#settings, about);
    if (!submissions) return { kind: 'refused', reason: 'the text is too long' };
    const messageIds: string[] = [];
    for (const submission of submissions) {
      const answer = await this.#submit(link, submission, until);
      if (answer.kind === 'none') return { kind: 'unavailable', reason: answer.reason };
      const { status, fields } = answer;
      if (status !== 0) {
        return { kind: REFUSALS.has(status) ? 'refused' : 'unavailable', reason: statusName(status) };
      }
      const messageId = fields['message_id'];
      if (typeof messageId === 'string' && messageId !== '') messageIds.push(messageId);
    }
    if (messageIds.length === submissions.length) this.#receipts.expect(sms.id, messageIds);
    const [gatewayId] = messageIds;
    const isToken = gatewayId !== undefined && /^[\x21-\x7e]{1,64}$/.test(gatewayId);
    return { kind: 'accepted', ...(isToken && { gatewayId }), words: `${statusName(0)} ${messageIds.length} part(s)` };
  }

  async #submit(link: SmppLink, submission: Submission, until: Millis): Promise<SmppAnswer> {
    if (!(await this.#window.enter(until - performance.now()))) {
      return { kind: 'none', reason: 'too many texts are under way' };
    }
    // The place is given back only with the answer, or with its time: a text that is given up is still under way.
    const asked = link.ask('submit_sm', submission).finally(() => this.#window.leave());
    const late = Promise.withResolvers<SmppAnswer>();
    const reason = 'no answer in time';
    const timer = setTimeout(() => late.resolve({ kind: 'none', reason }), Math.max(0, until - performance.now()));
    const answer = await Promise.race([asked, late.promise]);
    clearTimeout(timer);
    return answer;
  }

  /** The connection, if need be the one that is just being made. */
  async #linkSoon(): Promise<SmppLink | undefined> {
    if (this.#link || this.#failures > 0 || !this.#running || this.#closing.signal.aborted) return this.#link;
    const late = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => late.resolve(undefined), BIND_WITHIN);
    const link = await Promise.race([this.#next.promise, late.promise]);
    clearTimeout(timer);
    return link;
  }

  async #keepBound(): Promise<void> {
    const { first, longest } = this.#settings.pauses;
    let pause = first;
    while (!this.#closing.signal.aborted) {
      const began = performance.now();
      await this.#bindOnce();
      if (performance.now() - began > SOUND_AFTER) pause = first;
      await sleep(pause, undefined, { signal: this.#closing.signal }).catch(() => undefined); // it ends: no pause
      pause = Math.min(pause * 2, longest);
    }
  }

  /** One connection, from the attempt to its end. */
  async #bindOnce(): Promise<void> {
    const opened = await openSmppLink(this.#settings, (receipt) => this.#receipts.take(receipt), this.#closing.signal);
    const { host, port } = this.#settings;
    if (opened.kind === 'failed') {
      this.#noteLoss(opened.reason);
      this.#next.resolve(undefined);
      this.#next = Promise.withResolvers();
      return;
    }
    const { link } = opened;
    if (this.#closing.signal.aborted) {
      await link.end();
      return;
    }
    this.#failures = 0;
    this.#link = link;
    this.#next.resolve(link);
    this.#next = Promise.withResolvers();
    this.#ports.log.info('smpp.bound', { host, port });
    const reason = await link.ended;
    this.#link = undefined;
    if (!this.#closing.signal.aborted) this.#noteLoss(reason);
    // A connection that is lost may be back in a moment: texts wait for that once.
    this.#failures = 0;
  }

  #noteLoss(reason: string): void {
    const { host, port } = this.#settings;
    this.#whyNot = reason;
    this.#history.noteFailure(reason, this.#ports.clock.now());
    // Said once until it is bound again.
    if (this.#failures === 0) this.#ports.log.warn('smpp.unbound', { host, port, reason });
    this.#failures += 1;
  }
}
