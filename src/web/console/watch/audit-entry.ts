// One entry of the audit log in full, with every check of its decision.

import type { AuditResource } from '../../api/client/audit-resources.ts';
import { searchAuditOperation } from '../../api/routes/audit-routes.ts';
import { countryName } from '../../pages/describe.ts';
import { heading } from '../../pages/frame/parts.ts';
import { foreign, html, type Renderable } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consoleAddress, consoleLinkButton, consolePage } from '../console-page.ts';
import { doorName } from '../parts/door-names.ts';
import { emptyState, keyValues } from '../parts/lists.ts';
import { mailboxLink } from '../parts/mailbox-link.ts';
import { reasonName } from '../parts/reason-words.ts';
import { traceSteps } from './trace-steps.ts';

export async function showEntry(visit: ConsoleVisit): Promise<PageAnswer> {
  const { words } = visit.view;
  const entry = await findEntry(visit, visit.query.get('sequence') ?? '');
  if (entry === undefined) {
    const title = words.say('absent.title');
    const body = html`${heading(title)}${emptyState(words.say('console.watch.entry-absent'))}`;
    return consolePage(visit, { section: 'audit', title, body, status: 404 });
  }
  const { trace, details, mailbox } = entry;
  const title = words.say('console.watch.entry-title', { number: String(entry.sequence) });
  const more = Object.entries(details ?? {}).map(
    ([name, value]) => [html`<code>${name}</code>`, foreign(String(value))] as const,
  );
  const links =
    mailbox !== undefined &&
    consoleLinkButton(words.say('console.watch.of-mailbox'), consoleAddress('/audit', { mailbox }));
  const body = html`${heading(title, html`<code>${entry.event}</code>`)}
${keyValues(factsOf(visit, entry))}
${trace && trace.length > 0 && html`<section class="stack"><h2>${words.say('console.watch.trace')}</h2><div class="panel">${traceSteps(words, trace)}</div></section>`}
${more.length > 0 && html`<section class="stack"><h2>${words.say('console.watch.details')}</h2>${keyValues(more)}</section>`}
${links && html`<div class="actions">${links}</div>`}`;
  return consolePage(visit, { section: 'audit', title, body });
}

/** The first entry after the one before it is the one itself, if it is there for whoever asks. */
async function findEntry({ call }: ConsoleVisit, sequence: string): Promise<AuditResource | undefined> {
  const number = /^[1-9][0-9]{0,15}$/.test(sequence) ? Number(sequence) : 0;
  if (number < 1) return undefined;
  const found = await call(searchAuditOperation, { query: { after: String(number - 1), limit: '1' } });
  const entry = found.kind === 'done' ? found.value.items[0] : undefined;
  return entry?.sequence === number ? entry : undefined;
}

function factsOf(visit: ConsoleVisit, entry: AuditResource): readonly (readonly [Renderable, Renderable])[] {
  const { words } = visit.view;
  const country = entry.details?.['country'];
  const said = (key: Parameters<typeof words.say>[0], value: Renderable) =>
    value === undefined ? [] : [[words.say(key as 'console.watch.time'), value] as const];
  const text = (value: string | undefined): Renderable => (value === undefined ? undefined : foreign(value));
  return [
    ...said('console.watch.time', html`<time datetime="${entry.at}">${words.time(Date.parse(entry.at))}</time>`),
    ...said('console.watch.mailbox', entry.mailbox === undefined ? undefined : mailboxLink(visit, entry.mailbox)),
    ...said('console.watch.typed-name', text(entry.loginName)),
    ...said('console.watch.door', entry.door === undefined ? undefined : doorName(words, entry.door)),
    ...said('console.watch.client-address', text(entry.remoteAddress)),
    ...said('console.watch.country', typeof country === 'string' ? countryName(words, country) : undefined),
    ...said('console.watch.reason', entry.reason === undefined ? undefined : reasonName(words, entry.reason)),
    ...said('console.watch.app-password', text(entry.appPassword)),
    ...said('console.watch.actor', text(entry.actor)),
    ...said(
      'console.watch.decision',
      entry.decisionId === undefined ? undefined : html`<code>${entry.decisionId}</code>`,
    ),
  ];
}
