import { describe, expect, it } from 'vitest';
import type { PolicyLayer } from '../../../../src/core/policy/policy.ts';
import {
  changePolicy,
  changesPolicy,
  describePolicyChange,
  mayTightenMode,
  type PolicyChange,
} from '../../../../src/core/policy/policy-change.ts';

describe('a change of policy', () => {
  const before: PolicyLayer = {
    challenge: 'always',
    permittedNetworks: { mail: ['192.0.2.0/24'], web: ['198.51.100.0/24'] },
  };

  const everything = {
    challenge: 'new-ip',
    permittedNetworks: { mail: ['192.0.2.0/24'] },
    permittedCountries: { web: { allow: ['DE', 'unknown'] }, mail: { deny: ['KP'] } },
    trustedNetworks: ['203.0.113.0/24'],
    evenFromTrustedNetworks: false,
    trustedBrowserDays: 0,
    userChoice: false,
    compare: 'last',
    enrolment: 'enrolment-code',
    factors: ['totp'],
  } as const satisfies PolicyLayer;

  it('changes what it names, and nothing else', () => {
    expect(changePolicy(before, {}).policy).toEqual(before);
    expect(changePolicy(before, { challenge: 'never' }).policy).toEqual({ ...before, challenge: 'never' });
    expect(changePolicy(before, { permittedNetworks: { mail: undefined } }).policy).toEqual(before);
    expect(
      changePolicy(before, { permittedNetworks: { mail: ['10.1.2.3/8', ' 10.0.0.0/8 '], web: 'inherit' } }).policy,
    ).toEqual({ challenge: 'always', permittedNetworks: { mail: ['10.0.0.0/8'] } });
    expect(changePolicy({}, everything)).toEqual({ policy: everything, problems: [] });
    expect(changePolicy(everything, { trustedBrowserDays: 30 }).policy).toEqual({
      ...everything,
      trustedBrowserDays: 30,
    });
  });

  it('takes countries in any spelling, and each kind of factor once', () => {
    const change: PolicyChange = {
      permittedCountries: { web: { allow: ['de', 'UK', 'DE'] } },
      factors: ['totp', 'totp'],
    };
    expect(changePolicy({}, change).policy).toEqual({
      permittedCountries: { web: { allow: ['DE', 'GB'] } },
      factors: ['totp'],
    });
  });

  it('says nothing any more of what is to be inherited', () => {
    const change: PolicyChange = {
      challenge: 'inherit',
      permittedNetworks: { mail: 'inherit', web: 'inherit' },
      permittedCountries: { mail: 'inherit', web: 'inherit' },
      trustedNetworks: 'inherit',
      evenFromTrustedNetworks: 'inherit',
      trustedBrowserDays: 'inherit',
      userChoice: 'inherit',
      compare: 'inherit',
      enrolment: 'inherit',
      factors: 'inherit',
    };
    expect(changePolicy(everything, change)).toEqual({ policy: {}, problems: [] });
    expect(changePolicy({}, {}).policy).toEqual({});
    expect(Object.values(describePolicyChange(change)).every((value) => value === 'inherit')).toBe(true);
    expect(Object.keys(describePolicyChange(change))).toHaveLength(12);
  });

  it('says everything that is wrong at once', () => {
    const many = Array.from({ length: 1_001 }, (_, n) => `10.0.${n >> 8}.${n & 255}`);
    const { problems } = changePolicy(before, {
      permittedNetworks: { imap: ['10/8', 'home'], pop3: many },
      permittedCountries: { web: { deny: ['EU'] } },
      trustedNetworks: ['office'],
      trustedBrowserDays: 366,
      factors: [],
    });
    expect(problems.map(({ field }) => field)).toEqual([
      'permittedNetworks.imap',
      'permittedNetworks.imap',
      'permittedNetworks.pop3',
      'permittedCountries.web',
      'trustedNetworks',
      'trustedBrowserDays',
      'factors',
    ]);
    for (const trustedBrowserDays of [-1, 0.5, Number.NaN]) {
      expect(changePolicy({}, { trustedBrowserDays }).problems).toHaveLength(1);
    }
  });

  it('is described in the words of the audit log', () => {
    expect(describePolicyChange({})).toEqual({});
    expect(describePolicyChange({ challenge: 'new-ip', permittedNetworks: { mail: [], imap: undefined } })).toEqual({
      challenge: 'new-ip',
      'permit.mail': 'none',
    });
    expect(describePolicyChange(everything)).toEqual({
      challenge: 'new-ip',
      'permit.mail': '192.0.2.0/24',
      'countries.web': 'DE unknown',
      'countries.mail': 'all but KP',
      trustedNetworks: '203.0.113.0/24',
      evenFromTrustedNetworks: 'false',
      trustedBrowserDays: '0',
      userChoice: 'false',
      compare: 'last',
      enrolment: 'enrolment-code',
      factors: 'totp',
    });
  });

  it('is one when it names any field, and may leave another mode than never by few of them', () => {
    expect(changesPolicy({})).toBe(false);
    expect(changesPolicy({ userChoice: 'inherit' })).toBe(true);
    expect(changesPolicy({ evenFromTrustedNetworks: false })).toBe(true);
    const tightening: readonly PolicyChange[] = [
      { challenge: 'always' },
      { challenge: 'inherit' },
      { userChoice: true },
      { userChoice: 'inherit' },
    ];
    expect(tightening.map(mayTightenMode)).toEqual([true, true, true, true]);
    expect([{}, { challenge: 'never' } as const, { userChoice: false }].map(mayTightenMode)).toEqual([
      false,
      false,
      false,
    ]);
  });
});
