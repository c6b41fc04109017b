import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHALLENGE_MODES, effectivePolicy, type PolicyLayer } from '../../../../src/core/policy/policy.ts';
import { changePolicy, describePolicyChange } from '../../../../src/core/policy/policy-change.ts';

describe('the effective policy', () => {
  it('takes each value from the nearest layer that says something, and tells which (R1.5)', () => {
    const mode = fc.constantFrom(...CHALLENGE_MODES);
    const layer = fc.option(
      fc.record({ challenge: mode, permittedNetworks: fc.constant({ mail: ['192.0.2.0/24'] }) }, { requiredKeys: [] }),
      { nil: undefined },
    );
    fc.assert(
      fc.property(mode, layer, layer, (platform, domain, mailbox) => {
        const layers = {
          platform: { challenge: platform },
          ...(domain && { domain }),
          ...(mailbox && { mailbox }),
        };
        const { challenge, permittedNetworks } = effectivePolicy(layers, 'imap');
        expect(challenge.value).toBe(mailbox?.challenge ?? domain?.challenge ?? platform);
        expect(challenge.layer).toBe(mailbox?.challenge ? 'mailbox' : domain?.challenge ? 'domain' : 'platform');
        const saying = mailbox?.permittedNetworks ? 'mailbox' : domain?.permittedNetworks ? 'domain' : undefined;
        expect(permittedNetworks?.layer).toBe(saying);
      }),
    );
  });

  it("prefers a door's own list to that of its class within a layer, and a nearer layer to both (R5.1)", () => {
    const platform: PolicyLayer & { challenge: 'always' } = {
      challenge: 'always',
      permittedNetworks: { imap: ['192.0.2.1/32'], mail: ['192.0.2.2/32'], web: ['192.0.2.3/32'] },
    };
    const of = (door: 'imap' | 'pop3', domain?: PolicyLayer) =>
      effectivePolicy({ platform, ...(domain && { domain }) }, door).permittedNetworks;
    expect(of('imap')).toEqual({ value: ['192.0.2.1/32'], layer: 'platform' });
    expect(of('pop3')).toEqual({ value: ['192.0.2.2/32'], layer: 'platform' });
    expect(of('imap', { permittedNetworks: { mail: [] } })).toEqual({ value: [], layer: 'domain' });
    expect(of('imap', { permittedNetworks: { web: [] } })).toEqual({ value: ['192.0.2.1/32'], layer: 'platform' });
    expect(effectivePolicy({ platform: { challenge: 'never' } }, 'imap').permittedNetworks).toBeUndefined();
  });
});

describe('a change of policy', () => {
  const before: PolicyLayer = {
    challenge: 'always',
    permittedNetworks: { mail: ['192.0.2.0/24'], web: ['198.51.100.0/24'] },
  };

  it('changes what it names, and nothing else', () => {
    expect(changePolicy(before, {}).policy).toEqual(before);
    expect(changePolicy(before, { challenge: 'never' }).policy).toEqual({ ...before, challenge: 'never' });
    expect(changePolicy(before, { permittedNetworks: { mail: undefined } }).policy).toEqual(before);
    expect(
      changePolicy(before, { permittedNetworks: { mail: ['10.1.2.3/8', ' 10.0.0.0/8 '], web: 'inherit' } }).policy,
    ).toEqual({ challenge: 'always', permittedNetworks: { mail: ['10.0.0.0/8'] } });
  });

  it('says nothing any more of what is to be inherited', () => {
    const change = { challenge: 'inherit', permittedNetworks: { mail: 'inherit', web: 'inherit' } } as const;
    expect(changePolicy(before, change)).toEqual({ policy: {}, problems: [] });
    expect(changePolicy({}, {}).policy).toEqual({});
    expect(describePolicyChange(change)).toEqual({
      challenge: 'inherit',
      'permit.mail': 'inherit',
      'permit.web': 'inherit',
    });
  });

  it('says every network that is none, and when there are too many', () => {
    const many = Array.from({ length: 1_001 }, (_, n) => `10.0.${n >> 8}.${n & 255}`);
    const { problems } = changePolicy(before, { permittedNetworks: { imap: ['10/8', 'home'], pop3: many } });
    expect(problems.map(({ field }) => field)).toEqual([
      'permittedNetworks.imap',
      'permittedNetworks.imap',
      'permittedNetworks.pop3',
    ]);
  });

  it('is described in the words of the audit log', () => {
    expect(describePolicyChange({})).toEqual({});
    expect(describePolicyChange({ challenge: 'new-ip', permittedNetworks: { mail: [], imap: undefined } })).toEqual({
      challenge: 'new-ip',
      'permit.mail': 'none',
    });
  });
});
