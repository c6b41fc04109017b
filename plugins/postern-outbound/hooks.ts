// Haraka's hooks. Each calls next, whatever happens, and once.

import { type DeliveryHooks, deliveryHooks } from './delivery-hooks.ts';
import type { Constants, LogItem, Next, Server } from './haraka.ts';
import { readLogLine } from './log-line.ts';
import type { FromPlugin, Settings } from './messages.ts';
import { type SubmissionHooks, submissionHooks } from './submission-hooks.ts';
import { Troubles } from './trouble.ts';
import { LONGEST_DETAIL, printable } from './words.ts';

export interface HookPorts {
  readonly constants: Constants;
  /** Resolves when it is on its way; never rejects. */
  say(message: FromPlugin): Promise<void>;
  /** Those of this start, once Postern has said them; whatever else they want prepared is prepared then. */
  readSettings(): Promise<Settings>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** The folder that Haraka runs in. */
  readonly folder: string;
}

/** What the hooks share. */
export interface HookContext extends HookPorts {
  /** Before they are there nobody may submit. */
  settings: Settings | undefined;
  readonly troubles: Troubles;
}

export interface Hooks extends SubmissionHooks, DeliveryHooks {
  init_master(next: Next, server: Server): void;
  log(next: Next, logger: unknown, item: LogItem): void;
  /** No hook: the way to the smarthost can't be used now. */
  routeFailed(reason: string): void;
}

export function createHooks(ports: HookPorts): Hooks {
  const { constants, say } = ports;
  const context: HookContext = { ...ports, settings: undefined, troubles: new Troubles() };
  return {
    ...submissionHooks(context),
    ...deliveryHooks(context),

    /** Haraka listens already, at a port that nobody knows yet. */
    init_master(next, server) {
      begin(context, server).then(
        () => next(),
        (error: unknown) => next(constants.deny, String(error)),
      );
    },

    log(next, _logger, { data }) {
      const { uuid, ...line } = readLogLine(data);
      if (line.level !== 'debug' && uuid !== undefined) context.troubles.note(uuid, line.text);
      void say({ kind: 'log', ...line });
      next(constants.ok);
    },

    routeFailed(reason) {
      const text = printable(reason, LONGEST_DETAIL);
      context.troubles.noteRoute(text);
      void say({ kind: 'log', level: 'warn', origin: 'smarthost', text });
    },
  };
}

async function begin(context: HookContext, { listeners }: Server): Promise<void> {
  context.settings = await context.readSettings();
  const address = listeners[0]?.address();
  if (typeof address !== 'object' || address === null || !('port' in address)) throw new Error('not listening');
  await context.say({ kind: 'listening', port: Number(address.port) });
}
