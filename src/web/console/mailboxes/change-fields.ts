// The form of a change of many mailboxes: every field of their own layer, each left as it is unless something is chosen.
// What is chosen is read as the form of one layer is.

import type { MailboxRequest } from '../../../core/accounts/manage-mailboxes.ts';
import {
  CHALLENGE_MODES,
  COMPARISONS,
  ENROLMENT_RULES,
  FACTOR_KINDS,
  POLICY_DOORS,
  type PolicyDoor,
} from '../../../core/policy/policy.ts';
import { changesPolicy } from '../../../core/policy/policy-change.ts';
import type { Form } from '../../pages/form.ts';
import { check, select } from '../../pages/frame/parts.ts';
import type { Words } from '../../pages/i18n/words.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { FIELD_PREFIX, type PolicyProblem, policyChangeOf } from '../policy-form/form-values.ts';
import { problemText } from '../policy-form/policy-fields.ts';
import { fieldName, kindName, policyDoorName, valueText } from '../policy-form/policy-words.ts';

/** Of the mailbox itself, not of its policy. */
const STATE_FIELD = 'state';

export type ChangeRead =
  | { readonly kind: 'change'; readonly set: MailboxRequest }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'problems'; readonly problems: readonly PolicyProblem[] };

/** What a form changes; what was left as it is isn't in it. */
export function changeIn(form: Form): ChangeRead {
  const chosen = new Map([...form].filter(([name, value]) => name.startsWith(FIELD_PREFIX) && value !== ''));
  const read = policyChangeOf(chosen);
  if (read.kind === 'problems') return read;
  const state = form.get(STATE_FIELD);
  const disabled = state === 'disable' ? true : state === 'enable' ? false : undefined;
  if (disabled === undefined && !changesPolicy(read.change)) return { kind: 'nothing' };
  return { kind: 'change', set: { ...read.change, ...(disabled !== undefined && { disabled }) } };
}

interface Drawing {
  readonly words: Words;
  readonly form: Form;
  readonly problems: readonly PolicyProblem[];
}

interface Option {
  readonly value: string;
  readonly text: string;
}

export function changeFields(words: Words, form: Form, problems: readonly PolicyProblem[]): Markup {
  const drawing: Drawing = { words, form, problems };
  const own = (field: 'challenge' | 'compare' | 'enrolment', values: readonly string[]): Markup =>
    choice(
      drawing,
      field,
      values.map((value) => ({ value, text: valueText(words, field, value) })),
    );
  const yesOrNo = (field: 'userChoice' | 'evenFromTrustedNetworks'): Markup =>
    choice(
      drawing,
      field,
      [true, false].map((value) => ({ value: String(value), text: valueText(words, field, value) })),
    );
  const more = [
    own('compare', COMPARISONS),
    yesOrNo('userChoice'),
    daysField(drawing),
    networksField(drawing, 'trustedNetworks'),
    yesOrNo('evenFromTrustedNetworks'),
    own('enrolment', ENROLMENT_RULES),
    factorsField(drawing),
  ];
  const places = doors().map(
    (door) =>
      html`<fieldset class="stack"><legend>${policyDoorName(words, door)}</legend>${networksField(drawing, `permittedNetworks.${door}`)}${countriesField(drawing, door)}</fieldset>`,
  );
  return html`${own('challenge', CHALLENGE_MODES)}${stateField(drawing)}
${fold(drawing, words.say('console.mailboxes.settings-more'), more, ['compare', 'userChoice', 'trusted', 'evenFrom', 'enrolment', 'factors'])}
${fold(drawing, words.say('console.mailboxes.places'), places, ['permitted'])}`;
}

/** Where the console is used from isn't a mailbox's business. */
function doors(): readonly PolicyDoor[] {
  return POLICY_DOORS.filter((door) => door !== 'administration');
}

/** Open where something in it was chosen. */
function fold({ form }: Drawing, title: string, fields: readonly Markup[], names: readonly string[]): Markup {
  const isChosen = [...form].some(
    ([name, value]) => value !== '' && names.some((each) => name.startsWith(`${FIELD_PREFIX}${each}`)),
  );
  return html`<details${isChosen && html` open`}><summary>${title}</summary><div class="stack loose">${fields}</div></details>`;
}

function stateField({ words, form }: Drawing): Markup {
  const chosen = form.get(STATE_FIELD);
  return select({ name: STATE_FIELD, label: words.say('console.mailboxes.state') }, [
    { value: '', text: words.say('console.mailboxes.leave') },
    { value: 'disable', text: words.say('console.mailboxes.disable'), isChosen: chosen === 'disable' },
    { value: 'enable', text: words.say('console.mailboxes.enable'), isChosen: chosen === 'enable' },
  ]);
}

/** A field with few answers, and what belongs to one of them below. */
function choice({ words, form, problems }: Drawing, field: string, options: readonly Option[], more?: Markup): Markup {
  const name = `${FIELD_PREFIX}${field}`;
  const chosen = form.get(name) ?? '';
  const problem = problems.find((each) => each.field === field);
  const list = select({ name, label: fieldName(words, field) }, [
    { value: '', text: words.say('console.mailboxes.leave') },
    { value: 'inherit', text: words.say('console.mailboxes.inherit'), isChosen: chosen === 'inherit' },
    ...options.map((option) => ({ ...option, isChosen: option.value === chosen })),
  ]);
  const wrong =
    problem && html`<p class="field"><span class="error" role="alert">${problemText(words, problem)}</span></p>`;
  return html`${list}${wrong}${more}`;
}

function daysField(drawing: Drawing): Markup {
  const { words, form } = drawing;
  const name = `${FIELD_PREFIX}trustedBrowserDays.days`;
  const input = html`<div class="field"><label for="field-${name}">${words.say('console.policy.days-label')}</label><input id="field-${name}" name="${name}" inputmode="numeric" autocomplete="off" maxlength="3" value="${form.get(name) ?? ''}"></div>`;
  return choice(
    drawing,
    'trustedBrowserDays',
    [{ value: 'these', text: words.say('console.policy.days-these') }],
    input,
  );
}

function factorsField(drawing: Drawing): Markup {
  const { words, form } = drawing;
  const boxes = FACTOR_KINDS.map((kind) => {
    const name = `${FIELD_PREFIX}factors.${kind}`;
    return check('checkbox', { name, value: 'yes', label: kindName(words, kind), isChosen: form.get(name) === 'yes' });
  });
  const these = [{ value: 'these', text: words.say('console.policy.these') }];
  return choice(drawing, 'factors', these, html`<div class="checks">${boxes}</div>`);
}

function networksField(drawing: Drawing, field: 'trustedNetworks' | `permittedNetworks.${PolicyDoor}`): Markup {
  const { words } = drawing;
  const none = field === 'trustedNetworks' ? 'console.policy.none' : 'console.policy.nobody';
  return choice(
    drawing,
    field,
    [
      { value: 'these', text: words.say('console.policy.networks-these') },
      { value: 'none', text: words.say(none) },
    ],
    listField(drawing, field, 'networks'),
  );
}

function countriesField(drawing: Drawing, door: PolicyDoor): Markup {
  const { words } = drawing;
  const field = `permittedCountries.${door}`;
  return choice(
    drawing,
    field,
    [
      { value: 'allow', text: words.say('console.policy.countries-allow') },
      { value: 'deny', text: words.say('console.policy.countries-deny') },
      { value: 'all', text: words.say('console.policy.everywhere') },
      { value: 'none', text: words.say('console.policy.nobody') },
    ],
    listField(drawing, field, 'countries'),
  );
}

function listField({ words, form }: Drawing, field: string, of: 'networks' | 'countries'): Markup {
  const name = `${FIELD_PREFIX}${field}.list`;
  const id = `field-${name}`;
  const [label, hint] =
    of === 'networks'
      ? ([words.say('console.policy.networks-label'), words.say('console.policy.networks-hint')] as const)
      : ([words.say('console.policy.countries-label'), words.say('console.policy.countries-hint')] as const);
  return html`<div class="field"><label for="${id}">${label}</label><textarea id="${id}" name="${name}" rows="2" class="mono" autocapitalize="none" autocorrect="off" spellcheck="false" aria-describedby="${id}-hint">
${form.get(name) ?? ''}</textarea><span class="hint" id="${id}-hint">${hint}</span></div>`;
}
