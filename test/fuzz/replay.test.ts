// Every input that was ever found interesting, on every target, and a few new ones: `npm run fuzz` tries more.
//
// Negative controls, each found within four seconds of `npm run fuzz`. Filters: control octets let through, the bound of
// a command doubled, any command behind UID, a bare CR in a message, BDAT beyond 32 bits or without a recipient, `{n}` or
// a larger count passed on in ManageSieve. Machines: octets behind STARTTLS read, sign-in without STARTTLS, UNAUTHENTICATE
// passed over, tags and literals without a bound. Readers: controls in credentials, a header cut short, one folding less.

import { describe, expect, it } from 'vitest';
import { runs } from '../support/runs.ts';
import { MAX_FILES, readCorpus } from './corpus.ts';
import { Fuzzer } from './fuzzer.ts';
import { MAX_INPUT_OCTETS } from './mutate.ts';
import { FUZZ_TARGETS } from './targets.ts';

describe.each(FUZZ_TARGETS)('$name', (target) => {
  it('keeps its promises on every input that was kept', () => {
    const corpus = readCorpus(target.name);
    expect(corpus.length).toBeGreaterThan(0);
    expect(corpus.length).toBeLessThanOrEqual(MAX_FILES);
    for (const input of corpus) {
      expect(input.length).toBeLessThanOrEqual(MAX_INPUT_OCTETS);
      expect(() => target.run(input), Buffer.from(input).toString('hex')).not.toThrow();
    }
  });

  it('keeps its promises on inputs made from those', () => {
    const fuzzer = new Fuzzer(target, { seed: 1, kept: readCorpus(target.name), shrinkingRuns: 0 });
    for (let left = runs(100); left > 0; left -= 1) fuzzer.step();
    const crashes = fuzzer.crashes.map(({ input, error }) => `${error} ${Buffer.from(input).toString('hex')}`);
    expect(crashes).toEqual([]);
  });
});
