// Second factors (R2): how new ones are set up.

import { z } from 'zod';
import type { TotpParameters } from '../../core/factors/totp-parameters.ts';
import type { Millis } from '../../core/units.ts';
import { group, withDefault } from '../schema/setting.ts';
import { duration, oneOf } from '../schema/values.ts';

export interface FactorsConfig {
  /** Of those to come: each keeps what it was set up with. */
  readonly totp: TotpParameters;
  /** How long a code that an administrator gives out waits to be used (R2.2). */
  readonly enrolmentCodeLife: Millis;
}

const totp: z.ZodType<TotpParameters> = withDefault(
  group<TotpParameters>({
    algorithm: withDefault(oneOf(['sha1', 'sha256', 'sha512']), 'sha1', {
      doc: 'The hash. Some authenticator apps ignore anything but sha1, and then show wrong codes; with 160-bit secrets it is as safe here.',
    }),
    digits: withDefault(z.literal([6, 8], { error: 'must be 6 or 8' }), 6, { doc: 'The length of a code.' }),
    period: withDefault(
      z.enum(['30s', '60s']).transform((text) => (text === '30s' ? 30 : 60)),
      '30s',
      { doc: 'How long the app shows a code. One from just before or after is taken too.' },
    ),
  }),
  {},
  { doc: 'Authenticator apps (TOTP) that are set up from now on; those that are stay as they are.' },
);

export const factors: z.ZodType<FactorsConfig> = withDefault(
  group<FactorsConfig>({
    totp,
    'enrolment-code-life': withDefault(duration({ min: '10m', max: '90d' }), '7d', {
      doc: 'How long a code from `postern factor enrolment-code` waits to be used.',
    }),
  }),
  {},
  { doc: 'Second factors.' },
);
