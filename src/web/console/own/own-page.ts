// Whoever is signed in: who they are here, their second step, recovery codes, and where else they are signed in.

import type {
  AuthenticatorResource,
  ConsoleSessionResource,
  OwnAdministratorResource,
} from '../../api/client/administrator-resources.ts';
import {
  endOwnSessionsOperation,
  listOwnFactorsOperation,
  listOwnSessionsOperation,
  showOwnAdministratorOperation,
} from '../../api/routes/own-routes.ts';
import { browserName } from '../../pages/describe.ts';
import { button, group, heading, hidden, item, notice } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import { idIn } from '../../pages/visit.ts';
import {
  domainsText,
  lastSignIn,
  roleName,
  sessionBrowser,
  sessionPlace,
} from '../administrators/administrator-words.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import {
  consoleAddress,
  consoleForm,
  consoleLinkButton,
  consoleOnceField,
  consolePage,
  toConsole,
} from '../console-page.ts';
import { keyValues } from '../parts/lists.ts';
import { refusedPage } from '../parts/problem-notice.ts';
import { resultNotice } from '../parts/results.ts';
import { onceNotice } from '../parts/shown-once.ts';

export const OWN = '/own';

/** From this number on the page asks for new ones. */
const FEW = 3;

export async function showOwn(visit: ConsoleVisit): Promise<PageAnswer> {
  const { words } = visit.view;
  const title = words.say('console.frame.own');
  if (visit.session.isBreakGlass) return withoutOwn(visit, title);
  const [own, factors, sessions] = [
    await visit.call(showOwnAdministratorOperation),
    await visit.call(listOwnFactorsOperation),
    await visit.call(listOwnSessionsOperation),
  ];
  const frame = { section: 'own', title } as const;
  if (own.kind === 'refused') return refusedPage(visit, frame, own.problem);
  if (factors.kind === 'refused') return refusedPage(visit, frame, factors.problem);
  if (sessions.kind === 'refused') return refusedPage(visit, frame, sessions.problem);
  const results = {
    password: 'console.access.password-changed',
    added: 'factors.added',
    removed: 'factors.removed',
    ended: 'sessions.ended',
  } as const;
  const body = html`<div class="page-head">${heading(title)}<p class="actions">${consoleLinkButton(words.say('console.access.change-password'), consoleAddress('/own/password'))}</p></div>
${resultNotice(visit, results)}${onceNotice(visit)}
${facts(visit, own.value)}
${secondStep(visit, factors.value.items)}
${recoveryCodes(visit, own.value.recoveryCodesLeft)}
${sessionList(visit, sessions.value.items)}`;
  return consolePage(visit, { ...frame, body });
}

/** Who broke the glass is nobody in particular: there is nothing of theirs. */
function withoutOwn(visit: ConsoleVisit, title: string): PageAnswer {
  const body = html`${heading(title, visit.view.words.say('console.access.break-glass-own'))}`;
  return consolePage(visit, { section: 'own', title, body });
}

function facts(visit: ConsoleVisit, own: OwnAdministratorResource): Markup {
  const { view } = visit;
  const { words } = view;
  return keyValues([
    [words.say('console.access.name'), foreign(own.name)],
    [words.say('console.access.role'), roleName(view, own.role)],
    [words.say('console.access.domains'), domainsText(view, own.domains)],
    [words.say('console.access.last-sign-in'), lastSignIn(visit, own.lastSignInAt)],
  ]);
}

function secondStep(visit: ConsoleVisit, factors: readonly AuthenticatorResource[]): Markup {
  const { words } = visit.view;
  const rows = factors.map((factor) => factorRow(visit, factor, factors.length === 1));
  return html`<section class="stack narrow" aria-labelledby="apps"><h2 id="apps">${words.say('console.access.apps')}</h2>
${group(rows, words.say('factors.empty'))}
<p class="actions">${consoleLinkButton(words.say('console.access.add-app'), consoleAddress('/own/authenticators/new'))}</p></section>`;
}

function factorRow({ view: { words }, clock }: ConsoleVisit, factor: AuthenticatorResource, isLast: boolean): Markup {
  const { id, createdAt, lastUsedAt } = factor;
  const name = factorName({ words }, factor);
  const used =
    lastUsedAt === undefined
      ? words.say('time.ago-never')
      : words.say('time.last-used', { ago: words.ago(Date.parse(lastUsedAt), clock.now()) });
  const remove = consoleLinkButton(words.say('action.remove'), consoleAddress('/own/authenticators/remove', { id }), {
    says: words.say('factors.remove-title', { name }),
  });
  return item(
    foreign(name),
    html`${words.say('time.added', { day: words.day(Date.parse(createdAt)) })} · ${used}`,
    isLast ? undefined : remove,
  );
}

/** An app that nobody named is called what it is. */
export function factorName({ words }: Pick<ConsoleVisit['view'], 'words'>, { name }: AuthenticatorResource): string {
  return name === '' ? words.say('kind.totp') : name;
}

function recoveryCodes(visit: ConsoleVisit, count: number): Markup {
  const { words } = visit.view;
  const left = count === 0 ? words.say('recovery.none') : words.say('recovery.left', { count });
  const renew = html`${consoleOnceField(visit)}<div class="actions">${button(words.say('recovery.new'))}<span class="soft small">${words.say('recovery.new-hint')}</span></div>`;
  return html`<section class="stack narrow" aria-labelledby="codes"><h2 id="codes">${words.say('recovery.title')}</h2>
${notice(count <= FEW ? 'warn' : 'plain', left)}
${consoleForm(visit, '/own/recovery-codes', renew)}</section>`;
}

function sessionList(visit: ConsoleVisit, sessions: readonly ConsoleSessionResource[]): Markup {
  const { words } = visit.view;
  const others = html`<div class="actions">${button(words.say('sessions.end-others'), { kind: 'danger' })}<span class="soft small">${words.say('sessions.end-others-text')}</span></div>`;
  return html`<section class="stack narrow" aria-labelledby="sessions"><h2 id="sessions">${words.say('sessions.web')}</h2>
${group(
  sessions.map((session) => sessionRow(visit, session)),
  words.say('console.access.sessions-empty'),
)}
${sessions.length > 1 && consoleForm(visit, '/own/sessions/end', others)}</section>`;
}

function sessionRow(visit: ConsoleVisit, session: ConsoleSessionResource): Markup {
  const { view, clock } = visit;
  const { words } = view;
  const says = words.say('sessions.end-label', { name: browserName(words, session.userAgent) });
  const end = consoleForm(
    visit,
    '/own/sessions/end',
    html`${hidden('id', session.id)}${button(words.say('action.end'), { says })}`,
  );
  const times = `${words.say('sessions.started', { time: words.time(Date.parse(session.startedAt)) })} · ${words.say('sessions.active', { ago: words.ago(Date.parse(session.lastActiveAt), clock.now()) })}`;
  return item(
    sessionBrowser(visit, session),
    html`${sessionPlace(visit, session)}<br>${times}`,
    !session.current && end,
  );
}

/** One that the form names, or all but this one. */
export async function endOwnSessions(visit: ConsoleVisit): Promise<PageAnswer> {
  const id = idIn(visit.form.get('id'));
  const called = await visit.call(endOwnSessionsOperation, { body: id === undefined ? {} : { id } });
  const title = visit.view.words.say('console.frame.own');
  if (called.kind === 'refused') return refusedPage(visit, { section: 'own', title }, called.problem);
  return toConsole(OWN, { result: 'ended' });
}
