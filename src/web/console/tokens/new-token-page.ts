// A new token: what it is for, what it may do, where and until when; then the token, once.

import type { Permission } from '../../../core/administrators/permissions.ts';
import type { ProblemResource } from '../../api/client/resources.ts';
import { createTokenOperation } from '../../api/routes/token-routes.ts';
import { button, check, field, heading, select } from '../../pages/frame/parts.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import {
  confirmFirst,
  consoleAddress,
  consoleForm,
  consoleLinkButton,
  consoleOnceField,
  consolePage,
  toConsole,
  useConsoleFormOnce,
} from '../console-page.ts';
import { areaField, linesIn } from '../parts/fields.ts';
import { problemNotice, problemOf } from '../parts/problem-notice.ts';
import { shownOncePage } from '../parts/shown-once.ts';
import { ALL_PERMISSIONS, PERMISSION_TEXTS } from './permission-words.ts';

const PATH = '/tokens/new';

/** Lives to choose from, in days. */
const LIVES = [7, 30, 90, 365] as const;

const DEFAULT_LIFE = 30;

/** Of the boxes' names: each permission has one. */
const BOX = 'may:';

/** See `keeps` of a route. */
export const TOKEN_KEEPS: readonly string[] = [
  'name',
  'days',
  'domains',
  ...ALL_PERMISSIONS.map((each) => `${BOX}${each}`),
];

export async function showNewToken(visit: ConsoleVisit): Promise<PageAnswer> {
  return confirmFirst(visit) ?? newToken(visit);
}

function newToken(visit: ConsoleVisit, problem?: ProblemResource): PageAnswer {
  const { words } = visit.view;
  const form = visit.form.size > 0 ? visit.form : new Map(visit.query);
  const title = words.say('console.access.token-new');
  const labels = {
    name: words.say('console.access.name'),
    permissions: words.say('console.access.token-may'),
    domains: words.say('console.access.domains'),
    expires: words.say('console.access.token-life'),
  };
  const name = field({
    name: 'name',
    label: labels.name,
    hint: words.say('console.access.token-name-hint'),
    error: problemOf(words, problem, 'name'),
    autocomplete: 'off',
    maxLength: 100,
    value: form.get('name') ?? '',
  });
  const life = Number(form.get('days') ?? DEFAULT_LIFE);
  const days = LIVES.map((count) => ({
    value: String(count),
    text: words.say('console.access.token-days', { count }),
    isChosen: count === life,
  }));
  const domains = areaField({
    name: 'domains',
    label: labels.domains,
    hint: words.say('console.access.token-domains-hint'),
    error: problemOf(words, problem, 'domains'),
    value: form.get('domains') ?? '',
    maxLength: 100_000,
    isOptional: true,
  });
  const fields = html`${consoleOnceField(visit)}${name}${permissionBoxes({ ...visit, form })}${domains}${select({ name: 'days', label: labels.expires }, days)}
<div class="actions">${button(title, { kind: 'primary' })}${consoleLinkButton(words.say('action.cancel'), consoleAddress('/tokens'), { kind: 'plain' })}</div>`;
  const body = html`${heading(title, words.say('console.access.token-new-text'))}
${problem && problemNotice(visit, problem, labels)}
${consoleForm(visit, PATH, fields, { isStack: true })}`;
  return consolePage(visit, { section: 'tokens', title, body, ...(problem && { status: problem.status }) });
}

/** Those that its maker has: none goes further. */
function permissionBoxes({ view: { words }, requester, form }: ConsoleVisit): Markup {
  const boxes = ALL_PERMISSIONS.filter((permission) => requester.permissions.has(permission)).map((permission) =>
    check('checkbox', {
      name: `${BOX}${permission}`,
      value: 'yes',
      label: words.say(PERMISSION_TEXTS[permission]),
      hint: permission,
      isChosen: form.has(`${BOX}${permission}`),
    }),
  );
  return html`<fieldset><legend>${words.say('console.access.token-may')}</legend><div class="checks">${boxes}</div></fieldset>`;
}

export async function createToken(visit: ConsoleVisit): Promise<PageAnswer> {
  const { form, view } = visit;
  const { words } = view;
  const use = useConsoleFormOnce(visit);
  if (use.kind === 'again') return toConsole('/tokens', { result: 'once' });
  const domains = linesIn(form, 'domains');
  const days = LIVES.find((count) => String(count) === form.get('days')) ?? DEFAULT_LIFE;
  const permissions: readonly Permission[] = ALL_PERMISSIONS.filter((permission) => form.has(`${BOX}${permission}`));
  const called = await visit.call(createTokenOperation, {
    body: { name: form.get('name') ?? '', permissions, expires: `${days}d`, ...(domains.length > 0 && { domains }) },
  });
  if (called.kind === 'refused') return newToken(visit, called.problem);
  const { token, expiresAt } = called.value;
  return shownOncePage(visit, {
    section: 'tokens',
    title: words.say('console.access.token-made'),
    text: words.say('console.access.token-once'),
    label: words.say('console.access.token'),
    secret: token,
    more: html`<p class="soft">${words.say('console.access.code-until', { time: words.time(Date.parse(expiresAt)) })}</p>`,
    back: { text: words.say('console.frame.tokens'), address: consoleAddress('/tokens') },
    setCookies: [use.remember],
  });
}
