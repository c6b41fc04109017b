import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CountryRule,
  canonicalCountry,
  commonCountryRule,
  describeCountryRule,
  permitsCountry,
} from '../../../../src/core/places/country-rules.ts';

describe('a country in a list', () => {
  it.each([
    ['de', 'DE'],
    [' At ', 'AT'],
    ['NO', 'NO'],
    ['UK', 'GB'],
    ['XK', 'XK'],
    ['Unknown', 'unknown'],
  ])('%j is %s', (written, canonical) => {
    expect(canonicalCountry(written)).toBe(canonical);
    expect(canonicalCountry(canonical)).toBe(canonical);
  });

  it.each(['', 'D', 'DEU', 'Germany', 'QQ', 'ZZ', 'EU', 'D1', 'ÄÖ'])(
    '%j is none that an address can be in',
    (written) => {
      expect(canonicalCountry(written)).toBeUndefined();
    },
  );
});

const place = fc.constantFrom('DE', 'AT', 'US', undefined);
const list = fc.subarray(['DE', 'AT', 'US', 'unknown']);
const rule: fc.Arbitrary<CountryRule> = fc.oneof(
  list.map((allow) => ({ allow })),
  list.map((deny) => ({ deny })),
);

describe('a list of countries (R5.2)', () => {
  it('takes an unknown country for one of its own', () => {
    expect(permitsCountry({ allow: ['DE'] }, undefined)).toBe(false);
    expect(permitsCountry({ allow: ['DE', 'unknown'] }, undefined)).toBe(true);
    expect(permitsCountry({ deny: ['DE'] }, undefined)).toBe(true);
    expect(permitsCountry({ deny: ['unknown'] }, undefined)).toBe(false);
    expect(permitsCountry({ allow: [] }, 'DE')).toBe(false);
    expect(permitsCountry({ deny: [] }, 'DE')).toBe(true);
  });

  it('together with another permits what both permit', () => {
    fc.assert(
      fc.property(rule, rule, place, (one, other, country) => {
        expect(permitsCountry(commonCountryRule(one, other), country)).toBe(
          permitsCountry(one, country) && permitsCountry(other, country),
        );
      }),
    );
  });

  it('is said in words', () => {
    expect(
      [{ allow: ['DE', 'AT'] }, { allow: [] }, { deny: ['KP', 'unknown'] }, { deny: [] }].map(describeCountryRule),
    ).toEqual(['DE AT', 'none', 'all but KP unknown', 'all']);
  });
});
