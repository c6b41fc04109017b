// The log: one JSON object a line on standard error (or output), with stable event names; systemd or any collector takes
// it from there. Nothing that could hold a secret has a field, and error objects are cut down to what helps.

import { pino } from 'pino';
import { PosternError } from '../core/errors.ts';
import type { Log, LogFields } from '../core/ports.ts';
import type { Millis } from '../core/units.ts';

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly destination: 'stderr' | 'stdout';
  /** Fields of every line, e.g. which worker wrote it. */
  readonly base?: LogFields;
}

/** Lines wait until so many characters are there, or this long: a system call for each would cost as much as a decision. */
const BUFFER_LENGTH = 8_192;
const FLUSH_EVERY: Millis = 100;

const DESCRIPTORS = { stdout: 1, stderr: 2 } as const;

/** Writes asynchronously and in order; what waits is written when the process ends in an orderly way. */
export function createJsonLog({ level, destination, base = {} }: LogOptions): Log {
  const stream = pino.destination({ dest: DESCRIPTORS[destination], sync: false, minLength: BUFFER_LENGTH });
  setInterval(() => stream.flush(), FLUSH_EVERY).unref();
  const logger = pino(
    {
      level,
      base: { ...base },
      messageKey: 'event',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
  return {
    debug: (event, fields = {}) => logger.debug(fields, event),
    info: (event, fields = {}) => logger.info(fields, event),
    warn: (event, fields = {}) => logger.warn(fields, event),
    error: (event, error, fields = {}) => logger.error({ ...fields, ...describeError(error) }, event),
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
