// Whether a permit still holds that was given to a mail server that isn't Postern's: its connections can't be ended from
// here, so it asks again before each message. What ends a connection at Postern's own doors ends a permit.

import type { AppPasswordId, MailboxAddress, RevocationSequence } from '../decision.ts';
import type { Clock } from '../ports.ts';
import type { Millis } from '../units.ts';
import { concerns } from './live-connections.ts';
import type { RevocationLog, RevocationReason } from './revocation-log.ts';

/** Longest life of a permit: half as long as revocations are kept, so that none is forgotten while it matters. */
const LONGEST_LIFE: Millis = 12 * 3_600_000;

/** How far the clock may have been set back since a permit was given. */
const CLOCK_SLACK: Millis = 5 * 60_000;

/** A permit as its holder gives it back. */
export interface HeldPermit {
  readonly mailbox: MailboxAddress;
  /** Absent when the mailbox's own password was used. */
  readonly appPassword?: AppPasswordId;
  readonly decidedAt: RevocationSequence;
  readonly permittedAt: Millis;
}

/** What ended a permit, `signed-out` when it is too old or from elsewhere. May throw `ERR_STORE_UNAVAILABLE`. */
export async function endOfPermit(
  { mailbox, appPassword, decidedAt, permittedAt }: HeldPermit,
  { revocations, clock }: { readonly revocations: RevocationLog; readonly clock: Clock },
): Promise<RevocationReason | undefined> {
  const age = clock.now() - permittedAt;
  if (age > LONGEST_LIFE || age < -CLOCK_SLACK) return 'signed-out';
  // A sequence that isn't reached yet is of another state, of which a copy was put back.
  if (decidedAt > (await revocations.current())) return 'signed-out';
  const held = { id: '', mailbox, ...(appPassword !== undefined && { appPassword: { id: appPassword } }) };
  return (await revocations.since(decidedAt)).find(({ target }) => concerns(target, held))?.reason;
}
