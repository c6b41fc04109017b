// Found by fuzzing: lower case may compose where upper case did not, so that two spellings of one name had two canonical
// addresses, and with them two sets of counters (P-14).

import { expect, it } from 'vitest';
import { canonicalAddress, canonicalDomain } from '../../src/core/accounts/login-name.ts';

it.each([
  ['T\u0308im@example.org', '\u1e97im@example.org'],
  ['H\u0331@example.org', '\u1e96@example.org'],
  ['J\u030c@example.org', '\u01f0@example.org'],
])('gives %j the address of its one canonical spelling', (spelling, canonical) => {
  expect(canonicalAddress(spelling, {})).toBe(canonical);
  expect(canonicalAddress(canonical, {})).toBe(canonical);
});

it('gives a domain the same A-label in every spelling', () => {
  expect(canonicalDomain('T\u0308.example')).toBe(canonicalDomain('\u1e97.example'));
});

it('bounds the address, not only what was typed: a domain may still be added', () => {
  const longest = 'x'.repeat(254 - '@example.org'.length);
  expect(canonicalAddress(longest, { defaultDomain: 'example.org' })).toBe(`${longest}@example.org`);
  expect(canonicalAddress(`${longest}x`, { defaultDomain: 'example.org' })).toBeUndefined();
});
