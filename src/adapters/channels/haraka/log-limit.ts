// Keeps what another program says from filling the log: so many lines of a level in a while, then only how many more
// there were.

import type { Clock, Log, LogFields } from '../../../core/ports.ts';
import type { Millis } from '../../../core/units.ts';

const LINES = 100;
const WHILE: Millis = 60_000;

type Write = (event: string, fields?: LogFields) => void;

/** The same log, which takes so many lines of each level below `error` in a while. */
export function limitLog(log: Log, clock: Clock): Log {
  return {
    debug: limit((event, fields) => log.debug(event, fields), log, clock),
    info: limit((event, fields) => log.info(event, fields), log, clock),
    warn: limit((event, fields) => log.warn(event, fields), log, clock),
    error: (event, error, fields) => log.error(event, error, fields),
  };
}

function limit(write: Write, log: Log, clock: Clock): Write {
  let began: Millis = Number.NEGATIVE_INFINITY;
  let count = 0;
  return (event, fields) => {
    const now = clock.now();
    if (now - began > WHILE) {
      if (count > LINES) log.warn('mail-path.lines-dropped', { count: count - LINES });
      began = now;
      count = 0;
    }
    count += 1;
    if (count <= LINES) write(event, fields);
  };
}
