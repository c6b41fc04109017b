// Completion for fish.

import type { CompletionNode, CompletionOption } from './completion-tree.ts';

export function fishCompletion(nodes: readonly CompletionNode[]): string {
  const paths = nodes.filter(({ path }) => path !== '').map(({ path }) => quotedForFish(path));
  const lines = nodes.flatMap((node) => {
    const start = `complete -c postern -n "__postern_at ${quotedForFish(node.path)}"`;
    return [
      ...node.subcommands.map(({ name, description }) => `${start} -f -a ${name} -d ${quotedForFish(description)}\n`),
      ...node.choices.map((choice) => `${start} -f -a ${quotedForFish(choice)}\n`),
      ...node.options.map((option) => `${start} ${optionText(option)}\n`),
    ];
  });
  return `# fish completion for postern; made by: postern completion fish
function __postern_at --description 'whether the command line is at this command'
  set -l path
  for word in (commandline -opc)[2..-1]
    if contains -- (string join ' ' -- $path $word) ${paths.join(' ')}
      set -a path $word
    end
  end
  test (string join ' ' -- $path) = "$argv[1]"
end
${lines.join('')}`;
}

function optionText({ flags, description, takesValue, choices }: CompletionOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const value = takesValue ? ' -r' : '';
  const values = choices.length > 0 ? ` -f -a ${quotedForFish(choices.join(' '))}` : '';
  return `${names.join(' ')}${value}${values} -d ${quotedForFish(description)}`;
}

/** fish takes backslashes within single quotes. */
function quotedForFish(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
