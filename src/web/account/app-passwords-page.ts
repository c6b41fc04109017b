// App passwords as their owner sees them: what each may do, where it was last used, and how to revoke it (R3.3, R3.6).

import type { AppPassword } from '../../core/app-passwords/app-password-store.ts';
import { seeOther } from '../pages/answers.ts';
import { placeOf } from '../pages/describe.ts';
import { badge, button, group, heading, hidden, linkButton, postForm } from '../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../pages/markup.ts';
import type { PageAnswer } from '../pages/page-contract.ts';
import { idIn, notices, type Open, resultNotice, type Visit, withQuery } from '../pages/visit.ts';
import { accountPage } from './account-page.ts';
import { doorName } from './overview-page.ts';

const HOME = '/account/app-passwords';

export async function showAppPasswords(visit: Visit<Open>): Promise<PageAnswer> {
  const { parts, presented, view } = visit;
  const { words } = view;
  const records = await parts.account.appPasswords(presented.session);
  const rows = records.toSorted((one, other) => lastSeen(other) - lastSeen(one)).map((record) => row(visit, record));
  const body = html`${heading(words.say('app-passwords.title'), words.say('app-passwords.text'))}
${notices(visit, { revoked: 'app-passwords.revoked' })}${resultNotice(visit, { once: ['warn', 'refusal.once'] })}
<p class="actions">${linkButton(words.say('app-passwords.new'), `${HOME}/new`, { kind: 'primary' })}</p>
${group(rows, words.say('app-passwords.empty'))}`;
  return accountPage(visit, { section: 'app-passwords', title: words.say('app-passwords.title'), body });
}

export async function showRevocation(visit: Visit<Open>): Promise<PageAnswer> {
  const { parts, presented, view, request } = visit;
  const { words } = view;
  const id = idIn(request.query.get('id'));
  const record = (await parts.account.appPasswords(presented.session)).find((candidate) => candidate.id === id);
  if (!record) return seeOther(withQuery(HOME, { refused: 'unknown-app-password' }));
  const fields = html`${hidden('id', record.id)}<div class="actions">${button(words.say('app-passwords.revoke'), { kind: 'danger' })}${linkButton(words.say('action.cancel'), HOME, { kind: 'plain' })}</div>`;
  const body = html`${heading(words.rich('app-passwords.revoke-title', { name: foreign(record.name) }), words.say('app-passwords.revoke-text'))}
${postForm(view, `${HOME}/revoke`, fields)}`;
  const title = words.say('app-passwords.revoke-title', { name: record.name });
  return accountPage(visit, { section: 'app-passwords', title, body });
}

export async function revokeAppPassword({ parts, presented, form }: Visit<Open>): Promise<PageAnswer> {
  const id = idIn(form.get('id'));
  if (id === undefined) return seeOther(withQuery(HOME, { refused: 'invalid' }));
  const outcome = await parts.account.revokeAppPassword(presented.session, id);
  return seeOther(withQuery(HOME, outcome.kind === 'done' ? { result: 'revoked' } : { refused: outcome.code }));
}

function lastSeen({ lastUse, createdAt }: AppPassword): number {
  return lastUse?.at ?? createdAt;
}

function row(visit: Visit<Open>, record: AppPassword): Markup {
  const { view } = visit;
  const { words } = view;
  const scopes = record.scopes.map((scope) => html`${badge(doorName(view, scope))} `);
  const revoke = linkButton(words.say('app-passwords.revoke'), withQuery(`${HOME}/revoke`, { id: record.id }), {
    says: `${words.say('app-passwords.revoke')}: ${record.name}`,
  });
  return html`<li class="item"><div class="about"><p class="name">${foreign(record.name)}</p>
<p>${scopes}${record.readOnly && badge(words.say('app-passwords.read-only'), 'accent')}</p>
${stateOf(visit, record)}
<p class="soft small">${words.say('time.added', { day: words.day(record.createdAt) })} · ${useOf(visit, record)}</p></div>${revoke}</li>`;
}

/** What keeps it from opening anything now. */
function stateOf({ view: { words }, parts }: Visit, { expiresAt, vault }: AppPassword): Markup | false {
  if (vault?.staleSince !== undefined) return html`<p>${badge(words.say('app-passwords.stale'), 'warn')}</p>`;
  if (expiresAt === undefined) return false;
  const day = { day: words.day(expiresAt) };
  return expiresAt <= parts.clock.now()
    ? html`<p>${badge(words.say('app-passwords.expired', day), 'bad')}</p>`
    : html`<p class="soft small">${words.say('time.expires', day)}</p>`;
}

function useOf({ view: { words }, parts }: Visit, { lastUse }: AppPassword): Markup {
  if (!lastUse) return html`${words.say('time.ago-never')}`;
  const { at, remoteAddress, country, clientName } = lastUse;
  const place = placeOf(words, remoteAddress, {
    countryOf: (address) => country ?? parts.countries.countryOf(address),
  });
  const ago = words.say('time.last-used', { ago: words.ago(at, parts.clock.now()) });
  return html`${words.rich('app-passwords.use', { ago, place })}${clientName !== undefined && html` · ${foreign(clientName)}`}`;
}
