// postern connections …

import { type Command, Option } from 'commander';
import { PosternError } from '../../core/errors.ts';
import type { ConnectionResource, ListResource } from '../../web/api/client/resources.ts';
import { type CommandContext, describeCommand, nodeClient, print } from '../command-context.ts';
import { MAIL_DOORS } from '../options.ts';
import { table, time } from '../table.ts';

interface Targets {
  readonly mailbox?: string;
  readonly appPassword?: string;
}

export function connectionsCommands(program: Command, context: CommandContext): void {
  const group = program.command('connections').summary('mail clients that are signed in now');
  group.description('Mail clients that are signed in now, in every worker.');
  list(group, context);
  end(group, context);
}

function list(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('list'), context, {
    summary: 'list live connections',
    examples: [
      ['postern connections list', 'all of them, oldest first'],
      ['postern connections list --mailbox alice@example.com --door imap', 'those of one mailbox at one door'],
    ],
    json: '{ items: [{ id, worker, door, mailbox, appPassword: { id, name }, remoteAddress, clientName, since }] }',
  });
  command
    .option('--mailbox <address>', 'of this mailbox')
    .option('--app-password <id>', 'signed in with this app password')
    .addOption(new Option('--door <door>', 'at this door').choices(MAIL_DOORS))
    .action(async ({ mailbox, appPassword, door }: Targets & { readonly door?: string }) => {
      const client = nodeClient(command, context);
      const query = { mailbox, appPassword, door };
      const found = await client.ask<ListResource<ConnectionResource>>('GET', '/connections', { query });
      print(command, context, found, () =>
        table(['ID', 'SINCE', 'DOOR', 'MAILBOX', 'FROM', 'SIGNED IN WITH', 'CLIENT'], found.items.map(row)),
      );
    });
}

function end(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('end [id]'), context, {
    summary: 'end live connections, within a second',
    remark: 'Whoever was ended may come back at once. To keep it out, revoke its app password or disable the mailbox.',
    examples: [
      ['postern connections end 3k9x0abcde', 'one'],
      ['postern connections end --mailbox alice@example.com', 'all of a mailbox'],
      ['postern connections end --app-password ap-0123456789', 'all that signed in with an app password'],
    ],
    json: '{ ended }',
  });
  command
    .option('--mailbox <address>', 'all of this mailbox')
    .option('--app-password <id>', 'all that signed in with this app password')
    .action(async (id: string | undefined, { mailbox, appPassword }: Targets) => {
      const body = { id, mailbox, appPassword };
      if (Object.values(body).filter((name) => name !== undefined).length !== 1) {
        throw new PosternError('ERR_USAGE', 'name one connection, or --mailbox, or --app-password');
      }
      const client = nodeClient(command, context);
      const done = await client.ask<{ readonly ended: number }>('POST', '/connections/end', { body });
      print(command, context, done, () => `${done.ended} ended\n`);
    });
}

function row({ id, since, door, mailbox, remoteAddress, appPassword, clientName }: ConnectionResource): string[] {
  const how = appPassword ? `${appPassword.name} (${appPassword.id})` : 'own password';
  return [id, time(since), door, mailbox, remoteAddress, how, clientName ?? '-'];
}
