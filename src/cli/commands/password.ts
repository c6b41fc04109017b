// postern password …: the passwords that Postern keeps itself (sign-in source `local`).

import type { Command } from 'commander';
import { type CommandContext, describeCommand, nodeClient, print } from '../command-context.ts';
import { segment } from '../node-client.ts';
import { askPassword, readPasswordFromInput } from '../options.ts';
import { harmless } from '../table.ts';

export function passwordCommands(program: Command, context: CommandContext): void {
  const group = program.command('password').summary('passwords that Postern keeps itself');
  group.description('Passwords that Postern keeps itself, for domains whose sign-in source is of the kind local.');
  const command = describeCommand(group.command('set <address>'), context, {
    summary: "set a mailbox's own password; what is signed in ends",
    examples: [
      ['postern password set alice@example.com', 'asks for it twice'],
      ['postern password set alice@example.com --password-stdin <password.txt', 'by a script'],
    ],
    json: '{ mailbox }',
  });
  command
    .option('--password-stdin', 'read it from standard input')
    .action(async (address: string, { passwordStdin }: { readonly passwordStdin?: boolean }) => {
      const password = passwordStdin
        ? await readPasswordFromInput(context)
        : await askPassword(context, `New password of ${harmless(address)}`, { isNew: true });
      const path = `/mailboxes/${segment(address)}/password`;
      const client = nodeClient(command, context);
      const done = await client.ask<{ readonly mailbox: string }>('PUT', path, { body: { password } });
      print(command, context, done, () => `the password of ${done.mailbox} is set\n`);
    });
}
