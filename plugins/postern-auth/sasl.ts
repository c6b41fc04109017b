// SASL PLAIN (RFC 4616) and LOGIN in SMTP's base64 lines (RFC 4954 §4). Haraka's own auth_base drops the authorization
// identity and takes any garbage for base64; neither happens here.

/** What a client presented, as Postern's sign-in API takes it. */
export type Attempt =
  | {
      readonly kind: 'password';
      readonly authenticationIdentity: string;
      readonly authorizationIdentity?: string;
      readonly password: string;
    }
  | { readonly kind: 'malformed' };

export type Step =
  /** To be sent as the text of a 334. */
  | { readonly kind: 'challenge'; readonly base64: string; readonly exchange: Exchange }
  | { readonly kind: 'done'; readonly attempt: Attempt }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'malformed' };

/** An exchange that waits for a line of the client. */
export interface Exchange {
  readonly mechanism: Mechanism;
  next(line: string): Step;
}

export const MECHANISMS = ['PLAIN', 'LOGIN'] as const;

export type Mechanism = (typeof MECHANISMS)[number];

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Longest identity or password that is passed on, in octets, as at Postern's own doors. */
const MAX_CREDENTIAL_OCTETS = 1_024;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Mechanisms match without case (RFC 4422 §3.1); `undefined`: not one of ours. */
export function mechanismOf(written: string): Mechanism | undefined {
  return MECHANISMS.find((name) => name === written.toUpperCase());
}

/** @param initial - The initial response as written; `=` alone is an empty one (RFC 4954 §4). */
export function beginExchange(mechanism: Mechanism, initial: string | undefined): Step {
  const first = mechanism === 'PLAIN' ? plain() : login();
  if (initial === undefined) return first;
  return first.exchange.next(initial === '=' ? '' : initial);
}

type Challenge = Step & { readonly kind: 'challenge' };

function plain(): Challenge {
  return challenge('PLAIN', '', (response) => {
    const first = response.indexOf(0);
    const second = first === -1 ? -1 : response.indexOf(0, first + 1);
    if (second === -1) return done({ kind: 'malformed' });
    // A further NUL stays in the password, and is refused there as the control that it is.
    const [acting, acted, password] = [
      response.subarray(first + 1, second),
      response.subarray(0, first),
      response.subarray(second + 1),
    ];
    return done(attemptOf(acting, password, acted));
  });
}

/** draft-murchison-sasl-login: two prompts; an initial response is the user name. */
function login(): Challenge {
  return challenge('LOGIN', 'Username:', (name) =>
    challenge('LOGIN', 'Password:', (password) => done(attemptOf(name, password))),
  );
}

function challenge(mechanism: Mechanism, text: string, take: (response: Buffer) => Step): Challenge {
  const next = (line: string): Step => {
    if (line === '*') return { kind: 'cancelled' };
    return BASE64.test(line) ? take(Buffer.from(line, 'base64')) : { kind: 'malformed' };
  };
  return { kind: 'challenge', base64: Buffer.from(text).toString('base64'), exchange: { mechanism, next } };
}

function done(attempt: Attempt): Step {
  return { kind: 'done', attempt };
}

function attemptOf(name: Uint8Array, passwordOctets: Uint8Array, acted: Uint8Array = new Uint8Array()): Attempt {
  const authenticationIdentity = decode(name);
  const password = decode(passwordOctets);
  const authorizationIdentity = decode(acted);
  if (!authenticationIdentity || !password || authorizationIdentity === undefined) return { kind: 'malformed' };
  return authorizationIdentity === ''
    ? { kind: 'password', authenticationIdentity, password }
    : { kind: 'password', authenticationIdentity, authorizationIdentity, password };
}

/** No controls, valid UTF-8 (RFC 4616 §2), nothing trimmed. */
function decode(octets: Uint8Array): string | undefined {
  if (octets.length > MAX_CREDENTIAL_OCTETS || octets.some((octet) => octet < 0x20 || octet === 0x7f)) return undefined;
  try {
    return utf8.decode(octets);
  } catch {
    return undefined; // invalid UTF-8
  }
}
