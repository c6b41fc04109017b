// The section `policy`: defaults, countries, and what is refused.

import { describe, expect, it } from 'vitest';
import { configOf, LEAST, problemsOf, warningsOf } from './load-text.ts';

describe('the section policy', () => {
  it('leaves everything as it was where it says nothing', () => {
    expect(configOf(LEAST).policy).toEqual({
      challenge: 'never',
      trustedNetworks: [],
      evenFromTrustedNetworks: false,
      trustedBrowserDays: 0,
      userChoice: true,
      compare: 'known',
      enrolment: 'anywhere',
      factors: ['totp', 'passkey', 'email', 'sms'],
    });
  });

  it('has every field, with countries in canonical form (Norway is one)', () => {
    const text = `${LEAST}policy:
  challenge: new-country
  permitted-countries:
    web: { allow: [de, NO, unknown] }
    mail: { deny: [KP] }
  trusted-networks: [192.0.2.0/24]
  even-from-trusted-networks: true
  trusted-browser-days: 30
  user-choice: false
  compare: last
  enrolment: enrolment-code
  factors: [totp]
`;
    expect(configOf(text).policy).toEqual({
      challenge: 'new-country',
      permittedCountries: { web: { allow: ['DE', 'NO', 'unknown'] }, mail: { deny: ['KP'] } },
      trustedNetworks: ['192.0.2.0/24'],
      evenFromTrustedNetworks: true,
      trustedBrowserDays: 30,
      userChoice: false,
      compare: 'last',
      enrolment: 'enrolment-code',
      factors: ['totp'],
    });
  });

  it.each([
    ['permitted-countries: { web: { allow: [EU] } }', 'must be a country code such as DE (ISO 3166-1), or unknown'],
    ['permitted-countries: { web: { allow: [DE], deny: [AT] } }', 'needs either allow or deny'],
    ['permitted-countries: { web: {} }', 'needs either allow or deny'],
    ['permitted-countries: { web: [DE] }', 'policy.permitted-countries.web'],
    ['trusted-networks: [office]', 'must be a network in CIDR notation'],
    ['trusted-browser-days: 366', 'must be a whole number from 0 to 365'],
    ['factors: []', 'needs at least one entry'],
    ['factors: [fax]', 'must be one of totp, passkey, email, sms'],
    ['compare: all', 'must be one of known, last'],
  ])('refuses %s', (setting, reason) => {
    expect(problemsOf(`${LEAST}policy: { ${setting} }\n`)).toEqual([expect.stringContaining(reason)]);
  });

  it('warns when everybody is inside a trusted network', () => {
    expect(warningsOf(`${LEAST}policy: { trusted-networks: [0.0.0.0/0] }\n`)).toEqual([
      expect.stringContaining('policy.trusted-networks[0]: no second step is ever asked'),
    ]);
  });
});
