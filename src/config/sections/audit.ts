// The audit log: every decision and change (R6.6).

import type { z } from 'zod';
import type { Millis } from '../../core/units.ts';
import { group, withDefault } from '../schema/setting.ts';
import { duration } from '../schema/values.ts';

export interface AuditConfig {
  readonly retention: Millis;
}

export const audit: z.ZodType<AuditConfig> = withDefault(
  group<AuditConfig>({
    retention: withDefault(duration({ min: '1d', max: '36500d' }), '365d', { doc: 'How long entries are kept.' }),
  }),
  {},
  { doc: 'The audit log: every sign-in, refusal and change, with its reasons. It is kept in the state folder.' },
);
