import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FactorKind } from '../../../../src/core/factors/factor.ts';
import { permitsCountry } from '../../../../src/core/places/country-rules.ts';
import { isInNetworks } from '../../../../src/core/places/networks.ts';
import {
  CHALLENGE_MODES,
  COMPARISONS,
  ENROLMENT_RULES,
  effectivePolicy,
  effectiveWebPolicy,
  FACTOR_KINDS,
  type GroupLayer,
  isStricter,
  PLATFORM_DEFAULTS,
  type PlatformPolicy,
  type PolicyLayer,
} from '../../../../src/core/policy/policy.ts';
import { runs } from '../../../support/runs.ts';

const mode = fc.constantFrom(...CHALLENGE_MODES);
const network = fc.constantFrom('192.0.2.0/24', '192.0.2.0/25', '192.0.2.7/32', '198.51.100.0/24', '::/0', '0.0.0.0/0');
const networks = fc.array(network, { maxLength: 3 });
const countries = fc.oneof(
  fc.record({ allow: fc.subarray(['DE', 'AT', 'unknown']) }),
  fc.record({ deny: fc.subarray(['DE', 'AT', 'unknown']) }),
);
const layer: fc.Arbitrary<PolicyLayer> = fc.record(
  {
    challenge: mode,
    permittedNetworks: fc.record({ mail: networks, imap: networks, web: networks }, { requiredKeys: [] }),
    permittedCountries: fc.record({ mail: countries, imap: countries, web: countries }, { requiredKeys: [] }),
    trustedNetworks: networks,
    evenFromTrustedNetworks: fc.boolean(),
    trustedBrowserDays: fc.nat(365),
    userChoice: fc.boolean(),
    compare: fc.constantFrom(...COMPARISONS),
    enrolment: fc.constantFrom(...ENROLMENT_RULES),
    factors: fc.subarray<FactorKind>([...FACTOR_KINDS], { minLength: 1 }),
  },
  { requiredKeys: [] },
);
const maybeLayer = fc.option(layer, { nil: undefined });
const groups: fc.Arbitrary<readonly GroupLayer[]> = fc
  .array(layer, { maxLength: 4 })
  .map((layers) => layers.map((policy, index) => ({ name: `g${index}`, policy })));
const platform: PlatformPolicy = { challenge: 'never' };

describe('kinds of factors that do not exist (R2.9)', () => {
  const platform = { challenge: 'always', existingFactors: ['totp', 'email'] } as const;

  it('are none that any layer could allow', () => {
    // Negative control: fails when the nearest layer alone is asked.
    expect(effectiveWebPolicy({ platform }).factors).toEqual({ value: ['totp', 'email'], layer: 'platform' });
    const mailbox = { factors: ['sms', 'email'] } as const;
    expect(effectiveWebPolicy({ platform, mailbox }).factors).toEqual({ value: ['email'], layer: 'mailbox' });
    const group = { name: 'a', policy: { factors: ['sms'] } } as const;
    expect(effectiveWebPolicy({ platform, groups: [group] }).factors).toEqual({ value: [], layer: 'group a' });
  });
});

describe('the effective policy', () => {
  it('takes each value from the nearest layer that says something, and tells which (R1.5)', () => {
    fc.assert(
      fc.property(mode, maybeLayer, fc.option(layer), maybeLayer, (challenge, domain, group, mailbox) => {
        const layers = {
          platform: { challenge },
          ...(domain && { domain }),
          ...(group && { groups: [{ name: 'staff', policy: group }] }),
          ...(mailbox && { mailbox }),
        };
        const nearer = [
          ['mailbox', mailbox],
          ['group staff', group],
          ['domain', domain],
          ['platform', { ...PLATFORM_DEFAULTS, challenge }],
        ] as const;
        const web = effectiveWebPolicy(layers);
        for (const field of ['challenge', ...Object.keys(PLATFORM_DEFAULTS)] as const) {
          const name = field as keyof typeof PLATFORM_DEFAULTS | 'challenge';
          const said = nearer.find(([, its]) => its?.[name] !== undefined);
          expect(web[name]).toEqual({ value: said?.[1]?.[name], layer: said?.[0] });
        }
        const atImap = nearer.find(([, its]) => placesAt(its, 'imap', 'mail'));
        const { permittedNetworks } = effectivePolicy(layers, 'imap');
        expect(permittedNetworks).toEqual(atImap && { value: placesAt(atImap[1], 'imap', 'mail'), layer: atImap[0] });
        const atWeb = nearer.find(([, its]) => its && 'permittedNetworks' in its && its.permittedNetworks?.web);
        expect(web.permittedNetworks?.layer).toBe(atWeb?.[0]);
        expect(effectivePolicy(layers, 'imap').challenge).toEqual(web.challenge);
      }),
      { numRuns: runs(500) },
    );
  });

  it("prefers a door's own list to that of its class within a layer, and a nearer layer to both (R5.1)", () => {
    const lists: PlatformPolicy = {
      challenge: 'always',
      permittedNetworks: { imap: ['192.0.2.1/32'], mail: ['192.0.2.2/32'], web: ['192.0.2.3/32'] },
      permittedCountries: { imap: { allow: ['DE'] }, mail: { deny: ['AT'] }, web: { allow: [] } },
    };
    const of = (door: 'imap' | 'pop3', domain: PolicyLayer = {}) => effectivePolicy({ platform: lists, domain }, door);
    expect(of('imap').permittedNetworks).toEqual({ value: ['192.0.2.1/32'], layer: 'platform' });
    expect(of('pop3').permittedNetworks).toEqual({ value: ['192.0.2.2/32'], layer: 'platform' });
    expect(of('imap').permittedCountries?.value).toEqual({ allow: ['DE'] });
    expect(of('pop3').permittedCountries?.value).toEqual({ deny: ['AT'] });
    expect(of('imap', { permittedNetworks: { mail: [] } }).permittedNetworks).toEqual({ value: [], layer: 'domain' });
    expect(of('imap', { permittedNetworks: { web: [] } }).permittedNetworks?.layer).toBe('platform');
    expect(effectiveWebPolicy({ platform: lists }).permittedCountries?.value).toEqual({ allow: [] });
    expect(effectivePolicy({ platform }, 'imap')).toEqual({ challenge: { value: 'never', layer: 'platform' } });
  });

  it('is as before the web doors came where nobody says anything', () => {
    expect(effectiveWebPolicy({ platform })).toEqual({
      challenge: { value: 'never', layer: 'platform' },
      byPolicy: 'never',
      trustedNetworks: { value: [], layer: 'platform' },
      evenFromTrustedNetworks: { value: false, layer: 'platform' },
      trustedBrowserDays: { value: 0, layer: 'platform' },
      userChoice: { value: true, layer: 'platform' },
      compare: { value: 'known', layer: 'platform' },
      enrolment: { value: 'anywhere', layer: 'platform' },
      factors: { value: FACTOR_KINDS, layer: 'platform' },
    });
  });
});

function placesAt(its: PolicyLayer | null | undefined, door: 'imap', doorClass: 'mail'): readonly string[] | undefined {
  return its?.permittedNetworks?.[door] ?? its?.permittedNetworks?.[doorClass];
}

describe('several groups', () => {
  it('permit, trust and allow only what each of those permits, trusts and allows that say anything of it (R1.5)', () => {
    // Negative control: fails when the first group's list is taken, or when the lists are put together.
    const address = fc.constantFrom('192.0.2.7', '192.0.2.200', '198.51.100.1', '2001:db8::1');
    const country = fc.constantFrom('DE', 'US', undefined);
    fc.assert(
      fc.property(groups, address, country, (all, from, where) => {
        const web = effectiveWebPolicy({ platform, groups: all });
        const mail = effectivePolicy({ platform, groups: all }, 'imap');
        const everyone = <T>(said: (policy: PolicyLayer) => T | undefined, holds: (value: T) => boolean): boolean =>
          all.every(({ policy }) => {
            const value = said(policy);
            return value === undefined || holds(value);
          });
        const inside = (list: readonly string[]) => isInNetworks(from, list);
        expect(!mail.permittedNetworks || inside(mail.permittedNetworks.value)).toBe(
          everyone((policy) => placesAt(policy, 'imap', 'mail'), inside),
        );
        expect(!web.permittedNetworks || inside(web.permittedNetworks.value)).toBe(
          everyone(({ permittedNetworks }) => permittedNetworks?.web, inside),
        );
        expect(!web.permittedCountries || permitsCountry(web.permittedCountries.value, where)).toBe(
          everyone(
            ({ permittedCountries }) => permittedCountries?.web,
            (rule) => permitsCountry(rule, where),
          ),
        );
        if (all.some(({ policy }) => policy.trustedNetworks)) {
          expect(inside(web.trustedNetworks.value)).toBe(everyone(({ trustedNetworks }) => trustedNetworks, inside));
        }
        for (const kind of FACTOR_KINDS) {
          expect(web.factors.value.includes(kind)).toBe(
            everyone(
              ({ factors }) => factors,
              (kinds) => kinds.includes(kind),
            ),
          );
        }
      }),
      { numRuns: runs(1_000) },
    );
  });

  it('say the strictest of what they say, whatever their order, and a further one never makes it laxer', () => {
    fc.assert(
      fc.property(groups, layer, (all, further) => {
        const before = effectiveWebPolicy({ platform, groups: all });
        const after = effectiveWebPolicy({ platform, groups: [...all, { name: 'z', policy: further }] });
        const reversed = effectiveWebPolicy({ platform, groups: [...all].reverse() });
        const order = {
          challenge: [...CHALLENGE_MODES],
          evenFromTrustedNetworks: [false, true],
          userChoice: [true, false],
          compare: [...COMPARISONS],
          enrolment: [...ENROLMENT_RULES],
        };
        for (const [name, values] of Object.entries(order)) {
          const field = name as keyof typeof order;
          const said = all.flatMap(({ policy }) => policy[field] ?? []);
          const rank = (value: unknown) => (values as readonly unknown[]).indexOf(value);
          if (said.length === 0) continue;
          expect(rank(before[field].value)).toBe(Math.max(...said.map(rank)));
          expect(reversed[field].value).toBe(before[field].value);
          expect(rank(after[field].value)).toBeGreaterThanOrEqual(rank(before[field].value));
        }
        const days = all.flatMap(({ policy }) => policy.trustedBrowserDays ?? []);
        if (days.length > 0) expect(before.trustedBrowserDays.value).toBe(Math.min(...days));
      }),
      { numRuns: runs(500) },
    );
  });

  it('are named: the one that decided, or all that did', () => {
    const all: readonly GroupLayer[] = [
      { name: 'a', policy: { challenge: 'new-ip', trustedNetworks: ['192.0.2.0/24', '203.0.113.0/24'] } },
      { name: 'b', policy: { trustedBrowserDays: 30 } },
      { name: 'c', policy: { challenge: 'always', trustedNetworks: ['192.0.2.0/25'] } },
      { name: 'd', policy: { challenge: 'always' } },
    ];
    const web = effectiveWebPolicy({ platform, domain: { challenge: 'never' }, groups: all });
    expect(web.challenge).toEqual({ value: 'always', layer: 'group c' });
    expect(web.trustedNetworks).toEqual({ value: ['192.0.2.0/25'], layer: 'groups a, c' });
    expect(web.trustedBrowserDays).toEqual({ value: 30, layer: 'group b' });
  });
});

describe("the owner's own choice (R1.6)", () => {
  it('makes the mode stricter and never laxer, where policy lets it count', () => {
    // Negative control: fails when the choice is a layer like the others.
    fc.assert(
      fc.property(layer, mode, mode, (domain, byPlatform, ownChoice) => {
        const without = effectiveWebPolicy({ platform: { challenge: byPlatform }, domain });
        const layers = { platform: { challenge: byPlatform }, domain, ownChoice };
        const { challenge, byPolicy } = effectiveWebPolicy(layers);
        expect(byPolicy).toBe(without.challenge.value);
        const counts = without.userChoice.value && isStricter(ownChoice, byPolicy);
        expect(challenge).toEqual(counts ? { value: ownChoice, layer: 'own choice' } : without.challenge);
        expect(effectivePolicy(layers, 'smtp').challenge).toEqual(challenge);
      }),
    );
  });
});
