// From what a client typed to one canonical address, before anything else happens (P-14): case, alias, tag and Unicode
// spellings must not open fresh counters or another policy. Only the canonical address is ever sent to a backend, so
// that a backend with laxer ideas of sameness can't be made to open another mailbox than the one that was judged.

import type { MailboxAddress } from '../decision.ts';
import type { AccountStore, ResolvedAccount } from './account-store.ts';

export interface LoginNameRules {
  /** Completes a name without `@`; absent: such names are nobody's. */
  readonly defaultDomain?: string;
  /** Starts the tag in `local+tag@domain`; absent: no tags. */
  readonly recipientDelimiter?: string;
}

/** Longest login name, in octets: RFC 5321 §4.5.3.1.3 allows a path of 254 characters within its brackets. */
const MAX_LOGIN_NAME_OCTETS = 254;

/**
 * Letters of RFC 5322's `atext` that no mail server gives a second meaning in a login name. Left out: `*` and `%`
 * (master users, old routing), `/` `\` `"` `,` `|` and the like (separators of one product or another).
 */
const ASCII_LOCAL_PART = /^[a-z0-9!#$&'+\-=?^_`{}~]+(?:\.[a-z0-9!#$&'+\-=?^_`{}~]+)*$/;

/**
 * What a mailbox that nobody listed may be called. Its name goes to the backend unseen, and a backend may take a tag off
 * (`+`, `=`, `#` …) or fold accents, and so open a mailbox that was listed and judged otherwise (P-14). Who has such a
 * name is listed.
 */
const UNLISTED_LOCAL_PART = /^[a-z0-9_'-]+(?:\.[a-z0-9_'-]+)*$/;

/** Unicode local parts are for mailboxes that Postern knows by name: letters, digits, marks, dots, dashes, underlines. */
const UNICODE_LOCAL_PART = /^[\p{L}\p{M}\p{N}._+-]+$/u;

const DOMAIN = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** Splits and folds; says `undefined` for what can't name a mailbox. What it returns it returns unchanged. */
export function canonicalAddress(loginName: string, rules: LoginNameRules): MailboxAddress | undefined {
  const folded = fold(loginName);
  const at = folded.lastIndexOf('@');
  const local = at === -1 ? folded : folded.slice(0, at);
  const domain = canonicalDomain(at === -1 ? (rules.defaultDomain ?? '') : folded.slice(at + 1));
  if (domain === undefined) return undefined;
  if (!ASCII_LOCAL_PART.test(local) && !UNICODE_LOCAL_PART.test(local)) return undefined;
  const address: MailboxAddress = `${local}@${domain}`;
  // Of the whole: a default domain, or a domain as A-labels, makes a name longer than it was typed.
  return new TextEncoder().encode(address).length > MAX_LOGIN_NAME_OCTETS ? undefined : address;
}

/** Lower-case A-labels (RFC 5890), or `undefined` for what is no domain name. */
export function canonicalDomain(name: string): string | undefined {
  const folded = fold(name);
  if (DOMAIN.test(folded)) return folded;
  if (/[\s/@:?#\\[\]%]/.test(folded) || !URL.canParse(`http://${folded}/`)) return undefined;
  const ascii = new URL(`http://${folded}/`).hostname;
  return DOMAIN.test(ascii) && /[a-z]/.test(ascii) ? ascii : undefined;
}

/**
 * Resolves a login name to the account it stands for: an exact mailbox or alias first, then without its tag.
 * `undefined` means that nobody has this name; throws only when the store does.
 */
export async function resolveLoginName(
  loginName: string,
  rules: LoginNameRules,
  accounts: AccountStore,
): Promise<ResolvedAccount | undefined> {
  const address = canonicalAddress(loginName, rules);
  if (address === undefined) return undefined;
  const exact = await accounts.resolve(address);
  if (exact === undefined || exact.mailbox) return exact;
  const untagged = withoutTag(address, rules.recipientDelimiter);
  const account = untagged === address ? exact : await accounts.resolve(untagged);
  return account && (account.mailbox || isPlain(account.address)) ? account : undefined;
}

/** NFKC, so that compatibility forms fold (P-14), and once more: `J\u030c` has a composed form in lower case only. */
function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().normalize('NFKC');
}

function isPlain(address: MailboxAddress): boolean {
  return UNLISTED_LOCAL_PART.test(address.slice(0, address.lastIndexOf('@')));
}

function withoutTag(address: MailboxAddress, delimiter: string | undefined): MailboxAddress {
  const at = address.lastIndexOf('@');
  const tag = delimiter ? address.indexOf(delimiter) : -1;
  return tag > 0 && tag < at ? address.slice(0, tag) + address.slice(at) : address;
}
