// postern sessions …

import type { Command } from 'commander';
import { PosternError } from '../../core/errors.ts';
import type { ListResource, WebSessionResource } from '../../web/api/client/resources.ts';
import { type CommandContext, describeCommand, nodeClient, print } from '../command-context.ts';
import { table, time } from '../table.ts';

export function sessionsCommands(program: Command, context: CommandContext): void {
  const group = program.command('sessions').summary('browsers that are signed in now');
  group.description('Browsers that are signed in now, or whose second step is missing, at every site.');
  list(group, context);
  end(group, context);
}

function list(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('list'), context, {
    summary: "list browsers' sessions",
    examples: [
      ['postern sessions list', 'all of them, newest first'],
      ['postern sessions list --mailbox alice@example.com', 'those of one mailbox'],
    ],
    json:
      '{ items: [{ id, state, mailbox, site, remoteAddress, country, userAgent, ' +
      'startedAt, lastActiveAt, endsAt, secondStep }] }',
  });
  command
    .option('--mailbox <address>', 'of this mailbox')
    .option('--site <name>', 'at this site')
    .action(async ({ mailbox, site }: { readonly mailbox?: string; readonly site?: string }) => {
      const client = nodeClient(command, context);
      const query = { mailbox, site };
      const found = await client.ask<ListResource<WebSessionResource>>('GET', '/sessions', { query });
      print(command, context, found, () =>
        table(
          ['ID', 'SINCE', 'LAST ACTIVE', 'MAILBOX', 'SITE', 'FROM', 'SECOND STEP', 'BROWSER'],
          found.items.map(row),
        ),
      );
    });
}

function end(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('end [id]'), context, {
    summary: "end browsers' sessions, within a second",
    remark: 'Whoever was ended may sign in again. To keep it out, disable the mailbox or change its password.',
    examples: [
      ['postern sessions end ws-3k9x0abcde3k9x0a', 'one'],
      ['postern sessions end --mailbox alice@example.com', 'all of a mailbox'],
    ],
    json: '{ ended }',
  });
  command
    .option('--mailbox <address>', 'all of this mailbox')
    .action(async (id: string | undefined, { mailbox }: { readonly mailbox?: string }) => {
      if ((id === undefined) === (mailbox === undefined)) {
        throw new PosternError('ERR_USAGE', 'name one session, or --mailbox');
      }
      const client = nodeClient(command, context);
      const done = await client.ask<{ readonly ended: number }>('POST', '/sessions/end', { body: { id, mailbox } });
      print(command, context, done, () => `${done.ended} ended\n`);
    });
}

function row(session: WebSessionResource): string[] {
  const { id, startedAt, lastActiveAt, mailbox, site, remoteAddress, secondStep, userAgent } = session;
  return [
    ...[id, time(startedAt), time(lastActiveAt), mailbox, site, remoteAddress],
    ...[secondStep ?? 'missing', userAgent === '' ? '-' : userAgent],
  ];
}
