// Who says whether a mailbox's own password is right (R4).

import type { z } from 'zod';
import { choice, group, named, withDefault } from '../schema/setting.ts';
import { kind, line } from '../schema/values.ts';

export type SignInSourceConfig = { readonly kind: 'imap'; readonly backend: string } | { readonly kind: 'local' };

const source: z.ZodType<SignInSourceConfig> = choice<SignInSourceConfig>(
  group<Extract<SignInSourceConfig, { kind: 'imap' }>>({
    kind: kind('imap', "A backend's IMAP server says it."),
    backend: withDefault(line({ max: 32, title: 'name of a backend' }), 'default', { doc: 'Name of the backend.' }),
  }),
  group<Extract<SignInSourceConfig, { kind: 'local' }>>({
    kind: kind('local', 'Postern keeps a password of its own for each mailbox (`postern password set`).'),
  }),
);

export const signInSources: z.ZodType<Readonly<Record<string, SignInSourceConfig>>> = withDefault(
  named(source),
  { default: { kind: 'imap' } },
  {
    doc: "Who says whether a mailbox's own password is right, by name. A domain uses `default` unless it names another.",
    example: { default: { kind: 'imap' } },
  },
);
