// The form of one layer of policy: a domain's, a group's, a mailbox's. Each field may be left to the layers above, and says
// then what holds by them, and which one says it (R1.5).

import type { CountryRule } from '../../../core/places/country-rules.ts';
import {
  CHALLENGE_MODES,
  COMPARISONS,
  ENROLMENT_RULES,
  FACTOR_KINDS,
  POLICY_DOORS,
  type PolicyDoor,
  type Sourced,
} from '../../../core/policy/policy.ts';
import type { PolicyLayersResource } from '../../api/client/policy-resources.ts';
import type { Form } from '../../pages/form.ts';
import { check } from '../../pages/frame/parts.ts';
import type { PlainKey, Words } from '../../pages/i18n/words.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { FIELD_PREFIX, type PolicyProblem, policyFormOf } from './form-values.ts';
import {
  fieldName,
  kindName,
  layerText,
  listText,
  type PolicyField,
  type PolicyValue,
  type ShownField,
  valueText,
} from './policy-words.ts';

/** The doors that have fields of their own below those of their class. */
const MAIL_DOORS = POLICY_DOORS.filter((door) => door !== 'mail' && door !== 'web' && door !== 'administration');

interface Drawing {
  readonly words: Words;
  readonly layers: PolicyLayersResource;
  /** What is filled in. */
  readonly values: Form;
  readonly problems: readonly PolicyProblem[];
}

interface Option {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

/**
 * All fields of a layer, for the inside of a form. With `problems`, or where the form was posted, they hold what was written
 * in the visit's form; else what the layer says.
 */
export function policyFields(
  { view: { words }, form }: Pick<ConsoleVisit, 'view' | 'form'>,
  layers: PolicyLayersResource,
  problems: readonly PolicyProblem[] = [],
): Markup {
  const isPosted = form.has(`${FIELD_PREFIX}challenge`);
  const drawing: Drawing = { words, layers, problems, values: isPosted ? form : policyFormOf(layers.says) };
  return html`${part(drawing, 'console.policy.part-when', undefined, [
    modeField(drawing),
    choiceField(drawing, 'compare', COMPARISONS.map(String)),
    yesOrNoField(drawing, 'userChoice'),
  ])}
${part(drawing, 'console.policy.part-trust', 'console.policy.part-trust-text', [
  networksField(drawing, 'trustedNetworks', layers.inherited.trustedNetworks),
  yesOrNoField(drawing, 'evenFromTrustedNetworks'),
  daysField(drawing),
])}
${part(drawing, 'console.policy.part-factors', undefined, [
  choiceField(drawing, 'enrolment', ENROLMENT_RULES.map(String)),
  factorsField(drawing),
])}
${placesPart(drawing)}`;
}

function part({ words }: Drawing, title: PlainKey, text: PlainKey | undefined, fields: readonly Markup[]): Markup {
  return html`<section class="stack loose"><h2>${words.say(title)}</h2>${text !== undefined && html`<p class="soft">${words.say(text)}</p>`}${fields}</section>`;
}

function placesPart(drawing: Drawing): Markup {
  const { words, layers, values, problems } = drawing;
  const places = (door: PolicyDoor) =>
    html`${networksField(
      drawing,
      `permittedNetworks.${door}`,
      layers.inherited.permittedNetworks[door],
    )}${countriesField(drawing, door)}`;
  const isSaid = (doors: readonly PolicyDoor[]) =>
    doors.some((door) =>
      [`permittedNetworks.${door}`, `permittedCountries.${door}`].some(
        (field) =>
          (values.get(`${FIELD_PREFIX}${field}`) ?? 'inherit') !== 'inherit' ||
          problems.some((problem) => problem.field === field),
      ),
    );
  const fold = (title: string, doors: readonly PolicyDoor[], more?: Markup) =>
    html`<details${isSaid(doors) && html` open`}><summary>${title}</summary><div class="stack loose">${more}${doors.map(places)}</div></details>`;
  const own = html`<p class="soft small">${words.say('console.policy.mail-doors-text')}</p>`;
  return part(drawing, 'console.policy.part-places', 'console.policy.part-places-text', [
    fold(words.say('console.policy.door-web'), ['web']),
    fold(words.say('console.policy.door-mail'), ['mail']),
    fold(words.say('console.policy.mail-doors'), MAIL_DOORS, own),
    fold(
      words.say('console.policy.door-administration'),
      ['administration'],
      html`<p class="soft small">${words.say('console.policy.door-administration-text')}</p>`,
    ),
  ]);
}

function modeField(drawing: Drawing): Markup {
  const { words } = drawing;
  const hints = {
    never: 'console.policy.mode-never-text',
    'new-country': 'console.policy.mode-new-country-text',
    'new-ip': 'console.policy.mode-new-ip-text',
    always: 'console.policy.mode-always-text',
  } as const;
  const options = CHALLENGE_MODES.map((mode) => ({
    value: mode,
    label: valueText(words, 'challenge', mode),
    hint: words.say(hints[mode]),
  }));
  return radios(drawing, 'challenge', [inherited(drawing, 'challenge'), ...options]);
}

function choiceField(drawing: Drawing, field: 'compare' | 'enrolment', values: readonly string[]): Markup {
  const options = values.map((value) => ({ value, label: valueText(drawing.words, field, value) }));
  return radios(drawing, field, [inherited(drawing, field), ...options]);
}

function yesOrNoField(drawing: Drawing, field: 'userChoice' | 'evenFromTrustedNetworks'): Markup {
  const options = [true, false].map((value) => ({
    value: String(value),
    label: valueText(drawing.words, field, value),
  }));
  return radios(drawing, field, [inherited(drawing, field), ...options]);
}

function daysField(drawing: Drawing): Markup {
  const { words, values } = drawing;
  const name = `${FIELD_PREFIX}trustedBrowserDays.days`;
  const input = html`<div class="field"><label for="${idOf(name)}">${words.say('console.policy.days-label')}</label><input id="${idOf(name)}" name="${name}" inputmode="numeric" autocomplete="off" maxlength="3" value="${values.get(name) ?? ''}"></div>`;
  const options = [
    inherited(drawing, 'trustedBrowserDays'),
    { value: 'these', label: words.say('console.policy.days-these') },
  ];
  return radios(drawing, 'trustedBrowserDays', options, input);
}

function factorsField(drawing: Drawing): Markup {
  const { words, values } = drawing;
  const boxes = FACTOR_KINDS.map((kind) => {
    const name = `${FIELD_PREFIX}factors.${kind}`;
    return check('checkbox', {
      name,
      value: 'yes',
      label: kindName(words, kind),
      isChosen: values.get(name) === 'yes',
    });
  });
  const options = [inherited(drawing, 'factors'), { value: 'these', label: words.say('console.policy.these') }];
  return radios(drawing, 'factors', options, html`<div class="checks">${boxes}</div>`);
}

function networksField(
  drawing: Drawing,
  field: 'trustedNetworks' | `permittedNetworks.${PolicyDoor}`,
  above: Sourced<readonly string[]> | undefined,
): Markup {
  const { words } = drawing;
  const isTrust = field === 'trustedNetworks';
  const options = [
    inheritedFrom(drawing, isTrust ? field : 'permittedNetworks', above),
    { value: 'these', label: words.say('console.policy.networks-these') },
    { value: 'none', label: words.say(isTrust ? 'console.policy.none' : 'console.policy.nobody') },
  ];
  const list = listField(drawing, field, 'console.policy.networks-label', 'console.policy.networks-hint');
  return radios(drawing, field, options, list);
}

function countriesField(drawing: Drawing, door: PolicyDoor): Markup {
  const { words, layers } = drawing;
  const field = `permittedCountries.${door}`;
  const above: Sourced<CountryRule> | undefined = layers.inherited.permittedCountries[door];
  const options = [
    inheritedFrom(drawing, 'permittedCountries', above),
    { value: 'allow', label: words.say('console.policy.countries-allow') },
    { value: 'deny', label: words.say('console.policy.countries-deny') },
    { value: 'all', label: words.say('console.policy.everywhere') },
    { value: 'none', label: words.say('console.policy.nobody') },
  ];
  const list = listField(drawing, field, 'console.policy.countries-label', 'console.policy.countries-hint');
  return radios(drawing, field, options, list);
}

function listField({ words, values }: Drawing, field: string, label: PlainKey, hint: PlainKey): Markup {
  const name = `${FIELD_PREFIX}${field}.list`;
  const id = idOf(name);
  // A browser drops the first line break in a textarea: it isn't part of the list.
  return html`<div class="field"><label for="${id}">${words.say(label)}</label><textarea id="${id}" name="${name}" rows="3" class="mono" autocapitalize="none" autocorrect="off" spellcheck="false" aria-describedby="${id}-hint">
${values.get(name) ?? ''}</textarea><span class="hint" id="${id}-hint">${words.say(hint)}</span></div>`;
}

/** A question with its answers, and what belongs to one of them below. */
function radios(
  { words, values, problems }: Drawing,
  field: string,
  options: readonly Option[],
  more?: Markup,
): Markup {
  const name = `${FIELD_PREFIX}${field}`;
  const chosen = values.get(name) ?? 'inherit';
  const problem = problems.find((each) => each.field === field);
  const id = `${idOf(name)}-error`;
  return html`<fieldset id="${idOf(name)}" class="stack"${problem && html` aria-describedby="${id}"`}><legend>${fieldName(words, field)}</legend>
${problem && html`<div class="field"><span class="error" id="${id}">${problemText(words, problem)}</span></div>`}
<div class="checks">${options.map((option) => check('radio', { ...option, name, isChosen: option.value === chosen }))}</div>${more}</fieldset>`;
}

function inherited(drawing: Drawing, field: ShownField): Option {
  return inheritedFrom(drawing, field, drawing.layers.inherited[field]);
}

/** What holds where this layer says nothing. A group's mailboxes are of many domains, whose layers may say something. */
function inheritedFrom(
  { words, layers }: Drawing,
  field: PolicyField,
  above: Sourced<PolicyValue> | undefined,
): Option {
  const value = above === undefined ? words.say('console.policy.everywhere') : valueText(words, field, above.value);
  const label =
    layers.of.kind === 'group'
      ? words.say('console.policy.inherit-group', { value })
      : words.say('console.policy.inherit', { value, layer: layerText(words, above?.layer ?? 'platform') });
  return { value: 'inherit', label };
}

/** Why what was written can't be taken. */
export function problemText(words: Words, { what, items }: PolicyProblem): string {
  switch (what) {
    case 'empty':
      return words.say('console.policy.problem-empty');
    case 'networks':
      return words.say('console.policy.problem-networks', { items: listText(words, items) });
    case 'countries':
      return words.say('console.policy.problem-countries', { items: listText(words, items) });
    case 'days':
      return words.say('console.policy.problem-days');
    case 'factors':
      return words.say('console.policy.problem-factors');
    case 'choice':
      return words.say('console.policy.problem-choice');
  }
}

function idOf(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9-]/g, '-');
}
