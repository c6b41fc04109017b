// How browsers' sessions end: their record goes first, then what hangs on them is told, then it is recorded. Whoever
// registers a stream and then finds the record can't miss the telling.

import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock, Log } from '../ports.ts';
import type { RevocationLog, RevocationReason } from './revocation-log.ts';
import type { AccountSession } from './web-session.ts';

/** Why a session ended, in log and audit log. */
export type SessionEndReason =
  | RevocationReason
  | 'upstream-ended'
  | 'ended-by-user'
  /** The idle or the absolute limit. */
  | 'expired'
  /** The mailbox has too many. */
  | 'displaced'
  | 'tries-exhausted'
  /** Another sign-in took its place in the same browser. */
  | 'replaced'
  /** Whoever got its code says that they didn't ask for it (R2.7). */
  | 'disputed'
  /** It may not be used any more from where its browser is, or by its account as it is. */
  | 'not-permitted'
  /** The revocation log was put back, or forgot what wasn't applied yet: nobody knows whether it was revoked. */
  | 'revocations-unknown';

export interface SessionEndPorts {
  readonly revocations: RevocationLog;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Tells every worker of sessions whose records are gone. Never throws: what streams looks for its record from time to
 * time anyway.
 */
export async function announceEnds(
  ended: readonly AccountSession[],
  reason: SessionEndReason,
  ports: SessionEndPorts,
): Promise<void> {
  for (const session of ended) recordEnd(session, reason, ports);
  const told = reason === 'ended-by-administrator' ? reason : 'signed-out';
  try {
    for (const { id } of ended) {
      await ports.revocations.append({ at: ports.clock.now(), target: { kind: 'web-session', id }, reason: told });
    }
  } catch (error) {
    ports.log.error('web-session.end-not-announced', error, { sessions: ended.length });
  }
}

/** One log line and one audit entry. */
export function recordEnd(
  { id, site, state, mailbox, decisionId, origin }: AccountSession,
  reason: SessionEndReason,
  { audit, clock, log }: Pick<SessionEndPorts, 'audit' | 'clock' | 'log'>,
): void {
  const { remoteAddress } = origin;
  log.info('web-session.ended', { session: id, mailbox, reason, remoteAddress });
  audit.record({
    at: clock.now(),
    kind: 'connection',
    event: 'web-session.ended',
    decisionId,
    mailbox,
    door: 'web',
    remoteAddress,
    reason,
    details: { session: id, site, state },
  });
}
