// An administrator ends live connections: one, those of a mailbox, or those of an app password. What ended may come
// back at once; to keep it out, revoke the app password or disable the mailbox. And what ends by itself when a mailbox's
// own password may open nothing any more.

import {
  type ChangePorts,
  done,
  type Outcome,
  recordChange,
  refusalWhileUnrecorded,
  refuse,
} from '../administration/change.ts';
import { mayTightenMode, type PolicyChange } from '../policy/policy-change.ts';
import { concerns, type MailConnection } from './live-connections.ts';
import type { OwnPasswordOf, RevocationLog, RevocationTarget } from './revocation-log.ts';

export interface EndConnectionsPorts extends ChangePorts {
  readonly revocations: RevocationLog;
  /** All that live, in every worker. */
  readonly connections: () => Promise<readonly MailConnection[]>;
}

export interface EndedConnections {
  /** How many lived when it was asked. */
  readonly ended: number;
}

/** Ends them within a second, in every worker. May throw `ERR_STORE_UNAVAILABLE`. */
export async function endConnections(
  target: RevocationTarget,
  ports: EndConnectionsPorts,
): Promise<Outcome<EndedConnections>> {
  const ended = (await ports.connections()).filter((connection) => concerns(target, connection)).length;
  if (ended === 0 && target.kind === 'connection') {
    return refuse('unknown-connection', `there is no connection ${target.id}; it may have ended by itself`);
  }
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  await ports.revocations.append({ at: ports.clock.now(), target, reason: 'ended-by-administrator' });
  await recordChange(ports, {
    event: 'connections.ended',
    ...(target.kind === 'mailbox' && { mailbox: target.address }),
    ...(target.kind === 'app-password' && { appPassword: target.id }),
    details: { ended, ...(target.kind === 'connection' && { connection: target.id }) },
  });
  return done({ ended });
}

/**
 * Ends what was opened with own passwords, after a change of policy that may leave a mode other than `never` (R3.1).
 * Where it still is `never` in the end, by another layer, a client comes back at once.
 * May throw `ERR_STORE_UNAVAILABLE`.
 */
export async function endOwnPasswordConnections(
  of: OwnPasswordOf,
  change: Pick<PolicyChange, 'challenge' | 'userChoice'>,
  ports: Pick<EndConnectionsPorts, 'revocations' | 'clock'>,
): Promise<void> {
  if (mayTightenMode(change)) await appendOwnPasswordEnd(of, ports);
}

/** The same, whatever was changed. May throw `ERR_STORE_UNAVAILABLE`. */
export async function appendOwnPasswordEnd(
  of: OwnPasswordOf,
  { revocations, clock }: Pick<EndConnectionsPorts, 'revocations' | 'clock'>,
): Promise<void> {
  await revocations.append({
    at: clock.now(),
    target: { kind: 'own-password', of },
    reason: 'app-password-required',
  });
}
