// "This wasn't me" (R2.7): for whoever got a code that they didn't ask for, without a session. The token of the message is
// the credential. Opening the page changes nothing, as scanners open every link; a button stops the sign-in, and ending
// everything is asked separately.

import type { DisputeView } from '../../core/challenge/disputes.ts';
import { page, seeOther } from '../pages/answers.ts';
import { browserName, placeOf } from '../pages/describe.ts';
import { type IconName, icon } from '../pages/design/icons.ts';
import { button, hidden, linkButton, postForm } from '../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../pages/markup.ts';
import type { PageAnswer } from '../pages/page-contract.ts';
import { supportOf } from '../pages/view.ts';
import { idIn, type Visit, withQuery } from '../pages/visit.ts';
import { DISPUTE_PATH } from './dispute-url.ts';

const PATH = DISPUTE_PATH;
const EVERYWHERE = `${PATH}/everywhere`;

/** Name of the field that holds the message's token; `token` is the session's. */
const FIELD = 'dispute';

/** Most that an address may claim to have ended. */
const MOST_COUNTED = /^[0-9]{1,5}$/;

export async function showDispute(visit: Visit): Promise<PageAnswer> {
  const found = await find(visit, visit.request.query.get('token'));
  if (!found) return unknown(visit);
  switch (visit.request.query.get('result')) {
    case 'stopped':
      return stopped(visit, found);
    case 'everywhere':
      return endedEverywhere(visit, found);
    default:
      return found.view.signIn === 'over' ? over(visit, found) : question(visit, found);
  }
}

/** Stops this sign-in. Doing it twice is doing it once, so that a form sent again harms nobody (P-37). */
export async function stopSignIn(visit: Visit): Promise<PageAnswer> {
  const { parts, form, request } = visit;
  const token = idIn(form.get(FIELD));
  const outcome = token === undefined ? undefined : await parts.disputes.stop(token, request.context);
  return outcome ? seeOther(withQuery(PATH, { token, result: 'stopped' })) : unknown(visit);
}

export async function showStopAll(visit: Visit): Promise<PageAnswer> {
  const { view, request } = visit;
  const found = await find(visit, request.query.get('token'));
  if (!found?.view.mayStopAll) return unknown(visit);
  const { words } = view;
  const title = words.say('dispute.all-title');
  const fields = html`${hidden(FIELD, found.token)}<div class="actions">${button(words.say('dispute.all'), { kind: 'danger' })}${linkButton(words.say('action.cancel'), addressOf(found), { kind: 'plain' })}</div>`;
  const text = words.rich('dispute.all-what', { mailbox: mailboxOf(found) });
  return sheet(visit, found, {
    title,
    icon: 'alert',
    body: html`<p class="lead">${text}</p>${postForm(view, EVERYWHERE, fields)}`,
  });
}

export async function stopAll(visit: Visit): Promise<PageAnswer> {
  const { parts, form, request } = visit;
  const token = idIn(form.get(FIELD));
  const outcome = token === undefined ? undefined : await parts.disputes.stopAll(token, request.context);
  return outcome ? seeOther(withQuery(PATH, { token, result: 'everywhere', count: outcome.ended })) : unknown(visit);
}

/** What a token stands for, with it. */
interface Found {
  readonly token: string;
  readonly view: DisputeView;
}

async function find({ parts }: Visit, value: string | null): Promise<Found | undefined> {
  const token = idIn(value);
  const view = token === undefined ? undefined : await parts.disputes.find(token);
  return view && token !== undefined ? { token, view } : undefined;
}

function question(visit: Visit, found: Found): PageAnswer {
  const { view } = visit;
  const { words } = view;
  const text = found.view.signIn === 'waiting' ? 'dispute.waiting' : 'dispute.signed-in';
  const fields = html`${hidden(FIELD, found.token)}${button(words.say('dispute.stop'), { kind: 'primary', isFull: true })}`;
  const body = html`<p class="lead">${words.rich(text, { mailbox: mailboxOf(found) })}</p>
${factsOf(visit, found)}
${postForm(view, PATH, fields)}
<p class="soft">${words.say('dispute.if-me')}</p>`;
  return sheet(visit, found, { title: words.say('dispute.title'), icon: 'shield', body });
}

function over(visit: Visit, found: Found): PageAnswer {
  const { words } = visit.view;
  const body = html`<p class="lead">${words.rich('dispute.over', { mailbox: mailboxOf(found) })}</p>
${factsOf(visit, found)}${whatToDo(visit, found)}`;
  return sheet(visit, found, { title: words.say('dispute.over-title'), icon: 'clock', body });
}

function stopped(visit: Visit, found: Found): PageAnswer {
  const { words } = visit.view;
  // An address is only words: what is still open isn't called stopped.
  if (found.view.signIn !== 'over') return question(visit, found);
  const body = html`<p class="lead">${words.say('dispute.stopped')}</p>${whatToDo(visit, found)}`;
  return sheet(visit, found, { title: words.say('dispute.stopped-title'), icon: 'good', body });
}

function endedEverywhere(visit: Visit, found: Found): PageAnswer {
  const { view, request } = visit;
  const { words } = view;
  const count = request.query.get('count') ?? '';
  const body = html`${MOST_COUNTED.test(count) && html`<p class="lead">${words.say('dispute.all-done', { count: Number(count) })}</p>`}
${whatToDo(visit, found, { isAllDone: true })}`;
  return sheet(visit, found, { title: words.say('dispute.all-done-title'), icon: 'good', body });
}

/** What a person recognizes it by that they did, or didn't do. */
function factsOf({ view, parts }: Visit, { view: { occasion } }: Found): Markup {
  const { words } = view;
  const { at, remoteAddress, country, client } = occasion;
  const place =
    remoteAddress !== undefined &&
    placeOf(words, remoteAddress, { countryOf: (address) => country ?? parts.countries.countryOf(address) });
  return html`<dl class="settings facts"><dt>${words.say('dispute.when')}</dt><dd>${words.time(at)}</dd>
${place && html`<dt>${words.say('dispute.where')}</dt><dd>${place}</dd>`}
${client !== undefined && html`<dt>${words.say('dispute.browser')}</dt><dd>${foreign(browserName(words, client))}</dd>`}</dl>`;
}

/** Whoever did it knows the password: stopping one sign-in is not the end of it. */
function whatToDo({ view }: Visit, found: Found, { isAllDone = false } = {}): Markup {
  const { words } = view;
  const support = { support: supportOf(view) };
  const step = (title: string, text: Markup | string) =>
    html`<li><h2>${title}</h2><div class="stack"><p class="soft">${text}</p></div></li>`;
  const all = linkButton(words.say('dispute.all'), withQuery(EVERYWHERE, { token: found.token }), { kind: 'danger' });
  return html`<h2 class="rule">${words.say('dispute.next')}</h2><ol class="steps">
${step(words.say('dispute.password'), words.say('dispute.password-text'))}
${step(words.say('dispute.support'), words.rich('dispute.support-text', support))}
${!isAllDone && found.view.mayStopAll && html`<li><h2>${words.say('dispute.all')}</h2><div class="stack"><p class="soft">${words.say('dispute.all-text')}</p><p class="actions">${all}</p></div></li>`}</ol>`;
}

/** No such token, or too old: nothing is said of anybody. */
function unknown(visit: Visit): PageAnswer {
  const { view } = visit;
  const { words } = view;
  const title = words.say('dispute.gone-title');
  const body = html`<div class="emblem">${icon('clock')}</div><h1>${title}</h1>
<p class="lead">${words.rich('dispute.gone', { support: supportOf(view) })}</p>`;
  return page(view, { title, body }, { status: 404 });
}

function sheet(
  { view }: Visit,
  { view: { decisionId } }: Found,
  content: { readonly title: string; readonly icon: IconName; readonly body: Markup },
): PageAnswer {
  const body = html`<div class="emblem">${icon(content.icon)}</div><h1>${content.title}</h1>
${content.body}
<p class="fine"><span>${view.words.say('frame.reference', { id: decisionId })}</span></p>`;
  return page(view, { title: content.title, body });
}

function mailboxOf({ view: { mailbox } }: Found): Markup {
  return html`<strong>${foreign(mailbox)}</strong>`;
}

function addressOf({ token }: Found): string {
  return withQuery(PATH, { token });
}
