// What Haraka says must not fill the log.

import { expect, it } from 'vitest';
import { limitLog } from '../../../../src/adapters/channels/haraka/log-limit.ts';
import type { LogFields } from '../../../../src/core/ports.ts';

it('takes so many lines of a level in a minute, and tells later how many more there were', () => {
  let now = 0;
  const lines: string[] = [];
  const record =
    (level: string) =>
    (event: string, fields: LogFields = {}): void =>
      void lines.push(`${level} ${event} ${fields['count'] ?? ''}`.trim());
  const error = (event: string): void => void lines.push(`error ${event}`);
  const log = limitLog(
    { debug: record('debug'), info: record('info'), warn: record('warn'), error },
    { now: () => now },
  );
  for (let line = 0; line < 130; line += 1) log.debug('chatter');
  expect(lines).toHaveLength(100);
  // Chatter doesn't silence what matters more.
  log.warn('trouble');
  log.error('crash', new Error('x'));
  expect(lines.slice(100)).toEqual(['warn trouble', 'error crash']);
  now = 60_001;
  log.debug('chatter');
  expect(lines.slice(102)).toEqual(['warn mail-path.lines-dropped 30', 'debug chatter']);
});
