// postern job …: long work that a node does while nobody waits for it.

import type { Command } from 'commander';
import type { JobDetailResource, JobResource } from '../../web/api/client/job-resources.ts';
import type { ListResource } from '../../web/api/client/resources.ts';
import { type CommandContext, describeCommand, nodeClient, print } from '../command-context.ts';
import { segment } from '../node-client.ts';
import { harmless, properties, table, time } from '../table.ts';

const JOB =
  '{ id, kind, state, dryRun, actor, startedAt, endedAt, total, done, outcomes: { added, changed, unchanged, refused }, refusal: { code, text } }';

/** What `show` and `cancel` print, and what starts one. */
export const JOB_JSON: string = `${JOB.slice(0, -2)}, effects: [{ field, from, to, items }], failures: [{ subject, line, refusal: { code, text } }], request }`;

export function jobCommands(program: Command, context: CommandContext): void {
  const job = program.command('job').summary('long work: changes of many mailboxes');
  job.description(
    'Long work that the node does while nobody waits for it. It ends with the node: what was done stays done, and the same work can be started again.',
  );
  listJobs(job, context);
  showJob(job, context);
  cancelJob(job, context);
  applyJob(job, context);
}

function listJobs(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('list'), context, {
    summary: 'list jobs that run, and that ended lately',
    examples: [['postern job list', 'all of them, newest first']],
    json: `{ items: [${JOB}] }`,
  });
  command.action(async () => {
    const found = await nodeClient(command, context).ask<ListResource<JobResource>>('GET', '/jobs');
    print(command, context, found, () =>
      table(['ID', 'STARTED', 'BY', 'WHAT', 'STATE', 'DONE', 'CHANGED', 'REFUSED'], found.items.map(row)),
    );
  });
}

function showJob(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('show <id>'), context, {
    summary: 'show how far a job is, and what became of it',
    examples: [['postern job show bulk-0123456789', 'its figures, and what was refused']],
    json: JOB_JSON,
  });
  command.action(async (id: string) => {
    const found = await nodeClient(command, context).ask<JobDetailResource>('GET', `/jobs/${segment(id)}`);
    print(command, context, found, () => jobText(found));
  });
}

function cancelJob(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('cancel <id>'), context, {
    summary: 'end a job before it is done',
    remark: 'What it has changed stays changed.',
    examples: [['postern job cancel bulk-0123456789', 'it ends with the mailbox that it is at']],
    json: JOB_JSON,
  });
  command.action(async (id: string) => {
    const path = `/jobs/${segment(id)}/cancel`;
    const ended = await nodeClient(command, context).ask<JobDetailResource>('POST', path);
    print(command, context, ended, () => jobText(ended));
  });
}

function applyJob(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('apply <id>'), context, {
    summary: 'do what the dry run of an import showed',
    remark: 'While the node has its rows: of the newest few, and until it ends. Else the file is imported anew.',
    examples: [['postern job apply bulk-0123456789', 'what postern mailbox import FILE --dry-run --background showed']],
    json: JOB_JSON,
  });
  command.action(async (id: string) => {
    const path = `/jobs/${segment(id)}/apply`;
    const started = await nodeClient(command, context).ask<JobDetailResource>('POST', path);
    print(command, context, started, () => startedText(started));
  });
}

/** A job for people: what it is, what would be or is another thing, and who was refused. */
export function jobText(job: JobDetailResource): string {
  const { id, state, dryRun, actor, startedAt, endedAt, outcomes, refusal, effects, failures } = job;
  const { added, changed, unchanged, refused } = outcomes;
  const facts = properties([
    ['job', id],
    ['what', whatOf(job)],
    ['state', refusal ? `${state}: ${refusal.text}` : state],
    ['started', `${time(startedAt)} by ${actor}`],
    ['ended', endedAt && time(endedAt)],
    ['done', doneOf(job)],
    ['added', added > 0 ? String(added) : undefined],
    [dryRun ? 'would change' : 'changed', String(changed)],
    ['as they were', String(unchanged)],
    ['refused', String(refused)],
  ]);
  const ends = table(
    ['IN THE END', 'FROM', 'TO', 'MAILBOXES'],
    effects.map(({ field, from, to, items }) => [field, from, to, String(items)]),
  );
  const whom = table(
    ['REFUSED', 'WHY'],
    failures.map(({ subject, line, refusal: why }) => [
      line === undefined ? subject : `line ${line}: ${subject}`,
      why.text,
    ]),
  );
  return [facts, ends, whom].filter((part) => part !== '').join('\n');
}

/** What is told when one was started. */
export function startedText(job: JobDetailResource): string {
  if (job.state !== 'running') return jobText(job);
  return `${harmless(job.id)} goes on: postern job show ${harmless(job.id)}\n`;
}

function row(job: JobResource): string[] {
  const { id, startedAt, actor, state, outcomes } = job;
  const { added, changed, refused } = outcomes;
  return [id, time(startedAt), actor, whatOf(job), state, doneOf(job), String(added + changed), String(refused)];
}

function whatOf({ kind, dryRun }: JobResource): string {
  const what = { bulk: 'change', import: 'import' }[kind];
  return dryRun ? `${what}, dry run` : what;
}

function doneOf({ done, total }: JobResource): string {
  return total === undefined ? String(done) : `${done} of ${total}`;
}
