// Lines and segments: how text is broken, and how SMS are counted.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseSms, fitsOneSegment, inGsmAlphabet } from '../../../src/messages/render/sms.ts';
import { columnsOf, wrap } from '../../../src/messages/render/wrap.ts';
import { runs } from '../../support/runs.ts';

describe('breaking lines', () => {
  it('keeps words, and puts what follows below', () => {
    expect(wrap('one two three four', { columns: 9, indent: '  ' })).toBe('one two\n  three\n  four');
  });

  it('never breaks an address', () => {
    const address = `https://webmail.example.com/${'x'.repeat(100)}`;
    expect(wrap(`see ${address} now`, { columns: 40 })).toBe(`see\n${address}\nnow`);
  });

  it('breaks Japanese between words, two columns to a character, and begins no line with a mark', () => {
    const text =
      'パスワードが他人に知られています。コードを誰にも教えず、次のページを開いてサインインを止めてください。';
    const lines = wrap(text, { columns: 30 }).split('\n');
    expect(lines.join('')).toBe(text);
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) {
      expect(columnsOf(line)).toBeLessThanOrEqual(32);
      expect(line).not.toMatch(/^[、。ー]/);
    }
  });

  it('loses nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-zäé日本語、。]{1,20}$/), { minLength: 1 }), (words) => {
        const text = words.join(' ');
        expect(wrap(text, { columns: 20 }).replaceAll(/\s/g, '')).toBe(text.replaceAll(' ', ''));
      }),
      { numRuns: runs(200) },
    );
  });
});

describe('the length of an SMS', () => {
  it.each([
    ['a'.repeat(160), true],
    ['a'.repeat(161), false],
    ['€'.repeat(80), true],
    ['é'.repeat(160), true],
    ['日'.repeat(70), true],
    ['日'.repeat(71), false],
    ['ç', true],
  ])('is counted as networks count it: %#', (text, fits) => {
    expect(fitsOneSegment(text)).toBe(fits);
  });

  it('is kept small by leaving off accents that would double it, where that is all it takes', () => {
    expect(inGsmAlphabet('Su código: “uno”, señal às 9\u202fh')).toBe('Su codigo: "uno", señal às 9 h');
    expect(inGsmAlphabet('código 日本')).toBe('código 日本');
  });

  it('chooses the first text that fits with its last line, else the last', () => {
    const [long, short] = ['x'.repeat(150), 'short'];
    expect(chooseSms([long, short], '@example.com #123456')).toBe('short\n@example.com #123456');
    expect(chooseSms([long, short], undefined)).toBe(long);
    expect(chooseSms(['y'.repeat(200), 'z'.repeat(190)], undefined)).toBe('z'.repeat(190));
  });
});
