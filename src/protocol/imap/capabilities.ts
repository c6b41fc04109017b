// Capability lists (RFC 9051 §7.2.2): what we offer before sign-in, and what of a backend's list a client may see.

import type { TlsState } from '../dialogue.ts';
import { MECHANISM_NAMES } from '../sasl/exchange.ts';

/**
 * The one list behind the greeting and the CAPABILITY answer (I1).
 *
 * @param signInPermitted - False in clear text where sign-in needs TLS: LOGINDISABLED and no mechanism is offered.
 */
export function offeredCapabilities(tls: TlsState, signInPermitted: boolean): string {
  const list = ['IMAP4rev1', 'SASL-IR', 'LITERAL-', 'ID', 'ENABLE'];
  if (tls === 'offered') list.push('STARTTLS');
  // IDLE is named before sign-in for clients that never ask again (I1).
  if (signInPermitted) list.push('IDLE', ...MECHANISM_NAMES.map((name) => `AUTH=${name}`));
  else list.push('LOGINDISABLED'); // RFC 9051 §7.2.2
  return list.join(' ');
}

/** Most capabilities kept of a backend's list; Dovecot names about 60. */
const MAX_CAPABILITIES = 300;

/** Splits a capability list as a backend wrote it; what isn't printable ASCII, or could end a response code, is dropped. */
export function parseCapabilities(list: string): readonly string[] {
  const names = list.match(/(?<![^ ])[\x21-\x5c\x5e-\x7e]{1,100}(?![^ ])/g) ?? [];
  return [...new Set(names)].slice(0, MAX_CAPABILITIES);
}

/** Whether a list has exactly this capability: a prefix is none (A9). Case doesn't matter (RFC 9051 §6.1.1). */
export function hasCapability(list: readonly string[], name: string): boolean {
  const wanted = name.toUpperCase();
  return list.some((entry) => entry.length === wanted.length && entry.toUpperCase() === wanted);
}

/** Of use before sign-in only, or a way round the second step (I11). */
const KEPT_FROM_CLIENTS = /^(?:STARTTLS|LOGINDISABLED|AUTH=.*|UNAUTHENTICATE|LOGIN-REFERRALS)$/i;

/** What a signed-in client is told of its backend's list. */
export function capabilitiesForClients(list: readonly string[]): readonly string[] {
  return list.filter((name) => !KEPT_FROM_CLIENTS.test(name));
}

/** Leaves capabilities out, by exact name. */
export function withoutCapabilities(list: readonly string[], names: readonly string[]): readonly string[] {
  return list.filter((name) => !hasCapability(names, name));
}
