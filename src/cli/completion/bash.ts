// Completion for bash.

import { type CompletionNode, quoted } from './completion-tree.ts';

export function bashCompletion(nodes: readonly CompletionNode[]): string {
  const paths = nodes.filter(({ path }) => path !== '').map(({ path }) => quoted(` ${path}`));
  const values = nodes.flatMap(({ path, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(({ flags, choices }) => {
        const patterns = flags.map((flag) => quoted(`${path}:${flag}`)).join('|');
        return `    ${patterns}) words=${quoted(choices.join(' '))}; isValue=1 ;;\n`;
      }),
  );
  const words = nodes.map(({ path, subcommands, options, choices }) => {
    const all = [...subcommands.map(({ name }) => name), ...choices, ...options.flatMap(({ flags }) => flags)];
    return `    ${quoted(path)}) words=${quoted(all.join(' '))} ;;\n`;
  });
  return `# bash completion for postern; made by: postern completion bash
_postern() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}"
  local path='' words='' isValue='' index
  for ((index = 1; index < COMP_CWORD; index++)); do
    case " \${path:+$path }\${COMP_WORDS[index]}" in
    ${paths.join(' | ')})
      path="\${path:+$path }\${COMP_WORDS[index]}" ;;
    esac
  done
  case "$path:$previous" in
${values.join('')}  esac
  if [ -z "$isValue" ]; then
    case "$path" in
${words.join('')}    esac
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -o default -F _postern postern
`;
}
