// How the command line ends: numbers that scripts may rely on, after sysexits.h where it has one.

import { PosternError } from '../core/errors.ts';
import { NodeRefusal } from './node-client.ts';

export const EXIT_CODES = {
  done: 0,
  /** Refused, or not there. */
  refused: 1,
  /** Wrong usage: an unknown option, a value that can't be taken. */
  usage: 2,
  /** No node runs, or what it needs is unavailable (EX_UNAVAILABLE): try again later. */
  unavailable: 69,
  /** Something broke that should not (EX_SOFTWARE). */
  broken: 70,
  /** The configuration is missing or invalid (EX_CONFIG). */
  config: 78,
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** The code for whatever ended a command. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof NodeRefusal) return exitCodeOfStatus(error.problem.status);
  if (!(error instanceof PosternError)) return EXIT_CODES.broken;
  switch (error.code) {
    case 'ERR_USAGE':
      return EXIT_CODES.usage;
    case 'ERR_CONFIG_INVALID':
      return EXIT_CODES.config;
    case 'ERR_NODE_UNREACHABLE':
    case 'ERR_STORE_UNAVAILABLE':
      return EXIT_CODES.unavailable;
    default:
      return EXIT_CODES.refused;
  }
}

function exitCodeOfStatus(status: number): ExitCode {
  if (status === 400 || status === 422) return EXIT_CODES.usage;
  if (status === 503) return EXIT_CODES.unavailable;
  return status >= 500 ? EXIT_CODES.broken : EXIT_CODES.refused;
}
