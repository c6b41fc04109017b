// How what a client types as its name becomes a mailbox's address.

import type { z } from 'zod';
import type { LoginNameRules } from '../../core/accounts/login-name.ts';
import { group, optional, withDefault } from '../schema/setting.ts';
import { hostname, oneOf } from '../schema/values.ts';

export const loginNames: z.ZodType<LoginNameRules> = withDefault(
  group<LoginNameRules>({
    'default-domain': optional(hostname(), {
      doc: 'The domain of a login name that has none. Without it such a name is no mailbox.',
      example: 'example.com',
    }),
    'recipient-delimiter': optional(oneOf(['+', '-', '_', '=', '#', '.']).meta({ title: 'one of + - _ = # .' }), {
      doc: "What begins a tag that isn't part of the mailbox's name: with `+`, `anna+news@example.com` signs in as `anna@example.com`.",
      example: '+',
    }),
  }),
  {},
  {
    doc: "How what a client types as its name becomes a mailbox's address. A mailbox that isn't listed has a name of letters, digits, `.`, `-`, `_` and `'`; one with other characters in its name must be listed: `postern mailbox add`, since a server may give them a second meaning.",
  },
);
