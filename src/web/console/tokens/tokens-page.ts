// The tokens by which programs ask the API: what each may do, until when, and when it was last used. The tokens themselves are
// kept nowhere.

import type { TokenResource, TokenState } from '../../api/client/token-resources.ts';
import { listTokensOperation, revokeTokenOperation } from '../../api/routes/token-routes.ts';
import { badge, heading, hidden } from '../../pages/frame/parts.ts';
import type { PlainKey } from '../../pages/i18n/words.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import { idIn } from '../../pages/visit.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consoleAddress, consoleLinkButton, consolePage, toConsole } from '../console-page.ts';
import { confirmationPage } from '../parts/confirmation.ts';
import { emptyState, tabs } from '../parts/lists.ts';
import { refusedPage } from '../parts/problem-notice.ts';
import { resultNotice } from '../parts/results.ts';
import { onceNotice } from '../parts/shown-once.ts';
import { dataTable } from '../parts/table.ts';
import { PERMISSION_TEXTS } from './permission-words.ts';

const HOME = '/tokens';
const REVOKE = '/tokens/revoke';

const STATES: Readonly<Record<TokenState, readonly [PlainKey, 'good' | 'bad' | 'plain']>> = {
  active: ['console.access.token-active', 'good'],
  expired: ['console.access.token-expired', 'plain'],
  revoked: ['console.access.token-revoked', 'bad'],
};

export async function showTokens(visit: ConsoleVisit): Promise<PageAnswer> {
  const { view, query, mayVisit } = visit;
  const { words } = view;
  const title = words.say('console.frame.tokens');
  const withEnded = query.get('ended') === 'true';
  const called = await visit.call(listTokensOperation, { query: { ended: withEnded ? 'true' : undefined } });
  if (called.kind === 'refused') return refusedPage(visit, { section: 'tokens', title }, called.problem);
  const make =
    mayVisit('/tokens/new') &&
    consoleLinkButton(words.say('console.access.token-new'), consoleAddress('/tokens/new'), { kind: 'primary' });
  const body = html`<div class="page-head">${heading(title, words.say('console.access.tokens-text'))}${make && html`<p class="actions">${make}</p>`}</div>
${resultNotice(visit, { revoked: 'console.access.token-was-revoked' })}${onceNotice(visit)}
${tabs(title, [
  { text: words.say('console.access.tokens-counting'), address: consoleAddress(HOME), isCurrent: !withEnded },
  {
    text: words.say('console.access.tokens-all'),
    address: consoleAddress(HOME, { ended: 'true' }),
    isCurrent: withEnded,
  },
])}
${tokenTable(visit, called.value.items)}`;
  return consolePage(visit, { section: 'tokens', title, body });
}

function tokenTable(visit: ConsoleVisit, tokens: readonly TokenResource[]): Markup {
  const { view, clock, mayVisit } = visit;
  const { words } = view;
  const day = (at: string) => words.day(Date.parse(at));
  return dataTable<TokenResource>({
    caption: words.say('console.frame.tokens'),
    columns: [
      {
        title: words.say('console.access.name'),
        isHeading: true,
        cell: ({ name, id }) => html`${foreign(name)}<br><span class="soft small mono">${id}</span>`,
      },
      {
        title: words.say('console.access.state'),
        cell: ({ state }) => badge(words.say(STATES[state][0]), STATES[state][1]),
      },
      {
        title: words.say('console.access.token-maker'),
        cell: ({ maker }) => (maker === undefined ? words.say('console.access.operator') : foreign(maker)),
      },
      { title: words.say('console.access.token-may'), cell: (token) => powers(visit, token) },
      { title: words.say('console.access.token-until'), cell: ({ expiresAt }) => day(expiresAt) },
      {
        title: words.say('console.access.token-used'),
        cell: ({ lastUse }) =>
          lastUse === undefined
            ? words.say('console.access.never')
            : html`${words.ago(Date.parse(lastUse.at), clock.now())}<br><span class="soft small">${foreign(lastUse.remoteAddress)}</span>`,
      },
      ...(mayVisit(REVOKE)
        ? [
            {
              title: words.say('console.access.revoke'),
              isUntitled: true,
              cell: (token: TokenResource) => token.state === 'active' && revokeLink(visit, token),
            },
          ]
        : []),
    ],
    rows: tokens,
    empty: emptyState(words.say('console.access.tokens-empty')),
  });
}

/** What it may do, folded away where that is much. */
function powers({ view: { words } }: ConsoleVisit, { permissions, domains }: TokenResource): Markup {
  const where = domains === 'all' ? words.say('console.access.all-domains') : words.list(domains);
  const list = html`<ul class="small">${permissions.map((permission) => html`<li>${words.say(PERMISSION_TEXTS[permission])}</li>`)}</ul>`;
  return html`<details><summary>${words.say('console.access.token-powers', { count: permissions.length })}</summary><div>${list}</div></details><span class="soft small">${where}</span>`;
}

function revokeLink({ view: { words } }: ConsoleVisit, { id, name }: TokenResource): Markup {
  const says = words.say('console.access.revoke-title', { name });
  return consoleLinkButton(words.say('console.access.revoke'), consoleAddress(REVOKE, { id, name }), {
    kind: 'danger',
    says,
  });
}

export async function askToRevoke(visit: ConsoleVisit): Promise<PageAnswer> {
  const { words } = visit.view;
  const id = idIn(visit.query.get('id')) ?? '';
  const name = visit.query.get('name') ?? id;
  return confirmationPage(visit, {
    section: 'tokens',
    title: words.say('console.access.revoke-title', { name }),
    text: words.say('console.access.revoke-text'),
    path: REVOKE,
    fields: hidden('id', id),
    button: words.say('console.access.revoke'),
    back: consoleAddress(HOME),
  });
}

export async function revokeToken(visit: ConsoleVisit): Promise<PageAnswer> {
  const id = idIn(visit.form.get('id')) ?? '';
  const called = await visit.call(revokeTokenOperation, { params: { id } });
  const title = visit.view.words.say('console.frame.tokens');
  if (called.kind === 'refused') return refusedPage(visit, { section: 'tokens', title }, called.problem);
  return toConsole(HOME, { result: 'revoked' });
}
