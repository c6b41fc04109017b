import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factorName } from '../../../../src/core/factors/factor-name.ts';
import { TYPED_CODE } from '../../../../src/core/factors/typed-codes.ts';

const random = { bytes: (count: number) => randomBytes(count) };
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz';

describe('a code that is typed from paper (R2.6)', () => {
  it('is three groups of five letters, none of which is read for another, and at least 50 random bits', () => {
    for (let n = 0; n < 100; n += 1) {
      expect(TYPED_CODE.show(TYPED_CODE.generate(random))).toMatch(/^[a-hjkmnp-z]{5}(-[a-hjkmnp-z]{5}){2}$/);
    }
    expect(15 * Math.log2(ALPHABET.length)).toBeGreaterThan(50);
  });

  it('is the same with blanks, dashes and capitals anywhere', () => {
    const typed = fc
      .tuple(
        fc.array(fc.constantFrom(...ALPHABET), { minLength: 15, maxLength: 15 }),
        fc.array(fc.constantFrom('', ' ', '-', ' – ', '\u00a0', '\u2011', '\t'), { minLength: 15, maxLength: 15 }),
        fc.array(fc.boolean(), { minLength: 15, maxLength: 15 }),
      )
      .map(([letters, gaps, capitals]) => ({
        normalized: letters.join(''),
        entered: letters.map((letter, n) => (capitals[n] ? letter.toUpperCase() : letter) + gaps[n]).join(''),
      }));
    fc.assert(
      fc.property(typed, ({ normalized, entered }) => {
        expect(TYPED_CODE.normalize(entered)).toBe(normalized);
        expect(TYPED_CODE.normalize(TYPED_CODE.show(normalized))).toBe(normalized);
      }),
    );
  });

  it('is read from nothing else, whatever is typed, and reading twice changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (entered) => {
        const read = TYPED_CODE.normalize(entered);
        if (read === undefined) return;
        expect(read).toMatch(/^[a-hjkmnp-z]{15}$/);
        expect(TYPED_CODE.normalize(read)).toBe(read);
      }),
    );
    const right = 'abcde-fghjk-mnpqr';
    for (const wrong of ['', '---', right.slice(1), `${right}s`, right.replace('a', 'i'), right.replace('a', '1')]) {
      expect(TYPED_CODE.normalize(wrong)).toBeUndefined();
    }
    expect(TYPED_CODE.normalize(`${right}${' '.repeat(100)}`)).toBeUndefined();
  });
});

describe('the name of a factor', () => {
  it.each([
    ['Phone', 'Phone'],
    ['  Anna’s   phone\t', 'Anna’s phone'],
    ['电话 📱', '电话 📱'],
    ['a\u0000b\u001b[31mc\u202ed\u200be', 'ab[31mcde'],
    ['\ud800x', 'x'],
    ['x'.repeat(101), 'x'.repeat(100)],
    [`${'📱'.repeat(99)} 📱`, '📱'.repeat(99)],
  ])('%j is %j', (given, shown) => {
    expect(factorName(given)).toBe(shown);
  });

  it.each(['', ' \n', '\u200b\u202e', '\u0000'])('is none when nothing of %j can be shown', (given) => {
    expect(factorName(given)).toBeUndefined();
  });

  it('can always be shown, and is its own name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 150 }), (given) => {
        const name = factorName(given);
        if (name === undefined) return;
        expect(name).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(Array.from(name).length).toBeLessThanOrEqual(100);
        expect(factorName(name)).toBe(name);
      }),
    );
  });
});
