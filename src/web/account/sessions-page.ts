// Who is signed in now: browsers and mail programs, each with a way to end it.

import type { MailConnection } from '../../core/sessions/live-connections.ts';
import type { OpenSession } from '../../core/sessions/web-session.ts';
import { seeOther } from '../pages/answers.ts';
import { browserName, placeOf } from '../pages/describe.ts';
import { badge, button, group, heading, hidden, item, notice, postForm } from '../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../pages/markup.ts';
import type { PageAnswer } from '../pages/page-contract.ts';
import { idIn, notices, type Open, type Visit, withQuery } from '../pages/visit.ts';
import { accountPage } from './account-page.ts';
import { doorName } from './overview-page.ts';

const HOME = '/account/sessions';

/** Most sessions that an address may claim to have ended. */
const MOST_COUNTED = /^[0-9]{1,4}$/;

export async function showSessions(visit: Visit<Open>): Promise<PageAnswer> {
  const { parts, presented, view } = visit;
  const { words } = view;
  const [sessions, connections] = await Promise.all([
    parts.account.sessions(presented.session),
    parts.account.connections(presented.session),
  ]);
  const others = sessions.filter(({ id }) => id !== presented.session.id);
  const body = html`${heading(words.say('sessions.title'))}
${notices(visit, { ended: 'sessions.ended', 'connection-ended': 'sessions.connection-ended' })}${othersEnded(visit)}
<section class="stack" aria-labelledby="web"><h2 id="web">${words.say('sessions.web')}</h2>
${group(
  sessions.map((session) => sessionRow(visit, session)),
  '',
)}
${others.length > 0 && postForm(view, `${HOME}/end-others`, html`<div class="actions">${button(words.say('sessions.end-others'), { kind: 'danger' })}<span class="soft small">${words.say('sessions.end-others-text')}</span></div>`)}</section>
<section class="stack" aria-labelledby="mail"><h2 id="mail">${words.say('sessions.connections')}</h2>
${group(
  connections.map((connection) => connectionRow(visit, connection)),
  words.say('sessions.connections-empty'),
)}
${connections.length > 0 && html`<p class="soft small">${words.say('sessions.connection-hint')}</p>`}</section>`;
  return accountPage(visit, { section: 'sessions', title: words.say('sessions.title'), body });
}

export async function endSession({ parts, presented, form }: Visit<Open>): Promise<PageAnswer> {
  const id = idIn(form.get('id'));
  if (id === undefined) return seeOther(withQuery(HOME, { refused: 'invalid' }));
  const outcome = await parts.account.endSession(presented.session, id);
  return seeOther(withQuery(HOME, outcome.kind === 'done' ? { result: 'ended' } : { refused: outcome.code }));
}

export async function endOtherSessions({ parts, presented }: Visit<Open>): Promise<PageAnswer> {
  const outcome = await parts.account.endOtherSessions(presented.session);
  return seeOther(
    withQuery(
      HOME,
      outcome.kind === 'done' ? { result: 'others', count: outcome.value.ended } : { refused: outcome.code },
    ),
  );
}

export async function endConnection({ parts, presented, form }: Visit<Open>): Promise<PageAnswer> {
  const id = idIn(form.get('id'));
  if (id === undefined) return seeOther(withQuery(HOME, { refused: 'invalid' }));
  const outcome = await parts.account.endConnection(presented.session, id);
  return seeOther(
    withQuery(HOME, outcome.kind === 'done' ? { result: 'connection-ended' } : { refused: outcome.code }),
  );
}

function othersEnded({ request, view: { words } }: Visit): Markup | undefined {
  const count = request.query.get('count') ?? '';
  if (request.query.get('result') !== 'others' || !MOST_COUNTED.test(count)) return undefined;
  return notice('good', words.say('sessions.others-ended', { count: Number(count) }));
}

function sessionRow({ view, parts, presented }: Visit<Open>, session: OpenSession): Markup {
  const { words } = view;
  const { origin } = session;
  const name = browserName(words, origin.userAgent);
  const isThis = session.id === presented.session.id;
  const place = placeOf(words, origin.remoteAddress, {
    countryOf: (address) => origin.country ?? parts.countries.countryOf(address),
  });
  const times = `${words.say('sessions.started', { time: words.time(session.openedAt) })} · ${words.say('sessions.active', { ago: words.ago(session.lastActiveAt, parts.clock.now()) })}`;
  const end = button(words.say('action.end'), { says: words.say('sessions.end-label', { name }) });
  return item(
    html`${foreign(name)} ${isThis && badge(words.say('sessions.this'), 'accent')}`,
    html`${place}<br>${times}`,
    !isThis && postForm(view, `${HOME}/end`, html`${hidden('id', session.id)}${end}`),
  );
}

function connectionRow({ view, parts }: Visit<Open>, connection: MailConnection): Markup {
  const { words } = view;
  const name = connection.appPassword?.name ?? connection.clientName ?? doorName(view, connection.door);
  const by = connection.appPassword === undefined && words.say('sessions.by-password');
  const end = button(words.say('action.end'), { says: words.say('sessions.end-label', { name }) });
  return item(
    html`${foreign(name)} ${badge(doorName(view, connection.door))}`,
    html`${placeOf(words, connection.remoteAddress, parts.countries)}<br>${words.say('time.since', { time: words.time(connection.since) })}${by && html` · ${by}`}`,
    postForm(view, `${HOME}/connections/end`, html`${hidden('id', connection.id)}${end}`),
  );
}
