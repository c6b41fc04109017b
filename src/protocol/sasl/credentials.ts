// What may be a name or a password after decoding (A1, A2). Octets below 0x20 and 0x7f would become command lines of
// their own at a POP3 or SMTP backend (Dovecot 9ac604a3c9, nginx PR #1620), so none gets past this file.

import type { BackendCredential, PresentedCredentials } from '../dialogue.ts';

/** Longest identity or password, in octets. RFC 4616 §2 asks for 255 at least; bounded well above it (A2). */
export const MAX_CREDENTIAL_OCTETS = 1024;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Decodes one identity or password, or says `undefined` when it can't be one. Nothing is trimmed (A1). */
export function decodeCredentialText(bytes: Uint8Array): string | undefined {
  if (bytes.length > MAX_CREDENTIAL_OCTETS) return undefined;
  for (const octet of bytes) if (octet < 0x20 || octet === 0x7f) return undefined;
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined; // invalid UTF-8 (RFC 4616 §2)
  }
}

/** Undecoded octets of a sign-in, as any mechanism gathers them. */
export interface CredentialOctets {
  readonly mechanism: PresentedCredentials['mechanism'];
  readonly authenticationIdentity: Uint8Array;
  readonly authorizationIdentity?: Uint8Array;
  readonly password: Uint8Array;
}

/** Decodes and checks; an empty identity or password is malformed, an empty authorization identity is absent (A3). */
export function presentCredentials(octets: CredentialOctets): PresentedCredentials {
  const { mechanism } = octets;
  const authenticationIdentity = decodeCredentialText(octets.authenticationIdentity);
  const password = decodeCredentialText(octets.password);
  const authorizationIdentity = decodeCredentialText(octets.authorizationIdentity ?? new Uint8Array());
  if (!authenticationIdentity || !password || authorizationIdentity === undefined) {
    return { kind: 'malformed', mechanism };
  }
  return authorizationIdentity === ''
    ? { kind: 'password', mechanism, authenticationIdentity, password }
    : { kind: 'password', mechanism, authenticationIdentity, authorizationIdentity, password };
}

/** Says whether a backend may be sent this: a line end would be a command of its own, a NUL another identity (A2). */
export function isSendable(credential: BackendCredential): boolean {
  const { authenticationIdentity, authorizationIdentity = '', password } = credential;
  return [authenticationIdentity, authorizationIdentity, password].every(
    (text) => decodeCredentialText(Buffer.from(text)) !== undefined,
  );
}
