// Who says whether a mailbox's own password is right, and who can set another one (R4, R6.4).

import type { z } from 'zod';
import { choice, group, listOfSome, named, optional, withDefault } from '../schema/setting.ts';
import { absolutePath, kind, line } from '../schema/values.ts';

/** A program by its absolute path, and its arguments. */
export type PasswordCommandLine = readonly [string, ...string[]];

export type SignInSourceConfig =
  | { readonly kind: 'imap'; readonly backend: string; readonly passwordCommand?: PasswordCommandLine | undefined }
  | { readonly kind: 'local' };

const passwordCommand: z.ZodType<PasswordCommandLine> = listOfSome(line({ max: 4_096, title: 'program or argument' }))
  .refine(([program]) => absolutePath().safeParse(program).success, {
    error: 'must begin with the absolute path of a program',
  })
  .transform(([program = '', ...args]): PasswordCommandLine => [program, ...args]);

const source: z.ZodType<SignInSourceConfig> = choice<SignInSourceConfig>(
  group<Extract<SignInSourceConfig, { kind: 'imap' }>>({
    kind: kind('imap', "A backend's IMAP server says it."),
    backend: withDefault(line({ max: 32, title: 'name of a backend' }), 'default', { doc: 'Name of the backend.' }),
    'password-command': optional(passwordCommand, {
      doc: 'Program, by its absolute path, and arguments that set the password of a mailbox (`postern mailbox reset-password`). It gets one JSON object on standard input, runs as the user of the service, and ends with 0 (set), or with 2 and a reason on standard output (refused), within 10 seconds.',
      example: ['/usr/local/sbin/set-mail-password'],
    }),
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
