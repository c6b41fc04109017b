import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputBuffer, type LineResult } from '../../../src/protocol/input-buffer.ts';
import { everySplit } from '../../support/machine-transcript.ts';

function readAll(chunks: readonly Uint8Array[], limit: number): { results: string[]; rest: string } {
  const buffer = new InputBuffer();
  const results: string[] = [];
  for (const chunk of chunks) {
    buffer.append(chunk);
    for (;;) {
      const result = buffer.takeLine(limit);
      if (result.kind === 'need-more') break;
      results.push(show(result));
      if (result.kind === 'too-long') return { results, rest: '' };
    }
  }
  return { results, rest: buffer.takeAll().toString('latin1') };
}

function show(result: LineResult): string {
  if (result.kind !== 'line') return result.kind;
  return `${result.line.toString('latin1')}${result.bareLineFeed ? '<LF>' : '<CRLF>'}`;
}

describe('a line', () => {
  it('ends by CRLF or by a bare LF, and says which', () => {
    expect(readAll([Buffer.from('a\r\nb\n\r\n\nc')], 10)).toEqual({
      results: ['a<CRLF>', 'b<LF>', '<CRLF>', '<LF>'],
      rest: 'c',
    });
  });

  it('keeps a CR that is not before its LF', () => {
    expect(readAll([Buffer.from('a\rb\r\r\n')], 10).results).toEqual(['a\rb\r<CRLF>']);
  });

  it('may be as long as the limit, with either end', () => {
    expect(readAll([Buffer.from('12345\r\n12345\n')], 5).results).toEqual(['12345<CRLF>', '12345<LF>']);
  });

  it.each(['123456\r\n', '123456\n', '1234567'])('is too long beyond the limit: %j', (text) => {
    for (const split of everySplit(text)) expect(readAll(split, 5).results).toEqual(['too-long']);
  });

  it('is called too long before it has ended, so that no more than the limit is ever waited for', () => {
    const buffer = new InputBuffer();
    buffer.append(Buffer.alloc(7, 0x61));
    expect(buffer.takeLine(5).kind).toBe('too-long');
  });

  it('is the same for every split of any octets', () => {
    const octetsWithEnds = fc.array(fc.constantFrom(0x0d, 0x0a, 0x61, 0x00, 0xff), { maxLength: 24 });
    fc.assert(
      fc.property(octetsWithEnds, fc.integer({ min: 0, max: 8 }), (bytes, limit) => {
        const whole = readAll([Buffer.from(bytes)], limit);
        for (const split of everySplit(Buffer.from(bytes))) expect(readAll(split, limit)).toEqual(whole);
      }),
    );
  });
});

describe('counted octets', () => {
  it('are taken once all of them have arrived, line ends included', () => {
    const buffer = new InputBuffer();
    buffer.append(Buffer.from('a\r'));
    expect(buffer.take(4)).toBeUndefined();
    buffer.append(Buffer.from('\nb\r\n'));
    expect(buffer.take(4)?.toString()).toBe('a\r\nb');
    expect(buffer.takeLine(10)).toMatchObject({ kind: 'line', bareLineFeed: false });
    expect(buffer.length).toBe(0);
  });

  it('may be none', () => {
    expect(new InputBuffer().take(0)).toHaveLength(0);
  });

  it('may be followed by a line that was looked for in vain before', () => {
    const buffer = new InputBuffer();
    buffer.append(Buffer.from('abc'));
    expect(buffer.takeLine(10).kind).toBe('need-more');
    expect(buffer.take(1)?.toString()).toBe('a');
    buffer.append(Buffer.from('\n'));
    expect(buffer.takeLine(10)).toMatchObject({ kind: 'line', line: Buffer.from('bc') });
  });
});

describe('what has arrived', () => {
  it('can be taken up to a number of octets', () => {
    const buffer = new InputBuffer();
    expect(buffer.takeUpTo(3)).toHaveLength(0);
    buffer.append(Buffer.from('abcde'));
    expect(buffer.takeUpTo(3).toString()).toBe('abc');
    expect(buffer.takeUpTo(3).toString()).toBe('de');
    expect(buffer.length).toBe(0);
  });

  it('can be looked at without being taken', () => {
    const buffer = new InputBuffer();
    buffer.append(Buffer.from('abc'));
    buffer.append(new Uint8Array());
    expect(buffer.peek().toString()).toBe('abc');
    expect(buffer.length).toBe(3);
  });

  it('is handed over whole, once', () => {
    const buffer = new InputBuffer();
    buffer.append(Buffer.from('a\r\nb'));
    buffer.takeLine(10);
    expect(buffer.takeAll().toString()).toBe('b');
    expect(buffer.takeAll()).toHaveLength(0);
    buffer.append(Buffer.from('c\n'));
    expect(buffer.takeLine(10)).toMatchObject({ kind: 'line', line: Buffer.from('c') });
  });
});
