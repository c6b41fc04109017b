// What became of a job's items: figures, what holds in the end, and what was refused, which can be taken along as a table.

import { csvRow } from '../../../core/csv.ts';
import type { JobDetailResource } from '../../api/client/job-resources.ts';
import { showJobOperation } from '../../api/routes/job-routes.ts';
import type { Words } from '../../pages/i18n/words.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consoleAddress, consoleLinkButton, toConsole } from '../console-page.ts';
import { dataTable } from '../parts/table.ts';
import { describedText, fieldName } from '../policy-form/policy-words.ts';

export function jobReport(visit: ConsoleVisit, job: JobDetailResource): Markup {
  return html`${figures(visit.view.words, job)}${effectsOf(visit, job)}${failuresOf(visit, job)}`;
}

/** What was refused, as CSV (RFC 4180 §2). */
export async function failuresAsCsv(visit: ConsoleVisit): Promise<PageAnswer> {
  const id = visit.query.get('id') ?? '';
  const found = await visit.call(showJobOperation, { params: { id: id || '-' } });
  if (found.kind === 'refused') return toConsole('/jobs/job', { id });
  const rows = found.value.failures.map(({ subject, line, refusal }) => [
    ...[subject, line === undefined ? '' : String(line), refusal.code, refusal.text],
  ]);
  return {
    status: 200,
    headers: {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="${found.value.id}-refused.csv"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
    setCookies: [],
    body: [['mailbox', 'line', 'code', 'reason'], ...rows].map(csvRow).join(''),
  };
}

function figures(words: Words, { dryRun, outcomes }: JobDetailResource): Markup {
  const { added, changed, unchanged, refused } = outcomes;
  const [change, add, refuse, so] = dryRun
    ? ([
        ...(['console.mailboxes.would-change', 'console.mailboxes.would-add'] as const),
        ...(['console.mailboxes.would-refuse', 'console.mailboxes.as-wanted'] as const),
      ] as const)
    : ([
        ...(['console.mailboxes.did-change', 'console.mailboxes.did-add'] as const),
        ...(['console.mailboxes.did-refuse', 'console.mailboxes.was-so'] as const),
      ] as const);
  const lines = [
    ...(added > 0 ? [words.say(add, { count: added })] : []),
    words.say(change, { count: changed }),
    ...(unchanged > 0 ? [words.say(so, { count: unchanged })] : []),
    ...(refused > 0 ? [words.say(refuse, { count: refused })] : []),
  ];
  const nothing = dryRun && added + changed === 0 && unchanged > 0;
  return html`<section class="stack"><h2>${words.say('console.mailboxes.figures')}</h2><ul class="plain-list">${lines.map((line) => html`<li>${line}</li>`)}</ul>${nothing && html`<p>${words.say('console.mailboxes.apply-nothing')}</p>`}</section>`;
}

function effectsOf(
  { view: { words } }: ConsoleVisit,
  { dryRun, effects, outcomes }: JobDetailResource,
): Markup | undefined {
  if (outcomes.changed + outcomes.added === 0) return undefined;
  const title = words.say(dryRun ? 'console.mailboxes.effects-preview' : 'console.mailboxes.effects');
  const table = dataTable({
    caption: title,
    rows: effects,
    empty: html`<p class="soft">${words.say('console.mailboxes.effects-none')}</p>`,
    columns: [
      {
        title: words.say('console.mailboxes.effect-field'),
        isHeading: true,
        cell: ({ field }) => fieldName(words, field),
      },
      {
        title: words.say('console.mailboxes.effect-from'),
        cell: ({ field, from }) => foreign(describedText(words, field, from)),
      },
      {
        title: words.say('console.mailboxes.effect-to'),
        cell: ({ field, to }) => foreign(describedText(words, field, to)),
      },
      {
        title: words.say('console.mailboxes.effect-count'),
        isNumber: true,
        cell: ({ items }) => words.number(items),
      },
    ],
  });
  return html`<section class="stack"><h2>${title}</h2>${table}</section>`;
}

function failuresOf(visit: ConsoleVisit, { id, failures, outcomes }: JobDetailResource): Markup | undefined {
  const { words } = visit.view;
  if (failures.length === 0) return undefined;
  const title = words.say('console.mailboxes.failures');
  const table = dataTable({
    caption: title,
    rows: failures,
    empty: '',
    columns: [
      {
        title: words.say('console.mailboxes.address'),
        isHeading: true,
        cell: ({ subject, line }) =>
          html`${foreign(subject)}${line !== undefined && html` <span class="soft small">${words.say('console.mailboxes.failure-line', { line: words.number(line) })}</span>`}`,
      },
      { title: words.say('console.mailboxes.failure-why'), cell: ({ refusal }) => foreign(refusal.text) },
    ],
  });
  const download = consoleLinkButton(
    words.say('console.mailboxes.failures-csv'),
    consoleAddress('/jobs/failures', { id }),
  );
  const first =
    outcomes.refused > failures.length &&
    html`<p class="soft">${words.say('console.mailboxes.failures-first', { count: failures.length })}</p>`;
  return html`<section class="stack"><h2>${title}</h2>${first}${table}<p>${download}</p></section>`;
}
