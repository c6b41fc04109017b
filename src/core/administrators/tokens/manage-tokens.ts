// Making, listing and revoking tokens. Nobody makes one that reaches further than the own power, and none is without end.

import type { AccountStore } from '../../accounts/account-store.ts';
import { canonicalDomain } from '../../accounts/login-name.ts';
import {
  type ChangePorts,
  done,
  type FieldProblem,
  invalid,
  type Outcome,
  recordChange,
  refusalWhileUnrecorded,
  refuse,
} from '../../administration/change.ts';
import type { KeyedDigest, Random } from '../../ports.ts';
import { newRecordId } from '../../record-id.ts';
import { type Millis, parseDuration } from '../../units.ts';
import type { Permission } from '../permissions.ts';
import { administersDomain, type Requester } from '../requester.ts';
import { generateTokenSecret, MAX_TOKENS_PER_MAKER, type Token, type TokenId } from './token.ts';
import type { TokenStore } from './token-store.ts';

/** Longest name, in characters. */
const MAX_NAME_CHARACTERS = 100;

export interface TokenLives {
  /** Of a token whose maker said nothing. */
  readonly defaultLife: Millis;
  readonly longestLife: Millis;
}

export interface TokenPorts extends ChangePorts {
  readonly tokens: TokenStore;
  readonly accounts: Pick<AccountStore, 'findDomain'>;
  readonly tokenDigest: KeyedDigest;
  readonly tokenLives: TokenLives;
  readonly requester: Requester;
  readonly random: Random;
}

export interface TokenWish {
  readonly name: string;
  readonly permissions: readonly Permission[];
  /** Left out: all that its maker has. */
  readonly domains?: readonly string[] | undefined;
  /** A duration (`30d`) or a point in time (RFC 3339); left out: as configured. */
  readonly expires?: string | undefined;
}

export interface CreatedToken {
  readonly token: Token;
  /** To be shown once and then forgotten. */
  readonly secret: string;
}

/** Makes one. May throw `ERR_STORE_UNAVAILABLE`. */
export async function createToken(wish: TokenWish, ports: TokenPorts): Promise<Outcome<CreatedToken>> {
  const { requester, tokens, tokenDigest, random } = ports;
  const { administrator, isOperator, token: asking } = requester;
  // A session by break-glass is nobody's, and ends soon: nothing that outlives it comes of it (R6.7).
  if (administrator === undefined && !isOperator && !asking) {
    return refuse('no-token-maker', 'who came in by break-glass makes no token: it would outlast the session');
  }
  const problems: FieldProblem[] = [];
  const fields = await checkWish(wish, ports, problems);
  if (problems.length > 0) return invalid(problems);
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const secret = generateTokenSecret(random);
  const token: Token = {
    id: newRecordId('tk', random),
    ...fields,
    ...(administrator !== undefined && { maker: administrator }),
    ...(asking && { madeBy: asking.id }),
    createdAt: ports.clock.now(),
  };
  switch (await tokens.insert(token, tokenDigest.digest(secret))) {
    case 'too-many':
      return refuse('too-many-tokens', `there are ${MAX_TOKENS_PER_MAKER} tokens of this maker already`);
    case 'ended':
      return refuse('unknown-token', 'the token that asks for this one has ended');
    case 'inserted':
      await recordChange(ports, { event: 'token.created', details: describe(token) });
      return done({ token, secret });
  }
}

/** Those that still count, or all that are kept; oldest first. May throw `ERR_STORE_UNAVAILABLE`. */
export async function listTokens(
  { ended }: { readonly ended: boolean },
  { tokens, clock }: Pick<TokenPorts, 'tokens' | 'clock'>,
): Promise<readonly Token[]> {
  return tokens.list(ended ? {} : { now: clock.now() });
}

/** Revokes it, and what was made with it; of N callers at once, one is told that it did. May throw `ERR_STORE_UNAVAILABLE`. */
export async function revokeToken(
  id: TokenId,
  ports: Pick<TokenPorts, 'tokens' | keyof ChangePorts>,
): Promise<Outcome<Token>> {
  const { tokens, clock } = ports;
  const token = await tokens.find(id);
  if (!token) return refuse('unknown-token', `there is no token ${id}`);
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const revokedAt = clock.now();
  const revoked = await tokens.revoke(id, revokedAt);
  if (revoked.length === 0) return refuse('unknown-token', `the token ${id} is revoked already`);
  for (const each of revoked) {
    const details = each === id ? { token: id, name: token.name } : { token: each, madeBy: id };
    await recordChange(ports, { event: 'token.revoked', details });
  }
  return done({ ...token, revokedAt });
}

async function checkWish(
  wish: TokenWish,
  ports: TokenPorts,
  problems: FieldProblem[],
): Promise<Pick<Token, 'name' | 'permissions' | 'domains' | 'expiresAt'>> {
  const { requester } = ports;
  const name = wish.name.trim();
  if (name === '' || name.length > MAX_NAME_CHARACTERS || /\p{Cc}/u.test(name)) {
    problems.push({ field: 'name', reason: `must be 1 to ${MAX_NAME_CHARACTERS} printable characters` });
  }
  const permissions = [...new Set(wish.permissions)];
  if (permissions.length === 0) problems.push({ field: 'permissions', reason: 'must name at least one' });
  const beyond = permissions.filter((permission) => !requester.permissions.has(permission));
  if (beyond.length > 0) {
    problems.push({ field: 'permissions', reason: `go beyond those of its maker: ${beyond.join(', ')}` });
  }
  return {
    name,
    permissions,
    domains: await domainsOf(wish, ports, problems),
    expiresAt: expiryOf(wish, ports, problems),
  };
}

async function domainsOf(
  { domains }: TokenWish,
  { requester, accounts }: TokenPorts,
  problems: FieldProblem[],
): Promise<Token['domains']> {
  if (domains === undefined) return requester.domains;
  if (domains.length === 0) problems.push({ field: 'domains', reason: 'must name at least one, or be left out' });
  const named = new Set<string>();
  for (const written of domains) {
    const domain = canonicalDomain(written) ?? written;
    // What isn't theirs isn't there for them.
    if (administersDomain(requester, domain) && (await accounts.findDomain(domain))) named.add(domain);
    else problems.push({ field: 'domains', reason: `there is no domain ${written}` });
  }
  return named;
}

function expiryOf({ expires }: TokenWish, ports: TokenPorts, problems: FieldProblem[]): Millis {
  const { clock, tokenLives, requester } = ports;
  const now = clock.now();
  // What a token asks for ends with that one at the latest.
  const latest = Math.min(now + tokenLives.longestLife, requester.token?.expiresAt ?? Number.POSITIVE_INFINITY);
  if (expires === undefined) return Math.min(now + tokenLives.defaultLife, latest);
  const at = timeOf(expires, now);
  if (at > now && at <= latest) return at;
  const until = new Date(latest).toISOString();
  problems.push({ field: 'expires', reason: `must be a duration such as 30d, or a time to come until ${until}` });
  return latest;
}

/** `NaN` for what is neither. */
function timeOf(written: string, now: Millis): Millis {
  const duration = parseDuration(written);
  if (duration !== undefined) return now + duration;
  const isTime = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(written);
  return isTime ? Date.parse(written) : Number.NaN;
}

function describe({ id, name, permissions, domains, expiresAt, madeBy }: Token) {
  return {
    token: id,
    name,
    permissions: permissions.join(' '),
    domains: domains === 'all' ? 'all' : [...domains].join(' '),
    expires: new Date(expiresAt).toISOString(),
    ...(madeBy !== undefined && { madeBy }),
  };
}
