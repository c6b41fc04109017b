// Who asks, by a token. What a token may do is cut, at each use, to what its maker may still do: a maker who was disabled,
// removed or has another role takes the token along.

import type { ChangeOrigin } from '../../administration/change.ts';
import { clientNetwork } from '../../places/networks.ts';
import type { Clock, KeyedDigest, Log } from '../../ports.ts';
import type { AttemptReservation, Bucket, ThrottleStore } from '../../throttle/throttle-store.ts';
import type { Millis } from '../../units.ts';
import type { AdministeredDomains } from '../administrator.ts';
import type { AdministratorStore } from '../administrator-store.ts';
import { PERMISSIONS_OF_ROLES, type Permission } from '../permissions.ts';
import { OPERATOR, type Requester } from '../requester.ts';
import { isTokenSecret, type Token } from './token.ts';
import type { TokenStore } from './token-store.ts';
import type { TokenUses } from './token-uses.ts';

/** Refused tokens of one network before it isn't answered in detail any more: a script with an old token is one. */
const REFUSALS = 20;

/** In which they leak away. */
const REFUSALS_WINDOW: Millis = 15 * 60_000;

const HOUR: Millis = 3_600_000;

/** The same refused token counts once in this time. */
const REPEAT_WINDOW: Millis = HOUR;

/** For the log. Of these `malformed` and `unknown` are guesses; the others were tokens once. */
export type TokenRefusal = 'malformed' | 'unknown' | 'expired' | 'revoked' | 'maker-gone';

/** `refused` says the same for every reason. */
export type TokenAnswer =
  | { readonly kind: 'known'; readonly requester: Requester }
  | { readonly kind: 'refused' }
  | { readonly kind: 'throttled'; readonly retryAfter: Millis };

export interface TokenDoorParts {
  readonly tokens: Pick<TokenStore, 'findByDigest'>;
  readonly administrators: Pick<AdministratorStore, 'find'>;
  readonly tokenDigest: KeyedDigest;
  readonly uses: Pick<TokenUses, 'record'>;
  readonly throttle: Pick<ThrottleStore, 'reserveAttempt'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Whose token this is, and what it may do now. One indexed read, and one of the maker; a right token is never slowed by
 * what others get wrong, as nobody guesses 192 bits. May throw `ERR_STORE_UNAVAILABLE`.
 *
 * @param given - As it was sent; `undefined`: something that is no token was.
 */
export async function requesterOfToken(
  given: string | undefined,
  origin: ChangeOrigin,
  parts: TokenDoorParts,
): Promise<TokenAnswer> {
  const found = await judge(given, parts);
  if ('refusal' in found) return refused({ ...found, given: given ?? '', origin }, parts);
  const { token, power } = found;
  parts.uses.record(token.id, { at: parts.clock.now(), remoteAddress: origin.remoteAddress });
  return { kind: 'known', requester: requesterWith(token, power, origin) };
}

type Power = Pick<Requester, 'role' | 'permissions' | 'domains'>;

type Judged =
  | { readonly token: Token; readonly power: Power }
  | { readonly refusal: TokenRefusal; readonly token?: Token };

async function judge(given: string | undefined, parts: TokenDoorParts): Promise<Judged> {
  if (given === undefined || !isTokenSecret(given)) return { refusal: 'malformed' };
  const token = await parts.tokens.findByDigest(parts.tokenDigest.digest(given));
  if (!token) return { refusal: 'unknown' };
  if (token.revokedAt !== undefined) return { refusal: 'revoked', token };
  if (token.expiresAt <= parts.clock.now()) return { refusal: 'expired', token };
  const power = await powerOfMaker(token, parts);
  return power ? { token, power } : { refusal: 'maker-gone', token };
}

async function powerOfMaker(
  { maker, createdAt }: Token,
  { administrators }: TokenDoorParts,
): Promise<Power | undefined> {
  if (maker === undefined) return OPERATOR;
  const administrator = await administrators.find(maker);
  // Whoever got the name of somebody who was removed didn't make it.
  if (!administrator || administrator.disabled || administrator.createdAt > createdAt) return undefined;
  const { role, domains } = administrator;
  return { role, permissions: PERMISSIONS_OF_ROLES[role], domains };
}

function requesterWith(token: Token, power: Power, origin: ChangeOrigin): Requester {
  const { id, maker, permissions, expiresAt } = token;
  return {
    actor: `token ${id}`,
    role: power.role,
    permissions: new Set<Permission>(permissions.filter((permission) => power.permissions.has(permission))),
    domains: bothOf(token.domains, power.domains),
    ...(maker !== undefined && { administrator: maker }),
    token: { id, expiresAt },
    confirmedUntil: 'always',
    origin,
  };
}

function bothOf(one: AdministeredDomains, other: AdministeredDomains): AdministeredDomains {
  if (one === 'all') return other;
  return other === 'all' ? one : new Set([...one].filter((domain) => other.has(domain)));
}

interface Refused {
  readonly refusal: TokenRefusal;
  readonly token?: Token;
  readonly given: string;
  readonly origin: ChangeOrigin;
}

/** In a bucket of its own: what is no password keeps nobody's mail client away. */
async function refused(
  { refusal, token, given, origin: { remoteAddress } }: Refused,
  { throttle, tokenDigest, clock, log }: TokenDoorParts,
): Promise<TokenAnswer> {
  const network = clientNetwork(remoteAddress);
  const bucket: Bucket = {
    key: `token:${network}`,
    leakPerHour: (REFUSALS * HOUR) / REFUSALS_WINDOW,
    capacity: REFUSALS + 1,
  };
  const reservation: AttemptReservation = {
    buckets: [bucket],
    secretDigest: tokenDigest.digest('refused', network, given),
    repeatWindow: REPEAT_WINDOW,
    now: clock.now(),
  };
  const { levels } = await throttle.reserveAttempt(reservation);
  const [level = 0] = levels;
  if (level > REFUSALS) return { kind: 'throttled', retryAfter: (HOUR * (level - REFUSALS)) / bucket.leakPerHour };
  log.warn('token.refused', { remoteAddress, reason: refusal, ...(token && { token: token.id }) });
  return { kind: 'refused' };
}
