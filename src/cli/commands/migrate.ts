// postern migrate

import type { Command } from 'commander';
import { type CommandContext, configPath, describeCommand, print } from '../command-context.ts';

export function migrateCommand(program: Command, context: CommandContext): void {
  const command = describeCommand(program.command('migrate'), context, {
    summary: 'bring the state up to date with this version',
    remark:
      'A node does this by itself when it starts. By hand it is for seeing it happen first; make a backup before.',
    examples: [['postern migrate --config /etc/postern/postern.yaml', 'the state that this configuration names']],
    json: '{ file, from, to }',
  });
  command.action(async () => {
    const report = await context.actions.migrate({ configPath: configPath(command, context) });
    const { file, from, to } = report;
    print(command, context, report, () =>
      from === to ? `${file} is up to date (version ${to})\n` : `${file} was version ${from} and is version ${to}\n`,
    );
  });
}
