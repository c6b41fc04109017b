// A line of Haraka's log (JSON, as log.ini asks for), as Postern's log takes it.

import { LONGEST_LINE, printable } from './words.ts';

export interface LogLine {
  readonly level: 'debug' | 'warn' | 'error';
  readonly origin: string;
  readonly text: string;
  /** Haraka's id of the message that it is about. */
  readonly uuid: string | undefined;
}

const LEVELS: Readonly<Record<string, 'warn' | 'error'>> = {
  EMERG: 'error',
  ALERT: 'error',
  CRIT: 'error',
  ERROR: 'warn',
  WARN: 'warn',
};

/** Said at each start by a Haraka to which nobody speaks TLS. */
const HARMLESS = /^tls (key|cert) .* could not be loaded/;

function levelOf(level: string, text: string): 'debug' | 'warn' | 'error' {
  if (HARMLESS.test(text)) return 'debug';
  if (text.startsWith('Failed to get socket: ')) return 'warn';
  return LEVELS[level] ?? 'debug';
}

/** A line of Haraka's log. Its errors are other hosts' errors, and no more than a warning here. */
export function readLogLine(data: string): LogLine {
  const { level, origin, uuid, message, ...rest } = parse(data);
  const said = [message, ...Object.entries(rest).map(([key, value]) => `${key}=${String(value)}`)];
  const text = printable(said.filter((part) => part !== undefined && part !== '').join(' '), LONGEST_LINE);
  return {
    level: levelOf(String(level), text),
    origin: printable(String(origin ?? ''), 60),
    text,
    uuid: typeof uuid === 'string' && uuid !== '-' ? uuid : undefined,
  };
}

function parse(data: string): Record<string, unknown> {
  try {
    const line: unknown = JSON.parse(data);
    return typeof line === 'object' && line !== null ? { ...line } : { message: data };
  } catch {
    return { message: data }; // from before log.ini was read
  }
}
