// A method of which the code is sent, as by mail or SMS: what the interface has to make room for.

import { randomBytes } from 'node:crypto';
import { PosternError } from '../../src/core/errors.ts';
import type { FactorMethod } from '../../src/core/factors/factor-method.ts';

/** Octets of a secret: a number that stands for where letters go, and its complement. */
const LENGTH = 16;

export interface LetterMethod {
  readonly method: FactorMethod;
  /** The codes of all letters, oldest first. */
  readonly letters: string[];
}

export function createLetterMethod(): LetterMethod {
  const letters: string[] = [];
  const sent = new Map<string, { readonly code: string; readonly step: number }>();
  const nameOf = (secret: Uint8Array): string => {
    if (secret.length !== LENGTH || secret[0] !== 1) throw new PosternError('ERR_STORE_BROKEN', 'no place for letters');
    return Buffer.from(secret).toString('hex');
  };
  const method: FactorMethod = {
    kind: 'totp',
    createSecret: () => Buffer.concat([Uint8Array.of(1), randomBytes(LENGTH - 1)]),
    present: (secret) => ({ kind: 'totp', uri: `letter:${nameOf(secret)}`, typed: '' }),
    async judge(secret, code) {
      const letter = sent.get(nameOf(secret));
      return letter && code.replaceAll(/\s/g, '') === letter.code
        ? { kind: 'fits', step: letter.step }
        : { kind: 'wrong' };
    },
    async sendCode(secret, at) {
      const code = String(randomBytes(4).readUInt32BE() % 1_000_000).padStart(6, '0');
      sent.set(nameOf(secret), { code, step: at });
      letters.push(code);
    },
  };
  return { method, letters };
}
