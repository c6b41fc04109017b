// What an authenticator app is told when it is set up (RFC 6238 §1.2, §4.1).

/** Every app knows SHA-1, 6 digits and 30 seconds; some ignore anything else. */
export interface TotpParameters {
  readonly algorithm: 'sha1' | 'sha256' | 'sha512';
  readonly digits: 6 | 8;
  /** Seconds that one code lasts: the time step X of RFC 6238 §4.1. */
  readonly period: 30 | 60;
}
