// The value of the trusted browser's cookie: one entry for each mailbox that this browser is trusted for, newest first.
// `tb-` and ten letters and digits (the record), a dot, 52 letters and digits (the secret); a colon between two.
// All of these are cookie octets (RFC 6265 §4.1.1), so that the value needs no quoting.

import type { TrustedBrowserId } from './trusted-browser-store.ts';

/** Mailboxes that may share one browser: 67 octets each. */
export const MAX_COOKIE_ENTRIES = 10;

/** Longest value that is looked at, in octets: what is longer was never ours. */
const MAX_LENGTH = 1_024;

const ENTRY = /^tb-[0-9a-z]{10}\.[0-9a-z]{52}$/;

/** Characters of an id. */
const ID_LENGTH = 13;

export interface CookieEntry {
  readonly id: TrustedBrowserId;
  /** 260 random bits. */
  readonly secret: string;
}

export function formatTrustedBrowserCookie(entries: readonly CookieEntry[]): string {
  return entries.map(({ id, secret }) => `${id}.${secret}`).join(':');
}

/** Untrusted input: what isn't of this form is passed over; at most {@link MAX_COOKIE_ENTRIES} come out, each id once. */
export function parseTrustedBrowserCookie(value: string | undefined): readonly CookieEntry[] {
  if (value === undefined || value.length > MAX_LENGTH) return [];
  return bounded(
    value
      .split(':')
      .filter((part) => ENTRY.test(part))
      .map((entry) => ({ id: entry.slice(0, ID_LENGTH), secret: entry.slice(ID_LENGTH + 1) })),
  );
}

/** Puts fresh entries before those that the browser has; the oldest fall off the end. */
export function mergeTrustedBrowserCookie(existing: string | undefined, fresh: string): string {
  const entries = [...parseTrustedBrowserCookie(fresh), ...parseTrustedBrowserCookie(existing)];
  return formatTrustedBrowserCookie(bounded(entries));
}

/** The first of each id. */
function bounded(entries: readonly CookieEntry[]): readonly CookieEntry[] {
  const byId = new Map<TrustedBrowserId, CookieEntry>();
  for (const entry of entries) if (!byId.has(entry.id)) byId.set(entry.id, entry);
  return [...byId.values()].slice(0, MAX_COOKIE_ENTRIES);
}
