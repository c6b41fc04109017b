// /jobs/job: how far a job is, and what became of it. Of a dry run: what the change would do, and the button that makes it.

import type { JobDetailResource } from '../../api/client/job-resources.ts';
import {
  applyJobOperation,
  cancelJobOperation,
  showJobOperation,
  startBulkJobOperation,
} from '../../api/routes/job-routes.ts';
import { button, heading, notice } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup, type Renderable } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { Called, ConsoleVisit } from '../console-contract.ts';
import { consoleAddress, consoleForm, consoleLinkButton, consolePage, toConsole } from '../console-page.ts';
import { keyValues, progressBar } from '../parts/lists.ts';
import { problemNotice } from '../parts/problem-notice.ts';
import { jobReport } from './job-report.ts';
import { warningsFor } from './job-warnings.ts';
import { doneText, jobActions, jobSelection, jobTitle, stateBadge } from './job-words.ts';

/** How often the page of a running job is shown anew, in seconds. */
const REFRESH_SECONDS = 3;

export async function jobPage(visit: ConsoleVisit): Promise<PageAnswer> {
  return showJob(visit);
}

/** What a dry run showed is done, or what broke off is done again: the same request once more. */
export async function startJob(visit: ConsoleVisit): Promise<PageAnswer> {
  const found = await findJob(visit);
  if (found.kind === 'refused') return showJob(visit);
  const { id, request, ready } = found.value;
  if (ready) return leadTo(visit, await visit.call(applyJobOperation, { params: { id } }));
  if (request === undefined) return toConsole('/jobs/job', { id: found.value.id });
  const again = found.value.dryRun && found.value.state !== 'finished';
  return leadTo(visit, await visit.call(startBulkJobOperation, { body: { ...request, dryRun: again } }));
}

function leadTo(visit: ConsoleVisit, started: Called<JobDetailResource>): PageAnswer | Promise<PageAnswer> {
  if (started.kind === 'done') return toConsole('/jobs/job', { id: started.value.id });
  return showJob(visit, problemNotice(visit, started.problem));
}

export async function cancelJob(visit: ConsoleVisit): Promise<PageAnswer> {
  const id = visit.query.get('id') ?? '';
  const cancelled = await visit.call(cancelJobOperation, { params: { id } });
  if (cancelled.kind === 'done') return toConsole('/jobs/job', { id });
  return showJob(visit, problemNotice(visit, cancelled.problem));
}

function findJob(visit: ConsoleVisit) {
  return visit.call(showJobOperation, { params: { id: visit.query.get('id') || '-' } });
}

async function showJob(visit: ConsoleVisit, wrong?: Markup): Promise<PageAnswer> {
  const { words } = visit.view;
  const found = await findJob(visit);
  if (found.kind === 'refused') return goneJob(visit);
  const job = found.value;
  const title = jobTitle(words, job);
  const isRunning = job.state === 'running';
  const body = html`${heading(title)}
${wrong}
${stateNotice(visit, job)}
${isRunning && progressOf(visit, job)}
${facts(visit, job)}
${job.dryRun && !isRunning && (await warningsFor(visit, job))}
${!isRunning && jobReport(visit, job)}
${actionsFor(visit, job)}`;
  const answer = consolePage(visit, {
    section: 'mailboxes',
    title,
    body,
    way: [{ text: words.say('console.mailboxes.jobs'), address: consoleAddress('/jobs') }],
    status: wrong ? 409 : 200,
  });
  // A page needs no script to go on: browsers read this header as they read the element (HTML Living Standard §4.2.5.3).
  return isRunning ? { ...answer, headers: { ...answer.headers, refresh: String(REFRESH_SECONDS) } } : answer;
}

function goneJob(visit: ConsoleVisit): PageAnswer {
  const { words } = visit.view;
  const title = words.say('console.mailboxes.jobs');
  const body = html`${heading(title)}${notice('bad', words.say('console.mailboxes.job-gone'))}<p>${consoleLinkButton(title, consoleAddress('/jobs'))}</p>`;
  return consolePage(visit, { section: 'mailboxes', title, body, status: 404 });
}

function stateNotice({ view: { words } }: ConsoleVisit, { state, refusal }: JobDetailResource): Markup | undefined {
  switch (state) {
    case 'running':
      return notice('plain', words.say('console.mailboxes.job-running-text'));
    case 'cancelled':
      return notice('warn', words.say('console.mailboxes.job-cancelled-text'));
    case 'interrupted':
      return notice('warn', words.say('console.mailboxes.job-interrupted-text'));
    case 'stopped':
      return notice(
        'bad',
        words.rich('console.mailboxes.job-stopped-text', { reason: foreign(refusal?.text ?? state) }),
      );
    case 'finished':
      return undefined;
  }
}

function progressOf(visit: ConsoleVisit, { id, done, total }: JobDetailResource): Markup {
  const { words } = visit.view;
  const label = words.say('console.mailboxes.job-progress');
  const far =
    total === undefined
      ? html`<p>${words.say('console.mailboxes.job-so-far', { count: done })}</p>`
      : progressBar(visit, label, { done, all: Math.max(done, total) });
  return html`${far}<p>${consoleLinkButton(words.say('console.mailboxes.job-refresh'), consoleAddress('/jobs/job', { id }))}</p>`;
}

function facts(visit: ConsoleVisit, job: JobDetailResource): Markup {
  const { words } = visit.view;
  const { id, actor, startedAt, endedAt, dryRun } = job;
  const actions = jobActions(words, job);
  const whom = jobSelection(visit, job);
  const rows: (readonly [Renderable, Renderable])[] = [
    [words.say('console.mailboxes.state'), stateBadge(words, job)],
    ...(actions.length > 0
      ? [[words.say('console.mailboxes.job-what'), actions.map((line) => html`<div>${line}</div>`)] as const]
      : []),
    ...(whom !== undefined ? [[words.say('console.mailboxes.job-whom'), whom] as const] : []),
    [words.say('console.mailboxes.job-done'), doneText(words, job)],
    [words.say('console.mailboxes.job-by'), foreign(actor)],
    [words.say('console.mailboxes.job-started'), words.time(Date.parse(startedAt))],
    ...(endedAt === undefined
      ? []
      : [[words.say('console.mailboxes.job-ended'), words.time(Date.parse(endedAt))] as const]),
    ...(dryRun ? [] : [[words.say('console.mailboxes.job-id'), html`<span class="mono">${id}</span>`] as const]),
  ];
  return keyValues(rows);
}

function actionsFor(visit: ConsoleVisit, job: JobDetailResource): Markup | undefined {
  const { view, mayVisit } = visit;
  const { words } = view;
  const { id, kind, state, dryRun, outcomes, request } = job;
  const query = { id };
  const back = consoleLinkButton(words.say('console.mailboxes.title'), consoleAddress('/mailboxes'), { kind: 'plain' });
  if (!mayVisit('/mailboxes/change')) return html`<div class="actions">${back}</div>`;
  if (state === 'running') {
    return consoleForm(visit, '/jobs/cancel', button(words.say('console.mailboxes.job-cancel')), { query });
  }
  if (kind === 'import') return importActions(visit, job, back);
  if (request === undefined) return html`<div class="actions">${back}</div>`;
  if (!dryRun && state === 'finished') return html`<div class="actions">${back}</div>`;
  if (dryRun && state === 'finished') {
    if (outcomes.changed === 0) return html`<div class="actions">${back}</div>`;
    const text = Reflect.has(request, 'filter')
      ? 'console.mailboxes.apply-text'
      : 'console.mailboxes.apply-picked-text';
    const apply = button(words.say('console.mailboxes.apply', { count: outcomes.changed }), { kind: 'primary' });
    return html`<p>${words.say(text)}</p>${consoleForm(visit, '/jobs/start', html`<div class="actions">${apply}${back}</div>`, { query })}`;
  }
  const again = button(words.say('console.mailboxes.job-again'), { kind: 'primary' });
  return consoleForm(visit, '/jobs/start', html`<div class="actions">${again}${back}</div>`, { query });
}

/** Its rows are gone with the node, or with time: then the file is chosen anew. */
function importActions(visit: ConsoleVisit, { id, outcomes, ready }: JobDetailResource, back: Markup): Markup {
  const { words } = visit.view;
  const count = outcomes.added + outcomes.changed;
  const again = consoleLinkButton(words.say('console.import.again'), consoleAddress('/mailboxes/import'), {
    kind: 'plain',
  });
  if (!ready || count === 0) return html`<div class="actions">${again}${back}</div>`;
  const apply = button(words.say('console.import.apply', { count }), { kind: 'primary' });
  return consoleForm(visit, '/jobs/start', html`<div class="actions">${apply}${again}${back}</div>`, { query: { id } });
}
