import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SieveLineReader, type SieveToken } from '../../../../src/protocol/sieve/line-reader.ts';
import { readText, sieveString } from '../../../../src/protocol/sieve/string.ts';

/** What the other side reads when a string stands between two words. */
function readBack(text: string, speaker: 'client' | 'server'): readonly SieveToken[] | undefined {
  const reader = new SieveLineReader(65_536);
  reader.append(Buffer.from(`NO ${sieveString(text, speaker)} x\r\n`));
  const line = reader.takeLine();
  return line.kind === 'line' && reader.length === 0 ? line.tokens : undefined;
}

describe('a string (RFC 5804 §4)', () => {
  it.each([
    ['plain text', '"plain text"'],
    ['', '""'],
    ['a "b" \\ c', '"a \\"b\\" \\\\ c"'],
    ['grüße', '"grüße"'],
    ['two\r\nlines', '{10}\r\ntwo\r\nlines'],
    ['a\0b', '{3}\r\na\0b'],
  ])('of %j is %j', (text, expected) => {
    expect(sieveString(text)).toBe(expected);
  });

  it('is a literal over 1,024 octets, with a plus from a client', () => {
    const text = 'é'.repeat(512);
    expect(sieveString(text)).toBe(`"${text}"`);
    expect(sieveString(`${text}x`)).toBe(`{1025}\r\n${text}x`);
    expect(sieveString(`${text}x`, 'client')).toBe(`{1025+}\r\n${text}x`);
  });

  // Seen failing without the escape of `"`: the text ended its string and said words of its own.
  it('comes back exactly, whatever its text, and ends nothing else', () => {
    const text = fc.string({ unit: fc.oneof(fc.constantFrom('"', '\\', '\r', '\n', '\0', '{1}', ')'), fc.string()) });
    fc.assert(
      fc.property(text, fc.constantFrom('client' as const, 'server' as const), (value, speaker) => {
        const wellFormed = Buffer.from(value).toString();
        expect(readBack(value, speaker)).toEqual([
          { kind: 'atom', text: 'NO' },
          { kind: 'string', octets: Buffer.from(wellFormed) },
          { kind: 'atom', text: 'x' },
        ]);
      }),
    );
  });

  it('is text only as UTF-8', () => {
    expect(readText(Buffer.from('grüße'))).toBe('grüße');
    expect(readText(Buffer.from([0xff]))).toBeUndefined();
  });
});
