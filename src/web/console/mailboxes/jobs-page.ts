// /jobs: long work that runs, and that ended lately.

import type { JobResource } from '../../api/client/job-resources.ts';
import { listJobsOperation } from '../../api/routes/job-routes.ts';
import { heading } from '../../pages/frame/parts.ts';
import { foreign, html } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consoleAddress, consolePage } from '../console-page.ts';
import { emptyState } from '../parts/lists.ts';
import { problemNotice } from '../parts/problem-notice.ts';
import { type Column, dataTable } from '../parts/table.ts';
import { doneText, jobTitle, stateBadge } from './job-words.ts';

export async function jobsPage(visit: ConsoleVisit): Promise<PageAnswer> {
  const { words } = visit.view;
  const found = await visit.call(listJobsOperation);
  const title = words.say('console.mailboxes.jobs');
  const table = dataTable({
    caption: title,
    columns: columnsFor(visit),
    rows: found.kind === 'done' ? found.value.items : [],
    empty: emptyState(words.say('console.mailboxes.jobs-empty')),
  });
  const body = html`${heading(title, words.say('console.mailboxes.jobs-text'))}
${found.kind === 'refused' ? problemNotice(visit, found.problem) : table}`;
  return consolePage(visit, { section: 'mailboxes', title, body });
}

function columnsFor({ view: { words }, clock }: ConsoleVisit): readonly Column<JobResource>[] {
  const now = clock.now();
  return [
    {
      title: words.say('console.mailboxes.job-what'),
      isHeading: true,
      cell: (job) => html`<a href="${consoleAddress('/jobs/job', { id: job.id })}">${jobTitle(words, job)}</a>`,
    },
    {
      title: words.say('console.mailboxes.job-started'),
      cell: ({ startedAt }) => html`<time datetime="${startedAt}">${words.ago(Date.parse(startedAt), now)}</time>`,
    },
    { title: words.say('console.mailboxes.job-by'), cell: ({ actor }) => foreign(actor) },
    { title: words.say('console.mailboxes.state'), cell: (job) => stateBadge(words, job) },
    { title: words.say('console.mailboxes.job-done'), isNumber: true, cell: (job) => doneText(words, job) },
    {
      title: words.say('console.mailboxes.failures'),
      isNumber: true,
      cell: ({ outcomes }) => words.number(outcomes.refused),
    },
  ];
}
