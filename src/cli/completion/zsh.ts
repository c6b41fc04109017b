// Completion for zsh.

import { type CompletionNode, quoted } from './completion-tree.ts';

export function zshCompletion(nodes: readonly CompletionNode[]): string {
  const paths = nodes.filter(({ path }) => path !== '').map(({ path }) => quoted(` ${path}`));
  const values = nodes.flatMap(({ path, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(({ flags, choices }) => {
        const patterns = flags.map((flag) => quoted(`${path}:${flag}`)).join('|');
        const action = choices.length > 0 ? `compadd -- ${choices.map(quoted).join(' ')}` : '_files';
        return `    ${patterns}) ${action}; return ;;\n`;
      }),
  );
  const words = nodes.map(({ path, subcommands, options, choices }) => {
    const described = subcommands.map(({ name, description }) => quoted(`${name}:${description}`)).join(' ');
    const commands = described ? `commands=(${described}); _describe command commands; ` : '';
    const plain = [...choices, ...options.flatMap(({ flags }) => flags)].map(quoted).join(' ');
    return `    ${quoted(path)}) ${commands}compadd -- ${plain} ;;\n`;
  });
  return `#compdef postern
# zsh completion for postern; made by: postern completion zsh
_postern() {
  local place='' word
  local -a commands
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case " \${place:+$place }$word" in
    ${paths.join(' | ')})
      place="\${place:+$place }$word" ;;
    esac
  done
  case "$place:\${words[CURRENT-1]}" in
${values.join('')}  esac
  case "$place" in
${words.join('')}  esac
  _files
}
if [ "\${funcstack[1]}" = _postern ]; then
  _postern "$@"
else
  compdef _postern postern
fi
`;
}
