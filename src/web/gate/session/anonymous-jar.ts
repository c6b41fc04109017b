// Keeps what the webmail sets while nobody is signed in: its sign-in form needs its own cookies back.

import type { AnonymousSession } from '../../../core/sessions/web-session.ts';
import type { PresentedSession } from '../../../core/sign-in/web-sign-in-contract.ts';
import { cookieFields, strangerCookie } from '../browser-cookie.ts';
import type { Exchange, HeaderList } from '../exchange.ts';
import { contextOf, type GateParts } from '../gate-parts.ts';
import { EMPTY_VAULT, type GateVault, readVault, writeVault } from './gate-vault.ts';
import type { UpstreamJar } from './upstream-jar.ts';

export interface AnonymousAnswer {
  readonly exchange: Exchange;
  readonly before: PresentedSession<AnonymousSession> | undefined;
  /** The jar after the webmail's answer; called with what other requests have made of it meanwhile. */
  readonly taken: (jar: UpstreamJar) => UpstreamJar;
}

/** Keeps an answer's cookies, and returns the fields by which the browser has the session. May throw as the store does. */
export async function keepAnonymous(
  { sessions, site }: Pick<GateParts, 'sessions' | 'site'>,
  { exchange, before, taken }: AnonymousAnswer,
): Promise<HeaderList> {
  const change = (octets: Uint8Array): Uint8Array => {
    const vault = readVault(octets) ?? EMPTY_VAULT;
    const jar = taken(vault.jar);
    return jar === vault.jar ? octets : writeVault({ jar });
  };
  if (before !== undefined) {
    const kept: GateVault = readVault(before.vault) ?? EMPTY_VAULT;
    if (taken(kept.jar) === kept.jar) return [];
    if (await sessions.changeVault(before, change)) return [];
  }
  const jar = taken([]);
  if (jar.length === 0) return [];
  const begun = await sessions.begin(contextOf(exchange), writeVault({ jar }));
  return cookieFields([strangerCookie(begun.cookie, site)], site);
}
