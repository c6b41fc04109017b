// Mailboxes as a file of CSV, for a spreadsheet or another import. The address says which ones, in the words of the API's
// filter, so that a list can lead to the file of what it shows.

import { exportMailboxesOperation } from '../../api/routes/import-routes.ts';
import { heading } from '../../pages/frame/parts.ts';
import { html } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consolePage } from '../console-page.ts';
import { problemNotice } from '../parts/problem-notice.ts';

export const EXPORT_PATH = '/mailboxes/export';

/** Mailboxes of one call. */
const PAGE = '1000';

export async function exportFile(visit: ConsoleVisit): Promise<PageAnswer> {
  const pages: string[] = [];
  let after: string | undefined;
  do {
    const query = { ...Object.fromEntries(visit.query), format: 'csv', limit: PAGE, after };
    const called = await visit.call(exportMailboxesOperation, { query });
    if (called.kind === 'refused') {
      const title = visit.view.words.say('console.frame.mailboxes');
      const body = html`${heading(title)}${problemNotice(visit, called.problem)}`;
      return consolePage(visit, { section: 'mailboxes', title, body, status: called.problem.status });
    }
    pages.push(called.value.csv ?? '');
    after = called.value.next;
  } while (after !== undefined);
  return {
    status: 200,
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="mailboxes.csv"',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
    setCookies: [],
    // Spreadsheets take a file for UTF-8 by this mark only.
    body: `\ufeff${pages.join('')}`,
  };
}
