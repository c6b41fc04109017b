// postern completion

import { Argument, type Command } from 'commander';
import { type CommandContext, describeCommand } from '../command-context.ts';
import { bashCompletion } from '../completion/bash.ts';
import { completionTree } from '../completion/completion-tree.ts';
import { fishCompletion } from '../completion/fish.ts';
import { zshCompletion } from '../completion/zsh.ts';

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

export function completionCommand(program: Command, context: CommandContext): void {
  const command = describeCommand(program.command('completion'), context, {
    summary: 'print a completion script for a shell',
    examples: [
      ['postern completion bash > /etc/bash_completion.d/postern', 'for every account, in bash'],
      ['postern completion zsh > ~/.zfunc/_postern', 'in zsh, where ~/.zfunc is in fpath'],
      ['postern completion fish > ~/.config/fish/completions/postern.fish', 'in fish'],
    ],
    json: 'nothing',
  });
  command
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(SHELLS)))
    .action((shell: keyof typeof SHELLS) => context.terminal.write(SHELLS[shell](completionTree(program))));
}
