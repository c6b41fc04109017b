// Known networks and known countries (R1.3): where a mailbox has completed a second step lately. Only a completed second
// step adds to them; a use renews what is there already and never adds.

import type { MailboxAddress } from '../decision.ts';
import type { Millis } from '../units.ts';
import type { Country } from '../web-context.ts';

/** Where a request comes from. */
export interface Place {
  /** As `clientNetwork` names it. */
  readonly network: string;
  /** Absent: unknown, which is never known and never added. */
  readonly country?: Country;
}

/** A place that something was done from. */
export interface PlaceUse {
  readonly place: Place;
  readonly at: Millis;
}

/** How much is kept for one mailbox. */
export interface PlaceBounds {
  /** Entries of each kind; beyond it the oldest use goes first. */
  readonly entries: number;
  /** How long an entry stays without a use. */
  readonly keptFor: Millis;
}

export interface KnownNetwork {
  readonly network: string;
  /** As of the last use; absent: unknown. */
  readonly country?: Country;
  readonly knownSince: Millis;
  readonly lastUsedAt: Millis;
}

export interface KnownCountry {
  readonly country: Country;
  readonly knownSince: Millis;
  readonly lastUsedAt: Millis;
}

/** One entry: a network as `clientNetwork` names it, or a country. */
export type KnownPlaceName = { readonly network: string } | { readonly country: Country };

/** Newest use first. */
export interface KnownPlaces {
  readonly networks: readonly KnownNetwork[];
  readonly countries: readonly KnownCountry[];
}

export interface PlaceLookup {
  readonly networkKnown: boolean;
  readonly countryKnown: boolean;
  /**
   * The last completed sign-in, and of its place what was known then: a network or country that no second step vouched
   * for isn't here. Absent: there was none since.
   */
  readonly last?: Partial<Place>;
}

/** Durable; atomic per call; may throw `ERR_STORE_UNAVAILABLE`. */
export interface KnownPlaceStore {
  /** After a completed second step: adds or renews, keeps the bounds, and makes this the last sign-in. */
  remember(mailbox: MailboxAddress, use: PlaceUse, bounds: PlaceBounds): Promise<void>;
  /**
   * After a sign-in without a second step: renews what is known, adds nothing, and makes this the last sign-in of a
   * mailbox that has one.
   */
  renew(mailbox: MailboxAddress, use: PlaceUse, bounds: PlaceBounds): Promise<void>;
  /**
   * What is known of a place, in one read.
   *
   * @param usedSince - What was last used before this time isn't known any more.
   */
  lookup(mailbox: MailboxAddress, place: Place, usedSince: Millis): Promise<PlaceLookup>;
  list(mailbox: MailboxAddress, usedSince: Millis): Promise<KnownPlaces>;
  /** Forgets all of it, or one network or country; says how many there were. */
  forget(mailbox: MailboxAddress, which?: KnownPlaceName): Promise<number>;
  /** Forgets what was last used before this time, of every mailbox; says how many networks and countries. */
  purge(usedBefore: Millis): Promise<number>;
}
