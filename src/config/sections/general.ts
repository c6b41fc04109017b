// The settings that belong to no section: what this installation is called, where its state is, how many workers it has.

import { z } from 'zod';
import { type Fields, optional, required, withDefault } from '../schema/setting.ts';
import { absolutePath, count, hostname, httpUrl } from '../schema/values.ts';

export interface GeneralConfig {
  readonly hostname: string;
  /** Absolute path. */
  readonly state: string;
  readonly workers: number | 'auto';
  readonly helpUrl?: string;
}

const MOST_WORKERS = 64;

export const general: Fields<GeneralConfig> = {
  hostname: required(hostname(), {
    doc: 'The name that the doors give in their greetings. Clients connect to it, so certificates should name it.',
    example: 'mail.example.com',
  }),
  state: withDefault(absolutePath(), '/var/lib/postern', {
    doc: 'The folder for everything that Postern keeps: the SQLite files, its keys and the socket that the command line talks to.',
  }),
  workers: withDefault(
    z.union([count({ min: 1, max: MOST_WORKERS }), z.literal('auto')], {
      error: ({ input }) =>
        input === undefined
          ? undefined
          : `must be a whole number from 1 to ${MOST_WORKERS}, or auto (one for each core)`,
    }),
    1,
    { doc: 'Worker processes. `auto` is one for each core. One is enough for some thousand connections.' },
  ),
  'help-url': optional(httpUrl(), {
    doc: 'Where people make an app password. A refusal that asks for one shows it.',
    example: 'https://mail.example.com/account',
  }),
};
