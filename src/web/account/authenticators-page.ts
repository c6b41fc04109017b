// Authenticator apps: add, rename, remove (R2.8). Adding and removing ask for password and code first.

import type { Factor } from '../../core/factors/factor.ts';
import { typedCode } from '../challenge/answer-fields.ts';
import { enrolmentResult, enrolmentSteps } from '../challenge/enrolment-steps.ts';
import { seeOther } from '../pages/answers.ts';
import { button, field, group, heading, hidden, linkButton, notice, postForm } from '../pages/frame/parts.ts';
import { recoveryCodeSheet } from '../pages/frame/recovery-codes.ts';
import { foreign, html, type Markup } from '../pages/markup.ts';
import { outcomePages } from '../pages/outcome-pages.ts';
import type { PageAnswer } from '../pages/page-contract.ts';
import { idIn, nameIn, notices, type Open, type Visit, withQuery } from '../pages/visit.ts';
import { accountPage, askToConfirm } from './account-page.ts';

const HOME = '/account/authenticators';

export async function showFactors(visit: Visit<Open>): Promise<PageAnswer> {
  const { parts, presented, view } = visit;
  const { words } = view;
  const factors = await parts.account.factors(presented.session);
  const body = html`${heading(words.say('apps.title'), words.say('apps.text'))}
${notices(visit, { added: 'apps.added', renamed: 'apps.renamed', removed: 'apps.removed' })}
<p class="actions">${linkButton(words.say('apps.add'), `${HOME}/new`, { kind: 'primary' })}</p>
${group(
  factors.map((factor) => factorRow(visit, factor)),
  words.say('apps.empty'),
)}`;
  return accountPage(visit, { section: 'authenticators', title: words.say('apps.title'), body });
}

export async function showNewFactor(visit: Visit<Open>): Promise<PageAnswer> {
  const { parts, presented, view, request } = visit;
  const detour = askToConfirm(visit, `${HOME}/new`);
  if (detour) return detour;
  const { words } = view;
  const start = await parts.account.enrolment.start(presented, { context: request.context });
  if (start.kind === 'unavailable') return outcomePages(view).unavailable(presented.session);
  const title = words.say('apps.add');
  if (start.kind === 'refused') {
    const text =
      start.reason === 'too-many-factors' ? words.say('enrolment.many-text') : words.say('refusal.not-permitted');
    const body = html`${heading(title)}${notice('bad', text)}<p class="actions">${linkButton(words.say('action.back'), HOME)}</p>`;
    return accountPage(visit, { section: 'authenticators', title, body });
  }
  const body = html`${heading(title)}${enrolmentResult(visit)}
<div class="panel">${enrolmentSteps(visit, start.presentation, { path: `${HOME}/new` })}</div>
<p class="actions">${linkButton(words.say('action.cancel'), HOME, { kind: 'plain' })}</p>`;
  return accountPage(visit, { section: 'authenticators', title, body });
}

export async function addFactor(visit: Visit<Open>): Promise<PageAnswer> {
  const { parts, presented, view, form, request } = visit;
  const detour = askToConfirm(visit, `${HOME}/new`, { isLapsed: true });
  if (detour) return detour;
  const name = nameIn(form) ?? view.words.say('enrolment.name-default');
  const outcome = await parts.account.enrolment.finish(
    presented,
    { code: typedCode(form.get('code')), name },
    request.context,
  );
  switch (outcome.kind) {
    case 'enrolled':
      return outcome.recoveryCodes?.length
        ? showCodes(visit, outcome.recoveryCodes)
        : seeOther(withQuery(HOME, { result: 'added' }));
    case 'not-right': {
      const wait = outcome.wait === undefined ? undefined : Math.ceil(outcome.wait / 1_000);
      return seeOther(withQuery(`${HOME}/new`, { result: wait === undefined ? 'wrong' : 'slowed', wait, name }));
    }
    case 'expired':
      return seeOther(withQuery(`${HOME}/new`, { result: 'expired', name }));
    case 'refused':
      return seeOther(`${HOME}/new`);
    case 'unavailable':
      return outcomePages(view).unavailable(presented.session);
  }
}

export async function renameFactor({ parts, presented, form }: Visit<Open>): Promise<PageAnswer> {
  const [id, name] = [idIn(form.get('id')), nameIn(form)];
  if (id === undefined || name === undefined) return seeOther(withQuery(HOME, { refused: 'invalid' }));
  const outcome = await parts.account.renameFactor(presented.session, id, name);
  return seeOther(withQuery(HOME, outcome.kind === 'done' ? { result: 'renamed' } : { refused: outcome.code }));
}

export async function showFactorRemoval(visit: Visit<Open>): Promise<PageAnswer> {
  const { parts, presented, view, request } = visit;
  const id = idIn(request.query.get('id'));
  const detour = askToConfirm(visit, withQuery(`${HOME}/remove`, { id }));
  if (detour) return detour;
  const { words } = view;
  const factors = await parts.account.factors(presented.session);
  const factor = factors.find((candidate) => candidate.id === id);
  if (!factor) return seeOther(withQuery(HOME, { refused: 'unknown-factor' }));
  const fields = html`${hidden('id', factor.id)}<div class="actions">${button(words.say('action.remove'), { kind: 'danger' })}${linkButton(words.say('action.cancel'), HOME, { kind: 'plain' })}</div>`;
  const body = html`${heading(words.rich('apps.remove-title', { name: foreign(factor.name) }), words.say('apps.remove-text'))}
${factors.length === 1 && notice('warn', words.say('apps.last'))}
${postForm(view, `${HOME}/remove`, fields)}`;
  return accountPage(visit, {
    section: 'authenticators',
    title: words.say('apps.remove-title', { name: factor.name }),
    body,
  });
}

export async function removeFactor(visit: Visit<Open>): Promise<PageAnswer> {
  const { parts, presented, form, request } = visit;
  const id = idIn(form.get('id'));
  if (id === undefined) return seeOther(withQuery(HOME, { refused: 'invalid' }));
  const detour = askToConfirm(visit, withQuery(`${HOME}/remove`, { id }), { isLapsed: true });
  if (detour) return detour;
  const outcome = await parts.account.removeFactor(presented.session, id, request.context);
  return seeOther(withQuery(HOME, outcome.kind === 'done' ? { result: 'removed' } : { refused: outcome.code }));
}

/** The first app in an account comes with recovery codes. */
function showCodes(visit: Visit<Open>, codes: readonly string[]): PageAnswer {
  const { view, presented, parts } = visit;
  const { words } = view;
  const shown = { codes, mailbox: presented.session.mailbox, madeOn: words.day(parts.clock.now()) };
  const body = html`${heading(words.say('codes.title'), words.say('codes.text'))}${recoveryCodeSheet(view, shown)}
<p class="actions">${linkButton(words.say('codes.saved'), HOME, { kind: 'primary' })}</p>`;
  return accountPage(visit, { section: 'recovery-codes', title: words.say('codes.title'), body });
}

function factorRow({ view, parts }: Visit<Open>, { id, name, createdAt, lastUsedAt }: Factor): Markup {
  const { words } = view;
  const used =
    lastUsedAt === undefined
      ? words.say('time.ago-never')
      : words.say('time.last-used', { ago: words.ago(lastUsedAt, parts.clock.now()) });
  const rename = html`${hidden('id', id)}${renameField(view, name, id)}<div class="actions">${button(words.say('action.save'))}</div>`;
  return html`<li class="item"><div class="about"><p class="name">${foreign(name)}</p><p>${words.say('time.added', { day: words.day(createdAt) })} · ${used}</p></div>
${linkButton(words.say('action.remove'), withQuery(`${HOME}/remove`, { id }), { says: `${words.say('action.remove')}: ${name}` })}
<details><summary>${words.say('apps.rename')}<span class="unseen">: ${foreign(name)}</span></summary><div>${postForm(view, `${HOME}/rename`, rename, { isStack: true })}</div></details></li>`;
}

function renameField({ words }: Visit['view'], name: string, id: string): Markup {
  return field({
    name: 'name',
    id: `name-${id}`,
    label: words.say('apps.name'),
    autocomplete: 'off',
    maxLength: 100,
    value: name,
  });
}
