// postern backup

import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { BackupResource } from '../../web/api/client/node-resources.ts';
import { type CommandContext, describeCommand, nodeClient, print } from '../command-context.ts';

export function backupCommand(program: Command, context: CommandContext): void {
  const command = describeCommand(program.command('backup <file>'), context, {
    summary: 'copy the state to a file while the node runs',
    remark:
      'The copy holds domains, mailboxes, app passwords and the audit log as of one moment. The installation key is not in it: keep a copy of the keys folder in the state folder somewhere else. Without it no app password of the backup is recognized.',
    examples: [
      ['postern backup /var/backups/postern.db', 'a copy; one that is there is replaced once the new one is whole'],
      ['postern backup "/var/backups/postern-$(date +%F).db"', 'one a day, from cron'],
    ],
    json: '{ file, octets }',
  });
  command.action(async (given: string) => {
    const body = { file: resolve(given) };
    const copy = await nodeClient(command, context).ask<BackupResource>('POST', '/backup', { body });
    print(command, context, copy, () => `${copy.file}: ${copy.octets} octets\n`);
  });
}
