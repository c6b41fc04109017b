// What every command works with, and how it describes itself: help teaches by example, and the reference in docs/ is
// made of the same words.

import type { Command } from 'commander';
import type { Clock } from '../core/ports.ts';
import type { CommandLineActions } from './command-line-actions.ts';
import type { ExitCode } from './exit-codes.ts';
import { createNodeClient, type NodeClient } from './node-client.ts';
import { type Environment, findSocketPath, requireConfigPath } from './socket-path.ts';
import type { Terminal } from './terminal.ts';

/** Options that every command has. */
export interface CommonOptions {
  readonly config?: string;
  readonly socket?: string;
  readonly json?: boolean;
}

/** What help and reference say besides arguments and options. */
export interface CommandNotes {
  /** Each a command line and what it does. */
  readonly examples: readonly (readonly [line: string, effect: string])[];
  /** The shape of what `--json` prints, in the notation of the reference. */
  readonly json: string;
  /** A paragraph more. */
  readonly remark?: string;
}

export interface CommandContext {
  readonly terminal: Terminal;
  readonly environment: Environment;
  readonly actions: CommandLineActions;
  readonly clock: Clock;
  /** By command, filled by {@link describeCommand}. */
  readonly notes: Map<Command, CommandNotes>;
  /** How the command that runs will end when nothing is thrown: the doctor's findings. */
  readonly outcome: { code: ExitCode };
}

/** Gives a command its description and its examples. */
export function describeCommand(
  command: Command,
  context: CommandContext,
  about: CommandNotes & { readonly summary: string },
): Command {
  const { summary, ...notes } = about;
  context.notes.set(command, notes);
  return command
    .summary(summary)
    .description(descriptionOf(about))
    .addHelpText('after', () => `\nExamples:\n${examplesText(notes)}\nWith --json: ${notes.json}\n`);
}

function descriptionOf({ summary, remark }: { readonly summary: string; readonly remark?: string }): string {
  const sentence = `${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}.`;
  return remark === undefined ? sentence : `${sentence}\n\n${remark}`;
}

export function examplesText({ examples }: CommandNotes): string {
  return examples.map(([line, effect]) => `  # ${effect}\n  $ ${line}\n`).join('');
}

export function commonOptions(command: Command): CommonOptions {
  return command.optsWithGlobals<CommonOptions>();
}

export function nodeClient(command: Command, { environment }: CommandContext): NodeClient {
  return createNodeClient(findSocketPath(commonOptions(command), environment));
}

export function configPath(command: Command, { environment }: CommandContext): string {
  return requireConfigPath(commonOptions(command).config, environment);
}

/** Prints the answer: as JSON for scripts, or in words for people. */
export function print(command: Command, { terminal }: CommandContext, answer: unknown, words: () => string): void {
  terminal.write(commonOptions(command).json ? `${JSON.stringify(answer, null, 2)}\n` : words());
}
