// The contract of factor methods, on each of them.

import { randomBytes } from 'node:crypto';
import { createTotpMethod } from '../../src/adapters/factors/totp/totp-method.ts';
import { decodeTotpSecret } from '../../src/adapters/factors/totp/totp-secret.ts';
import { totpAt } from '../support/totp.ts';
import { factorMethodContract } from './factor-method-contract.ts';

const random = { bytes: (count: number) => randomBytes(count) };

for (const algorithm of ['sha1', 'sha256', 'sha512'] as const) {
  for (const digits of [6, 8] as const) {
    for (const period of [30, 60] as const) {
      factorMethodContract(`TOTP (${algorithm}, ${digits} digits, ${period} s)`, () => ({
        method: createTotpMethod(random, { algorithm, digits, period }),
        rightCode: async (octets, at) => totpAt(decodeTotpSecret(octets), at),
        pace: period * 1000,
      }));
    }
  }
}
