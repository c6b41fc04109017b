// The form of a layer of policy: what it says, it holds; what it holds, it sends; what is sent, is what was said.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CHALLENGE_MODES,
  COMPARISONS,
  ENROLMENT_RULES,
  FACTOR_KINDS,
  POLICY_DOORS,
  type PolicyLayer,
} from '../../../../src/core/policy/policy.ts';
import { changePolicy } from '../../../../src/core/policy/policy-change.ts';
import type { PolicyLayersResource } from '../../../../src/web/api/client/policy-resources.ts';
import { policyLayersView, policyView } from '../../../../src/web/api/policy-views.ts';
import { changedPart, layerOf } from '../../../../src/web/console/policy-form/changed-part.ts';
import { policyChangeOf, policyFormOf } from '../../../../src/web/console/policy-form/form-values.ts';
import { policyFields } from '../../../../src/web/console/policy-form/policy-fields.ts';
import type { Form } from '../../../../src/web/pages/form.ts';
import { Words } from '../../../../src/web/pages/i18n/words.ts';
import type { View } from '../../../../src/web/pages/view.ts';

const words = new Words({ language: 'en', tag: 'en', direction: 'ltr' }, 'UTC');
const view = { words } as View;

const network = fc
  .tuple(fc.integer({ min: 1, max: 223 }), fc.nat(255), fc.nat(255))
  .map(([a, b, c]) => `${a}.${b}.${c}.0/24`);
const country = fc.constantFrom('DE', 'AT', 'JP', 'BR', 'unknown');
const list = <T>(item: fc.Arbitrary<T>) => fc.uniqueArray(item, { maxLength: 4 });
const byDoor = <T>(value: fc.Arbitrary<T>) => {
  const some = Object.fromEntries(POLICY_DOORS.map((door) => [door, value]));
  return fc.record(some, { requiredKeys: [] }).filter((doors) => Object.keys(doors).length > 0);
};

const anyLayer: fc.Arbitrary<PolicyLayer> = fc.record(
  {
    challenge: fc.constantFrom(...CHALLENGE_MODES),
    permittedNetworks: byDoor(list(network)),
    permittedCountries: byDoor(fc.oneof(fc.record({ allow: list(country) }), fc.record({ deny: list(country) }))),
    trustedNetworks: list(network),
    evenFromTrustedNetworks: fc.boolean(),
    trustedBrowserDays: fc.integer({ min: 0, max: 365 }),
    userChoice: fc.boolean(),
    compare: fc.constantFrom(...COMPARISONS),
    enrolment: fc.constantFrom(...ENROLMENT_RULES),
    factors: fc.subarray([...FACTOR_KINDS], { minLength: 1 }),
  },
  { requiredKeys: [] },
);

function changeIn(form: Form) {
  const read = policyChangeOf(form);
  if (read.kind === 'problems') throw new Error(JSON.stringify(read.problems));
  return read.change;
}

function layersOf(says: PolicyLayer, kind: 'domain' | 'group' = 'domain'): PolicyLayersResource {
  const platform = { challenge: 'never' } as const;
  return policyLayersView(
    { kind, name: 'example.com' },
    { says, layers: { platform, domain: says }, above: { platform } },
  );
}

/** What a browser sends of the markup: checked boxes and buttons, texts, areas without their first line break. */
function sentBy(markup: string): Form {
  const unescaped = (text: string) =>
    text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&');
  const attribute = (tag: string, name: string) => unescaped(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
  const inputs = Array.from(markup.matchAll(/<input[^>]*>/g), ([tag]) => tag)
    .filter((tag) => !/type="(radio|checkbox)"/.test(tag) || / checked/.test(tag))
    .map((tag) => [attribute(tag, 'name'), attribute(tag, 'value')] as const);
  const areas = Array.from(
    markup.matchAll(/<textarea([^>]*)>\n?([^<]*)<\/textarea>/g),
    ([, tag = '', text = '']) => [attribute(tag, 'name'), unescaped(text)] as const,
  );
  return new Map([...inputs, ...areas]);
}

describe('the form of a layer of policy', () => {
  it('says what the layer says: nothing is changed by sending it as it opened', () => {
    fc.assert(
      fc.property(anyLayer, (drawn) => {
        const { policy } = changePolicy({}, drawn);
        const change = changeIn(policyFormOf(policyView(policy)));
        expect(changePolicy(policy, change)).toEqual({ policy, problems: [] });
        expect(changePolicy({ challenge: 'always', trustedNetworks: [] }, change).policy).toEqual(policy);
        expect(changedPart(policyView(policy), change)).toEqual({});
      }),
      { numRuns: 200 },
    );
  });

  it('is drawn so that a browser sends just that', () => {
    fc.assert(
      fc.property(anyLayer, (drawn) => {
        const { policy } = changePolicy({}, drawn);
        const layers = layersOf(policy);
        const drawnForm = policyFields({ view, form: new Map() }, layers).toString();
        expect(sentBy(drawnForm)).toEqual(policyFormOf(layers.says));
      }),
      { numRuns: 30 },
    );
  });

  it('has fewer fields than a form may have, and only some of them must be sent', () => {
    expect(policyFormOf(policyView({ factors: FACTOR_KINDS })).size).toBeLessThan(64);
    expect(changeIn(new Map())).toEqual({});
    expect(changeIn(new Map([['policy.challenge', 'always']]))).toEqual({ challenge: 'always' });
    expect(changeIn(new Map([['name', 'x']]))).toEqual({});
  });

  it('takes lists however they are separated, in canonical form and each once', () => {
    const form = new Map([
      ['policy.trustedNetworks', 'these'],
      ['policy.trustedNetworks.list', ' 192.0.2.1/24\r\n192.0.2.0/24, 2001:DB8::/32;\n\n'],
      ['policy.permittedCountries.web', 'deny'],
      ['policy.permittedCountries.web.list', 'de UNKNOWN uk'],
    ]);
    expect(changeIn(form)).toEqual({
      trustedNetworks: ['192.0.2.0/24', '2001:db8::/32'],
      permittedCountries: { web: { deny: ['DE', 'unknown', 'GB'] } },
    });
  });

  // Negative control: fails for `permittedNetworks.web` when an empty list is taken, which would lock everybody out.
  it.each([
    ['permittedNetworks.web', 'these', '', 'empty', []],
    ['permittedNetworks.imap', 'these', '10, 192.0.2.0/24, x/8', 'networks', ['10', 'x/8']],
    ['permittedCountries.mail', 'allow', ' \n', 'empty', []],
    ['permittedCountries.mail', 'deny', 'DE XX', 'countries', ['XX']],
    ['challenge', 'sometimes', '', 'choice', []],
    ['userChoice', 'perhaps', '', 'choice', []],
    ['factors', 'these', '', 'factors', []],
  ] as const)('refuses %s: %s %j', (field, answer, written, what, items) => {
    const form = new Map([
      [`policy.${field}`, answer],
      [`policy.${field}.list`, written],
    ]);
    expect(policyChangeOf(form)).toEqual({ kind: 'problems', problems: [{ field, what, items }] });
  });

  it.each(['', '-1', '366', '7.5', '1e2', 'many'])('refuses %j as a number of days', (days) => {
    const form = new Map([
      ['policy.trustedBrowserDays', 'these'],
      ['policy.trustedBrowserDays.days', days],
    ]);
    expect(policyChangeOf(form)).toMatchObject({ problems: [{ field: 'trustedBrowserDays', what: 'days' }] });
  });

  it('says what holds where the layer says nothing, and which layer says that (R1.5)', () => {
    const drawn = policyFields({ view, form: new Map() }, layersOf({})).toString();
    expect(drawn).toContain('As said above: Never (the platform)');
    expect(drawn).toContain('As said above: From everywhere (the platform)');
    const ofGroup = policyFields({ view, form: new Map() }, layersOf({}, 'group')).toString();
    expect(ofGroup).toContain('As each member’s domain says, else the platform: Never');
  });

  it('keeps what was written when it can not be taken, and says why beside the field', () => {
    const form = new Map([
      ['policy.challenge', 'always'],
      ['policy.permittedNetworks.web', 'these'],
      ['policy.permittedNetworks.web.list', '"><script>'],
    ]);
    const read = policyChangeOf(form);
    const problems = read.kind === 'problems' ? read.problems : [];
    const drawn = policyFields({ view, form }, layersOf({}), problems).toString();
    expect(drawn).toContain('Not a network: &quot;&gt;&lt;script&gt;');
    expect(drawn).not.toContain('<script>');
    expect(drawn).toMatch(/<details open><summary>Webmail/);
    expect(sentBy(drawn).get('policy.challenge')).toBe('always');
  });
});

describe('what of a form is asked of the API', () => {
  const before = policyView({ challenge: 'always', permittedNetworks: { web: ['192.0.2.0/24'], mail: [] } });

  it('is what differs, door by door', () => {
    const form = new Map([...policyFormOf(before)]);
    form.set('policy.compare', 'last').set('policy.permittedNetworks.web', 'none');
    expect(changedPart(before, changeIn(form))).toEqual({ compare: 'last', permittedNetworks: { web: [] } });
    form.set('policy.permittedNetworks.mail', 'inherit');
    expect(changedPart(before, changeIn(form))).toMatchObject({ permittedNetworks: { web: [], mail: 'inherit' } });
  });

  it('is nothing for lists in another order', () => {
    const says = policyView({ trustedNetworks: ['192.0.2.0/24', '198.51.100.0/24'] });
    expect(changedPart(says, { trustedNetworks: ['198.51.100.0/24', '192.0.2.0/24'] })).toEqual({});
    expect(layerOf(says)).toEqual({ trustedNetworks: ['192.0.2.0/24', '198.51.100.0/24'] });
  });
});
