// The account at a glance: how it is protected and why, what was signed in to lately, and the way to everything else.

import type { StoredAuditEntry } from '../../core/audit/audit-store.ts';
import { placeOf } from '../pages/describe.ts';
import { icon } from '../pages/design/icons.ts';
import { SECTIONS, type Section } from '../pages/frame/navigation.ts';
import { badge, group, heading, item } from '../pages/frame/parts.ts';
import type { PlainKey } from '../pages/i18n/words.ts';
import { foreign, html, type Markup } from '../pages/markup.ts';
import { PAGES_PREFIX, type PageAnswer } from '../pages/page-contract.ts';
import type { Open, Visit } from '../pages/visit.ts';
import { accountPage } from './account-page.ts';
import { modeName, sourceOfMode } from './mode-page.ts';

/** Sign-ins that are shown. */
const SHOWN = 10;

/** Entries that are read for them: connections and changes are among them. */
const READ = 60;

export async function showOverview(visit: Visit<Open>): Promise<PageAnswer> {
  const { view, presented } = visit;
  const { words } = view;
  const [summaries, history] = await Promise.all([
    summarize(visit),
    visit.parts.account.history(presented.session, READ),
  ]);
  const tiles = SECTIONS.filter(({ section }) => section !== 'overview').map(
    ({ section, path, title, icon: drawing }) =>
      html`<li><a class="tile" href="${PAGES_PREFIX}${path}">${icon(drawing)}<h2>${words.say(title)}</h2><p>${summaries[section]}</p></a></li>`,
  );
  const rows = history.flatMap((entry) => historyRow(visit, entry) ?? []).slice(0, SHOWN);
  const body = html`${heading(words.say('overview.title'), words.rich('frame.signed-in-as', { mailbox: foreign(presented.session.mailbox) }))}
<ul class="tiles">${tiles}</ul>
<section class="stack" aria-labelledby="history"><h2 id="history">${words.say('overview.history')}</h2>
${group(rows, words.say('overview.history-empty'))}
${rows.length > 0 && html`<p class="soft small">${words.say('overview.history-hint')}</p>`}</section>`;
  return accountPage(visit, { section: 'overview', title: words.say('overview.title'), body });
}

/** A line for each section. */
async function summarize({
  parts: { account },
  presented: { session },
  request,
  view,
}: Visit<Open>): Promise<Readonly<Record<Section, string>>> {
  const { words } = view;
  const [mode, factors, codes, appPasswords, browsers, sessions, connections] = await Promise.all([
    account.mode(session),
    account.factors(session),
    account.recoveryCodesLeft(session),
    account.appPasswords(session),
    account.trustedBrowsers(session, request.context),
    account.sessions(session),
    account.connections(session),
  ]);
  return {
    overview: '',
    mode: `${words.say(modeName(mode.challenge.value))} · ${sourceOfMode(view, session.mailbox, mode)}`,
    authenticators: words.say('overview.factors', { count: factors.length }),
    'recovery-codes': words.say('overview.codes', { count: codes }),
    'app-passwords': words.say('overview.app-passwords', { count: appPasswords.length }),
    places: words.say('overview.browsers', { count: browsers.length }),
    sessions: `${words.say('overview.sessions', { count: sessions.length })} · ${words.say('overview.connections', { count: connections.length })}`,
  };
}

/** What became of a sign-in, and how that is. */
export type Verdict = readonly [text: PlainKey, kind: 'good' | 'bad' | 'warn'];

/** What the last word of an event says of a sign-in. Entries with another aren't shown. */
const VERDICTS: Readonly<Record<string, Verdict>> = {
  allowed: ['overview.allowed', 'good'],
  opened: ['overview.allowed', 'good'],
  completed: ['overview.allowed', 'good'],
  refused: ['overview.refused', 'bad'],
  unavailable: ['overview.unavailable', 'warn'],
  pending: ['overview.pending', 'warn'],
  challenged: ['overview.pending', 'warn'],
};

const DOORS: Readonly<Record<string, PlainKey>> = {
  imap: 'door.imap',
  pop3: 'door.pop3',
  smtp: 'door.smtp',
  sieve: 'door.sieve',
  dav: 'door.dav',
  activesync: 'door.activesync',
  web: 'door.web',
};

/** A door's name; one that isn't known keeps its own. */
export function doorName({ words }: Visit['view'], door: string): string {
  const key = Object.hasOwn(DOORS, door) ? DOORS[door] : undefined;
  return key === undefined ? door : words.say(key);
}

function historyRow({ view, parts }: Visit<Open>, entry: StoredAuditEntry): Markup | undefined {
  const { words } = view;
  const verdict = entry.kind === 'sign-in' ? verdictOf(entry.event) : undefined;
  if (!verdict) return undefined;
  const [text, kind] = verdict;
  const place = entry.remoteAddress === undefined ? undefined : placeOf(words, entry.remoteAddress, parts.countries);
  return item(
    html`${doorName(view, entry.door ?? 'web')} ${badge(words.say(text), kind)}`,
    html`${words.time(entry.at)}${place && html`<br>${place}`}`,
  );
}

/** Of an event of the audit log; `undefined`: of none that its owner is shown. */
export function verdictOf(event: string): Verdict | undefined {
  const word = event.slice(event.lastIndexOf('.') + 1);
  return Object.hasOwn(VERDICTS, word) ? VERDICTS[word] : undefined;
}
