// imap-core's own command code throws on arguments of an unexpected kind (`ENABLE` without any, `LIST "" "*" NIL`), which would
// end the process. Here such a command is answered with BAD, and the session goes on.

import type { ImapConnection } from 'wildduck/imap-core/index.js';

/** Not advertised, but obeyed by imap-core: STARTTLS with a certificate that the whole world has the key of. */
const REFUSED_COMMAND = /^(?:STARTTLS|COMPRESS|XAPPLEPUSHSERVICE)$/i;

/** Guards every command of a fresh connection. */
export function guardCommands(connection: ImapConnection): void {
  const parser = connection._parser;
  const execute = parser.oncommand;
  parser.oncommand = (part, next) => {
    const [tag = '*', name = ''] = String(part.value ?? '').split(' ');
    let answered = false;
    const once = (error?: Error | null) => {
      if (answered) return;
      answered = true;
      next?.(error);
    };
    const refuse = (text: string) => {
      connection.send(`${tag} BAD ${text}`);
      // With an error the parser also forgets the literal that may follow.
      once(new Error(text));
    };
    if (!connection.idling && REFUSED_COMMAND.test(name)) {
      refuse('Unknown command');
      return;
    }
    try {
      execute(part, once);
    } catch (_badArguments) {
      refuse('Invalid arguments');
    }
  };
}
