import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SieveLine, SieveLineReader, type SieveToken } from '../../../../src/protocol/sieve/line-reader.ts';
import { everySplit, octets } from '../../../support/machine-transcript.ts';

const LIMIT = 64;

function read(chunks: readonly Uint8Array[], limit = LIMIT): string[] {
  const reader = new SieveLineReader(limit);
  const results: string[] = [];
  for (const chunk of chunks) {
    reader.append(chunk);
    for (;;) {
      const line = reader.takeLine();
      if (line.kind === 'need-more') break;
      results.push(show(line));
      if (line.kind === 'lost') return results;
    }
  }
  return results;
}

function show(line: SieveLine): string {
  if (line.kind === 'lost' || line.kind === 'need-more') return line.kind;
  return [...(line.kind === 'malformed' ? ['malformed:'] : []), ...line.tokens.map(showToken)].join(' ');
}

function showToken(token: SieveToken): string {
  if (token.kind === 'atom') return token.text;
  if (token.kind === 'string') return JSON.stringify(Buffer.from(token.octets).toString('latin1'));
  return token.kind === 'open' ? '(' : ')';
}

describe('a line', () => {
  it.each([
    ['LOGOUT\r\n', 'LOGOUT'],
    ['noop "a b"\n', 'noop "a b"'],
    ['AUTHENTICATE "PLAIN" "AA=="\r\n', 'AUTHENTICATE "PLAIN" "AA=="'],
    ['NOOP {3+}\r\na\r\n\r\n', 'NOOP "a\\r\\n"'],
    ['NOOP {3}\r\nabc\r\n', 'NOOP "abc"'],
    ['X {1+}\r\na {1+}\r\nb c\r\n', 'X "a" "b" c'],
    ['{0+}\r\n\r\n', '""'],
    ['"\\"\\\\"\r\n', '"\\"\\\\"'],
    ['NO (TRYLATER) "x"\r\n', 'NO ( TRYLATER ) "x"'],
    ['OK (TAG {2}\r\nab) "Done"\r\n', 'OK ( TAG "ab" ) "Done"'],
    ['NO (QUOTA/MAXSIZE (A "b")) "x"\r\n', 'NO ( QUOTA/MAXSIZE ( A "b" ) ) "x"'],
    ['  A   b  \r\n', 'A b'],
    ['\r\n', ''],
  ])('%j is read as %j (M3)', (text, expected) => {
    for (const split of everySplit(text)) expect(read(split)).toEqual([expected]);
  });

  it.each([
    ['NOOP "a\r\nLOGOUT\r\n', 'malformed: NOOP'],
    ['NOOP "a\\b"\r\nLOGOUT\r\n', 'malformed: NOOP'],
    ['NOOP "a""b"\r\nLOGOUT\r\n', 'malformed: NOOP'],
    ['NOOP"a"\r\nLOGOUT\r\n', 'malformed:'],
    ['NOOP \u0000\r\nLOGOUT\r\n', 'malformed: NOOP'],
    ['NOOP {a}\r\nLOGOUT\r\n', 'malformed: NOOP'],
    ['NOOP {99999999999}\r\nLOGOUT\r\n', 'malformed: NOOP'],
    ['NOOP {1+} \r\nLOGOUT\r\n', 'malformed: NOOP'],
    ['NOOP {1+}\r\nabc\r\nLOGOUT\r\n', 'malformed: NOOP "a"'],
  ])('%j is malformed, and the next one can be read', (text, expected) => {
    for (const split of everySplit(text)) expect(read(split)).toEqual([expected, 'LOGOUT']);
  });

  it.each([
    ['over the limit', 'x'.repeat(LIMIT + 2)],
    ['over the limit with its literals', `A {30+}\r\n${'x'.repeat(30)} {30+}\r\n`],
    ['with a literal over the limit, before it arrives', 'A {65+}\r\n'],
    ['with a literal of ten digits', 'A {4294967295+}\r\n'],
    ['with a fault before its literal', 'A "b {3+}\r\n'],
    ['with a literal in the middle of a word', 'A{3+}\r\n'],
  ])('is lost when it is %s', (_, text) => {
    for (const split of everySplit(text)) expect(read(split)).toEqual(['lost']);
  });

  it('counts the octets that it keeps, and hands over those that it has not read', () => {
    const reader = new SieveLineReader(LIMIT);
    reader.append(octets('LOGOUT\r\nNOOP {5+}\r\nab'));
    reader.takeLine();
    expect(reader.length).toBe(13);
    expect(reader.takeLine().kind).toBe('need-more');
    expect(reader.length).toBe(11);
    expect(reader.takeAll().toString()).toBe('ab');
    expect(reader.length).toBe(0);
  });

  it('is the same for every split of any octets', () => {
    const words = fc.constantFrom(
      'A',
      '"',
      '\\',
      ' ',
      '(',
      ')',
      '{2}',
      '{3+}',
      '{',
      '}',
      '\r\n',
      '\n',
      '\r',
      '\0',
      'é',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 14 }), fc.integer({ min: 0, max: 20 }), (pieces, limit) => {
        const whole = read([octets(pieces.join(''))], limit);
        for (const split of everySplit(pieces.join(''))) expect(read(split, limit)).toEqual(whole);
      }),
    );
  });
});
