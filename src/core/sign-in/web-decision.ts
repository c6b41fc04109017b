// One way out for every answer at the web doors: it has an id, one log line and one audit entry with its whole trace
// (R1.8), and what could not be asked is never taken for "no" (R4.4, P-08). No secret has a place here (R6.6).

import { describeOrigin } from '../administration/change.ts';
import type { TraceStep } from '../audit/audit-store.ts';
import type { DecisionId, DenyReason, Dependency, MailboxAddress } from '../decision.ts';
import { loginNameToRecord, newDecisionId } from '../decision-record.ts';
import { isUnavailable } from '../errors.ts';
import type { Millis } from '../units.ts';
import type { WebContext } from '../web-context.ts';
import type { WebSignInParts } from './sign-in-parts.ts';
import type { WebRefusal, WebUnavailable } from './web-sign-in-contract.ts';

/** What is recorded of an answer. */
export type WebEvent =
  | 'web-sign-in.allowed'
  | 'web-sign-in.challenged'
  | 'web-sign-in.refused'
  | 'web-sign-in.unavailable'
  | 'web-sign-in.code-refused'
  | 'web-sign-in.code-slowed'
  | 'web-session.confirmed'
  | 'web-session.not-confirmed'
  | 'code.sent'
  | 'code.not-sent'
  | 'enrolment.refused'
  | 'enrolment.unavailable'
  | 'factor.enrolled';

type RecordingParts = Pick<WebSignInParts, 'audit' | 'log' | 'clock' | 'random'>;

/** What somebody asked, on its way through the checks. */
export class WebDecision {
  readonly id: DecisionId;
  readonly context: WebContext;
  readonly trace: TraceStep[] = [];
  mailbox: MailboxAddress | undefined;
  /** What was answered with rightly, which is used up whatever comes of it: recorded with each entry from then on. */
  secondStep: string | undefined;
  readonly #parts: RecordingParts;
  readonly #loginName: string | undefined;

  /** @param of - `id`: that of the decision which this one goes on from. */
  constructor(
    parts: RecordingParts,
    context: WebContext,
    of: { readonly id?: DecisionId; readonly loginName?: string; readonly mailbox?: MailboxAddress },
  ) {
    this.#parts = parts;
    this.context = context;
    this.id = of.id ?? newDecisionId(parts);
    this.#loginName = of.loginName;
    this.mailbox = of.mailbox;
  }

  check(check: string, result: string): void {
    this.trace.push({ check, result });
  }

  /** Runs the checks; what breaks on the way ends as `unavailable`, recorded. Nothing is decided that can't be recorded. */
  async run<T>(work: () => Promise<T>): Promise<T | WebUnavailable> {
    if (!this.#parts.audit.isWritable) return this.unavailable('audit-log');
    try {
      return await work();
    } catch (error) {
      if (!isUnavailable(error)) this.#parts.log.error('web-sign-in.broken', error, { decisionId: this.id });
      this.check('store', 'unavailable');
      return this.unavailable('store');
    }
  }

  refuse(reason: DenyReason, delay: Millis = 0): WebRefusal {
    this.record('web-sign-in.refused', { reason });
    return { kind: 'refused', reason, decisionId: this.id, delay };
  }

  unavailable(dependency: Dependency): WebUnavailable {
    this.record('web-sign-in.unavailable', { reason: dependency });
    return { kind: 'unavailable', dependency, decisionId: this.id };
  }

  /** One log line, in the words that the fail2ban filter matches, and one audit entry. */
  record(
    event: WebEvent,
    of: { readonly reason?: string; readonly details?: Readonly<Record<string, string | number | boolean>> } = {},
  ): void {
    const { audit, clock, log } = this.#parts;
    const { site, remoteAddress, requestId } = this.context;
    const { mailbox, secondStep } = this;
    const loginName = this.#loginName === undefined ? undefined : loginNameToRecord(this.#loginName, mailbox);
    audit.record({
      at: clock.now(),
      kind: 'sign-in',
      event,
      decisionId: this.id,
      door: 'web',
      remoteAddress,
      trace: this.trace,
      details: {
        site,
        ...describeOrigin(this.context),
        ...(secondStep !== undefined && { secondStep }),
        ...of.details,
      },
      ...(of.reason !== undefined && { reason: of.reason }),
      ...(mailbox !== undefined && { mailbox }),
      ...(loginName !== undefined && { loginName }),
    });
    log.info(event, {
      decisionId: this.id,
      site,
      remoteAddress,
      requestId,
      ...(of.reason !== undefined && { reason: of.reason }),
      ...(mailbox !== undefined && { mailbox }),
    });
  }
}
