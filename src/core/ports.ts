// What the core needs from outside and may not reach for itself.

import type { Millis } from './units.ts';

/** The only source of time. Milliseconds since the Unix epoch. */
export interface Clock {
  now(): Millis;
}

/** For how long something takes or waits: nobody sets it, as a clock may be. Milliseconds since some moment. */
export interface Stopwatch {
  elapsed(): Millis;
}

/** The only source of randomness: a CSPRNG. */
export interface Random {
  bytes(count: number): Uint8Array;
}

/** Digests under a key of this installation, for what must be recognized again but never read back. */
export interface KeyedDigest {
  /** Unambiguous: `('ab', 'c')` and `('a', 'bc')` differ. */
  digest(...parts: readonly string[]): string;
}

/** Fields of a log line. Never a secret: passwords and app passwords have no field. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** The structured log (JSON lines). `event` is a stable, dotted name. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, error: unknown, fields?: LogFields): void;
}
