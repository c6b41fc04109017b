// The command filter in the splice, twice: with both sides of the script's own invention, where nothing may break; and between
// a client of the script's and a lax backend, where nothing may be obeyed that isn't permitted.

import { createSmtpCommandFilter } from '../../../src/protocol/smtp/command-filter.ts';
import { ALLOWED, Splice } from '../../unit/protocol/smtp/lax-splice.ts';
import { cutAnywhere, readScript, uncut, writeScript } from '../script.ts';
import { feedFilter } from '../subjects/filter.ts';
import { type FuzzTarget, magnitude, promise } from '../target.ts';
import { PUNCTUATION } from './words.ts';

function smtpFilter(bytes: Uint8Array): string {
  const { setup, flights, random } = readScript(bytes);
  const begin = () => createSmtpCommandFilter({ keywords: setup % 2 === 0 ? ['CHUNKING'] : [] });
  const [one, other] = [begin(), begin()];
  const whole = feedFilter(one, flights, [uncut, uncut]);
  const parts = feedFilter(other, flights, [cutAnywhere(random), cutAnywhere(random)]);
  promise(whole.toBackend === parts.toBackend && whole.close === parts.close, 'cuts change nothing', [whole, parts]);
  // Of a reply that turned out to be none, a cut may have let a start through.
  const isBroken = whole.close === 'backend-protocol' && parts.toClient.startsWith(whole.toClient);
  promise(isBroken || whole.toClient === parts.toClient, 'cuts change nothing for the client', [whole, parts]);
  promise(one.messages === other.messages, 'cuts change no count of messages');
  return `s${setup % 2} ${whole.words.join(' ')} m${magnitude(one.messages)}`;
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
