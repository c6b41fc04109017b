// How recipients rest: sealed like the secrets of factors, as a factor's address is one of them, and with a name by which
// the same one is recognized without opening anything.

import type { MailboxAddress } from '../decision.ts';
import type { FactorSecrets } from '../factors/factor-secrets.ts';
import type { Destination } from '../messages/carriers.ts';
import type { KeyedDigest } from '../ports.ts';
import type { SealedDestination } from './notice-store.ts';
import { nameOf } from './recipients.ts';

export interface DestinationPorts {
  readonly secrets: FactorSecrets;
  /** Its purpose is no other's. */
  readonly digest: KeyedDigest;
}

/** In place of a factor's id, which looks like none of these. */
const SEALED_AS = 'recipient of notices';

export function sealDestination(
  destination: Destination,
  mailbox: MailboxAddress,
  { secrets, digest }: DestinationPorts,
): SealedDestination {
  const octets = new TextEncoder().encode(JSON.stringify(destination));
  return {
    key: digest.digest(mailbox, destination.kind, nameOf(destination)),
    sealed: secrets.seal(octets, { mailbox, factorId: SEALED_AS }),
  };
}

/** `undefined`: sealed for another mailbox or under another key, or damaged. */
export function openDestination(
  { sealed }: SealedDestination,
  mailbox: MailboxAddress,
  { secrets }: Pick<DestinationPorts, 'secrets'>,
): Destination | undefined {
  const octets = secrets.open(sealed, { mailbox, factorId: SEALED_AS });
  return octets && (JSON.parse(new TextDecoder().decode(octets)) as Destination);
}
