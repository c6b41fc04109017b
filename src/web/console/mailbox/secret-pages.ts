// What is shown once: a password that was made (R6.4), a code for who lost the phone, an app password. Each is the answer to
// its form, in no address and in no other page; the form sent again makes nothing.

import { draftIn, USUAL_DRAFT, wishFields } from '../../account/app-password-draft.ts';
import type { PasswordResetResource } from '../../api/client/resources.ts';
import { createAppPasswordOperation } from '../../api/routes/app-password-routes.ts';
import { issueEnrolmentCodeOperation } from '../../api/routes/factor-routes.ts';
import { showMailboxOverviewOperation } from '../../api/routes/overview-routes.ts';
import { resetPasswordOperation } from '../../api/routes/recovery-routes.ts';
import { button, check, copyButton, field, heading, notice } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup, type Renderable } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import {
  confirmFirst,
  consoleForm,
  consoleLinkButton,
  consoleOnceField,
  consolePage,
  useConsoleFormOnce,
} from '../console-page.ts';
import { mailboxAddress } from '../parts/mailbox-link.ts';
import { problemNotice } from '../parts/problem-notice.ts';
import { mailboxPage } from './mailbox-page.ts';
import { absentMailbox, mailboxIn, wayTo } from './mailbox-visit.ts';

export const PASSWORD_PATH = '/mailbox/password';
export const APP_PASSWORD_PATH = '/mailbox/app-passwords/new';

/** Doors that an app password may open: what the form offers. */
const DOORS = ['imap', 'smtp', 'pop3', 'sieve'] as const;

/** Longest password, in characters. */
const LONGEST_PASSWORD = 1_024;

interface Shown {
  readonly title: Renderable;
  readonly name: string;
  readonly secret?: string;
  readonly text?: Renderable;
}

/** The one page that holds it. */
function shownPage(
  visit: ConsoleVisit,
  { title, name, secret, text }: Shown,
  setCookies: NonNullable<Parameters<typeof consolePage>[1]['setCookies']>,
): PageAnswer {
  const { view } = visit;
  const { words } = view;
  const address = mailboxIn(visit);
  const body = html`${heading(title, text)}
${
  secret !== undefined &&
  html`${notice('warn', words.say('console.mailbox.once'))}<section class="panel stack"><p><code class="secret large" id="secret">${secret}</code></p>${copyButton(view, 'secret')}</section>`
}
<p class="actions">${consoleLinkButton(words.say('console.mailbox.to-mailbox'), mailboxAddress(address), { kind: 'primary' })}</p>`;
  return consolePage(visit, { section: 'mailboxes', title: name, way: wayTo(address), body, setCookies });
}

function sentAgain({ view: { words } }: ConsoleVisit): Markup {
  return notice('warn', words.say('refusal.once'));
}

export async function showPasswordReset(visit: ConsoleVisit): Promise<PageAnswer> {
  const detour = confirmFirst(visit);
  return detour ?? passwordPage(visit);
}

async function passwordPage(visit: ConsoleVisit, problem?: Markup): Promise<PageAnswer> {
  const { words } = visit.view;
  const address = mailboxIn(visit);
  const found = await visit.call(showMailboxOverviewOperation, { params: { address } });
  if (found.kind === 'refused') return absentMailbox(visit, found.problem);
  const title = words.say('console.mailbox.reset-title', { mailbox: found.value.mailbox.address });
  const form = found.value.passwordResettable
    ? consoleForm(visit, PASSWORD_PATH, passwordFields(visit, address), { query: { address }, isStack: true })
    : notice('plain', words.say('console.mailbox.reset-impossible'));
  const body = html`${heading(title, words.say('console.mailbox.reset-text'))}${problem}${form}`;
  return consolePage(visit, {
    section: 'mailboxes',
    title,
    way: wayTo(address),
    body,
    ...(problem && { status: 422 }),
  });
}

function passwordFields(visit: ConsoleVisit, address: string): Markup {
  const { words } = visit.view;
  const password = field({
    name: 'password',
    label: words.say('console.mailbox.new-password'),
    hint: words.say('console.mailbox.new-password-hint'),
    type: 'password',
    autocomplete: 'new-password',
    maxLength: LONGEST_PASSWORD,
    isOptional: true,
  });
  const box = (name: string, label: string, isChosen: boolean) =>
    check('checkbox', { name, value: 'yes', label, isChosen });
  return html`${consoleOnceField(visit)}${password}
<div class="checks">${box('must-change', words.say('console.mailbox.must-change'), true)}${box('revoke', words.say('console.mailbox.revoke-app-passwords'), false)}</div>
<div class="actions">${button(words.say('console.mailbox.reset-password'), { kind: 'danger' })}${consoleLinkButton(words.say('action.cancel'), mailboxAddress(address), { kind: 'plain' })}</div>`;
}

export async function resetPassword(visit: ConsoleVisit): Promise<PageAnswer> {
  const { form, view, call } = visit;
  const use = useConsoleFormOnce(visit);
  if (use.kind === 'again') return passwordPage(visit, sentAgain(visit));
  const given = form.get('password') ?? '';
  const body = {
    ...(given !== '' && { password: given }),
    mustChange: form.get('must-change') === 'yes',
    revokeAppPasswords: form.get('revoke') === 'yes',
  };
  const reset = await call(resetPasswordOperation, { params: { address: mailboxIn(visit) }, body });
  if (reset.kind === 'refused') return passwordPage(visit, problemNotice(visit, reset.problem));
  const { mailbox, password } = reset.value;
  const name = view.words.say('console.mailbox.reset-done', { mailbox });
  const shown = {
    title: name,
    name,
    text: endedText(visit, reset.value),
    ...(password !== undefined && { secret: password }),
  };
  return shownPage(visit, shown, [use.remember]);
}

function endedText(
  { view: { words } }: ConsoleVisit,
  { password, ended, appPasswords }: PasswordResetResource,
): Markup {
  const number = (count: number): string => words.number(count);
  const there = words.say('console.mailbox.reset-ended', {
    sessions: number(ended.webSessions),
    connections: number(ended.connections),
    browsers: number(ended.trustedBrowsers),
  });
  const apps = words.say('console.mailbox.reset-apps', {
    revoked: number(appPasswords.revoked),
    stale: number(appPasswords.stale),
  });
  return html`${password === undefined && html`${words.say('console.mailbox.reset-given')} `}${there} ${apps}`;
}

export async function issueEnrolmentCode(visit: ConsoleVisit): Promise<PageAnswer> {
  const { words } = visit.view;
  const use = useConsoleFormOnce(visit);
  if (use.kind === 'again') return mailboxPage(visit, { ...ALREADY_SENT, detail: words.say('refusal.once') });
  const issued = await visit.call(issueEnrolmentCodeOperation, { params: { address: mailboxIn(visit) } });
  if (issued.kind === 'refused') return mailboxPage(visit, issued.problem);
  const { mailbox, code, expiresAt } = issued.value;
  const name = words.say('console.mailbox.code-title', { mailbox });
  const text = words.say('console.mailbox.code-text', { time: words.time(Date.parse(expiresAt)) });
  return shownPage(visit, { title: name, name, secret: code, text }, [use.remember]);
}

/** As a refusal of the API's would be, for the page that shows those. */
const ALREADY_SENT = { type: 'about:blank', title: '', status: 409, code: 'sent-already' } as const;

export async function showNewAppPassword(visit: ConsoleVisit): Promise<PageAnswer> {
  const detour = confirmFirst(visit);
  return detour ?? appPasswordPage(visit);
}

async function appPasswordPage(visit: ConsoleVisit, problem?: Markup): Promise<PageAnswer> {
  const { words } = visit.view;
  const address = mailboxIn(visit);
  const found = await visit.call(showMailboxOverviewOperation, { params: { address } });
  if (found.kind === 'refused') return absentMailbox(visit, found.problem);
  const given = visit.form.size > 0 ? visit.form : new Map(visit.query);
  const draft = given.has('name') ? draftIn(given) : USUAL_DRAFT;
  const password = field({
    name: 'password',
    label: words.say('console.mailbox.mailbox-password'),
    type: 'password',
    autocomplete: 'off',
    maxLength: LONGEST_PASSWORD,
    isOptional: true,
  });
  const fields = html`${consoleOnceField(visit)}${wishFields(visit.view, draft, { doors: DOORS, isNameWrong: false })}${password}
<div class="actions">${button(words.say('new-app-password.make'), { kind: 'primary' })}${consoleLinkButton(words.say('action.cancel'), mailboxAddress(address), { kind: 'plain' })}</div>`;
  const title = words.say('new-app-password.title');
  const body = html`${heading(title, foreign(found.value.mailbox.address))}${problem}${consoleForm(visit, APP_PASSWORD_PATH, fields, { query: { address }, isStack: true })}`;
  return consolePage(visit, {
    section: 'mailboxes',
    title,
    way: wayTo(address),
    body,
    ...(problem && { status: 422 }),
  });
}

export async function createAppPassword(visit: ConsoleVisit): Promise<PageAnswer> {
  const { form, view } = visit;
  const use = useConsoleFormOnce(visit);
  if (use.kind === 'again') return appPasswordPage(visit, sentAgain(visit));
  const { name, scopes, readOnly, expires } = draftIn(form);
  const password = form.get('password') ?? '';
  const body = {
    ...{ name, scopes, readOnly },
    ...(expires !== 'default' && { expires }),
    ...(password !== '' && { mailboxPassword: password }),
  };
  const made = await visit.call(createAppPasswordOperation, { params: { address: mailboxIn(visit) }, body });
  if (made.kind === 'refused') return appPasswordPage(visit, problemNotice(visit, made.problem));
  const { mailbox, password: secret } = made.value;
  const title = view.words.say('console.mailbox.app-password-for', { name: made.value.name, mailbox });
  return shownPage(visit, { title, name: title, secret }, [use.remember]);
}
