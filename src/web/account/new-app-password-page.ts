// Making an app password (R3.2, R3.8): one form with the wish, the password and, unless it was given lately, a code. What
// was made is shown as the answer to the form, once; sent again, the form makes nothing.

import type { RefusalCode } from '../../core/administration/change.ts';
import type { AppPasswordWish, CreatedAppPassword } from '../../core/app-passwords/create-app-password.ts';
import type { Scope } from '../../core/decision.ts';
import { answerIn, secondStepFields } from '../challenge/answer-fields.ts';
import { seeOther } from '../pages/answers.ts';
import type { Form } from '../pages/form.ts';
import { onceField, useOnce } from '../pages/form-once.ts';
import { button, check, field, heading, linkButton, notice, postForm, select } from '../pages/frame/parts.ts';
import type { PlainKey } from '../pages/i18n/words.ts';
import { html, type Markup } from '../pages/markup.ts';
import { outcomePages } from '../pages/outcome-pages.ts';
import type { PageAnswer, SetCookie } from '../pages/page-contract.ts';
import { idIn, nameIn, type Open, refusalText, type Visit, waitOf, withQuery } from '../pages/visit.ts';
import { accountPage, confirmWith } from './account-page.ts';
import { passwordField } from './confirm-page.ts';
import { madePage } from './made-app-password-page.ts';

const HOME = '/account/app-passwords';

const SCOPES = {
  imap: 'new-app-password.scope-imap',
  smtp: 'new-app-password.scope-smtp',
  pop3: 'new-app-password.scope-pop3',
  sieve: 'new-app-password.scope-sieve',
  dav: 'new-app-password.scope-dav',
  activesync: 'new-app-password.scope-activesync',
} as const satisfies Record<Scope, PlainKey>;

/** In the order of the form. */
const SCOPE_NAMES: readonly Scope[] = ['imap', 'smtp', 'pop3', 'sieve', 'dav', 'activesync'];

/** What a new one may do unless its owner says otherwise: what a mail program needs. */
const USUAL: readonly Scope[] = ['imap', 'smtp'];

/** Lives to choose from, as the core reads them; `default`: as configured. */
const LIVES = {
  default: 'new-app-password.expires-default',
  '30d': 'new-app-password.expires-30d',
  '90d': 'new-app-password.expires-90d',
  '365d': 'new-app-password.expires-365d',
  never: 'new-app-password.expires-never',
} as const satisfies Record<string, PlainKey>;

/** What the form asks for, but for secrets. Unknown values are left out. */
interface Draft {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly readOnly: boolean;
  readonly expires: keyof typeof LIVES;
}

/** Why it wasn't made; in the address of the form that is shown again. */
type Problem = 'name' | 'scopes' | 'read-only' | 'password' | 'code' | 'slowed' | 'lapsed';

export async function showNewAppPassword(visit: Visit<Open>): Promise<PageAnswer> {
  const { parts, presented, view, request } = visit;
  const { words } = view;
  const { account } = parts;
  const [factors, codesLeft] = await Promise.all([
    account.factors(presented.session),
    account.recoveryCodesLeft(presented.session),
  ]);
  const problem = request.query.get('result');
  const draft = request.query.has('scopes')
    ? draftOf(request.query)
    : { name: '', scopes: USUAL, readOnly: false, expires: 'default' as const };
  const code =
    !account.isConfirmed(presented.session) &&
    secondStepFields(view, factors, {
      hasRecoveryCodes: codesLeft > 0,
      chosen: idIn(request.query.get('method')),
      error: problem === 'code' ? words.say('confirm.code-wrong') : undefined,
    });
  const password = passwordField(view, presented.session.mailbox, {
    label: words.say('new-app-password.password'),
    hint: words.say('new-app-password.password-hint'),
    error: problem === 'password' ? words.say('confirm.password-wrong') : undefined,
  });
  const fields = html`${onceField(parts.random)}${wishFields(visit, draft)}
<fieldset class="panel stack"><legend class="unseen">${words.say('new-app-password.confirm')}</legend><h2 aria-hidden="true">${words.say('new-app-password.confirm')}</h2>${password}${code}</fieldset>
<div class="actions">${button(words.say('new-app-password.make'), { kind: 'primary' })}${linkButton(words.say('action.cancel'), HOME, { kind: 'plain' })}</div>`;
  const body = html`${heading(words.say('new-app-password.title'), words.say('new-app-password.text'))}
${problemNotice(visit)}
${postForm(view, `${HOME}/new`, fields, { isStack: true })}`;
  return accountPage(visit, { section: 'app-passwords', title: words.say('new-app-password.title'), body });
}

export async function makeAppPassword(visit: Visit<Open>): Promise<PageAnswer> {
  const use = useOnce(visit);
  if (use.kind === 'again') return seeOther(withQuery(HOME, { result: 'once' }));
  const { parts, form } = visit;
  const draft = draftIn(form);
  const wrong = problemWith(draft, form);
  if (wrong) return again(visit, draft, wrong);
  const password = form.get('password') ?? '';
  const confirmed = await confirmedSession(visit, draft, password);
  if ('status' in confirmed) return confirmed;
  const wish: AppPasswordWish = {
    name: draft.name,
    scopes: draft.scopes,
    readOnly: draft.readOnly,
    mailboxPassword: password,
    ...(draft.expires !== 'default' && { expires: draft.expires }),
  };
  const outcome = await parts.account.createAppPassword(confirmed.session, wish, visit.request.context);
  if (outcome.kind === 'done') return show(visit, outcome.value, [...confirmed.setCookies, use.remember]);
  const isPassword = outcome.code === 'mailbox-password-refused' || outcome.code === 'mailbox-password-needed';
  return again(visit, draft, isPassword ? 'password' : { refused: outcome.code }, confirmed.setCookies);
}

interface Confirmed {
  readonly session: Open['session'];
  readonly setCookies: readonly SetCookie[];
}

/** The session as it is when password and code were given lately, or with this form; else the answer that says why not. */
async function confirmedSession(visit: Visit<Open>, draft: Draft, password: string): Promise<Confirmed | PageAnswer> {
  const { parts, presented, form, view } = visit;
  if (parts.account.isConfirmed(presented.session)) return { session: presented.session, setCookies: [] };
  const answer = answerIn(form);
  // The form had no field for a code: it was made while the last confirmation still counted.
  if (!answer && !form.has('method') && (await parts.account.factors(presented.session)).length > 0) {
    return again(visit, draft, 'lapsed');
  }
  const confirmation = await confirmWith(visit, { password, answer });
  switch (confirmation.kind) {
    case 'confirmed':
      return {
        session: confirmation.presented.session,
        setCookies: parts.gate.carrying(confirmation.presented),
      };
    case 'not-right':
      return again(visit, draft, confirmation.which);
    case 'slowed':
      return again(visit, draft, { wait: Math.ceil(confirmation.wait / 1_000) });
    case 'unavailable':
      return outcomePages(view).unavailable(presented.session);
  }
}

function show(visit: Visit<Open>, made: CreatedAppPassword, setCookies: readonly SetCookie[]): PageAnswer {
  const { view, presented } = visit;
  const title = view.words.say('made.title');
  return accountPage(visit, {
    section: 'app-passwords',
    title,
    body: madePage(visit, made, presented.session.mailbox),
    setCookies,
  });
}

/** Back to the form with everything that was entered but the secrets. */
function again(
  { form }: Visit,
  draft: Draft,
  why: Problem | { readonly refused: RefusalCode } | { readonly wait: number },
  setCookies: readonly SetCookie[] = [],
): PageAnswer {
  const reason = typeof why === 'string' ? { result: why } : 'wait' in why ? { result: 'slowed', wait: why.wait } : why;
  const values = {
    name: draft.name,
    scopes: draft.scopes.join('.') || '-',
    'read-only': draft.readOnly ? 'yes' : undefined,
    expires: draft.expires,
    method: idIn(form.get('method')),
    ...reason,
  };
  return seeOther(withQuery(`${HOME}/new`, values), setCookies);
}

function draftIn(form: Form): Draft {
  return {
    name: nameIn(form) ?? '',
    scopes: SCOPE_NAMES.filter((scope) => form.get(`scope-${scope}`) === 'yes'),
    readOnly: form.get('read-only') === 'yes',
    expires: lifeOf(form.get('expires')),
  };
}

function draftOf(query: URLSearchParams): Draft {
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

function problemWith({ name, scopes, readOnly }: Draft, form: Form): Problem | undefined {
  if (name === '') return 'name';
  if (scopes.length === 0) return 'scopes';
  if (readOnly && scopes.some((scope) => !USUAL.includes(scope))) return 'read-only';
  return (form.get('password') ?? '') === '' ? 'password' : undefined;
}

/** What is wrong with the form as a whole; what is wrong with a field stands at the field. */
function problemNotice(visit: Visit): Markup | undefined {
  const { request, view } = visit;
  const { words } = view;
  const refused = request.query.get('refused');
  if (refused !== null) return notice('bad', words.say(refusalText(refused)));
  switch (request.query.get('result')) {
    case 'scopes':
      return notice('bad', words.say('new-app-password.scopes-wrong'));
    case 'read-only':
      return notice('bad', words.say('new-app-password.read-only-wrong'));
    case 'slowed':
      return notice('warn', words.say('confirm.slowed', { duration: words.duration(waitOf(visit)) }));
    case 'lapsed':
      return notice('warn', words.say('confirm.lapsed'));
    default:
      return undefined;
  }
}

function wishFields({ view, parts, request }: Visit, draft: Draft): Markup {
  const { words } = view;
  const offered = offeredScopes(parts.account.serverSettings.doors.map(({ protocol }) => protocol));
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
    error: request.query.get('result') === 'name' ? words.say('new-app-password.name-wrong') : undefined,
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
