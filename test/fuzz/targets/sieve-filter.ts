// The command filter in ManageSieve's splice: cuts change nothing, and a careless server obeys nothing that isn't on the
// list, whatever a client sends.

import { createSieveCommandFilter } from '../../../src/protocol/sieve/command-filter.ts';
import { ALLOWED, verbsObeyed } from '../../unit/protocol/sieve/lax-backend.ts';
import { cutAnywhere, readScript, uncut, writeScript } from '../script.ts';
import { feedFilter } from '../subjects/filter.ts';
import { type FuzzTarget, promise, word } from '../target.ts';
import { LITERALS, PUNCTUATION } from './words.ts';

function runFilter(bytes: Uint8Array): string {
  const { flights, random } = readScript(bytes);
  const whole = feedFilter(createSieveCommandFilter(), flights, [uncut, uncut]);
  const parts = feedFilter(createSieveCommandFilter(), flights, [cutAnywhere(random), cutAnywhere(random)]);
  const isSame = (['toBackend', 'toClient', 'close'] as const).every((side) => whole[side] === parts[side]);
  promise(isSame, 'cuts change nothing', [whole, parts]);
  const said = flights.filter((_, index) => index % 2 === 1).map((flight) => flight.toString('latin1'));
  promise(whole.toClient === said.join(''), 'answers pass as they come', [whole, said]);
  const verbs = verbsObeyed(whole.toBackend);
  const forbidden = verbs.filter((verb) => !ALLOWED.has(verb));
  promise(forbidden.length === 0, 'no other verb is obeyed', forbidden);
  return [...verbs.map(word), whole.close ?? 'open'].join(' ');
}

const COMMANDS: readonly string[] = [
  ...[
    'CAPABILITY',
    'LISTSCRIPTS',
    'NOOP',
    'noop  "a" ',
    'LOGOUT',
    'HAVESPACE "a" 435',
    'SETACTIVE ""',
    'GETSCRIPT "a"',
  ],
  ...[
    'PUTSCRIPT "a" {7+}\r\nkeep;\r\n',
    'PUTSCRIPT "a" {3}\r\nabc',
    'PUTSCRIPT {1+}\r\na {0+}\r\n',
    'RENAMESCRIPT "a" "b"',
  ],
  ...[
    'UNAUTHENTICATE',
    'STARTTLS',
    'AUTHENTICATE "PLAIN" {8+}\r\nAGEAYg==',
    ' UNAUTHENTICATE',
    '\0UNAUTHENTICATE',
    'XCLIENT A=1',
  ],
  ...[
    'NOOP "a\rUNAUTHENTICATE',
    'NOOP "\nUNAUTHENTICATE',
    'SETACTIVE 5',
    'NOOP {2147483648+}',
    'NOOP {4294967296+}',
    'CHECKSCRIPT "',
  ],
  ...[
    'PUTSCRIPT "a" {18+}\r\n\r\nUNAUTHENTICATE\r\n',
    'NOOP "{5+}"',
    'NOOP "x\x1d\xff"',
    '',
    'HAVESPACE "a" 99999999999',
  ],
];

/** The command filter, with both sides of the script's invention and a careless server behind it. */
export const sieveCommandFilter: FuzzTarget = {
  name: 'sieve-command-filter',
  seeds: COMMANDS.map((line) =>
    writeScript(0, `${line}\r\n`, 'OK\r\n', `NOOP\r\n${line}\r\nUNAUTHENTICATE\r\nNOOP\r\n`),
  ),
  dictionary: [...PUNCTUATION, ...LITERALS, ...COMMANDS, ' {16+}\r\n', ' {16}\r\n', '"a"', ' 5', 'PUTSCRIPT "a"'],
  run: runFilter,
};
