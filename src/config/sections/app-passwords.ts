// App passwords for mail clients (R3).

import type { z } from 'zod';
import type { Millis } from '../../core/units.ts';
import { group, optional, withDefault } from '../schema/setting.ts';
import { duration, flag } from '../schema/values.ts';

export interface AppPasswordsConfig {
  /** A13: say that an app password is needed, after a right ordinary password only. */
  readonly hint: boolean;
  /** Absent: an app password lives until it is revoked. */
  readonly defaultExpiry?: Millis;
  /** How long a revoked one is remembered, to tell its use apart from a wrong password. */
  readonly keepRevoked: Millis;
}

export const appPasswords: z.ZodType<AppPasswordsConfig> = withDefault(
  group<AppPasswordsConfig>({
    hint: withDefault(flag(), true, {
      doc: "Tell a client that gave the mailbox's own, right password that it needs an app password. A wrong password never gets this answer. Each such try asks the sign-in source.",
    }),
    'default-expiry': optional(duration({ min: '1d', max: '3650d' }), {
      doc: 'How long an app password is valid when nothing else is said at its making. Without it: until it is revoked.',
      example: '365d',
    }),
    'keep-revoked': withDefault(duration({ min: '1d', max: '3650d' }), '90d', {
      doc: 'How long a revoked app password is remembered, so that its next use is told apart from a wrong password.',
    }),
  }),
  {},
  { doc: 'App passwords for mail clients.' },
);
