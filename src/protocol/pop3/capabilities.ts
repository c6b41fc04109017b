// What CAPA lists (RFC 2449 §5), on both sides: what the backend said, and what of it may be shown before sign-in (P1).

import { MECHANISM_NAMES } from '../sasl/exchange.ts';

/** Longest capability line shown, in octets without its end. RFC 2449 §4 allows 512 with it. */
const MAX_CAPABILITY_OCTETS = 510;

/** The backend's own words for these: a client plans its session by them, and after sign-in it hears them again (P1). */
const FROM_BACKEND = ['TOP', 'UIDL', 'PIPELINING', 'EXPIRE', 'LOGIN-DELAY', 'IMPLEMENTATION'] as const;

/** True of every answer that Postern gives before sign-in (RFC 2449 §6.4, RFC 3206 §6). */
const OURS = ['RESP-CODES', 'AUTH-RESP-CODE'] as const;

/**
 * Picks what may be shown to clients before sign-in from the backend's CAPA lines. APOP has no capability; UTF8 and
 * LANG (RFC 6856) are state that would be lost at sign-in; SASL, USER and STLS are the client machine's own.
 */
export function offeredCapabilities(backendCapa: readonly string[]): readonly string[] {
  const offered: string[] = [];
  for (const name of [...FROM_BACKEND, ...OURS]) {
    const line = OURS.some((ours) => ours === name) ? name : backendCapa.find((one) => capabilityName(one) === name);
    if (line !== undefined && isShowable(line)) offered.push(line);
  }
  return offered;
}

/** What the state of the connection adds to the list. */
export interface SignInOffer {
  readonly stls: boolean;
  readonly signIn: boolean;
}

/** The lines of a CAPA answer before sign-in. Without protection no way to sign in is listed (RFC 2595 §4). */
export function capabilityLines(shown: readonly string[], offer: SignInOffer): readonly string[] {
  const signIn = offer.signIn ? ['USER', `SASL ${MECHANISM_NAMES.join(' ')}`] : [];
  return [...shown, ...signIn, ...(offer.stls ? ['STLS'] : [])];
}

function capabilityName(line: string): string | undefined {
  return line.split(' ')[0]?.toUpperCase();
}

function isShowable(line: string): boolean {
  return line.length <= MAX_CAPABILITY_OCTETS && /^[\x21-\x7e][\x20-\x7e]*$/.test(line);
}
