// The read-only filter in the splice, twice: with both sides of the script's own invention, where nothing may break; and between
// a client of the script's and a lax backend, where nothing may be obeyed that isn't permitted.

import { createImapReadOnlyFilter } from '../../../src/protocol/imap/read-only-filter.ts';
import { type Laxity, PERMITTED, play } from '../../unit/protocol/imap/lax-backend.ts';
import { cutAnywhere, readScript, uncut, writeScript } from '../script.ts';
import { feedFilter } from '../subjects/filter.ts';
import { type FuzzTarget, promise, word } from '../target.ts';
import { LITERALS, PUNCTUATION } from './words.ts';

function imapFilter(bytes: Uint8Array): string {
  const { flights, random } = readScript(bytes);
  const whole = feedFilter(createImapReadOnlyFilter(), flights, [uncut, uncut]);
  const parts = feedFilter(createImapReadOnlyFilter(), flights, [cutAnywhere(random), uncut]);
  promise(whole.toBackend === parts.toBackend, 'cuts change nothing for the backend', [whole, parts]);
  promise(whole.toClient === parts.toClient, 'cuts change nothing for the client', [whole, parts]);
  promise(whole.close === parts.close, 'cuts change nothing for the end', [whole, parts]);
  return whole.words.join(' ');
}

/** Octets of the setup choose how lax the backend is. */
function laxityOf(setup: number): Laxity {
  return {
    acceptsLiterals: (setup & 1) === 0,
    knowsLiteralPlus: (setup & 2) === 0,
    knowsIdle: (setup & 4) === 0,
    longestLine: (setup & 8) === 0 ? 8194 : 100_000,
  };
}

function imapBypass(bytes: Uint8Array): string {
  const { setup, flights, random } = readScript(bytes);
  const cut = cutAnywhere(random);
  const chunks = flights.flatMap(cut).map((chunk) => chunk.toString('latin1'));
  const { commands, toClient } = play(chunks, laxityOf(setup), random(4), 1 + random(60));
  const forbidden = commands.filter((command) => !PERMITTED.has(command));
  promise(forbidden.length === 0, 'no other command reaches the backend (R3.4)', forbidden);
  const answers = [...toClient.matchAll(/^\S+ (NO|BAD|OK|BYE)(?: \[[A-Z]+)?/gm)].map((match) => match[1] ?? '');
  return [`s${setup & 15}`, ...commands.map(word), '-', ...answers].join(' ');
}

const IMAP_FORBIDDEN: readonly string[] = [
  ...[
    'a STORE 1 +FLAGS (\\Deleted)',
    'a EXPUNGE',
    'a APPEND x {3+}\r\nabc',
    'a COPY 1 x',
    'a UID STORE 1 FLAGS ()',
    'a UID MOVE 1 x',
  ],
  ...[
    'a COMPRESS DEFLATE',
    'a UNAUTHENTICATE',
    'a NOTIFY NONE',
    'a DELETE {1+}\r\nx',
    'a AUTHENTICATE PLAIN',
    'a STARTTLS',
  ],
];
const IMAP_HARMLESS: readonly string[] = [
  ...[
    'a NOOP',
    'a SELECT INBOX',
    'a SELECT {5+}\r\nINBOX',
    'a FETCH 1 BODY[]',
    'a IDLE',
    'DONE',
    'a LIST "" {2}\r\n',
    'a UID FETCH 1 X',
  ],
  ...[
    'a SEARCH TEXT {3+}\r\n\xff\xfe\r',
    'a SEARCH TEXT {21+}\r\n\r\nz STORE 1 F ()\r\n',
    'a LOGOUT',
    'a STATUS x (UIDNEXT)',
    'a CLOSE',
  ],
  ...[
    'a SEARCH x\x1d\x7f',
    'a SEARCH "{5}"',
    'a SEARCH {2}\r\n"\\',
    'a SEARCH ({1+}\r\nx)',
    'a ID ("name" "x")',
    '* NOOP',
    'a',
  ],
];
const IMAP_SAID: readonly string[] = [
  ...[
    'a OK done',
    'a NO no',
    '+ go',
    '* 1 FETCH (BODY[] {5}\r\na OK\r)',
    '* CAPABILITY IMAP4rev1 COMPRESS=DEFLATE',
    '* OK {5}',
    '* BYE x',
  ],
  ...['+', '* x\x1d\xff', 'x\x1d\xff', '* LIST () "/" {3}\r\nabc', '* CAPABILITY x\x1d\xff'],
];
const IMAP_WORDS = [
  ...PUNCTUATION,
  ...LITERALS,
  ...IMAP_FORBIDDEN,
  ...IMAP_HARMLESS,
  'z EXPUNGE\r\n',
  ' {9+}',
  ' {12}',
  'a UID ',
];

/** The read-only filter, both sides invented. */
export const imapReadOnlyFilter: FuzzTarget = {
  name: 'imap-read-only-filter',
  seeds: [
    ...[...IMAP_FORBIDDEN, ...IMAP_HARMLESS].flatMap((line) =>
      IMAP_SAID.slice(0, 4).map((said) =>
        writeScript(0, `${line}\r\n`, `${said}\r\n`, `b NOOP\r\n${line}\r\n`, 'b OK\r\n'),
      ),
    ),
    ...IMAP_SAID.map((said) =>
      writeScript(0, 'a NOOP\r\nb EXPUNGE\r\n', `${said}\r\n${said}`, 'c NOOP\r\n', 'a OK\r\n'),
    ),
    writeScript(0, 'a IDLE\r\n', '+ idling\r\n* 1 EXISTS\r\n', 'DONE\r\nb NOOP\r\n', 'a OK\r\nb OK\r\n'),
    writeScript(
      0,
      'a SEARCH {1+}\r\n\0\r\nb NOOP\r\n',
      'b OK\r\n',
      'c SEARCH {2+}\r\n\r\n\r\n',
      '+ go\r\n',
      '',
      'c OK\r\n',
    ),
  ],
  dictionary: [...IMAP_WORDS, ...IMAP_SAID],
  run: imapFilter,
};

/** The read-only filter before a lax backend. */
export const imapReadOnlyBypass: FuzzTarget = {
  name: 'imap-read-only-bypass',
  seeds: [...IMAP_FORBIDDEN, ...IMAP_HARMLESS].flatMap((line) =>
    [0, 3, 4, 15].map((setup) => writeScript(setup, `${line}\r\n`, `b NOOP\r\n${line}\r\nz EXPUNGE\r\n`)),
  ),
  dictionary: IMAP_WORDS,
  run: imapBypass,
};
