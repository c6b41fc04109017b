// Browsers' sessions, listed and ended: by an administrator, or by the mailbox's owner in the account pages (R8.3).

import {
  type ChangePorts,
  done,
  type Outcome,
  type Refusal,
  recordChange,
  refusalWhileUnrecorded,
  refuse,
} from '../administration/change.ts';
import type { MailboxAddress } from '../decision.ts';
import type { Log } from '../ports.ts';
import type { RevocationLog } from './revocation-log.ts';
import { announceEnds, type SessionEndReason } from './session-ends.ts';
import type { AccountSession, OpenSession, WebSessionId } from './web-session.ts';
import { isOver, type LimitsOf } from './web-session-limits.ts';
import type { WebSessionStore } from './web-session-store.ts';

export interface WebSessionPorts extends ChangePorts {
  readonly webSessions: WebSessionStore;
  readonly revocations: RevocationLog;
  readonly limitsOf: LimitsOf;
  readonly log: Log;
}

type ListPorts = Pick<WebSessionPorts, 'webSessions' | 'limitsOf' | 'clock'>;

export interface EndedWebSessions {
  /** How many there were. */
  readonly ended: number;
}

/** Ends one, pending or open, within a second in every worker. May throw `ERR_STORE_UNAVAILABLE`. */
export async function endWebSession(
  id: WebSessionId,
  ports: WebSessionPorts,
): Promise<Outcome<{ readonly id: WebSessionId }>> {
  return endOne(id, ports, 'ended-by-administrator');
}

/** Ends all of a mailbox. May throw `ERR_STORE_UNAVAILABLE`. */
export async function endWebSessions(
  mailbox: MailboxAddress,
  ports: WebSessionPorts,
): Promise<Outcome<EndedWebSessions>> {
  return endAll(mailbox, ports, { reason: 'ended-by-administrator' });
}

/**
 * Pending and open ones, newest first: a mailbox's, or everybody's. Those that are over by a limit aren't among them,
 * though nobody has noticed yet. May throw `ERR_STORE_UNAVAILABLE`.
 */
export async function listWebSessions(
  mailbox: MailboxAddress | undefined,
  { webSessions, limitsOf, clock }: ListPorts,
): Promise<readonly AccountSession[]> {
  const now = clock.now();
  const all = await webSessions.list(mailbox);
  return all.filter((session) => !isOver(session, limitsOf(session.site), now));
}

/** The owner's own, newest first: those that are signed in. May throw `ERR_STORE_UNAVAILABLE`. */
export async function listOwnSessions(mailbox: MailboxAddress, ports: ListPorts): Promise<readonly OpenSession[]> {
  return (await listWebSessions(mailbox, ports)).filter((session) => session.state === 'open');
}

/** Ends one of the owner's own; another mailbox's isn't there. May throw `ERR_STORE_UNAVAILABLE`. */
export async function endOwnSession(
  asking: OpenSession,
  id: WebSessionId,
  ports: WebSessionPorts,
): Promise<Outcome<{ readonly id: WebSessionId }>> {
  const found = await ports.webSessions.find(id);
  if (found?.state !== 'open' || found.mailbox !== asking.mailbox) return unknownSession(id);
  return endOne(id, ports, 'ended-by-user');
}

/** Ends all of the owner's but the one that asks. May throw `ERR_STORE_UNAVAILABLE`. */
export async function endOtherSessions(
  asking: OpenSession,
  ports: WebSessionPorts,
): Promise<Outcome<EndedWebSessions>> {
  return endAll(asking.mailbox, ports, { reason: 'ended-by-user', exceptId: asking.id });
}

async function endOne(
  id: WebSessionId,
  ports: WebSessionPorts,
  reason: SessionEndReason,
): Promise<Outcome<{ readonly id: WebSessionId }>> {
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const session = await ports.webSessions.find(id);
  if (!session || session.state === 'anonymous' || !(await ports.webSessions.end(id, session.state)))
    return unknownSession(id);
  await announceEnds([session], reason, ports);
  await recordChange(ports, {
    event: 'web-sessions.ended',
    mailbox: session.mailbox,
    details: { session: id, ended: 1 },
  });
  return done({ id });
}

async function endAll(
  mailbox: MailboxAddress,
  ports: WebSessionPorts,
  { reason, exceptId }: { readonly reason: SessionEndReason; readonly exceptId?: WebSessionId },
): Promise<Outcome<EndedWebSessions>> {
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const sessions: readonly AccountSession[] = await ports.webSessions.endAll(
    { mailbox },
    exceptId === undefined ? {} : { exceptId },
  );
  await announceEnds(sessions, reason, ports);
  const ended = sessions.length;
  await recordChange(ports, { event: 'web-sessions.ended', mailbox, details: { ended } });
  return done({ ended });
}

function unknownSession(id: WebSessionId): Refusal {
  return refuse('unknown-session', `there is no session ${id}; it may have ended by itself`);
}
