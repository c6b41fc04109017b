// docs/security-tests.md says what the tests try, and everything that is known to go wrong is tried or has a reason.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  BYPASSES,
  PITFALLS,
  renderSecurityTests,
  risksIn,
  risksOfTests,
  SECURITY_TESTS_FILE,
  UNTESTED,
} from '../../support/security-tests.ts';

const ROOT = join(import.meta.dirname, '../../..');

describe('the table of security tests', () => {
  const tests = risksOfTests();
  const known = Object.keys({ ...PITFALLS, ...BYPASSES });

  it('is what the tests say', () => {
    const written = readFileSync(join(ROOT, SECURITY_TESTS_FILE), 'utf8');
    expect(written, 'run `npm run generate`').toBe(renderSecurityTests(tests));
  });

  it('has a test for everything, or a reason why there is none', () => {
    expect(known.filter((risk) => !tests.has(risk) && !(risk in UNTESTED))).toEqual([]);
  });

  it('knows everything that a test names', () => {
    expect([...tests.keys()].filter((risk) => !known.includes(risk))).toEqual([]);
  });

  it.each([
    ['opens nothing (P-02, P-18; R5.3)', ['P-02', 'P-18']],
    ['is dropped (4.3, 4.8, 4 and 22)', ['4.8, 4', '4.8, 22']],
    ['ends (§4.8 #20)', ['4.8, 20']],
    ['both (§4.8 #7, #17), P-370', ['4.8, 7', '4.8, 17']],
    ['421 4.8.0 and 4.8, 5, P-06', ['P-06', '4.8, 5']],
  ])('reads %j', (text, risks) => {
    expect(risksIn(text)).toEqual(risks);
  });
});
