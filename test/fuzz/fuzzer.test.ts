// The fuzzer itself: that it finds what is there to find, and the same each time.

import { describe, expect, it } from 'vitest';
import { Fuzzer } from './fuzzer.ts';
import { seededRandom } from './random.ts';
import { cutAnywhere, cutWithinLines, readScript, writeScript } from './script.ts';
import { type FuzzTarget, promise } from './target.ts';

/** Breaks at `a(!)`, to which the words that it says lead step by step. */
const PLANTED: FuzzTarget = {
  name: 'planted',
  seeds: [Buffer.from('nothing')],
  dictionary: ['(', ')', '!', 'a'],
  run: (bytes) => {
    const text = Buffer.from(bytes).toString('latin1');
    promise(!text.includes('a(!)'), 'no exclamation', text);
    return ['a(!', 'a(', 'a'].find((start) => text.includes(start)) ?? 'none';
  },
};

function fuzzPlanted(seed: number): Fuzzer {
  const fuzzer = new Fuzzer(PLANTED, { seed, kept: [] });
  for (let left = 3000; left > 0; left -= 1) fuzzer.step();
  return fuzzer;
}

describe('the fuzzer', () => {
  it('finds a broken promise by the behaviour that leads to it, and shows the least input that breaks it', () => {
    const { crashes, finds } = fuzzPlanted(1);
    expect(crashes.map(({ input }) => Buffer.from(input).toString('latin1'))).toEqual(['a(!)']);
    expect(finds.map((input) => Buffer.from(input).toString('latin1'))).toEqual(
      expect.arrayContaining(['a', 'a(', 'a(!']),
    );
  });

  it('finds the same with the same seed', () => {
    const [one, other] = [fuzzPlanted(7), fuzzPlanted(7)];
    expect(other.finds).toEqual(one.finds);
    expect(other.runs).toBe(one.runs);
  });
});

describe('a script', () => {
  it('has a setup, flights, and octets that are said many times', () => {
    const { setup, flights } = readScript(writeScript(3, 'ab\x1d\x01c', '', 'x'));
    expect(setup).toBe(3);
    expect(flights.map((flight) => flight.toString('latin1'))).toEqual([`ab${'b'.repeat(64)}c`, '', 'x']);
  });

  it('is bounded, whatever it says', () => {
    const { flights } = readScript(Buffer.from(`\0${'x\x1d\xff'.repeat(600)}`, 'latin1'));
    expect(Buffer.concat([...flights]).length).toBeLessThan(110_000);
  });

  it('loses nothing by being cut', () => {
    const flight = Buffer.from('one\r\ntwo\r\nthree\n'.repeat(20));
    for (let seed = 0; seed < 50; seed += 1) {
      expect(Buffer.concat([...cutAnywhere(seededRandom(seed))(flight)])).toEqual(flight);
      const pieces = cutWithinLines(seededRandom(seed))(flight);
      expect(Buffer.concat([...pieces])).toEqual(flight);
      expect(pieces.slice(0, -1).some((piece) => piece.at(-1) === 0x0a)).toBe(false);
    }
  });
});
