// From "allowed" to spliced: the connection is registered, compared with what was revoked since the decision, and only
// then does the client hear OK (R3.6). From here on nothing of the sign-in is kept, its secrets least of all.

import type { Socket } from 'node:net';
import { assertNever, type ClientContext, type DecisionId, type Deny, type Unavailable } from '../core/decision.ts';
import type { LiveConnections, MailConnection, Registration } from '../core/sessions/live-connections.ts';
import type { RevocationReason } from '../core/sessions/revocation-log.ts';
import type { BackendLink } from './backend-link.ts';
import type { DoorServices } from './door.ts';
import { Splice, type SpliceOptions, type SpliceSummary } from './splice.ts';

/** What came of a registration. */
export type RegistrationOutcome =
  | { readonly kind: 'registered'; readonly registration: Registration }
  | { readonly kind: 'refused'; readonly decision: Deny | Unavailable };

/**
 * Registers a connection that was allowed. Never rejects.
 *
 * @param limit - Connections that the mailbox may have. The decision looked at it too, but many may be decided at once.
 * @param decided - The decision's id, and the revocations that it had seen.
 * @param end - Called when a revocation concerns the connection later on. One that came between the decision and the
 *   registration is the outcome instead: the client is still owed an answer.
 */
export async function registerConnection(
  { live, log }: { readonly live: LiveConnections; readonly log: DoorServices['log'] },
  connection: MailConnection,
  limit: number,
  decided: { readonly decisionId: DecisionId; readonly decidedAt: number },
  end: (reason: RevocationReason) => void,
): Promise<RegistrationOutcome> {
  const { decisionId, decidedAt } = decided;
  let missed: RevocationReason | undefined;
  let isAnswered = false;
  try {
    const registration = await live.register(connection, decidedAt, (reason) => {
      if (isAnswered) end(reason);
      else missed = reason;
    });
    isAnswered = true;
    if (missed === undefined && live.count(connection.mailbox) > limit) {
      registration.release();
      return { kind: 'refused', decision: { kind: 'deny', reason: 'too-many-connections', decisionId, delay: 0 } };
    }
    if (missed === undefined) return { kind: 'registered', registration };
    log.info('connection.revoked-meanwhile', { connectionId: connection.id, decisionId, reason: missed });
    return { kind: 'refused', decision: refusalFor(missed, decisionId) };
  } catch (error) {
    log.error('connection.not-registered', error, { connectionId: connection.id, decisionId });
    return { kind: 'refused', decision: { kind: 'unavailable', decisionId, dependency: 'store' } };
  }
}

function refusalFor(reason: RevocationReason, decisionId: DecisionId): Deny | Unavailable {
  switch (reason) {
    case 'revoked':
      return { kind: 'deny', reason: 'app-password-revoked', decisionId, delay: 0 };
    case 'disabled':
      return { kind: 'deny', reason: 'mailbox-disabled', decisionId, delay: 0 };
    case 'app-password-required':
      return { kind: 'deny', reason: 'app-password-required', decisionId, delay: 0 };
    case 'removed':
      return { kind: 'deny', reason: 'unknown-account', decisionId, delay: 0 };
    case 'ended-by-administrator':
    case 'password-changed':
    case 'signed-out':
      // What an administrator ended may come back at once.
      return { kind: 'unavailable', decisionId, dependency: 'backend' };
    default:
      return assertNever(reason);
  }
}

/** A registered connection, ready to be spliced: the client's OK is written already, and nothing reads either side. */
export interface Joined extends Pick<SpliceOptions, 'filter' | 'fromClient' | 'fromBackend'> {
  readonly client: Socket;
  readonly link: BackendLink;
  readonly connection: MailConnection;
  readonly decisionId: DecisionId;
  readonly ended: () => void;
}

/** Splices it, and leaves a record when it ends. */
export function joinConnection(services: DoorServices, joined: Joined): Splice {
  const { connection, decisionId, ended, ...rest } = joined;
  const splice = new Splice({
    ...rest,
    stopwatch: services.stopwatch,
    uploads: services.uploads,
    ended: (summary) => {
      recordEnd(services, connection, decisionId, summary);
      ended();
    },
  });
  splice.begin();
  return splice;
}

function recordEnd(
  { clock, log, audit, metrics }: DoorServices,
  connection: MailConnection,
  decisionId: DecisionId,
  summary: SpliceSummary,
): void {
  const { id, door, mailbox, remoteAddress, appPassword, clientName, since } = connection;
  const at = clock.now();
  const { up, down, endedBy, detail } = summary;
  const details = {
    up,
    down,
    seconds: Math.round((at - since) / 1_000),
    endedBy,
    ...(detail !== undefined && { detail }),
    ...(clientName !== undefined && { clientName }),
  };
  metrics.spliceEnded(door, summary);
  log.info('connection.ended', { connectionId: id, mailbox, ...details });
  audit.record({
    at,
    kind: 'connection',
    event: 'connection.ended',
    decisionId,
    mailbox,
    door,
    remoteAddress,
    ...(appPassword && { appPassword: appPassword.id }),
    details,
  });
}

/** What is known of a connection that was allowed, for lists that people read. Holds no secret. */
export function connectionOf(
  context: ClientContext,
  allowed: Pick<MailConnection, 'mailbox' | 'appPassword'>,
  since: number,
): MailConnection {
  const { connectionId, door, remoteAddress, clientName } = context;
  const { mailbox, appPassword } = allowed;
  return {
    id: connectionId,
    door,
    mailbox,
    remoteAddress,
    since,
    ...(appPassword && { appPassword }),
    ...(clientName !== undefined && { clientName }),
  };
}
