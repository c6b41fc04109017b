// Whether the audit log is as it was written: its chain is recomputed in pieces, each in one request, so that a log of any
// length can be verified, and left.

import type { ChainFault } from '../../../core/audit/verify-chain.ts';
import type { AuditVerificationResource } from '../../api/client/audit-resources.ts';
import { verifyAuditOperation } from '../../api/routes/audit-routes.ts';
import { heading, notice } from '../../pages/frame/parts.ts';
import type { PlainKey } from '../../pages/i18n/words.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consoleAddress, consoleLinkButton, consolePage } from '../console-page.ts';
import { problemNotice } from '../parts/problem-notice.ts';

const FAULTS = {
  changed: 'console.watch.fault-changed',
  missing: 'console.watch.fault-missing',
  inserted: 'console.watch.fault-inserted',
  covered: 'console.watch.fault-covered',
  mark: 'console.watch.fault-mark',
  unexpected: 'console.watch.fault-unexpected',
} as const satisfies Record<ChainFault, PlainKey>;

/** The path below which one piece after another is asked for. */
const PATH = '/audit/verify';

/** Without `run` in the address it says what it would do; with it, one piece is recomputed. */
export async function showVerification(visit: ConsoleVisit): Promise<PageAnswer> {
  const { query, call, view } = visit;
  const { words } = view;
  const title = words.say('console.watch.verify-title');
  const top = heading(title, words.say('console.watch.verify-text'));
  if (!query.has('run')) {
    const start = consoleLinkButton(words.say('console.watch.verify-start'), consoleAddress(PATH, { run: 1 }), {
      kind: 'primary',
    });
    return consolePage(visit, { section: 'audit', title, body: html`${top}<div class="actions">${start}</div>` });
  }
  const from = query.get('from') ?? undefined;
  const verified = await call(verifyAuditOperation, { query: { from } });
  if (verified.kind === 'refused') {
    const body = html`${top}${problemNotice(visit, verified.problem)}`;
    return consolePage(visit, { section: 'audit', title, body, status: verified.problem.status });
  }
  const { next, broken, checked } = verified.value;
  const count = countedBefore(query) + checked;
  if (next === undefined || broken !== undefined) {
    return consolePage(visit, {
      section: 'audit',
      title,
      body: html`${top}${findingOf(visit, verified.value, count)}`,
    });
  }
  const onward = consoleAddress(PATH, { run: 1, from: `${next.sequence}:${next.digest}`, count });
  const body = html`${top}${notice('plain', words.say('console.watch.verify-running', { count }))}
<div class="actions">${consoleLinkButton(words.say('action.continue'), onward)}${consoleLinkButton(words.say('action.cancel'), consoleAddress('/audit'), { kind: 'plain' })}</div>`;
  const page = consolePage(visit, { section: 'audit', title, body });
  return { ...page, headers: { ...page.headers, refresh: `1; url=${onward}` } };
}

/** Of the pieces before, as the address says it: shown and nothing else. */
function countedBefore(query: URLSearchParams): number {
  const count = query.get('count') ?? '';
  return /^[0-9]{1,12}$/.test(count) ? Number(count) : 0;
}

function findingOf(
  { view: { words } }: ConsoleVisit,
  { broken, begin, purged, head }: AuditVerificationResource,
  count: number,
): Markup {
  const finding =
    broken === undefined
      ? notice('good', words.say('console.watch.verify-good', { count }))
      : notice(
          'bad',
          words.say('console.watch.verify-bad', {
            number: String(broken.sequence),
            fault: words.say(FAULTS[broken.fault]),
          }),
        );
  const about = [
    purged &&
      words.rich('console.watch.verify-purged', {
        number: String(purged.sequence),
        day: words.day(Date.parse(purged.at)),
        actor: foreign(purged.by),
      }),
    begin && words.rich('console.watch.verify-begin', { number: String(begin.sequence) }),
    head && words.rich('console.watch.verify-head', { head: html`<code>${head.sequence}:${head.digest}</code>` }),
  ].filter((each) => each !== undefined);
  return html`${finding}${about.map((text) => html`<p class="soft">${text}</p>`)}`;
}
