import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSieveCommandFilter } from '../../../../src/protocol/sieve/command-filter.ts';
import { runs } from '../../../support/runs.ts';

/** What reaches the server, and why the connection is ended, when these octets come in these pieces. */
function filtered(...chunks: readonly (string | Uint8Array)[]): string {
  const filter = createSieveCommandFilter();
  let out = '';
  for (const chunk of chunks) {
    const result = filter.fromClient(typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk);
    expect(result).toMatchObject({ toClient: [], holdClient: false });
    out += result.toBackend.map((bytes) => Buffer.from(bytes).toString('latin1')).join('');
    if (result.close !== undefined) out += `(${result.close})`;
  }
  return out;
}

const SCRIPT = 'keep;\r\nUNAUTHENTICATE\r\n"{9+}\r\n\0\n';

describe('what a signed-in ManageSieve client may send', () => {
  it.each([
    'CAPABILITY\r\n',
    'LISTSCRIPTS\r\n',
    'HAVESPACE "a \\"quoted\\" name" 435\r\n',
    `PUTSCRIPT "über" {${SCRIPT.length}+}\r\n${SCRIPT}\r\n`,
    `CHECKSCRIPT {${SCRIPT.length}+}\r\n${SCRIPT}\r\n`,
    'PUTSCRIPT {1+}\r\na {0+}\r\n\r\n',
    'SETACTIVE ""\r\n',
    'GETSCRIPT "a"\r\n',
    'RENAMESCRIPT {1+}\r\na "b"\r\n',
    'DELETESCRIPT "a"\r\nNOOP\r\nNOOP "tag"\r\nLOGOUT\r\n',
  ])('goes out as it came: %j', (command) => {
    expect(filtered(command)).toBe(command);
    expect(filtered(...Array.from(Buffer.from(command, 'latin1'), (octet) => Buffer.from([octet])))).toBe(command);
  });

  it.each([
    ['NOOP\n', 'NOOP\r\n'],
    ['noop   "a"  \r\n', 'noop "a"\r\n'],
    ['PUTSCRIPT "a" {3}\r\nx;\n\r\n', 'PUTSCRIPT "a" {3+}\r\nx;\n\r\n'],
  ])('goes out in the one form that every server reads alike: %j', (command, written) => {
    expect(filtered(command)).toBe(written);
  });
});

describe('what a signed-in ManageSieve client may not send (finding 2)', () => {
  it.each([
    'UNAUTHENTICATE\r\n',
    'unauthenticate\r\n',
    'STARTTLS\r\n',
    'AUTHENTICATE "PLAIN" "AGEAYg=="\r\n',
    'AUTHENTICATE "PLAIN" {8+}\r\nAGEAYg==\r\n',
    'AUTHENTICATE {5}\r\nPLAIN {8+}\r\nAGEAYg==\r\n',
    'XCLIENT ADDR=1.2.3.4\r\n',
    'UNAUTHENTICATE\n',
    ' UNAUTHENTICATE\r\n',
    '\0UNAUTHENTICATE\r\n',
    '"UNAUTHENTICATE"\r\n',
    'NOOP "a\rUNAUTHENTICATE\r\n',
    'NOOP {2147483648+}\r\n',
    'CAPABILITY "a"\r\n',
    'SETACTIVE 5\r\n',
    'LOGOUT {3+}\r\nabc\r\n',
    'HAVESPACE "a" "b"\r\n',
    'SETACTIVE "a" {3+}\r\nabc\r\n',
    '\r\n',
  ])('is one NO of the server: %j', (command) => {
    expect(filtered(`NOOP\r\n${command}NOOP\r\n`)).toBe('NOOP\r\nREFUSED\r\nNOOP\r\n');
  });

  it('ends the connection when a command that went out in part is none', () => {
    expect(filtered('PUTSCRIPT "a" {1+}\r\nxUNAUTHENTICATE\r\nUNAUTHENTICATE\r\n')).toBe(
      'PUTSCRIPT "a" {1+}\r\nx(malformed-command)',
    );
    expect(filtered('PUTSCRIPT {1+}\r\na {1+}\r\nx "c"\r\n', 'NOOP\r\n')).toBe(
      'PUTSCRIPT {1+}\r\na {1+}\r\nx(malformed-command)',
    );
  });

  it('ends the connection at a line without an end', () => {
    expect(filtered('NOOP "a"\r\n', 'A'.repeat(10_000), '\r\nUNAUTHENTICATE\r\n')).toBe('NOOP "a"\r\n(line-too-long)');
  });

  it('is nothing that stands unfinished when the client has closed its half', () => {
    const filter = createSieveCommandFilter();
    expect(filter.fromClient(Buffer.from('UNAUTHENTICATE'))).toMatchObject({ toBackend: [] });
    expect(filter.clientEnded()).toEqual({ toBackend: [], toClient: [], holdClient: false });
  });
});

it('answers of the server pass as they come', () => {
  const chunk = Buffer.from('"a" ACTIVE\r\nOK\r\n');
  expect(createSieveCommandFilter().fromBackend(chunk)).toEqual({
    toBackend: [],
    toClient: [chunk],
    holdClient: false,
  });
});

/** Reads as the most careless server: any octets up to LF are a line, and a literal is only what RFC 5804 calls one. */
function verbsOf(received: string): readonly string[] {
  const verbs: string[] = [];
  let rest = received;
  let isBegun = false;
  while (rest.includes('\n')) {
    const end = rest.indexOf('\n') + 1;
    const line = rest.slice(0, end);
    rest = rest.slice(end);
    if (!isBegun) verbs.push(line.trim().split(/\s/, 1)[0]?.toUpperCase() ?? '');
    const literal = /\{(\d+)\+\}\r\n$/.exec(line);
    isBegun = literal !== null;
    rest = rest.slice(Number(literal?.[1] ?? 0));
  }
  return verbs;
}

const WORDS = [
  ...[
    'UNAUTHENTICATE\r\n',
    'STARTTLS\n',
    'UNAUTHENTICATE',
    'AUTHENTICATE',
    'NOOP',
    'PUTSCRIPT',
    'SETACTIVE',
    'HAVESPACE',
  ],
  ...['CHECKSCRIPT {16}\r\n', 'PUTSCRIPT "a" {16+}\r\n', '{3+}\r\n', '{3}\r\n', '{16+}\r\n', '{16}\r\n', '{0+}\r\n'],
  ...[' ', '\r\n', '\n', '\r', '"', '\\', '"a"', '5', '{', '}', '+', 'x'],
];

describe('any octets of a client', () => {
  // Seen failing with `{n}` passed on without the plus sign, and with malformed lines passed on.
  it('make no server obey a verb that is not on the list, however they are cut', () => {
    const conversation = fc.array(fc.constantFrom(...WORDS), { maxLength: 60 }).map((words) => words.join(''));
    fc.assert(
      fc.property(conversation, fc.array(fc.nat(40)), (text, cuts) => {
        const whole = filtered(text);
        const verbs = verbsOf(whole.replace(/\([a-z-]+\)$/, ''));
        expect(verbs.filter((verb) => /UNAUTH|^AUTH|STARTTLS/.test(verb))).toEqual([]);
        const chunks: string[] = [];
        let at = 0;
        for (const cut of cuts) {
          chunks.push(text.slice(at, at + cut));
          at += cut;
        }
        expect(filtered(...chunks, text.slice(at))).toBe(whole);
      }),
      { numRuns: runs(2_000) },
    );
  });
});
