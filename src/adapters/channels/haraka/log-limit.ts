// Keeps what another program says from filling the log: so many lines in a while, then only how many more there were.

import type { Clock, Log, LogFields } from '../../../core/ports.ts';
import type { Millis } from '../../../core/units.ts';

const LINES = 100;
const WHILE: Millis = 60_000;

/** The same log, which takes so many lines below `error` in a while. */
export function limitLog(log: Log, clock: Clock): Log {
  let began: Millis = Number.NEGATIVE_INFINITY;
  let count = 0;
  const write = (level: 'debug' | 'info' | 'warn', event: string, fields?: LogFields): void => {
    if (clock.now() - began > WHILE) {
      if (count > LINES) log.warn('mail-path.lines-dropped', { count: count - LINES });
      began = clock.now();
      count = 0;
    }
    count += 1;
    if (count <= LINES) log[level](event, fields);
  };
  return {
    debug: (event, fields) => write('debug', event, fields),
    info: (event, fields) => write('info', event, fields),
    warn: (event, fields) => write('warn', event, fields),
    error: (event, error, fields) => log.error(event, error, fields),
  };
}
