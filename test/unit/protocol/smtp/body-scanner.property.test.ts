// The scanner passes text by in words; a reader of single octets must find the same, wherever chunks begin and end.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BodyScanner } from '../../../../src/protocol/smtp/body-scanner.ts';
import { runs } from '../../../support/runs.ts';

/** What stands in a message, and where: the first line end that is none, or the end. */
function findPlainly(text: string): string {
  const found = /(?<!\r)\n|\r(?!\n)|(?<=^|\r\n)\.\r\n/.exec(text);
  if (!found) return 'more';
  if (found[0].startsWith('.')) return `end ${found.index + 3}`;
  return `${found[0] === '\n' ? 'bare-lf' : 'bare-cr'} ${found.index}`;
}

/** Feeds the scanner chunk by chunk, each at another place in memory; what isn't consumed is given again. */
function findInChunks(chunks: readonly Buffer[]): string {
  const scanner = new BodyScanner();
  let passed = 0;
  let kept = Buffer.alloc(0);
  for (const [index, chunk] of chunks.entries()) {
    const misaligned = Buffer.concat([Buffer.alloc(index % 8), kept, chunk]).subarray(index % 8);
    const { consumed, found } = scanner.scan(misaligned);
    passed += consumed;
    if (found !== 'more') return `${found} ${passed}`;
    kept = Buffer.from(misaligned.subarray(consumed));
  }
  return 'more';
}

const piece = fc.oneof(
  { arbitrary: fc.constant('\r\n'), weight: 4 },
  { arbitrary: fc.constantFrom('\r', '\n'), weight: 1 },
  { arbitrary: fc.constantFrom('.', '..', '\t', '\0', '\u000e', '\u008d', '\u00ff'), weight: 4 },
  { arbitrary: fc.string({ unit: fc.constantFrom('a', '~'), maxLength: 90 }), weight: 4 },
);

describe('a message behind DATA', () => {
  it('ends, or is refused, at the same octet however it is cut (S8)', () => {
    // Negative control: fails when only each other word is looked at, and with a `BELOW_TEXT` one less.
    const chunk = fc.array(piece, { maxLength: 12 }).map((pieces) => Buffer.from(pieces.join(''), 'latin1'));
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 6 }), (chunks) => {
        const text = Buffer.concat(chunks).toString('latin1');
        // A last CR waits for what follows it.
        const plain = findPlainly(text);
        const expected = plain === `bare-cr ${text.length - 1}` ? 'more' : plain;
        expect(findInChunks(chunks)).toBe(expected);
      }),
      { numRuns: runs(3000) },
    );
  });
});
