// The log: one JSON object a line on standard error (or output), with stable event names; systemd or any collector takes
// it from there. Nothing that could hold a secret has a field, and error objects are cut down to what helps.

import { pino } from 'pino';
import { PosternError } from '../core/errors.ts';
import type { Log, LogFields } from '../core/ports.ts';
import type { Millis } from '../core/units.ts';

export interface LogOptions {
  readonly level: Level;
  readonly destination: 'stderr' | 'stdout';
  /** Fields of every line, e.g. which worker wrote it. */
  readonly base?: LogFields;
}

/** From the least to the most pressing. */
const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

type Level = (typeof LEVELS)[number];

/** Lines are made and written together: one at a time each would cost as much as a decision. */
const LINES_TOGETHER = 64;
const FLUSH_EVERY: Millis = 100;

const DESCRIPTORS = { stdout: 1, stderr: 2 } as const;

/** Writes asynchronously and in order; what waits is written when the process ends in an orderly way. */
export function createJsonLog({ level: lowest, destination, base = {} }: LogOptions): Log {
  let waiting: { readonly level: Level; readonly at: Millis; readonly event: string; readonly fields: LogFields }[] =
    [];
  const flush = (): void => {
    if (waiting.length === 0) return;
    const lines = waiting.map(({ level, at, event, fields }) =>
      JSON.stringify({ level, time: new Date(at).toISOString(), ...base, ...fields, event }),
    );
    waiting = [];
    stream.write(`${lines.join('\n')}\n`);
  };
  // Before the stream's own, which ends it.
  process.on('exit', flush);
  const stream = pino.destination({ dest: DESCRIPTORS[destination], sync: false });
  setInterval(flush, FLUSH_EVERY).unref();
  const write = (level: Level, event: string, fields: LogFields = {}): void => {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(lowest)) return;
    waiting.push({ level, at: Date.now(), event, fields });
    if (waiting.length >= LINES_TOGETHER) flush();
  };
  return {
    debug: (event, fields) => write('debug', event, fields),
    info: (event, fields) => write('info', event, fields),
    warn: (event, fields) => write('warn', event, fields),
    error: (event, error, fields) => write('error', event, { ...fields, ...describeError(error) }),
  };
}

/** Message, code and stack of an error and of what caused it; no other property, since those may quote input. */
export function describeError(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: String(error) };
  const code = 'code' in error ? String(error.code) : undefined;
  const cause = error.cause instanceof Error ? `${error.cause.name}: ${error.cause.message}` : undefined;
  return {
    error: `${error.name}: ${error.message}`,
    ...(code !== undefined && { code }),
    ...(cause !== undefined && { cause }),
    ...(error instanceof PosternError && error.fields),
    ...(error.stack !== undefined && { stack: error.stack }),
  };
}
