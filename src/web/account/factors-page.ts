// The factors of an account (R2.8): rename, choose the one that is asked first, remove. All but the name asks for password
// and code first; adding is a page of its own.

import type { Factor } from '../../core/factors/factor.ts';
import { isSentKind } from '../challenge/sent-code.ts';
import { KIND_ICONS, KIND_NAMES } from '../challenge/ways.ts';
import { seeOther } from '../pages/answers.ts';
import { icon } from '../pages/design/icons.ts';
import { badge, button, field, group, heading, hidden, linkButton, notice, postForm } from '../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../pages/markup.ts';
import type { PageAnswer } from '../pages/page-contract.ts';
import { idIn, nameIn, notices, type Open, type Visit, withQuery } from '../pages/visit.ts';
import { accountPage, askToConfirm } from './account-page.ts';

const HOME = '/account/authenticators';

const RESULTS = {
  added: 'factors.added',
  renamed: 'factors.renamed',
  removed: 'factors.removed',
  default: 'factors.made-default',
} as const;

export async function showFactors(visit: Visit<Open>): Promise<PageAnswer> {
  const { parts, presented, view } = visit;
  const { words } = view;
  const factors = await parts.account.factors(presented.session);
  const rows = factors.map((factor) => factorRow(visit, factor, factors.length));
  const body = html`${heading(words.say('factors.title'), words.say('factors.text'))}
${notices(visit, RESULTS)}
<p class="actions">${linkButton(words.say('factors.add'), `${HOME}/new`, { kind: 'primary' })}</p>
${group(rows, words.say('factors.empty'))}`;
  return accountPage(visit, { section: 'authenticators', title: words.say('factors.title'), body });
}

export async function renameFactor({ parts, presented, form }: Visit<Open>): Promise<PageAnswer> {
  const [id, name] = [idIn(form.get('id')), nameIn(form)];
  if (id === undefined || name === undefined) return seeOther(withQuery(HOME, { refused: 'invalid' }));
  const outcome = await parts.account.renameFactor(presented.session, id, name);
  return seeOther(withQuery(HOME, outcome.kind === 'done' ? { result: 'renamed' } : { refused: outcome.code }));
}

export async function makeDefaultFactor(visit: Visit<Open>): Promise<PageAnswer> {
  const { parts, presented, form } = visit;
  const id = idIn(form.get('id'));
  if (id === undefined) return seeOther(withQuery(HOME, { refused: 'invalid' }));
  const detour = askToConfirm(visit, HOME, { isLapsed: true });
  if (detour) return detour;
  const outcome = await parts.account.makeDefaultFactor(presented.session, id);
  return seeOther(withQuery(HOME, outcome.kind === 'done' ? { result: 'default' } : { refused: outcome.code }));
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
  const text = words.say(isSentKind(factor.kind) ? 'factors.remove-sent' : 'factors.remove-app');
  const fields = html`${hidden('id', factor.id)}<div class="actions">${button(words.say('action.remove'), { kind: 'danger' })}${linkButton(words.say('action.cancel'), HOME, { kind: 'plain' })}</div>`;
  const body = html`${heading(words.rich('factors.remove-title', { name: foreign(factor.name) }), text)}
${factors.length === 1 && notice('warn', words.say('factors.last'))}
${postForm(view, `${HOME}/remove`, fields)}`;
  return accountPage(visit, {
    section: 'authenticators',
    title: words.say('factors.remove-title', { name: factor.name }),
    body,
  });
}

export async function removeFactor(visit: Visit<Open>): Promise<PageAnswer> {
  const { parts, presented, form } = visit;
  const id = idIn(form.get('id'));
  if (id === undefined) return seeOther(withQuery(HOME, { refused: 'invalid' }));
  const detour = askToConfirm(visit, withQuery(`${HOME}/remove`, { id }), { isLapsed: true });
  if (detour) return detour;
  const outcome = await parts.account.removeFactor(presented.session, id, visit.request.context);
  return seeOther(withQuery(HOME, outcome.kind === 'done' ? { result: 'removed' } : { refused: outcome.code }));
}

function factorRow({ view, parts }: Visit<Open>, factor: Factor, count: number): Markup {
  const { words } = view;
  const { id, kind, name, createdAt, lastUsedAt, destination } = factor;
  const used =
    lastUsedAt === undefined
      ? words.say('time.ago-never')
      : words.say('time.last-used', { ago: words.ago(lastUsedAt, parts.clock.now()) });
  const badges = html`${factor.isDefault && badge(words.say('factors.default'), 'accent')} ${factor.isUnverified && badge(words.say('factors.unverified'), 'warn')}`;
  const goesTo = destination !== undefined && html`${foreign(destination)}<br>`;
  return html`<li class="item">${icon(KIND_ICONS[kind])}<div class="about"><p class="name"><span class="unseen">${words.say(KIND_NAMES[kind])}: </span>${foreign(name)} ${badges}</p><p>${goesTo}${words.say('time.added', { day: words.day(createdAt) })} · ${used}</p></div>
${linkButton(words.say('action.remove'), withQuery(`${HOME}/remove`, { id }), { says: `${words.say('action.remove')}: ${name}` })}
<details><summary>${words.say('factors.change')}<span class="unseen">: ${foreign(name)}</span></summary><div class="stack loose">${changes(view, factor, count)}</div></details></li>`;
}

/** What can be done with it but for the removal. */
function changes(view: Visit['view'], { id, name, isDefault }: Factor, count: number): Markup {
  const { words } = view;
  const nameField = field({
    name: 'name',
    id: `name-${id}`,
    label: words.say('factors.name'),
    autocomplete: 'off',
    maxLength: 100,
    value: name,
  });
  const rename = html`${hidden('id', id)}${nameField}<div class="actions">${button(words.say('factors.rename'), { says: `${words.say('factors.rename')}: ${name}` })}</div>`;
  const first = button(words.say('factors.make-default'), { says: `${words.say('factors.make-default')}: ${name}` });
  const canBeFirst = count > 1 && isDefault !== true;
  return html`${postForm(view, `${HOME}/rename`, rename, { isStack: true })}
${canBeFirst && postForm(view, `${HOME}/default`, html`${hidden('id', id)}${first}`)}`;
}
