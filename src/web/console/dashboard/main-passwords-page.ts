// The mailboxes whose own password was used in a mail program lately: what there is to do before second steps protect all
// that a mailbox has (R10).

import type { MainPasswordUseResource, MainPasswordUsesResource } from '../../api/client/statistics-resources.ts';
import { listMainPasswordUseOperation } from '../../api/routes/statistics-routes.ts';
import { field, heading } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup, type Renderable } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consoleAddress, consoleLinkButton, consolePage } from '../console-page.ts';
import { doorName } from '../parts/door-names.ts';
import { filterBar } from '../parts/filters.ts';
import { emptyState, tabs } from '../parts/lists.ts';
import { mailboxLink } from '../parts/mailbox-link.ts';
import { pager } from '../parts/pager.ts';
import { problemNotice } from '../parts/problem-notice.ts';
import { dataTable } from '../parts/table.ts';
import {
  countryName,
  DAYS_OF_RANGES,
  domainIn,
  mailboxesAddress,
  modeName,
  RANGES_SHOWN,
  rangeIn,
} from './statistics-words.ts';

const PATH = '/main-passwords';

const DAY = 86_400_000;

export async function mainPasswordsPage(visit: ConsoleVisit): Promise<PageAnswer> {
  const { words } = visit.view;
  const title = words.say('console.statistics.main-title');
  const range = rangeIn(visit, '30d');
  const domain = domainIn(visit);
  const since = new Date(visit.clock.now() - DAYS_OF_RANGES[range] * DAY).toISOString();
  const after = visit.query.get('after') ?? undefined;
  const uses = await visit.call(listMainPasswordUseOperation, { query: { domain, since, after } });
  const body = html`${heading(title, uses.kind === 'done' && lead(visit, uses.value))}
${tabs(
  words.say('console.statistics.period'),
  RANGES_SHOWN.map(([each, key]) => ({
    text: words.say(key),
    address: consoleAddress(PATH, { range: each, domain }),
    isCurrent: each === range,
  })),
)}
${filterBar(visit, {
  path: PATH,
  keeps: { range },
  fields: field({
    ...{ name: 'domain', label: words.say('console.statistics.domain'), value: domain ?? '' },
    ...{ autocomplete: 'off', maxLength: 255, isOptional: true },
  }),
  active: [],
})}
${uses.kind === 'done' ? list(visit, uses.value) : problemNotice(visit, uses.problem)}`;
  return consolePage(visit, { section: 'dashboard', title, body });
}

function lead({ view: { words } }: ConsoleVisit, { items, since }: MainPasswordUsesResource): string | undefined {
  if (items.length === 0) return undefined;
  const mode = modeName(words, 'never');
  return words.say('console.statistics.main-lead', { since: words.day(Date.parse(since)), mode });
}

function list(visit: ConsoleVisit, { items, next, since }: MainPasswordUsesResource): Markup {
  const { words } = visit.view;
  const mode = modeName(words, 'never');
  const change = mailboxesAddress(visit, { effective: 'never', domain: domainIn(visit) });
  return html`${items.length > 0 && change !== undefined && html`<p>${consoleLinkButton(words.say('console.statistics.main-change', { mode }), change)}</p>`}
${dataTable<MainPasswordUseResource>({
  caption: words.say('console.statistics.main-title'),
  columns: [
    {
      title: words.say('console.statistics.main-mailbox'),
      isHeading: true,
      cell: (use) => mailboxLink(visit, use.mailbox),
    },
    { title: words.say('console.statistics.main-used'), cell: (use) => words.time(Date.parse(use.lastUsedAt)) },
    { title: words.say('console.statistics.door'), cell: (use) => doorName(words, use.door) },
    { title: words.say('console.statistics.main-from'), cell: (use) => from(visit, use) },
    {
      title: words.say('console.statistics.main-client'),
      cell: ({ client }) => (client === undefined ? '–' : foreign(client)),
    },
    { title: words.say('console.statistics.main-mode'), cell: (use) => modeName(words, use.challenge) },
  ],
  rows: items,
  empty: emptyState(words.say('console.statistics.main-none', { since: words.day(Date.parse(since)) })),
})}
${pager(visit, next)}`;
}

function from({ view: { words } }: ConsoleVisit, { remoteAddress, country }: MainPasswordUseResource): Renderable {
  if (remoteAddress === undefined) return '–';
  return country === undefined
    ? remoteAddress
    : html`${remoteAddress} <span class="soft">${countryName(words, country)}</span>`;
}
