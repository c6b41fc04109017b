import { describe, expect, it } from 'vitest';
import { csvRow } from '../../../src/cli/csv.ts';

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
  ])('%s', (_what, cells, expected) => {
    // Negative control: fails for formulas without the apostrophe.
    expect(csvRow(cells)).toBe(expected);
  });
});
