// What a read-only app password may do in IMAP (R3.4): a list of commands known to change nothing. All else is
// refused, so that a command from tomorrow's RFC is, too.

import { TAG } from './command-reader.ts';

/**
 * Harmless in the mailbox that EXAMINE opened: FETCH sets no \Seen and CLOSE expunges nothing there (RFC 9051 §6.3.3,
 * §6.4.1). SELECT is not among them: it is rewritten.
 */
const HARMLESS: ReadonlySet<string> = new Set([
  ...['CAPABILITY', 'NOOP', 'LOGOUT', 'ID', 'ENABLE', 'LANGUAGE', 'COMPARATOR'],
  ...['EXAMINE', 'LIST', 'LSUB', 'XLIST', 'STATUS', 'NAMESPACE', 'ESEARCH'],
  ...['GETQUOTA', 'GETQUOTAROOT', 'GETACL', 'LISTRIGHTS', 'MYRIGHTS', 'GETMETADATA', 'GETANNOTATION'],
  ...['CHECK', 'CLOSE', 'UNSELECT', 'SEARCH', 'FETCH', 'SORT', 'THREAD', 'CANCELUPDATE'],
]);

/** Harmless behind UID. */
const HARMLESS_BY_UID: ReadonlySet<string> = new Set(['FETCH', 'SEARCH', 'SORT', 'THREAD']);

/** Hidden from a read-only client: the filter must be able to read the stream, and to tell who speaks when. */
export const READ_ONLY_HIDDEN_CAPABILITIES: readonly string[] = ['COMPRESS=DEFLATE', 'NOTIFY', 'UNAUTHENTICATE'];

/** What becomes of a command, judged by the first piece of its line. */
export type Judgement =
  /** Forward with this first piece of line, the same or rewritten. */
  | { readonly kind: 'forward'; readonly tag: string; readonly line: string }
  | { readonly kind: 'idle'; readonly tag: string }
  /** Answer with this line once every earlier command is completed. */
  | { readonly kind: 'refuse'; readonly response: string };

const COMMAND = new RegExp(`^(${TAG}) ([A-Za-z0-9._-]{1,64})(?: (.*))?$`, 's');
const TAG_ONLY = new RegExp(`^(${TAG})(?: |$)`);

/** Judges a command by the first piece of its line, read as latin1, without its end. */
export function judgeCommand(line: string): Judgement {
  const [, tag, word, argument] = COMMAND.exec(line) ?? [];
  if (tag === undefined || word === undefined) return refuseMalformed(TAG_ONLY.exec(line)?.[1]);
  const name = word.toUpperCase();
  switch (name) {
    case 'SELECT':
      // RFC 9051 §6.3.3: the same arguments and answers, but the mailbox is read-only.
      return { kind: 'forward', tag, line: `${tag} EXAMINE${line.slice(tag.length + 1 + word.length)}` };
    case 'IDLE':
      return argument === undefined ? { kind: 'idle', tag } : refuseMalformed(tag);
    case 'UID': {
      const subcommand = argument?.split(' ', 1)[0]?.toUpperCase() ?? '';
      return HARMLESS_BY_UID.has(subcommand) ? { kind: 'forward', tag, line } : refuseForbidden(tag);
    }
    default:
      return HARMLESS.has(name) ? { kind: 'forward', tag, line } : refuseForbidden(tag);
  }
}

/** Refuses what can't be read as a command; nothing of it but a valid tag is echoed. */
export function refuseMalformed(tag: string | undefined): { readonly kind: 'refuse'; readonly response: string } {
  return { kind: 'refuse', response: `${tag ?? '*'} BAD Invalid command.` };
}

function refuseForbidden(tag: string): Judgement {
  return { kind: 'refuse', response: `${tag} NO [NOPERM] This app password is read-only.` }; // RFC 5530 §3
}
