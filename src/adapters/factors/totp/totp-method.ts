// Time-based one-time passwords (RFC 6238) from any authenticator app (R2.1), by way of otplib, which throws for codes
// that aren't digits: they never reach it.

import { generateURI, ScureBase32Plugin, verifySync } from 'otplib';
import type { FactorMethod } from '../../../core/factors/factor-method.ts';
import type { TotpParameters } from '../../../core/factors/totp-parameters.ts';
import type { Random } from '../../../core/ports.ts';
import { decodeTotpSecret, encodeTotpSecret } from './totp-secret.ts';

/** Octets of a new secret: 160 bits, as RFC 4226 §4 R6 recommends. */
const SECRET_LENGTH = 20;

const DEFAULTS: TotpParameters = { algorithm: 'sha1', digits: 6, period: 30 };

/** Longest text that is looked at as a code, in characters: eight digits and many blanks. */
const MAX_ENTERED = 64;

/** @param parameters - Of factors to come; each keeps those that it was set up with. */
export function createTotpMethod(random: Random, parameters: Partial<TotpParameters> = {}): FactorMethod {
  return {
    kind: 'totp',

    createSecret: () => encodeTotpSecret({ ...DEFAULTS, ...parameters, secret: random.bytes(SECRET_LENGTH) }),

    present(octets, { mailbox, issuer }) {
      const { secret: raw, ...shape } = decodeTotpSecret(octets);
      const secret = base32.encode(raw);
      // Key URI Format: neither issuer nor account holds a colon, which stands between the two.
      const uri = generateURI({ ...shape, secret, issuer: issuer.replaceAll(/\s*:\s*/g, ' '), label: mailbox });
      return { kind: 'totp', uri, typed: secret.replaceAll(/.{4}(?=.)/g, '$& ') };
    },

    async judge(octets, code, at) {
      const { secret, algorithm, digits, period } = decodeTotpSecret(octets);
      const token = code.length > MAX_ENTERED ? '' : code.replaceAll(/\s/g, '');
      if (token.length !== digits || !/^[0-9]+$/.test(token)) return { kind: 'wrong' };
      // RFC 6238 §5.2: one time step of delay, and one of a clock that is ahead; no more (P-13).
      const epochTolerance = period;
      const epoch = Math.floor(at / 1000);
      const found = verifySync({ secret, token, algorithm, digits, period, epoch, epochTolerance });
      return found.valid && 'timeStep' in found ? { kind: 'fits', step: found.timeStep } : { kind: 'wrong' };
    },
  };
}

const base32 = new ScureBase32Plugin();
