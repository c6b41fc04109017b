// What every FactorMethod does, whatever its codes are.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FactorMethod } from '../../src/core/factors/factor-method.ts';

export interface MethodUnderTest {
  readonly method: FactorMethod;
  /** The code that the person answers with at `at`. */
  rightCode(secret: Uint8Array, at: number): Promise<string>;
  /** From one code to the next, in milliseconds. */
  readonly pace: number;
}

const OWNER = { mailbox: 'anna@example.org', issuer: 'Example' };
const NOON = Date.UTC(2026, 0, 15, 12);

export function factorMethodContract(name: string, start: () => MethodUnderTest): void {
  describe(`the method ${name}`, () => {
    it('makes another secret each time, and shows the same one the same way', () => {
      const { method } = start();
      const [one, two] = [method.createSecret(), method.createSecret()];
      expect(Buffer.from(one).equals(two)).toBe(false);
      expect(method.present(one, OWNER)).toEqual(method.present(one, OWNER));
      expect(method.present(one, OWNER)).not.toEqual(method.present(two, OWNER));
      expect(method.present(one, OWNER).kind).toBe(method.kind);
    });

    it('takes a right code, typed with blanks, for its own secret only', async () => {
      const { method, rightCode } = start();
      const [mine, other] = [method.createSecret(), method.createSecret()];
      const code = await rightCode(mine, NOON);
      expect(await method.judge(mine, code, NOON)).toMatchObject({ kind: 'fits' });
      expect(await method.judge(mine, ` ${Array.from(code).join(' ')}\t`, NOON)).toMatchObject({ kind: 'fits' });
      expect(await method.judge(other, code, NOON)).toEqual({ kind: 'wrong' });
    });

    it('gives each code the same step always, and later codes higher ones (P-10)', async () => {
      const { method, rightCode, pace } = start();
      const secret = method.createSecret();
      let last = -1;
      for (let at = NOON; at < NOON + 20 * pace; at += pace) {
        const code = await rightCode(secret, at);
        const judged = await method.judge(secret, code, at);
        expect(await method.judge(secret, code, at)).toEqual(judged);
        const step = judged.kind === 'fits' ? judged.step : Number.NaN;
        expect(Number.isSafeInteger(step)).toBe(true);
        expect(step).toBeGreaterThan(last);
        last = step;
      }
    });

    it('never throws for what somebody types, and takes nothing but codes', async () => {
      const { method } = start();
      const secret = method.createSecret();
      const typed = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ unit: 'grapheme' }));
      await fc.assert(
        fc.asyncProperty(
          typed.filter((text) => !/^\s*([0-9]\s*){6,8}$/.test(text)),
          async (text) => {
            expect(await method.judge(secret, text, NOON)).toEqual({ kind: 'wrong' });
          },
        ),
      );
    });

    it('says that the store is broken for a secret that it did not make, never that the code is wrong (P-08)', async () => {
      const { method } = start();
      const made = method.createSecret();
      for (const damaged of [new Uint8Array(), made.slice(0, 3), Uint8Array.from(made, (octet) => octet ^ 0xff)]) {
        await expect(method.judge(damaged, '123456', NOON)).rejects.toMatchObject({ code: 'ERR_STORE_BROKEN' });
      }
    });
  });
}
