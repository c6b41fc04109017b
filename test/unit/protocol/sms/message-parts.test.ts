import fc from 'fast-check';
import smpp from 'smpp';
import { describe, expect, it } from 'vitest';
import { fitsGsmAlphabet, septetsOf } from '../../../../src/protocol/sms/gsm-alphabet.ts';
import { partHeader, splitText } from '../../../../src/protocol/sms/message-parts.ts';
import { runs } from '../../../support/runs.ts';

const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENSION = '\f^{}\\[~]|€';

/** Encoded by a package of other people's. */
function encodedElsewhere(text: string): Buffer {
  const pdu = new smpp.PDU('submit_sm', { short_message: text, data_coding: 0 }) as unknown as { toBuffer(): Buffer };
  return pdu.toBuffer().subarray(-Buffer.from(ours(text)).length);
}

function ours(text: string): Uint8Array {
  return splitText(text).whole;
}

describe('the GSM alphabet (3GPP TS 23.038)', () => {
  it('has 127 characters, and ten of two septets', () => {
    expect(Array.from(BASIC)).toHaveLength(127);
    expect(septetsOf(Array.from(BASIC))?.every(({ length }) => length === 1)).toBe(true);
    expect(septetsOf(Array.from(EXTENSION))?.every(({ length }) => length === 2)).toBe(true);
    expect(fitsGsmAlphabet(BASIC + EXTENSION)).toBe(true);
  });

  it.each(['ç', 'ê', '日', '😀', '\u001b', '`', '\ud800', 'Code 123456 – ja'])('does not have %j', (text) => {
    expect(fitsGsmAlphabet(text)).toBe(false);
    expect(splitText(text).alphabet).toBe('ucs2');
  });

  it('is written as another program writes it', () => {
    const some = fc.string({ unit: fc.constantFrom(...BASIC, ...EXTENSION), minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(some, (text) => {
        expect(Buffer.from(ours(text))).toEqual(encodedElsewhere(text));
      }),
      { numRuns: runs(200) },
    );
  });
});

describe('a text', () => {
  it.each([
    ['a'.repeat(160), 'gsm', [160]],
    ['a'.repeat(161), 'gsm', [153, 8]],
    ['a'.repeat(306), 'gsm', [153, 153]],
    ['a'.repeat(307), 'gsm', [153, 153, 1]],
    ['€'.repeat(80), 'gsm', [160]],
    // An escape and what it escapes stay together.
    [`${'a'.repeat(152)}€${'a'.repeat(10)}`, 'gsm', [152, 12]],
    ['日'.repeat(70), 'ucs2', [140]],
    ['日'.repeat(71), 'ucs2', [134, 8]],
    // And so do both halves of a character.
    [`${'日'.repeat(66)}😀日日日日`, 'ucs2', [132, 12]],
    ['', 'gsm', [0]],
  ] as const)('%# of many lengths takes as many messages as it must', (text, alphabet, lengths) => {
    const split = splitText(text);
    expect(split.alphabet).toBe(alphabet);
    expect(split.parts.map(({ octets }) => octets.length)).toEqual(lengths);
  });

  it('is the sum of its parts, of which none is too long, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 900 }), (text) => {
        const { alphabet, parts, whole } = splitText(text);
        expect(Buffer.concat(parts.map(({ octets }) => octets))).toEqual(Buffer.from(whole));
        const room = parts.length === 1 ? { gsm: 160, ucs2: 140 } : { gsm: 153, ucs2: 134 };
        for (const { octets } of parts) expect(octets.length).toBeLessThanOrEqual(room[alphabet]);
        if (alphabet === 'ucs2') expect(Buffer.from(whole).swap16().toString('utf16le')).toBe(text.toWellFormed());
      }),
      { numRuns: runs(300) },
    );
  });

  it('goes in UCS-2 where that is wanted', () => {
    expect(splitText('Ab', 'ucs2')).toEqual({
      alphabet: 'ucs2',
      parts: [{ octets: Uint8Array.of(0, 65, 0, 98) }],
      whole: Uint8Array.of(0, 65, 0, 98),
    });
  });

  it('numbers its parts', () => {
    expect(partHeader(0x1ff, 3, 2)).toEqual(Uint8Array.of(5, 0, 3, 0xff, 3, 2));
  });
});
