// Recovery codes: how many are left, and new ones (R2.6), which are shown as the answer to the form and nowhere else.

import { seeOther } from '../pages/answers.ts';
import { onceField, useOnce } from '../pages/form-once.ts';
import { button, heading, linkButton, notice, postForm } from '../pages/frame/parts.ts';
import { recoveryCodeSheet } from '../pages/frame/recovery-codes.ts';
import { html } from '../pages/markup.ts';
import type { PageAnswer } from '../pages/page-contract.ts';
import { notices, type Open, resultNotice, type Visit, withQuery } from '../pages/visit.ts';
import { accountPage, askToConfirm } from './account-page.ts';

const HOME = '/account/recovery-codes';

/** From this number on the page asks for new ones. */
const FEW = 3;

export async function showRecoveryCodes(visit: Visit<Open>): Promise<PageAnswer> {
  const { parts, presented, view } = visit;
  const { words } = view;
  const count = await parts.account.recoveryCodesLeft(presented.session);
  const left = count === 0 ? words.say('recovery.none') : words.say('recovery.left', { count });
  const body = html`${heading(words.say('recovery.title'), words.say('recovery.text'))}
${notices(visit, {})}${resultNotice(visit, { once: ['warn', 'refusal.once'] })}
${notice(count <= FEW ? 'warn' : 'plain', left)}
<p class="actions">${linkButton(words.say('recovery.new'), `${HOME}/new`, { kind: 'primary' })}</p>`;
  return accountPage(visit, { section: 'recovery-codes', title: words.say('recovery.title'), body });
}

export async function showNewRecoveryCodes(visit: Visit<Open>): Promise<PageAnswer> {
  const { parts, view } = visit;
  const detour = askToConfirm(visit, `${HOME}/new`);
  if (detour) return detour;
  const { words } = view;
  const title = words.say('recovery.new');
  const fields = html`${onceField(parts.random)}<div class="actions">${button(words.say('recovery.new'), { kind: 'primary' })}${linkButton(words.say('action.cancel'), HOME, { kind: 'plain' })}</div>`;
  const body = html`${heading(title, words.say('recovery.new-hint'))}${postForm(view, `${HOME}/new`, fields)}`;
  return accountPage(visit, { section: 'recovery-codes', title, body });
}

export async function makeRecoveryCodes(visit: Visit<Open>): Promise<PageAnswer> {
  const { parts, presented, view } = visit;
  const detour = askToConfirm(visit, `${HOME}/new`, { isLapsed: true });
  if (detour) return detour;
  const use = useOnce(visit);
  if (use.kind === 'again') return seeOther(withQuery(HOME, { result: 'once' }));
  const outcome = await parts.account.newRecoveryCodes(presented.session, visit.request.context);
  if (outcome.kind === 'refused') return seeOther(withQuery(HOME, { refused: outcome.code }));
  const { words } = view;
  const shown = { codes: outcome.value, mailbox: presented.session.mailbox, madeOn: words.day(parts.clock.now()) };
  const body = html`${heading(words.say('codes.title'), words.say('codes.text'))}${recoveryCodeSheet(view, shown)}
<p class="actions">${linkButton(words.say('codes.saved'), HOME, { kind: 'primary' })}</p>`;
  return accountPage(visit, {
    section: 'recovery-codes',
    title: words.say('codes.title'),
    body,
    setCookies: [use.remember],
  });
}
