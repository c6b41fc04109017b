// Known places as decisions use them (R1.3): the store, seen through the site's settings and the clock.

import {
  type ChangePorts,
  done,
  type Outcome,
  recordChange,
  refusalWhileUnrecorded,
  refuse,
} from '../administration/change.ts';
import type { MailboxAddress } from '../decision.ts';
import type { Clock } from '../ports.ts';
import type { WebContext } from '../web-context.ts';
import type {
  KnownPlaceName,
  KnownPlaceStore,
  KnownPlaces,
  Place,
  PlaceBounds,
  PlaceLookup,
} from './known-place-store.ts';
import { clientNetwork } from './networks.ts';

/** The site's settings for known places. */
export interface PlaceRules extends PlaceBounds {
  /** Bits of an IPv4 address that make a network, 8 to 32. IPv6 networks are a /64. */
  readonly ipv4Prefix: number;
}

export interface PlacePorts {
  readonly places: KnownPlaceStore;
  readonly placeRules: PlaceRules;
  readonly clock: Clock;
}

/** Where a request comes from, as far as places are concerned. */
export type Origin = Pick<WebContext, 'remoteAddress' | 'country'>;

/** The place that an origin stands for. */
export function placeOf({ remoteAddress, country }: Origin, { ipv4Prefix }: PlaceRules): Place {
  return { network: clientNetwork(remoteAddress, ipv4Prefix), ...(country !== undefined && { country }) };
}

/**
 * Whether somebody signs in from a country that isn't known of the mailbox: of one that has completed a second step
 * lately, and not of an unknown one (R7.3). To be asked before the place is remembered. May throw `ERR_STORE_UNAVAILABLE`.
 */
export async function isNewCountry(mailbox: MailboxAddress, origin: Origin, ports: PlacePorts): Promise<boolean> {
  if (origin.country === undefined) return false;
  const { countryKnown, last } = await lookUpPlace(mailbox, placeOf(origin, ports.placeRules), ports);
  return last !== undefined && !countryKnown;
}

/** After a completed second step, and only then: this place is known from here on. May throw `ERR_STORE_UNAVAILABLE`. */
export async function rememberPlace(mailbox: MailboxAddress, origin: Origin, ports: PlacePorts): Promise<void> {
  const { places, placeRules, clock } = ports;
  await places.remember(mailbox, { place: placeOf(origin, placeRules), at: clock.now() }, placeRules);
}

/** After a sign-in that needed no second step: what is known stays known for longer. May throw `ERR_STORE_UNAVAILABLE`. */
export async function renewPlace(mailbox: MailboxAddress, origin: Origin, ports: PlacePorts): Promise<void> {
  const { places, placeRules, clock } = ports;
  await places.renew(mailbox, { place: placeOf(origin, placeRules), at: clock.now() }, placeRules);
}

/** One read. May throw `ERR_STORE_UNAVAILABLE`. */
export function lookUpPlace(mailbox: MailboxAddress, place: Place, ports: PlacePorts): Promise<PlaceLookup> {
  return ports.places.lookup(mailbox, place, usedSince(ports));
}

/** May throw `ERR_STORE_UNAVAILABLE`. */
export function listPlaces(mailbox: MailboxAddress, ports: PlacePorts): Promise<KnownPlaces> {
  return ports.places.list(mailbox, usedSince(ports));
}

export interface ForgottenPlaces {
  readonly mailbox: MailboxAddress;
  /** Networks and countries that there were. */
  readonly forgotten: number;
}

/**
 * Forgets every place of a mailbox, so that the next sign-in from anywhere is from a new one; or one network or country.
 * May throw `ERR_STORE_UNAVAILABLE`.
 */
export async function forgetPlaces(
  mailbox: MailboxAddress,
  ports: ChangePorts & Pick<PlacePorts, 'places'>,
  which?: KnownPlaceName,
): Promise<Outcome<ForgottenPlaces>> {
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const forgotten = await ports.places.forget(mailbox, which);
  if (which !== undefined && forgotten === 0) {
    return refuse('unknown-place', `${mailbox} has no known ${Object.entries(which).flat().join(' ')}`);
  }
  await recordChange(ports, { event: 'places.forgotten', mailbox, details: { forgotten, ...which } });
  return done({ mailbox, forgotten });
}

function usedSince({ placeRules, clock }: PlacePorts): number {
  return clock.now() - placeRules.keptFor;
}
