// Trusting a browser after a completed second step, and recognizing it at the next sign-in (R1.7, P-19). Nothing is
// rotated: two tabs that sign in at once both hold what stays valid.

import {
  type ChangePorts,
  done,
  type Outcome,
  recordChange,
  refusalWhileUnrecorded,
  refuse,
} from '../administration/change.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { MailboxAddress } from '../decision.ts';
import type { Clock, KeyedDigest, Random } from '../ports.ts';
import type { Millis } from '../units.ts';
import {
  formatTrustedBrowserCookie,
  mergeTrustedBrowserCookie,
  parseTrustedBrowserCookie,
} from './trusted-browser-cookie.ts';
import type { TrustedBrowser, TrustedBrowserId, TrustedBrowserStore } from './trusted-browser-store.ts';

const DAY: Millis = 86_400_000;

/** Letters of an id: 50 bits. */
const ID_LETTERS = 10;

/** Letters of the secret in the cookie, of five bits each: 260 bits. */
const SECRET_LETTERS = 52;

/** Longest user agent that is kept, in characters. */
const MAX_USER_AGENT = 256;

/** What browsers cut a cookie's age down to. The record says when trust ends; the cookie may hold several of them. */
const LONGEST_COOKIE_AGE: Millis = 400 * DAY;

export interface RecognizeBrowserPorts {
  readonly trustedBrowsers: TrustedBrowserStore;
  /** Of its own purpose. */
  readonly browserDigest: KeyedDigest;
  readonly clock: Clock;
}

export interface TrustBrowserPorts extends RecognizeBrowserPorts {
  readonly random: Random;
  readonly audit: AuditLog;
}

export interface TrustRequest {
  readonly userAgent: string;
  /** From policy: 1 or more. */
  readonly days: number;
  /** The cookie that the browser came with: other mailboxes' entries stay, an earlier one of this mailbox is replaced. */
  readonly presented?: string | undefined;
}

export interface GrantedTrust {
  readonly browser: TrustedBrowser;
  /** The whole value for the cookie, entries of other mailboxes included. */
  readonly cookie: string;
  readonly maxAge: Millis;
}

/**
 * Trusts the browser that has just completed a second step with a factor: never after a recovery code, which stands in
 * for a factor that was lost (P-19). May throw `ERR_STORE_UNAVAILABLE`.
 */
export async function trustBrowser(
  mailbox: MailboxAddress,
  { userAgent, days, presented }: TrustRequest,
  ports: TrustBrowserPorts,
): Promise<GrantedTrust> {
  const { trustedBrowsers, browserDigest, clock, random, audit } = ports;
  const earlier = await findTrustedBrowser(mailbox, presented, ports);
  const id = `tb-${randomLetters(random, ID_LETTERS)}`;
  const secret = randomLetters(random, SECRET_LETTERS);
  const at = clock.now();
  const browser: TrustedBrowser = {
    id,
    mailbox,
    userAgent: userAgent.slice(0, MAX_USER_AGENT),
    trustedAt: at,
    endsAt: at + days * DAY,
    lastUsedAt: at,
  };
  await trustedBrowsers.insert({ ...browser, secretDigest: browserDigest.digest(id, mailbox, secret) });
  if (earlier) await trustedBrowsers.revoke(mailbox, earlier.id);
  audit.record({ at, kind: 'change', event: 'trusted-browser.added', mailbox, actor: mailbox, details: { id, days } });
  const kept = parseTrustedBrowserCookie(presented).filter((entry) => entry.id !== earlier?.id);
  return {
    browser,
    cookie: mergeTrustedBrowserCookie(formatTrustedBrowserCookie(kept), formatTrustedBrowserCookie([{ id, secret }])),
    maxAge: kept.length === 0 ? days * DAY : LONGEST_COOKIE_AGE,
  };
}

/**
 * The record that a cookie proves for this mailbox: not ended, not revoked. Records nothing: for lists that mark "this
 * one", and for explaining. One read. May throw `ERR_STORE_UNAVAILABLE`.
 */
export async function findTrustedBrowser(
  mailbox: MailboxAddress,
  cookie: string | undefined,
  { trustedBrowsers, browserDigest, clock }: RecognizeBrowserPorts,
): Promise<TrustedBrowser | undefined> {
  const entries = parseTrustedBrowserCookie(cookie);
  if (entries.length === 0) return undefined;
  const records = await trustedBrowsers.list(mailbox, clock.now());
  for (const { id, secret } of entries) {
    const record = records.find((each) => each.id === id);
    if (record === undefined) continue;
    const { secretDigest, ...browser } = record;
    if (isSameDigest(browserDigest.digest(id, mailbox, secret), secretDigest)) return browser;
  }
  return undefined;
}

/**
 * As {@link findTrustedBrowser}, and records the use.
 *
 * @param days - What policy grants now: a browser that was trusted longer ago isn't trusted, whatever it was promised.
 */
export async function recognizeBrowser(
  mailbox: MailboxAddress,
  { cookie, days }: { readonly cookie: string | undefined; readonly days: number },
  ports: RecognizeBrowserPorts,
): Promise<TrustedBrowser | undefined> {
  const browser = await findTrustedBrowser(mailbox, cookie, ports);
  if (browser === undefined || !isStillGranted(browser, days, ports.clock.now())) return undefined;
  await ports.trustedBrowsers.recordUse(browser.id, ports.clock.now());
  return browser;
}

/** Whether a browser was trusted within the days that policy grants now. */
export function isStillGranted({ trustedAt }: TrustedBrowser, days: number, now: Millis): boolean {
  return now < trustedAt + days * DAY;
}

/** Newest use first. May throw `ERR_STORE_UNAVAILABLE`. */
export async function listTrustedBrowsers(
  mailbox: MailboxAddress,
  { trustedBrowsers, clock }: Pick<RecognizeBrowserPorts, 'trustedBrowsers' | 'clock'>,
): Promise<readonly TrustedBrowser[]> {
  const kept = await trustedBrowsers.list(mailbox, clock.now());
  return kept.map(({ secretDigest: _proof, ...browser }) => browser);
}

export type RevokeBrowsersPorts = ChangePorts & Pick<RecognizeBrowserPorts, 'trustedBrowsers'>;

/** Ends one; of N callers at once, one is told that it did. May throw `ERR_STORE_UNAVAILABLE`. */
export async function revokeTrustedBrowser(
  mailbox: MailboxAddress,
  id: TrustedBrowserId,
  ports: RevokeBrowsersPorts,
): Promise<Outcome<{ readonly id: TrustedBrowserId }>> {
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  if (!(await ports.trustedBrowsers.revoke(mailbox, id))) {
    return refuse('unknown-trusted-browser', `${mailbox} trusts no browser ${id}`);
  }
  await recordChange(ports, { event: 'trusted-browser.revoked', mailbox, details: { id } });
  return done({ id });
}

export interface RevokedBrowsers {
  readonly mailbox: MailboxAddress;
  readonly revoked: number;
}

/** Ends all of a mailbox: its password changed, its factors were reset, an administrator says so (R1.7). */
export async function revokeTrustedBrowsers(
  mailbox: MailboxAddress,
  ports: RevokeBrowsersPorts,
): Promise<Outcome<RevokedBrowsers>> {
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const revoked = await ports.trustedBrowsers.revokeAll(mailbox);
  await recordChange(ports, { event: 'trusted-browsers.revoked', mailbox, details: { revoked } });
  return done({ mailbox, revoked });
}

/** Takes as long whatever differs. Both are digests of one length under a key that nobody outside has. */
function isSameDigest(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let index = 0; index < one.length; index += 1) {
    difference |= one.charCodeAt(index) ^ other.charCodeAt(index);
  }
  return difference === 0;
}

function randomLetters(random: Random, count: number): string {
  return Array.from(random.bytes(count), (octet) => '0123456789abcdefghjkmnpqrstvwxyz'[octet % 32]).join('');
}
