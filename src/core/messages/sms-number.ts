// Telephone numbers of text messages, once they are E.164: which of them a gateway may be asked for, and how a log names
// one. What a person typed is made E.164 elsewhere.

/** ITU-T E.164 §6: a country code, which never begins with 0, and at most 15 digits in all. */
const E164 = /^\+[1-9][0-9]{6,14}$/;

/** Whether this is a number as carriers take it: `+491701234567`. */
export function isE164(number: string): boolean {
  return E164.test(number);
}

/**
 * Whether a number may be sent texts at all (R7.4, P-30): it begins with one of the prefixes (`+49`, `+1212`). Nothing
 * is allowed where there are none.
 */
export function isAllowedNumber(number: string, allowedPrefixes: readonly string[]): boolean {
  return isE164(number) && allowedPrefixes.some((prefix) => number.startsWith(prefix));
}

/** A number for logs and audit: `+49•••67`, enough to tell two apart, not to call one. */
export function maskedNumber(number: string): string {
  return isE164(number) ? `${number.slice(0, 3)}•••${number.slice(-2)}` : '•••';
}
