// What a TOTP factor is checked with, as octets: its secret and the parameters that it was set up with, so that it goes
// on working when others are configured. Format: 1, hash (1 to 3), digits, period in seconds, secret.

import { PosternError } from '../../../core/errors.ts';
import type { TotpParameters } from '../../../core/factors/totp-parameters.ts';

export interface TotpSecret extends TotpParameters {
  readonly secret: Uint8Array;
}

const FORMAT = 1;
const HEADER = 4;
const ALGORITHMS = ['sha1', 'sha256', 'sha512'] as const;

/** RFC 4226 §4 R6: a shared secret has at least 128 bits. */
const SHORTEST = 16;

export function encodeTotpSecret({ algorithm, digits, period, secret }: TotpSecret): Uint8Array {
  return Buffer.concat([Uint8Array.of(FORMAT, ALGORITHMS.indexOf(algorithm) + 1, digits, period), secret]);
}

/** Throws `ERR_STORE_BROKEN` for anything that {@link encodeTotpSecret} never gives. */
export function decodeTotpSecret(octets: Uint8Array): TotpSecret {
  const [format, hash = 0, digits, period] = octets;
  const algorithm = ALGORITHMS[hash - 1];
  const secret = octets.subarray(HEADER);
  const isKnown = format === FORMAT && algorithm !== undefined && secret.length >= SHORTEST;
  if (!isKnown || (digits !== 6 && digits !== 8) || (period !== 30 && period !== 60)) {
    throw new PosternError('ERR_STORE_BROKEN', 'what is kept of an authenticator app is not what it should be');
  }
  return { algorithm, digits, period, secret };
}
