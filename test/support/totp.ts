// TOTP as RFC 6238 §4 has it, written down once more: what the code under test is compared with.

import { createHmac } from 'node:crypto';

export interface TotpShape {
  readonly algorithm: 'sha1' | 'sha256' | 'sha512';
  readonly digits: number;
  readonly period: number;
  readonly secret: Uint8Array;
}

/** The code of a time step: RFC 4226 §5.3 on the counter of RFC 6238 §4.2. */
export function totpOfStep({ algorithm, digits, secret }: TotpShape, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac(algorithm, secret).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0x0f;
  return String((digest.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** digits).padStart(digits, '0');
}

/** @param at - In milliseconds. */
export function totpAt(shape: TotpShape, at: number): string {
  return totpOfStep(shape, Math.floor(at / 1000 / shape.period));
}
