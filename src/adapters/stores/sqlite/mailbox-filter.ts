// What a search for mailboxes asks, as SQL on the table `m`. The mode that holds in the end is put together here as
// core/policy does it, layer by layer, since reading 100,000 rows into the core takes too long: the contract suite compares
// the two on layers of every kind.

import type { ListingFilter } from '../../../core/accounts/mailbox-listing.ts';
import {
  CHALLENGE_MODES,
  type ChallengeMode,
  PLATFORM_DEFAULTS,
  type PlatformPolicy,
} from '../../../core/policy/policy.ts';
import type { Millis } from '../../../core/units.ts';
import { SqlFilter } from './sql-filter.ts';

/** Above every character that an address has. */
const AFTER_ALL = '\u{10ffff}';

/** A mode's place in the order of strictness; NULL for what is none. */
function rank(expression: string): string {
  const places = CHALLENGE_MODES.map((mode, place) => `WHEN '${mode}' THEN ${place}`);
  return `CASE ${expression} ${places.join(' ')} END`;
}

const MODE = rank(`json_extract(policy, '$.challenge')`);
const CHOICE = `json_extract(policy, '$.userChoice')`;

/** What domains and groups say of the mode and of owners' choices: few rows, read once for each search. */
export const LAYERS: string = `
  domains_say AS MATERIALIZED (SELECT name, ${MODE} AS mode, ${CHOICE} AS choice FROM domains),
  groups_say AS MATERIALIZED (
    SELECT name, ${MODE} AS mode, ${CHOICE} AS choice FROM mailbox_groups
    WHERE coalesce(json_extract(policy, '$.challenge'), ${CHOICE}) IS NOT NULL
  )`;

/** Names of domains whose mailboxes have a mode unless somebody nearer says another; the platform's mode is the second value. */
export const DOMAINS_IN_MODE: string = `SELECT 1 FROM domains WHERE coalesce(json_extract(policy, '$.challenge'), ?2) = ?1 LIMIT 1`;

/** The strictest of the mailbox's groups (R1.5); NULL when they say nothing. */
function ofGroups(strictest: string): string {
  return `(SELECT ${strictest} FROM group_members JOIN groups_say ON name = group_name WHERE mailbox = m.address)`;
}

function ofDomain(column: string): string {
  return `(SELECT ${column} FROM domains_say WHERE name = m.domain)`;
}

const BY_POLICY = `coalesce(${rank('m.challenge')}, ${ofGroups('max(mode)')}, ${ofDomain('mode')}, ?)`;

const MAY_CHOOSE = `coalesce(json_extract(m.policy, '$.userChoice'), ${ofGroups('min(choice)')}, ${ofDomain('choice')}, ?)`;

const OWN_CHOICE = `(SELECT ${rank('challenge')} FROM own_choices WHERE mailbox = m.address)`;

/** R1.6: an owner's choice counts where policy lets it, and only if it is the stricter one. */
const IN_THE_END = `CASE WHEN m.address IN (SELECT mailbox FROM own_choices) AND ${MAY_CHOOSE}
  THEN max(${BY_POLICY}, ${OWN_CHOICE}) ELSE ${BY_POLICY} END = ?`;

/** Who may be in a mode at all when no domain gives it to its mailboxes: usually few, each found by an index. */
const CANDIDATES = `m.address IN (
  SELECT address FROM mailboxes WHERE challenge = ?
  UNION ALL SELECT mailbox FROM group_members WHERE group_name IN (SELECT name FROM groups_say WHERE mode = ?)
  UNION ALL SELECT mailbox FROM own_choices WHERE challenge = ?)`;

const FACTORS = {
  none: 'NOT EXISTS (SELECT 1 FROM factors WHERE mailbox = m.address)',
  any: 'EXISTS (SELECT 1 FROM factors WHERE mailbox = m.address)',
  unverified: `m.address IN (SELECT mailbox FROM factors WHERE is_unverified = 1)
    AND NOT EXISTS (SELECT 1 FROM factors WHERE mailbox = m.address AND is_unverified = 0)`,
} as const;

const SIGNED_IN = 'EXISTS (SELECT 1 FROM sign_in_times WHERE mailbox = m.address';

function signedIn(condition: SignedIn, at: Millis | undefined, hints: FilterHints): string {
  return at !== undefined && hints.areFew(condition, at)
    ? `m.address IN (SELECT mailbox FROM sign_in_times WHERE ${condition})`
    : `${SIGNED_IN} AND ${condition})`;
}

/** What decides from which end a search begins: it changes nothing but speed. */
export interface FilterHints {
  /** Whether a domain gives this mode to its mailboxes. */
  isDomainMode(mode: ChallengeMode): boolean;
  /** Whether few have signed in at such a time: then they are gone through instead of the mailboxes. */
  areFew(condition: SignedIn, at: Millis): boolean;
}

export type SignedIn = 'at >= ?' | 'at < ?';

export function mailboxFilter(filter: ListingFilter, platform: PlatformPolicy, hints: FilterHints): SqlFilter {
  const { factor, hasSignedIn, prefix, search, effective } = filter;
  const conditions = new SqlFilter()
    .add('m.domain = ?', filter.domain)
    .addOneOf('m.domain', filter.domains)
    .add('m.address IN (SELECT mailbox FROM group_members WHERE group_name = ?)', filter.group)
    .add('m.challenge = ?', filter.challenge)
    .addWhen(filter.disabled === true, 'm.disabled = 1')
    .addWhen(filter.disabled === false, 'm.disabled = 0')
    .add('m.address >= ?', prefix?.toLowerCase())
    .add('m.address < ?', prefix === undefined ? undefined : prefix.toLowerCase() + AFTER_ALL)
    .add('instr(m.address, ?) > 0', search?.toLowerCase())
    .add(signedIn('at >= ?', filter.signedInSince, hints), filter.signedInSince)
    .add(signedIn('at < ?', filter.signedInBefore, hints), filter.signedInBefore)
    .addWhen(hasSignedIn === true, `${SIGNED_IN})`)
    .addWhen(hasSignedIn === false, `NOT ${SIGNED_IN})`);
  if (factor === 'none' || factor === 'any' || factor === 'unverified') conditions.addWhen(true, FACTORS[factor]);
  else conditions.add('m.address IN (SELECT mailbox FROM factors WHERE kind = ?)', factor);
  if (effective === undefined) return conditions;
  const place = CHALLENGE_MODES.indexOf(effective);
  if (!hints.isDomainMode(effective)) conditions.addAll(CANDIDATES, [effective, place, effective]);
  const platformPlace = CHALLENGE_MODES.indexOf(platform.challenge);
  const mayChoose = (platform.userChoice ?? PLATFORM_DEFAULTS.userChoice) ? 1 : 0;
  return conditions.addAll(IN_THE_END, [mayChoose, platformPlace, platformPlace, place]);
}
