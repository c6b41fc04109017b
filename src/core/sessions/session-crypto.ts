// What sessions need of cryptography, as a port. Two values are derived from the cookie, and neither leads to the other:
// the key by which a record is found, and the key that opens its vault.

import type { SessionCookie, WebSessionId } from './web-session.ts';
import type { SessionLookupKey } from './web-session-store.ts';

export interface SessionCrypto {
  /** 256 random bits, and the key of the record that they will stand for. */
  createCookie(): { readonly cookie: SessionCookie; readonly lookupKey: SessionLookupKey };
  /** `undefined` for what has not exactly the form of a cookie; untrusted input. */
  lookupKey(cookie: string): SessionLookupKey | undefined;
  /** A name for a cookie in this process's memory that leads back to no cookie; of whatever a browser sent. */
  digest(cookie: string): string;
  /** Seals for this cookie and this session only. */
  seal(cookie: SessionCookie, id: WebSessionId, vault: Uint8Array): Uint8Array;
  /** `undefined` when it was sealed for another cookie or session, or was damaged. */
  open(cookie: SessionCookie, id: WebSessionId, sealed: Uint8Array): Uint8Array | undefined;
}
