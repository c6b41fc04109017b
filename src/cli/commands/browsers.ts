// postern browsers …

import type { Command } from 'commander';
import { PosternError } from '../../core/errors.ts';
import type { ListResource, RevokedBrowsersResource, TrustedBrowserResource } from '../../web/api/client/resources.ts';
import { type CommandContext, describeCommand, nodeClient, print } from '../command-context.ts';
import { segment } from '../node-client.ts';
import { table, time } from '../table.ts';

export function browsersCommands(program: Command, context: CommandContext): void {
  const group = program.command('browsers').summary('browsers that are trusted to need no second step');
  group.description('Browsers on which a mailbox needs no second step for some days, where policy allows that.');
  list(group, context);
  revoke(group, context);
}

function list(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('list <address>'), context, {
    summary: "list a mailbox's trusted browsers, newest use first",
    examples: [['postern browsers list alice@example.com', 'with the end of each']],
    json: '{ items: [{ id, mailbox, userAgent, trustedAt, endsAt, lastUsedAt }] }',
  });
  command.action(async (address: string) => {
    const client = nodeClient(command, context);
    const found = await client.ask<ListResource<TrustedBrowserResource>>('GET', pathOf(address));
    print(command, context, found, () =>
      table(['ID', 'TRUSTED', 'UNTIL', 'LAST USED', 'BROWSER'], found.items.map(row)),
    );
  });
}

function revoke(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('revoke <address> [id...]'), context, {
    summary: 'trust browsers no longer: their next sign-in needs a second step again',
    remark: 'Who is signed in stays signed in.',
    examples: [
      ['postern browsers revoke alice@example.com tb-0123456789', 'one'],
      ['postern browsers revoke alice@example.com --all', 'every one'],
    ],
    json: '{ revoked }',
  });
  command
    .option('--all', 'every browser of the mailbox')
    .action(async (address: string, ids: readonly string[], { all = false }: { readonly all?: boolean }) => {
      if (all === ids.length > 0) throw new PosternError('ERR_USAGE', 'name browsers, or --all');
      const client = nodeClient(command, context);
      let revoked = 0;
      try {
        if (all) ({ revoked } = await client.ask<RevokedBrowsersResource>('DELETE', pathOf(address)));
        for (const id of ids) {
          await client.ask('DELETE', `${pathOf(address)}/${segment(id)}`);
          revoked += 1;
        }
      } finally {
        // One that can't be revoked doesn't hide those before it, which are.
        print(command, context, { revoked }, () => `${revoked} revoked\n`);
      }
    });
}

function pathOf(address: string): string {
  return `/mailboxes/${segment(address)}/trusted-browsers`;
}

function row({ id, trustedAt, endsAt, lastUsedAt, userAgent }: TrustedBrowserResource): readonly string[] {
  return [id, time(trustedAt), time(endsAt), time(lastUsedAt), userAgent];
}
