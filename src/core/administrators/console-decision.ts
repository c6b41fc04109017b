// One way out for every answer at the console's sign-in: it has an id, one log line and one audit entry with its whole
// trace (R1.8), and what couldn't be asked is thrown, never taken for "no" (P-08). No secret has a place here (R6.6).

import { type ChangeOrigin, describeOrigin } from '../administration/change.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { AuditDetails, TraceStep } from '../audit/audit-store.ts';
import type { DecisionId } from '../decision.ts';
import { loginNameToRecord, newDecisionId } from '../decision-record.ts';
import { isUnavailable, PosternError } from '../errors.ts';
import type { Clock, Log, Random } from '../ports.ts';

/** What is recorded of an answer. */
export type ConsoleEvent =
  | 'console-sign-in.allowed'
  | 'console-sign-in.challenged'
  | 'console-sign-in.refused'
  | 'console-sign-in.unavailable'
  | 'console-sign-in.code-refused'
  | 'console-sign-in.code-slowed'
  | 'console-session.confirmed'
  | 'console-session.not-confirmed'
  | 'break-glass.used'
  | 'administrator.set-up';

export interface RecordingParts {
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export class ConsoleDecision {
  readonly id: DecisionId;
  readonly origin: ChangeOrigin;
  readonly trace: TraceStep[] = [];
  /** Who it is, as the audit log calls them; nobody that is known as long as there is none. */
  actor: string | undefined;
  readonly #parts: RecordingParts;
  readonly #typed: string | undefined;

  /** @param of - `typed`: what stood where the name belongs; it is kept only as its length, as people type passwords there. */
  constructor(
    parts: RecordingParts,
    origin: ChangeOrigin,
    of: { readonly actor?: string; readonly typed?: string } = {},
  ) {
    this.#parts = parts;
    this.origin = origin;
    this.id = newDecisionId(parts);
    this.actor = of.actor;
    this.#typed = of.typed;
  }

  check(check: string, result: string): void {
    this.trace.push({ check, result });
  }

  /** Runs the checks. Nothing is decided that can't be recorded, and what breaks on the way is recorded and thrown. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#parts.audit.isWritable) {
      throw new PosternError('ERR_STORE_UNAVAILABLE', 'the audit log can not be written');
    }
    try {
      return await work();
    } catch (error) {
      if (!isUnavailable(error)) this.#parts.log.error('console-sign-in.broken', error, { decisionId: this.id });
      this.check('store', 'unavailable');
      this.record('console-sign-in.unavailable', { reason: 'store' });
      throw error;
    }
  }

  /** One log line, in the words that the fail2ban filter matches, and one audit entry. */
  record(event: ConsoleEvent, of: { readonly reason?: string; readonly details?: AuditDetails } = {}): void {
    const { audit, clock, log } = this.#parts;
    const { remoteAddress } = this.origin;
    const { actor } = this;
    const loginName =
      actor === undefined && this.#typed !== undefined ? loginNameToRecord(this.#typed, undefined) : undefined;
    audit.record({
      at: clock.now(),
      kind: 'sign-in',
      event,
      decisionId: this.id,
      door: 'administration',
      remoteAddress,
      trace: this.trace,
      details: { ...describeOrigin(this.origin), ...of.details },
      ...(of.reason !== undefined && { reason: of.reason }),
      ...(actor !== undefined && { actor }),
      ...(loginName !== undefined && { loginName }),
    });
    const fields = {
      decisionId: this.id,
      remoteAddress,
      ...(of.reason !== undefined && { reason: of.reason }),
      ...(actor !== undefined && { administrator: actor }),
    };
    // Who breaks the glass is to be heard (R6.7).
    if (event === 'break-glass.used') log.warn(event, fields);
    else log.info(event, fields);
  }
}
