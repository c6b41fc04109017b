// postern statistics …

import { type Command, Option } from 'commander';
import { PosternError } from '../../core/errors.ts';
import type {
  DeliveryResource,
  EnrolmentResource,
  MainPasswordUsesResource,
  SignInCountsResource,
  StatisticsRangeName,
  StatisticsResource,
} from '../../web/api/client/statistics-resources.ts';
import { type CommandContext, describeCommand, nodeClient, print } from '../command-context.ts';
import { optionsBelow, readCount, readPast } from '../options.ts';
import { properties, table, time } from '../table.ts';

interface StatisticsOptions {
  readonly since?: string;
  readonly by?: 'hour' | 'day';
  readonly domain?: string;
}

interface UsesOptions extends Pick<StatisticsOptions, 'since' | 'domain'> {
  readonly limit?: number;
  readonly after?: string;
}

const COUNTS = '{ allowed, challenged, refused, codeRefused, unavailable }';

export function statisticsCommands(program: Command, context: CommandContext): void {
  const group = program.command('statistics');
  const command = describeCommand(group, context, {
    summary: 'how many signed in, were asked and were refused',
    remark: 'What the audit log tells of, counted by hour and by day. Days are those of messages.time-zone.',
    examples: [
      ['postern statistics', 'the last 24 hours, by the hour'],
      ['postern statistics --since 30d --domain example.com', 'a month of one domain, by the day'],
    ],
    json: `{ range, by, timeZone, domain, countedAt, periods: [{ since, until, …counts }], totals: counts, doors: [{ door, …counts }], countries: [{ country, …counts }], reasons: [{ outcome, reason, count }] }; counts are ${COUNTS}`,
  });
  command
    .option('--since <range>', RANGE_TEXT)
    .addOption(new Option('--by <span>', 'by the hour only up to 7 days').choices(['hour', 'day']))
    .option('--domain <domain>', 'only mailboxes of this domain')
    .action(async ({ since, ...query }: StatisticsOptions) => {
      const client = nodeClient(command, context);
      const range = rangeOf(since);
      const found = await client.ask<StatisticsResource>('GET', '/statistics', { query: { range, ...query } });
      print(command, context, found, () => statisticsText(found));
    });
  mainPasswords(group, context);
  enrolment(group, context);
  delivery(group, context);
}

const RANGES: readonly StatisticsRangeName[] = ['24h', '7d', '30d', '90d'];

const RANGE_TEXT = 'how far back: 24h (unless said), 7d, 30d or 90d';

/** Read here, as commander takes the option of a command below for that of the one above. */
function rangeOf(since: string | undefined): StatisticsRangeName {
  const range = RANGES.find((each) => each === (since ?? '24h'));
  if (range === undefined) throw new PosternError('ERR_USAGE', `--since must be one of ${RANGES.join(', ')}`);
  return range;
}

function mainPasswords(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('main-passwords'), context, {
    summary: 'mailboxes whose own password was used in a mail program lately, newest use first',
    remark: 'An app password could take its place; with any mode but never, only that opens a mail program.',
    examples: [
      ['postern statistics main-passwords', 'of the last 30 days'],
      ['postern statistics main-passwords --since 7d --domain example.com', 'of a week, in one domain'],
    ],
    json: '{ items: [{ mailbox, lastUsedAt, door, remoteAddress, country, client, challenge }], next, total, since }',
  });
  command
    .option('--since <time>', 'used from then on: a duration such as 7d, or a time; 30 days unless said')
    .option('--domain <domain>', 'only mailboxes of this domain')
    .option('--limit <count>', 'at most so many', readCount, 100)
    .option('--after <cursor>', 'go on where a list ended: its "next"')
    .action(async () => {
      const client = nodeClient(command, context);
      const { since, domain, limit, after } = optionsBelow<UsesOptions>(command);
      const query = { domain, limit, after, since: since === undefined ? undefined : readPast(since) };
      const path = '/statistics/main-password-use';
      const found = await client.ask<MainPasswordUsesResource>('GET', path, { query });
      print(command, context, found, () => usesText(found));
    });
}

function enrolment(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('enrolment'), context, {
    summary: 'how many mailboxes have a second factor, by kind and by mode',
    examples: [['postern statistics enrolment --domain example.com', 'of one domain']],
    json: '{ domain, countedAt, figures: { mailboxes, unlisted, disabled, neverSignedIn, enrolled, unverified, withoutFactor, byKind: [{ kind, mailboxes }], byMode: [{ challenge, mailboxes, withoutFactor }] } }',
  });
  command.option('--domain <domain>', 'only mailboxes of this domain').action(async () => {
    const client = nodeClient(command, context);
    const { domain } = optionsBelow<Pick<StatisticsOptions, 'domain'>>(command);
    const found = await client.ask<EnrolmentResource>('GET', '/statistics/enrolment', { query: { domain } });
    print(command, context, found, () => enrolmentText(found));
  });
}

function delivery(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('delivery'), context, {
    summary: 'how codes and notices leave, and what became of them',
    examples: [['postern statistics delivery --since 7d', 'of a week']],
    json: '{ range, mailPath: { state, since, queued, oldest, lastFailure }, sms: { gateway, state, lastAcceptedAt, lastFailure }, notices, codes: [{ kind, sent, failed, limited }], messages: { delivered, failed } }',
  });
  command.option('--since <range>', RANGE_TEXT).action(async () => {
    const client = nodeClient(command, context);
    const range = rangeOf(optionsBelow<Pick<StatisticsOptions, 'since'>>(command).since);
    const found = await client.ask<DeliveryResource>('GET', '/statistics/delivery', { query: { range } });
    print(command, context, found, () => deliveryText(found));
  });
}

const COUNT_HEADINGS = ['SIGNED IN', 'ASKED', 'REFUSED', 'WRONG CODES', 'OUTAGES'];

function cells({ allowed, challenged, refused, codeRefused, unavailable }: SignInCountsResource): readonly string[] {
  return [allowed, challenged, refused, codeRefused, unavailable].map(String);
}

function statisticsText({ periods, totals, doors, countries, reasons, countedAt }: StatisticsResource): string {
  const byTime = [...periods.map((period) => [time(period.since), ...cells(period)]), ['all', ...cells(totals)]];
  return [
    countedAt === undefined ? 'The audit log is being counted for the first time: numbers still grow.\n' : '',
    table(['FROM', ...COUNT_HEADINGS], byTime),
    table(
      ['DOOR', ...COUNT_HEADINGS],
      doors.map(({ door, ...counts }) => [door, ...cells(counts)]),
    ),
    table(
      ['COUNTRY', ...COUNT_HEADINGS],
      countries.map(({ country, ...counts }) => [country, ...cells(counts)]),
    ),
    table(
      ['OUTCOME', 'REASON', 'NUMBER'],
      reasons.map(({ outcome, reason, count }) => [outcome, reason, String(count)]),
    ),
  ]
    .filter((text) => text !== '')
    .join('\n');
}

function usesText({ items, next, total, since }: MainPasswordUsesResource): string {
  const rows = items.map(
    ({ mailbox, lastUsedAt, door, remoteAddress = '-', country = '-', client = '-', challenge }) => [
      ...[mailbox, time(lastUsedAt), door, remoteAddress, country, challenge, client],
    ],
  );
  const more = next === undefined ? '' : `More: --after ${next}\n`;
  const headings = ['MAILBOX', 'LAST USED', 'DOOR', 'FROM', 'COUNTRY', 'MODE NOW', 'PROGRAM'];
  return `${table(headings, rows)}${total} mailboxes since ${time(since)}\n${more}`;
}

function enrolmentText({ countedAt, figures }: EnrolmentResource): string {
  if (!figures) return 'The mailboxes are being counted: ask again in a moment.\n';
  const { byKind, byMode, ...numbers } = figures;
  const facts = properties([
    ['mailboxes', String(numbers.mailboxes)],
    ['with a second step', String(numbers.enrolled)],
    ['not proved yet', String(numbers.unverified)],
    ['without', String(numbers.withoutFactor)],
    ['never signed in', String(numbers.neverSignedIn)],
    ['disabled', String(numbers.disabled)],
    ['in no list', String(numbers.unlisted)],
    ['counted', time(countedAt)],
  ]);
  const modes = byMode.map(({ challenge, ...of }) => [challenge, String(of.mailboxes), String(of.withoutFactor)]);
  const kinds = byKind.map(({ kind, mailboxes }) => [kind, String(mailboxes)]);
  return [facts, table(['MODE', 'MAILBOXES', 'WITHOUT A FACTOR'], modes), table(['KIND', 'MAILBOXES'], kinds)]
    .filter((text) => text !== '')
    .join('\n');
}

function deliveryText({ mailPath, sms, notices, codes, messages }: DeliveryResource): string {
  const facts = properties([
    ['mail path', mailPath?.state ?? 'none'],
    ['text messages', sms.gateway === 'none' ? 'none' : `${sms.state} (${sms.gateway})`],
    ['notices', notices],
    ['messages', `${messages.delivered} delivered, ${messages.failed} not, as far as is reported`],
  ]);
  const rows = codes.map(({ kind, sent, failed, limited }) => [kind, ...[sent, failed, limited].map(String)]);
  return `${facts}\n${table(['CODES BY', 'SENT', 'NOT SENT', 'HELD BACK'], rows)}`;
}
