// Options that several commands share, and how their values are read.

import { type Command, InvalidArgumentError } from 'commander';
import { PosternError } from '../core/errors.ts';
import { parseDuration } from '../core/units.ts';
import type { Timestamp } from '../web/api/client/resources.ts';
import type { CommandContext } from './command-context.ts';

export const MAIL_DOORS = ['imap', 'pop3', 'smtp', 'sieve'] as const;

/** `a,b` as a list; options that are repeated add to it. */
export function readList(value: string, before: readonly string[] | undefined): readonly string[] {
  const items = value.split(',').map((item) => item.trim());
  if (items.includes('')) throw new InvalidArgumentError('It has an empty item.');
  return [...(before ?? []), ...items];
}

/** A duration back from now (`1h`), or a time, as the API takes it. */
export function readPast(value: string): Timestamp {
  const duration = parseDuration(value);
  const at = duration === undefined ? Date.parse(value) : Date.now() - duration;
  if (Number.isNaN(at))
    throw new InvalidArgumentError('Write a duration such as 1h or 7d, or a time such as 2026-01-15T12:00Z.');
  return new Date(at).toISOString();
}

/**
 * The options of a command below one that has options of its own: commander gives that one those that both have. Throws
 * `ERR_USAGE` for one that only the upper command has, as it would do nothing.
 */
export function optionsBelow<T extends object>(command: Command): T {
  const own = new Set(command.options.map((option) => option.attributeName()));
  const foreign = Object.keys(command.parent?.opts() ?? {}).find((name) => !own.has(name));
  if (foreign === undefined) return command.optsWithGlobals<T>();
  throw new PosternError('ERR_USAGE', `postern ${command.parent?.name()} ${command.name()} has no --${foreign}`);
}

/** A whole number from 1. */
export function readCount(value: string): number {
  if (!/^[1-9][0-9]{0,8}$/.test(value)) throw new InvalidArgumentError('Write a whole number from 1.');
  return Number(value);
}

/** The one line of standard input that is a password. Never an argument: those are seen by every account of the machine. */
export async function readPasswordFromInput({ terminal }: CommandContext): Promise<string> {
  const input = await terminal.readInput();
  const [line = '', ...rest] = input.split(/\r?\n/);
  if (line === '' || rest.some((more) => more !== '')) {
    throw new PosternError('ERR_USAGE', 'standard input must be one line with the password');
  }
  return line;
}

/** A password that a person types, twice where it is a new one. */
export async function askPassword(
  { terminal }: CommandContext,
  question: string,
  { isNew }: { readonly isNew: boolean },
): Promise<string> {
  if (!terminal.isInteractive) {
    throw new PosternError('ERR_USAGE', 'nobody is there to be asked for the password: give it with --password-stdin');
  }
  const password = await terminal.askSecret(`${question}: `);
  if (isNew && (await terminal.askSecret('Once more: ')) !== password) {
    throw new PosternError('ERR_USAGE', 'the two are not the same');
  }
  return password;
}
