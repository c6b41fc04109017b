// postern serve

import type { Command } from 'commander';
import { type CommandContext, configPath, describeCommand } from '../command-context.ts';

export function serveCommand(program: Command, context: CommandContext): void {
  const command = describeCommand(program.command('serve'), context, {
    summary: 'run Postern',
    remark:
      'SIGHUP reads configuration and certificates again without dropping a connection. SIGTERM stops accepting, lets connections go on for a while, and ends.',
    examples: [
      ['postern serve', 'with /etc/postern/postern.yaml'],
      ['postern serve --config ./postern.yaml', 'with another configuration'],
    ],
    json: 'nothing; the log is JSON anyway, as the configuration says',
  });
  command.action(() => context.actions.serve({ configPath: configPath(command, context) }));
}
