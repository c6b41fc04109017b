// The token in an `Authorization` field. RFC 6750 §2.1

/** RFC 6750 §2.1's `b64token`, bounded; the scheme's name matches without case (RFC 9110 §11.1). */
const BEARER = /^bearer +([A-Za-z0-9._~+/-]{1,4096}=*)$/i;

/** `undefined`: there is none. */
export function bearerToken(field: string | undefined): string | undefined {
  const [, token] = BEARER.exec(field ?? '') ?? [];
  return token;
}
