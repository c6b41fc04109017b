// Who hears of what happened to a mailbox: the mailbox itself, and the addresses and numbers that its second step goes
// to. Who takes such an address away doesn't silence it: it goes on being told for a while, so that a thief's first act
// can't hide the next ones from the owner; but for no longer than it was there, so that a thief's own address, once it is
// gone, soon hears nothing of the owner any more.

import type { MailboxAddress } from '../decision.ts';
import type { Destination } from '../messages/carriers.ts';
import type { Millis } from '../units.ts';

/** The site's rules. */
export interface RecipientRules {
  /** The protected mailbox itself: also who has broken into it reads that. */
  readonly toMailbox: boolean;
  /** Addresses of e-mail factors. */
  readonly toFactors: boolean;
  /** Numbers of SMS factors; `without-mail`: where no factor's address is told. */
  readonly bySms: 'never' | 'without-mail' | 'always';
  /** How long a factor's address or number is still told after the factor has gone, if it was there for as long. */
  readonly formerFor: Millis;
}

/** Verified destinations of a mailbox's second factors, whatever keeps them. May throw `ERR_STORE_UNAVAILABLE`. */
export interface NoticeAddresses {
  addressesOf(mailbox: MailboxAddress): Promise<readonly Destination[]>;
}

/** A destination that was a factor's when it was last looked at. */
export interface KnownDestination {
  readonly destination: Destination;
  /** When it was first seen. */
  readonly since: Millis;
  /** Since when it isn't any more. */
  readonly goneAt?: Millis;
}

/** Each destination that has gone is told for so long at least: of its own removal, whenever a message may go out next. */
const LEAST_FORMER: Millis = 10 * 60_000;

/** Each once, the mailbox itself first. */
export function recipientsOf(
  mailbox: MailboxAddress,
  known: readonly KnownDestination[],
  { rules, now }: { readonly rules: RecipientRules; readonly now: Millis },
): readonly Destination[] {
  const told = known.filter((one) => one.goneAt === undefined || now < one.goneAt + formerFor(one, one.goneAt, rules));
  const ofKind = (kind: Destination['kind']): readonly Destination[] =>
    told.map(({ destination }) => destination).filter((destination) => destination.kind === kind);
  const mails = rules.toFactors ? ofKind('email') : [];
  const bySms = rules.bySms === 'always' || (rules.bySms === 'without-mail' && mails.length === 0);
  const own: readonly Destination[] = rules.toMailbox ? [{ kind: 'email', address: mailbox }] : [];
  return once([...own, ...mails, ...(bySms ? ofKind('sms') : [])]);
}

function formerFor({ since }: KnownDestination, goneAt: Millis, rules: RecipientRules): Millis {
  return Math.min(rules.formerFor, Math.max(LEAST_FORMER, goneAt - since));
}

/** Names a destination, whatever the case in which it was typed. */
export function nameOf(destination: Destination): string {
  return destination.kind === 'email' ? destination.address.toLowerCase() : destination.number;
}

/** What of a destination may stand in a log: `a•••@example.org`, `•••67`. */
export function maskedName(destination: Destination): string {
  if (destination.kind === 'sms') return `•••${destination.number.slice(-2)}`;
  const { address } = destination;
  return `${address.slice(0, 1)}•••${address.slice(address.lastIndexOf('@'))}`;
}

function once(destinations: readonly Destination[]): readonly Destination[] {
  return Array.from(new Map(destinations.map((one) => [nameOf(one), one])).values());
}
