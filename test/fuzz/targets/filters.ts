// The two filters in the splice. Each twice: with both sides of the script's own invention, where nothing may break; and
// between a client of the script's and a lax backend, where nothing may be obeyed that isn't permitted.

import type { FilterResult, SpliceFilter } from '../../../src/protocol/dialogue.ts';
import { createImapReadOnlyFilter } from '../../../src/protocol/imap/read-only-filter.ts';
import { createSmtpCommandFilter } from '../../../src/protocol/smtp/command-filter.ts';
import { type Laxity, PERMITTED, play } from '../../unit/protocol/imap/lax-backend.ts';
import { ALLOWED, Splice } from '../../unit/protocol/smtp/lax-splice.ts';
import { type Cut, cutAnywhere, readScript, uncut, writeScript } from '../script.ts';
import { type FuzzTarget, magnitude, promise, word } from '../target.ts';
import { LITERALS, PUNCTUATION } from './words.ts';

interface Passed {
  readonly toBackend: string;
  readonly toClient: string;
  readonly close: string | undefined;
  readonly words: readonly string[];
}

/** Feeds a filter: flights with even numbers are the client's. */
function feed(filter: SpliceFilter, flights: readonly Buffer[], cuts: readonly [client: Cut, backend: Cut]): Passed {
  let toBackend = '';
  let toClient = '';
  let close: string | undefined;
  const words: string[] = [];
  const take = (result: FilterResult): void => {
    const isQuiet = result.toBackend.length === 0 && result.toClient.length === 0;
    promise(close === undefined || isQuiet, 'nothing passes behind the end', result);
    toBackend += text(result.toBackend);
    toClient += text(result.toClient);
    close ??= result.close;
  };
  for (const [index, flight] of flights.entries()) {
    const [sizeBefore, saidBefore] = [toBackend.length, toClient.length];
    let held = false;
    for (const chunk of cuts[index % 2 === 0 ? 0 : 1](flight)) {
      const result = index % 2 === 0 ? filter.fromClient(chunk) : filter.fromBackend(chunk);
      take(result);
      held = result.holdClient;
    }
    const [first = ''] = /^(?:\d{3}[ -]|\S+ (?:NO|BAD|OK|BYE)|\+)?/.exec(toClient.slice(saidBefore)) ?? [];
    const sizes = `${toBackend.length > sizeBefore}-${toClient.length > saidBefore}`;
    words.push(`${index % 2 === 0 ? 'c' : 'b'}${sizes}-${held}-${first.replace(/^\S+ (?=[NBO])/, '')}`.trim());
  }
  take(filter.clientEnded());
  return { toBackend, toClient, close, words: [...words, close ?? 'open'].map(word) };
}

function text(pieces: readonly Uint8Array[]): string {
  return Buffer.concat(pieces).toString('latin1');
}

function imapFilter(bytes: Uint8Array): string {
  const { flights, random } = readScript(bytes);
  const whole = feed(createImapReadOnlyFilter(), flights, [uncut, uncut]);
  const parts = feed(createImapReadOnlyFilter(), flights, [cutAnywhere(random), uncut]);
  promise(whole.toBackend === parts.toBackend, 'cuts change nothing for the backend', [whole, parts]);
  promise(whole.toClient === parts.toClient, 'cuts change nothing for the client', [whole, parts]);
  promise(whole.close === parts.close, 'cuts change nothing for the end', [whole, parts]);
  return whole.words.join(' ');
}

function smtpFilter(bytes: Uint8Array): string {
  const { setup, flights, random } = readScript(bytes);
  const begin = () => createSmtpCommandFilter({ keywords: setup % 2 === 0 ? ['CHUNKING'] : [] });
  const [one, other] = [begin(), begin()];
  const whole = feed(one, flights, [uncut, uncut]);
  const parts = feed(other, flights, [cutAnywhere(random), cutAnywhere(random)]);
  promise(whole.toBackend === parts.toBackend && whole.close === parts.close, 'cuts change nothing', [whole, parts]);
  // Of a reply that turned out to be none, a cut may have let a start through.
  const isBroken = whole.close === 'backend-protocol' && parts.toClient.startsWith(whole.toClient);
  promise(isBroken || whole.toClient === parts.toClient, 'cuts change nothing for the client', [whole, parts]);
  promise(one.messages === other.messages, 'cuts change no count of messages');
  return `s${setup % 2} ${whole.words.join(' ')} m${magnitude(one.messages)}`;
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

function smtpBypass(bytes: Uint8Array): string {
  const { setup, flights, random } = readScript(bytes);
  const splice = new Splice(
    Array.from({ length: 40 }, () => random(200)),
    setup % 2 === 0,
  );
  for (const flight of flights) {
    splice.send(flight.toString('latin1'));
    splice.settle();
  }
  splice.end();
  const { verbs, messages } = splice.backend;
  const forbidden = verbs.filter((verb) => !ALLOWED.has(verb));
  promise(forbidden.length === 0, 'no other verb is obeyed (S7, S8)', forbidden);
  promise(splice.messages <= messages.length, 'no message is counted that was not taken');
  const codes = [...splice.toClient.matchAll(/^(\d{3}) (\d\.\d\.\d)?/gm)].map(
    (match) => `${match[1]}${match[2] ?? ''}`,
  );
  return [`s${setup % 2}`, ...verbs, '-', ...codes, splice.closed ?? 'open'].join(' ');
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
  seeds: [...IMAP_FORBIDDEN, ...IMAP_HARMLESS].flatMap((line) =>
    IMAP_SAID.slice(0, 4).map((said) =>
      writeScript(0, `${line}\r\n`, `${said}\r\n`, `b NOOP\r\n${line}\r\n`, 'b OK\r\n'),
    ),
  ),
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

const SMTP_COMMANDS: readonly string[] = [
  ...[
    'MAIL FROM:<a@b>',
    'RCPT TO:<c@d>',
    'RCPT TO:<nobody@d>',
    'DATA',
    'data',
    'DATA x',
    'RSET',
    'NOOP',
    'HELO x',
    'EHLO x',
    'QUIT',
  ],
  ...[
    'BDAT 30',
    'BDAT 3 LAST\r\nabc',
    'BDAT 0 LAST',
    'BDAT 4294967301 LAST',
    'BDAT 010',
    'BDAT -1',
    'BDAT 9 first',
    'VRFY x',
  ],
  ...[
    'XCLIENT LOGIN=victim',
    'AUTH PLAIN AGEAYg==',
    'STARTTLS',
    ' XFORWARD NAME=x',
    '\tauth login',
    'XEXCH50 4 0',
    'TURN',
    'ETRN x',
  ],
  ...[
    'MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA',
    'Subject: x\r\n\r\ntext\r\n.',
    '.',
    '..',
    '.\rXCLIENT LOGIN=x',
    '.\nXCLIENT LOGIN=x',
  ],
  ...['MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nBDAT 5\r\nabcde', 'NOOP x\x1d\x20', 'NOOP \xff', 'NOOP\0', 'EHLO'],
];
const SMTP_SAID: readonly string[] = [
  ...[
    '250 ok',
    '250-x\r\n250-CHUNKING\r\n250-XCLIENT ADDR\r\n250 AUTH PLAIN',
    '354 go',
    '334 ',
    '421 bye',
    '550 no',
    '503 x',
    '250',
  ],
  ...['250-a\r\n251 b', 'what', '220 hi', '250-x\x1d\xff', '250-x\r\n'],
];
const OPENING = 'MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n';

/** The command filter, both sides invented. */
export const smtpCommandFilter: FuzzTarget = {
  name: 'smtp-command-filter',
  seeds: [
    ...SMTP_COMMANDS.flatMap((line) =>
      SMTP_SAID.slice(0, 4).map((said) =>
        writeScript(0, `${line}\r\n`, `${said}\r\n`, `${line}\r\nNOOP\r\n`, '250 ok\r\n'),
      ),
    ),
    writeScript(
      0,
      `${OPENING}DATA\r\n`,
      '250 a\r\n250 b\r\n354 go\r\n',
      'text\r\n.\r\nNOOP\r\n',
      '250 taken\r\n250 ok\r\n',
    ),
    writeScript(0, OPENING, '250 a\r\n250 b\r\n', 'BDAT 3\r\nabcBDAT 2 LAST\r\nde', '250 a\r\n250 b\r\n'),
    ...SMTP_SAID.map((said) => writeScript(1, 'NOOP\r\nEHLO x\r\nNOOP\r\n', `${said}\r\n${said}\r\n`)),
  ],
  dictionary: [...PUNCTUATION, ...SMTP_COMMANDS, ...SMTP_SAID, '\x1e250 ok\r\n\x1e', '\x1e354 go\r\n\x1e', 'BDAT '],
  run: smtpFilter,
};

/** The command filter before a lax backend. */
export const smtpCommandBypass: FuzzTarget = {
  name: 'smtp-command-bypass',
  seeds: SMTP_COMMANDS.flatMap((line) =>
    [0, 1].flatMap((setup) => [
      writeScript(setup, `${line}\r\n`, `NOOP\r\n${line}\r\nXCLIENT LOGIN=x\r\n`),
      writeScript(setup, OPENING, `${line}\r\n`, 'XCLIENT LOGIN=x\r\n.\r\nAUTH PLAIN AA==\r\n'),
    ]),
  ),
  dictionary: [...PUNCTUATION, ...SMTP_COMMANDS, OPENING, 'BDAT 20\r\n', 'BDAT 20 LAST\r\n', '\r\n.\r\n'],
  run: smtpBypass,
};
