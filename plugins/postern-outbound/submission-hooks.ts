// Who may submit, and with what: Postern alone, by the secret of this start, one recipient a message, and the message's
// id and end as the envelope id (RFC 3461 §4.4), which goes into the queue file and no further.

import type { Connection, Next } from './haraka.ts';
import type { HookContext } from './hooks.ts';
import { hasSecret, readTicket } from './submission.ts';

export interface SubmissionHooks {
  lookup_rdns(next: Next): void;
  capabilities(next: Next, connection: Connection): void;
  unrecognized_command(next: Next, connection: Connection, command: readonly [string, string?]): void;
  mail(next: Next, connection: Connection, parameters: readonly [unknown, Record<string, unknown>]): void;
  rcpt(next: Next, connection: Connection): void;
}

export function submissionHooks(context: HookContext): SubmissionHooks {
  const { constants } = context;
  const refuse = (next: Next): void => next(constants.denydisconnect, '5.7.0 Authentication required');
  return {
    /** Only this machine connects, and DNS can be slow. */
    lookup_rdns(next) {
      next(constants.ok, 'localhost');
    },

    capabilities(next, connection) {
      connection.capabilities.push('AUTH PLAIN', 'DSN');
      next();
    },

    /** Haraka knows no AUTH of its own. */
    unrecognized_command(next, connection, [command, parameters = '']) {
      const secret = context.settings?.secret;
      if (command.toUpperCase() !== 'AUTH') next();
      else if (secret === undefined || !hasSecret(parameters, secret)) {
        next(constants.denydisconnect, '5.7.8 Authentication failed');
      } else {
        connection.notes.isSubmitter = true;
        connection.relaying = true;
        connection.respond(235, '2.7.0 Authentication succeeded', () => next(constants.ok));
      }
    },

    mail(next, { notes, transaction }, [, parameters]) {
      const ticket = readTicket(parameters['ENVID']);
      if (notes.isSubmitter !== true) refuse(next);
      else if (ticket === undefined || transaction === null) next(constants.deny, '5.5.4 No envelope id');
      else {
        transaction.notes.postern = ticket;
        next(constants.ok);
      }
    },

    rcpt(next, { notes, transaction }) {
      if (notes.isSubmitter !== true) refuse(next);
      else if (transaction?.rcpt_to.length !== 1) next(constants.deny, '5.5.3 One recipient only');
      else next(constants.ok);
    },
  };
}
