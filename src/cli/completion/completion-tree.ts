// What can be completed, taken from the program itself, for the scripts of all shells.

import type { Command } from 'commander';

export interface CompletionOption {
  readonly flags: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

export interface CompletionNode {
  /** Words after `postern`, joined by blanks; empty for the program. */
  readonly path: string;
  readonly subcommands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly CompletionOption[];
  /** Values of the arguments, where they are a closed set. */
  readonly choices: readonly string[];
}

/** Every command, the program first. */
export function completionTree(program: Command): readonly CompletionNode[] {
  return nodesOf(program, '', optionsOf(program));
}

function nodesOf(command: Command, path: string, common: readonly CompletionOption[]): readonly CompletionNode[] {
  const node: CompletionNode = {
    path,
    subcommands: command.commands.map((child) => ({ name: child.name(), description: child.summary() })),
    options: path === '' ? common : [...optionsOf(command), ...common],
    choices: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  };
  const children = command.commands.flatMap((child) => nodesOf(child, `${path} ${child.name()}`.trim(), common));
  return [node, ...children];
}

function optionsOf(command: Command): readonly CompletionOption[] {
  const help = { flags: ['-h', '--help'], description: 'print help', takesValue: false, choices: [] };
  const own = command.options.map(({ short, long, description, required, optional, argChoices }) => ({
    flags: [short, long].flatMap((flag) => flag ?? []),
    description,
    takesValue: required || optional,
    choices: argChoices ?? [],
  }));
  return command.parent ? own : [...own, help];
}

/** A word in single quotes, as every one of the shells takes it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
