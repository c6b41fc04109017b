// What lets a mailbox skip its second step: known places (R1.3) and trusted browsers (R1.7).

import type { TrustedBrowserResource } from '../../api/client/resources.ts';
import { browserName, countryName } from '../../pages/describe.ts';
import { button, group, hidden, item } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import { consoleAddress, consoleForm, consoleLinkButton } from '../console-page.ts';
import { type MailboxSection, may } from './mailbox-visit.ts';

export function placeSection(section: MailboxSection): Markup {
  const { visit, overview, address } = section;
  const { words } = visit.view;
  const { trustedBrowsers } = overview;
  const mayRecover = may(visit, 'mailboxes:recover');
  const rows = placeRows(section);
  const link = (text: string, path: string) =>
    html`<p class="actions">${consoleLinkButton(text, consoleAddress(path, { address }))}</p>`;
  return html`<section class="stack" aria-labelledby="places"><h2 id="places">${words.say('places.known')}</h2>
${group(rows, words.say('places.known-empty'))}
${mayRecover && rows.length > 0 && link(words.say('places.forget'), '/mailbox/places/forget')}</section>
<section class="stack" aria-labelledby="browsers"><h2 id="browsers">${words.say('places.browsers')}</h2>
${group(
  trustedBrowsers.map((browser) => browserRow(section, browser)),
  words.say('console.mailbox.browsers-empty'),
)}
${mayRecover && trustedBrowsers.length > 0 && link(words.say('console.mailbox.revoke-browsers'), '/mailbox/browsers/revoke-all')}</section>`;
}

function placeRows({ visit, overview: { places }, address }: MailboxSection): readonly Markup[] {
  const { words } = visit.view;
  const used = (at: string): string =>
    words.say('time.last-used', { ago: words.ago(Date.parse(at), visit.clock.now()) });
  const forget = (field: 'network' | 'country', value: string, name: string) => {
    const text = words.say('console.mailbox.forget-one');
    const inside = html`${hidden(field, value)}${button(text, { says: `${text}: ${name}` })}`;
    return (
      may(visit, 'mailboxes:recover') &&
      consoleForm(visit, '/mailbox/places/forget-one', inside, { query: { address } })
    );
  };
  return [
    ...places.countries.map(({ country, lastUsedAt }) => {
      const name = countryName(words, country);
      return item(foreign(name), used(lastUsedAt), forget('country', country, name));
    }),
    ...places.networks.map(({ network, country, lastUsedAt }) =>
      item(
        html`<span class="mono">${foreign(network)}</span>`,
        html`${foreign(countryName(words, country))} · ${used(lastUsedAt)}`,
        forget('network', network, network),
      ),
    ),
  ];
}

function browserRow({ visit, address }: MailboxSection, browser: TrustedBrowserResource): Markup {
  const { words } = visit.view;
  const name = browserName(words, browser.userAgent);
  const about = `${words.say('time.expires', { day: words.day(Date.parse(browser.endsAt)) })} · ${words.say('time.last-used', { ago: words.ago(Date.parse(browser.lastUsedAt), visit.clock.now()) })}`;
  const end = html`${hidden('id', browser.id)}${button(words.say('action.end'), { says: words.say('sessions.end-label', { name }) })}`;
  return item(
    foreign(name),
    about,
    may(visit, 'mailboxes:recover') && consoleForm(visit, '/mailbox/browsers/revoke', end, { query: { address } }),
  );
}
