// Trusted browsers (R1.7) and known places (R1.3): what lets a second step be skipped, and how to end that.

import { seeOther } from '../pages/answers.ts';
import { browserName, countryName } from '../pages/describe.ts';
import { badge, button, group, heading, hidden, item, linkButton, postForm } from '../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../pages/markup.ts';
import type { PageAnswer } from '../pages/page-contract.ts';
import { idIn, notices, type Open, type Visit, withQuery } from '../pages/visit.ts';
import { accountPage } from './account-page.ts';
import type { KnownPlaces, TrustedBrowserView } from './account-services.ts';

const HOME = '/account/places';

export async function showPlaces(visit: Visit<Open>): Promise<PageAnswer> {
  const { parts, presented, view, request } = visit;
  const { words } = view;
  const [browsers, places] = await Promise.all([
    parts.account.trustedBrowsers(presented.session, request.context),
    parts.account.knownPlaces(presented.session),
  ]);
  const body = html`${heading(words.say('places.title'))}
${notices(visit, { ended: 'places.browser-ended', forgotten: 'places.forgotten' })}
<section class="stack" aria-labelledby="browsers"><h2 id="browsers">${words.say('places.browsers')}</h2><p class="soft">${words.say('places.browsers-text')}</p>
${group(
  browsers.map((browser) => browserRow(visit, browser)),
  words.say('places.browsers-empty'),
)}</section>
<section class="stack" aria-labelledby="known"><h2 id="known">${words.say('places.known')}</h2><p class="soft">${words.say('places.known-text')}</p>
${knownPlaces(visit, places)}</section>`;
  return accountPage(visit, { section: 'places', title: words.say('places.title'), body });
}

export async function revokeBrowser({ parts, presented, form }: Visit<Open>): Promise<PageAnswer> {
  const id = idIn(form.get('id'));
  if (id === undefined) return seeOther(withQuery(HOME, { refused: 'invalid' }));
  const outcome = await parts.account.revokeTrustedBrowser(presented.session, id);
  return seeOther(withQuery(HOME, outcome.kind === 'done' ? { result: 'ended' } : { refused: outcome.code }));
}

export async function showForgetting(visit: Visit<Open>): Promise<PageAnswer> {
  const { view } = visit;
  const { words } = view;
  const fields = html`<div class="actions">${button(words.say('places.forget'), { kind: 'danger' })}${linkButton(words.say('action.cancel'), HOME, { kind: 'plain' })}</div>`;
  const body = html`${heading(words.say('places.forget-title'), words.say('places.forget-text'))}${postForm(view, `${HOME}/forget`, fields)}`;
  return accountPage(visit, { section: 'places', title: words.say('places.forget-title'), body });
}

export async function forgetPlaces({ parts, presented }: Visit<Open>): Promise<PageAnswer> {
  const outcome = await parts.account.forgetPlaces(presented.session);
  return seeOther(withQuery(HOME, outcome.kind === 'done' ? { result: 'forgotten' } : { refused: outcome.code }));
}

function browserRow({ view, parts }: Visit<Open>, browser: TrustedBrowserView): Markup {
  const { words } = view;
  const name = browserName(words, browser.userAgent);
  const about = `${words.say('time.expires', { day: words.day(browser.endsAt) })} · ${words.say('time.last-used', { ago: words.ago(browser.lastUsedAt, parts.clock.now()) })}`;
  const end = button(words.say('action.end'), { says: words.say('sessions.end-label', { name }) });
  return item(
    html`${foreign(name)} ${browser.isThisOne && badge(words.say('places.this-browser'), 'accent')}`,
    about,
    postForm(view, `${HOME}/browsers/end`, html`${hidden('id', browser.id)}${end}`),
  );
}

function knownPlaces({ view, parts }: Visit<Open>, { networks, countries }: KnownPlaces): Markup {
  const { words } = view;
  if (networks.length + countries.length === 0) return group([], words.say('places.known-empty'));
  const used = (at: number) => words.say('time.last-used', { ago: words.ago(at, parts.clock.now()) });
  const list = (title: string, rows: readonly Markup[]) =>
    rows.length > 0 && html`<div class="stack"><h3>${title}</h3><ul class="group">${rows}</ul></div>`;
  return html`${list(
    words.say('places.countries'),
    countries.map(({ country, lastUsedAt }) => item(foreign(countryName(words, country)), used(lastUsedAt))),
  )}${list(
    words.say('places.networks'),
    networks.map(({ network, country, lastUsedAt }) =>
      item(
        html`<span class="mono">${foreign(network)}</span>`,
        html`${foreign(countryName(words, country))} · ${used(lastUsedAt)}`,
      ),
    ),
  )}<p class="actions">${linkButton(words.say('places.forget'), `${HOME}/forget`)}</p>`;
}
