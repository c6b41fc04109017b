// What an app password is to be, as its form holds it: the wish, but no secret (R3.3).

import type { Scope } from '../../core/decision.ts';
import type { Form } from '../pages/form.ts';
import { check, field, select } from '../pages/frame/parts.ts';
import type { PlainKey } from '../pages/i18n/words.ts';
import { html, type Markup } from '../pages/markup.ts';
import type { View } from '../pages/view.ts';
import { nameIn } from '../pages/visit.ts';

const SCOPES = {
  imap: 'new-app-password.scope-imap',
  smtp: 'new-app-password.scope-smtp',
  pop3: 'new-app-password.scope-pop3',
  sieve: 'new-app-password.scope-sieve',
  dav: 'new-app-password.scope-dav',
  activesync: 'new-app-password.scope-activesync',
} as const satisfies Record<Scope, PlainKey>;

/** In the order of the form. */
/** As a form has them, each a box `scope-…`. */
export const SCOPE_NAMES: readonly Scope[] = ['imap', 'smtp', 'pop3', 'sieve', 'dav', 'activesync'];

/** What a new one may do unless its owner says otherwise: what a mail program needs. */
const USUAL: readonly Scope[] = ['imap', 'smtp'];

type Life = 'default' | '30d' | '90d' | '365d' | 'never';

/** Lives to choose from, as the core reads them; `default`: as configured. */
const LIVES: Readonly<Record<Life, PlainKey>> = {
  default: 'new-app-password.expires-default',
  '30d': 'new-app-password.expires-30d',
  '90d': 'new-app-password.expires-90d',
  '365d': 'new-app-password.expires-365d',
  never: 'new-app-password.expires-never',
};

/** What the form asks for, but for secrets. Unknown values are left out. */
export interface Draft {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly readOnly: boolean;
  readonly expires: Life;
}

/** As the form is when it is shown first. */
export const USUAL_DRAFT: Draft = { name: '', scopes: USUAL, readOnly: false, expires: 'default' };

/** What the address of the form says that was entered; {@link draftOf} reads it. */
export function valuesOf(draft: Draft): Readonly<Record<string, string | undefined>> {
  return {
    name: draft.name,
    scopes: draft.scopes.join('.') || '-',
    'read-only': draft.readOnly ? 'yes' : undefined,
    expires: draft.expires,
  };
}

export function draftIn(form: Form): Draft {
  return {
    name: nameIn(form) ?? '',
    scopes: SCOPE_NAMES.filter((scope) => form.get(`scope-${scope}`) === 'yes'),
    readOnly: form.get('read-only') === 'yes',
    expires: lifeOf(form.get('expires')),
  };
}

export function draftOf(query: URLSearchParams): Draft {
  const scopes = (query.get('scopes') ?? '').split('.');
  return {
    name: Array.from(query.get('name') ?? '')
      .slice(0, 100)
      .join(''),
    scopes: SCOPE_NAMES.filter((scope) => scopes.includes(scope)),
    readOnly: query.get('read-only') === 'yes',
    expires: lifeOf(query.get('expires')),
  };
}

function lifeOf(value: string | null | undefined): Draft['expires'] {
  return value === '30d' || value === '90d' || value === '365d' || value === 'never' ? value : 'default';
}

/** Why it can't be made so. */
export function problemWith(
  { name, scopes, readOnly }: Draft,
  form: Form,
): 'name' | 'scopes' | 'read-only' | 'password' | undefined {
  if (name === '') return 'name';
  if (scopes.length === 0) return 'scopes';
  if (readOnly && scopes.some((scope) => !USUAL.includes(scope))) return 'read-only';
  return (form.get('password') ?? '') === '' ? 'password' : undefined;
}

/** The fields for it. */
export function wishFields(
  { words }: Pick<View, 'words'>,
  draft: Draft,
  { doors, isNameWrong }: { readonly doors: readonly Scope[]; readonly isNameWrong: boolean },
): Markup {
  const offered = offeredScopes(doors);
  const scopes = offered.map((scope) =>
    check('checkbox', {
      name: `scope-${scope}`,
      value: 'yes',
      label: words.say(SCOPES[scope]),
      isChosen: draft.scopes.includes(scope),
    }),
  );
  const readOnly = check('checkbox', {
    name: 'read-only',
    value: 'yes',
    label: words.say('new-app-password.read-only'),
    isChosen: draft.readOnly,
  });
  const lives = Object.entries(LIVES).map(([value, key]) => ({
    value,
    text: words.say(key),
    isChosen: value === draft.expires,
  }));
  const name = field({
    name: 'name',
    label: words.say('new-app-password.name'),
    hint: words.say('new-app-password.name-hint'),
    error: isNameWrong ? words.say('new-app-password.name-wrong') : undefined,
    autocomplete: 'off',
    maxLength: 100,
    value: draft.name,
  });
  return html`${name}
<fieldset><legend>${words.say('new-app-password.scopes')}</legend><div class="checks">${scopes}${offered.includes('imap') && readOnly}</div></fieldset>
${select({ name: 'expires', label: words.say('new-app-password.expires') }, lives)}`;
}

/** What this site has doors for; where nothing is said of them, what a mail program needs. */
function offeredScopes(doors: readonly Scope[]): readonly Scope[] {
  const offered = SCOPE_NAMES.filter((scope) => doors.includes(scope));
  return offered.length > 0 ? offered : USUAL;
}
