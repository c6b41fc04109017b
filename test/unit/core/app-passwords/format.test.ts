import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  generateAppPassword,
  groupAppPassword,
  normalizeAppPassword,
} from '../../../../src/core/app-passwords/format.ts';

const random = { bytes: (count: number) => randomBytes(count) };
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz';

describe('a new app password (R3.2)', () => {
  it('is five groups of four letters that a phone types without switching', () => {
    for (let n = 0; n < 100; n += 1) {
      expect(groupAppPassword(generateAppPassword(random))).toMatch(/^[a-hjkmnp-z]{4}(-[a-hjkmnp-z]{4}){4}$/);
    }
  });

  it('has at least 80 random bits', () => {
    const letters = generateAppPassword(random).length;
    expect(letters * Math.log2(ALPHABET.length)).toBeGreaterThan(80);
  });

  it('has every letter as often as any other', () => {
    // Each octet that is taken counts alike: 253 of them, eleven for each of 23 letters.
    const counts = new Map<string, number>();
    for (let octet = 0; octet < 253; octet += 1) {
      const [letter = ''] = generateAppPassword({ bytes: (count) => new Uint8Array(count).fill(octet) });
      counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(Array.from(ALPHABET, (letter) => [letter, 11])));
  });

  it('draws again where an octet would favour some letters', () => {
    // Negative control: fails without the bound.
    const draws = [Uint8Array.of(255, 254, 253), Uint8Array.from({ length: 40 }, (_, n) => n)];
    const scripted = { bytes: () => draws.shift() ?? new Uint8Array() };
    expect(generateAppPassword(scripted)).toBe(ALPHABET.slice(0, 20));
    expect(draws).toEqual([]);
  });
});

describe('an entered app password (A1)', () => {
  it('is the same with spaces, dashes and capitals anywhere', () => {
    const typed = fc
      .tuple(
        fc.array(fc.constantFrom(...ALPHABET), { minLength: 20, maxLength: 20 }),
        fc.array(fc.constantFrom('', ' ', '-', ' - '), { minLength: 20, maxLength: 20 }),
        fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
      )
      .map(([letters, gaps, capitals]) => ({
        normalized: letters.join(''),
        entered: letters.map((letter, n) => (capitals[n] ? letter.toUpperCase() : letter) + gaps[n]).join(''),
      }));
    fc.assert(
      fc.property(typed, ({ normalized, entered }) => {
        expect(normalizeAppPassword(entered)).toBe(normalized);
        expect(normalizeAppPassword(groupAppPassword(normalized))).toBe(normalized);
      }),
    );
  });

  it('is none when it has other characters or another length', () => {
    const right = 'abcd-efgh-jkmn-pqrs-tuvw';
    for (const wrong of ['', '-', right.slice(1), `${right}x`, right.replace('a', 'i'), right.replace('a', '1')]) {
      expect(normalizeAppPassword(wrong)).toBeUndefined();
    }
    // Not by Unicode: neither look-alikes nor other dashes and spaces become ASCII.
    expect(normalizeAppPassword(right.replace('k', '\u212a'))).toBe('abcdefghjkmnpqrstuvw');
    expect(normalizeAppPassword(right.replace('-', '\u2011'))).toBeUndefined();
  });
});
