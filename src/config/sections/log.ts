// The structured log: one JSON object on a line.

import type { z } from 'zod';
import { group, withDefault } from '../schema/setting.ts';
import { oneOf } from '../schema/values.ts';

export interface LogConfig {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly destination: 'stderr' | 'stdout';
}

export const log: z.ZodType<LogConfig> = withDefault(
  group<LogConfig>({
    level: withDefault(oneOf(['debug', 'info', 'warn', 'error']), 'info', {
      doc: 'The least level that is written. No level writes a password.',
    }),
    destination: withDefault(oneOf(['stderr', 'stdout']), 'stderr', { doc: 'Where the log goes.' }),
  }),
  {},
  { doc: 'The log: one JSON object on each line.' },
);
