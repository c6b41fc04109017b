// CSV: what is written is harmless in a spreadsheet, and what is read is CSV to the last octet, or nothing.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRow, MAX_CSV_LENGTH, readCsv, readCsvInTurns } from '../../../src/core/csv.ts';

describe('a row of CSV', () => {
  it.each([
    ['plain', ['a', 'b c', ''], 'a,b c,\r\n'],
    [
      'with a comma, quotes or line breaks (RFC 4180 §2)',
      ['a,b', 'say "x"', 'one\r\ntwo'],
      '"a,b","say ""x""","one\r\ntwo"\r\n',
    ],
    [
      'with what a spreadsheet would run',
      ['=1+1', '+1', '-1', '@x', '\t=1', '  =1', '＝1'],
      "'=1+1,'+1,'-1,'@x,'\t=1,'  =1,'＝1\r\n",
    ],
    ['with a formula that is quoted too', ['=HYPERLINK("x","y")'], '"\'=HYPERLINK(""x"",""y"")"\r\n'],
    ['with a sign that begins nothing', ['a=b', 'a-b@c'], 'a=b,a-b@c\r\n'],
    ['with an apostrophe of its own', ["'=1", "'a"], "''=1,'a\r\n"],
  ])('%s', (_what, cells, expected) => {
    // Negative control: fails for formulas without the apostrophe.
    expect(csvRow(cells)).toBe(expected);
  });
});

describe('reading CSV', () => {
  it.each([
    ['with CRLF', 'a,b\r\n1,2\r\n', [[2, ['1', '2']]]],
    [
      'with LF, and no end of the last line',
      'a,b\n1,2\n3,4',
      [
        [2, ['1', '2']],
        [3, ['3', '4']],
      ],
    ],
    ['as spreadsheets write it: a byte order mark, semicolons', '\ufeffa;b\r\n1,5;2\r\n', [[2, ['1,5', '2']]]],
    ['as one copies it out of a spreadsheet: tabs', 'a\tb\r\n1\t2', [[2, ['1', '2']]]],
    [
      'with quotes, and line breaks in them',
      'a,b\n"x\r\ny","say ""z"""\n\n5,6\n',
      [
        [2, ['x\r\ny', 'say "z"']],
        [5, ['5', '6']],
      ],
    ],
    ['with rows of nothing, which say nothing', 'a,b\n,\n , \n1,\n', [[4, ['1', '']]]],
    ['with guards against formulas, which are taken away', "a,b\n'=1,''+2\n", [[2, ['=1', "'+2"]]]],
  ])('%s', (_what, text, rows) => {
    const read = readCsv(text);
    expect(read).toEqual({
      kind: 'done',
      value: { header: ['a', 'b'], rows: rows.map(([line, cells]) => ({ line, cells })) },
    });
  });

  it.each([
    ['nothing', '', 'has no header'],
    ['a quote in the middle', 'a,b\n1,x"y"\n', 'has a quote within a cell that does not begin with one (line 2)'],
    ['more behind a quote', 'a,b\n"1"x,2\n', 'has something between a closing quote and the end of its cell (line 2)'],
    ['an open quote', 'a,b\n1,"2\n3,4\n', 'ends within a cell whose quote is never closed (line 3)'],
    ['a cell too few', 'a,b\n1,2\n3\n', 'has a row with more or fewer cells than its header (line 3)'],
    ['a cell too many', 'a,b\n1,2,3\n', 'has a row with more or fewer cells than its header (line 2)'],
    ['a NUL', 'a,b\n1,\0\n', 'is no text'],
    ['half a character', 'a,b\n1,\ud800\n', 'is no text'],
    ['a row without end', `a,b\n1,${'x'.repeat(200_000)}\n`, 'has a row of more than 131072 octets (line 2)'],
    ['more than anybody has', 'a\n'.repeat(MAX_CSV_LENGTH), `is longer than ${MAX_CSV_LENGTH} characters`],
  ])('refuses %s, and uses nothing of it', (_what, text, reason) => {
    expect(readCsv(text)).toMatchObject({ kind: 'refused', code: 'invalid', problems: [{ field: 'csv', reason }] });
  });

  it('reads what was written, whatever it is', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0') && text.isWellFormed()),
      fc.string({ unit: fc.constantFrom("'", '=', '+', '"', ',', ';', '\t', '\r', '\n', ' ', 'x') }),
    );
    const row = fc
      .array(cell, { minLength: 2, maxLength: 2 })
      .filter((cells) => cells.some((text) => text.trim() !== ''));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
        const read = readCsv([['a', 'b'], ...rows].map(csvRow).join(''));
        expect(read.kind === 'done' && read.value.rows.map(({ cells }) => cells)).toEqual(rows);
      }),
    );
  });
});

describe('CSV that is read in turns', () => {
  const unit = fc.constantFrom('"', ',', ';', '\r', '\n', 'x', '😀', '\ufeff', 'a\r\n', '"\r\n"');
  const pause = async (): Promise<void> => undefined;

  it('is the same as what is read at once, wherever its turns begin', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(16_500),
        fc.string({ unit, maxLength: 40 }),
        fc.string({ unit, maxLength: 20 }),
        async (at, within, end) => {
          // What matters stands around the end of the first turn.
          const text = `a\n${'y'.repeat(Math.max(0, 16_384 - (at % 40)))}${within}\n${end}`;
          expect(await readCsvInTurns(text, pause)).toEqual(readCsv(text));
        },
      ),
    );
  });

  it('gives others a turn every few thousand characters, and none after a mistake', async () => {
    const turns: string[] = [];
    const text = `a,b\n${'x,y\n'.repeat(50_000)}`;
    const count = async (): Promise<void> => {
      turns.push('a turn');
      await new Promise(setImmediate);
    };
    expect(await readCsvInTurns(text, count)).toMatchObject({ kind: 'done' });
    expect(turns.length).toBe(Math.ceil(text.length / 16_384));
    expect(await readCsvInTurns(`a,b\nx\n${text}`, count)).toEqual(readCsv(`a,b\nx\n${text}`));
    expect(turns.length).toBeLessThanOrEqual(Math.ceil(text.length / 16_384) + 2);
  });
});
