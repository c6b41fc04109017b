// The base64 lines in which IMAP, POP3, SMTP and ManageSieve carry SASL (RFC 4959, RFC 5034, RFC 4954, RFC 5804).

/** Longest SASL line, in octets. RFC 4954 §4 asks for 12,288; with slack for OAuth tokens (A6). */
export const MAX_SASL_LINE_OCTETS = 16_384;

export type SaslLine =
  | { readonly kind: 'response'; readonly octets: Uint8Array }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'malformed' };

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Reads a client's answer to a challenge. `*` alone cancels (A4). */
export function readSaslLine(line: Uint8Array): SaslLine {
  const text = Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('latin1');
  if (text === '*') return { kind: 'cancelled' };
  return BASE64.test(text) ? { kind: 'response', octets: Buffer.from(text, 'base64') } : { kind: 'malformed' };
}

/** Reads an initial response. `=` alone is present and empty (A5). */
export function readInitialResponse(argument: Uint8Array): SaslLine {
  if (argument.length === 1 && argument[0] === 0x3d) return { kind: 'response', octets: new Uint8Array() };
  return readSaslLine(argument);
}

/** Encodes a PLAIN message for a backend (RFC 4616). */
export function plainMessage(credential: {
  readonly authenticationIdentity: string;
  readonly authorizationIdentity?: string;
  readonly password: string;
}): string {
  const { authorizationIdentity = '', authenticationIdentity, password } = credential;
  return Buffer.from(`${authorizationIdentity}\0${authenticationIdentity}\0${password}`, 'utf8').toString('base64');
}
