// What others wrote, made fit to stand in a message: one line, bounded, without anything that changes what stands
// around it or that a mail client makes a link of.

/** Longest name that is shown, in characters. */
const LONGEST_NAME = 60;

/** Longest mail address (RFC 5321 §4.5.3.1.3, without its brackets). */
const LONGEST_ADDRESS = 254;

/** What even a short text may take, in UTF-16 units: with it a line stays below the 998 octets of RFC 5322 §2.1.1. */
const MOST_UNITS = 240;

/** Printable text on one line, of at most `longest` characters; empty where there is nothing printable. */
export function plainLine(text: string, longest: number): string {
  // Braces are ours: a value never looks like a placeholder.
  const line = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll(/[\p{Cf}\p{Co}\p{Cn}\uFFFD{}]/gu, '')
    .trim();
  const characters = Array.from(new Intl.Segmenter().segment(line), ({ segment }) => segment);
  const short = characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : line;
  // Few characters may be many octets: marks pile up on one letter.
  return short.slice(0, Math.max(longest, MOST_UNITS)).replace(/[\uD800-\uDBFF]$/, '');
}

/** A name that a person gave to something. A dot before letters would make clients show a link to who knows where. */
export function plainName(text: string): string {
  return plainLine(text, LONGEST_NAME)
    .replaceAll(/\.(?=\p{L}{2})/gu, '. ')
    .replaceAll('://', ': //');
}

export function plainAddress(text: string): string {
  return plainLine(text, LONGEST_ADDRESS);
}

/** `192.0.2.1`, `2001:db8::1`; empty for anything else. */
export function networkAddress(text: string | undefined): string {
  const isAddress = /^(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})$/i.test(text ?? '');
  return isAddress ? (text ?? '') : '';
}

/** An address that people may follow; empty for anything else. */
export function webAddress(text: string | undefined): string {
  // RFC 3986's characters only: nothing that ends a line, a link or a word.
  const isAddress = text !== undefined && /^https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]{1,800}$/.test(text);
  return isAddress && URL.canParse(text) ? text : '';
}

/** The host of an origin as phones compare it: without a port, international names as ASCII; empty for anything else. */
export function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).hostname : '';
}
