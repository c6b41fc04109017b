import { describe, expect, it } from 'vitest';
import { literalMarkerAtEnd } from '../../../../src/protocol/imap/literal.ts';
import { imapGoodbye, quotedString, responseText } from '../../../../src/protocol/imap/response-text.ts';
import { bytesOf, textOf } from './dialogues.ts';

describe('literal markers', () => {
  it.each([
    ['{0}', 0, true, false, 0],
    ['a LOGIN {11}', 11, true, false, 8], // RFC 9051 §6.2.3
    ['A001 LOGIN {11+}', 11, false, false, 11], // RFC 7888 §3
    ['A APPEND x ~{5}', 5, true, true, 11], // RFC 3516 §4.4
    ['~{5+}', 5, false, true, 0],
    ['{0000000005}', 5, true, false, 0],
    ['{9999999999}', 9_999_999_999, true, false, 0],
    ['{00000000005}', Number.POSITIVE_INFINITY, true, false, 0],
    ['{18446744073709551617}', Number.POSITIVE_INFINITY, true, false, 0],
    [`${'x'.repeat(100)}{7}`, 7, true, false, 100],
    ['{1}{2}', 2, true, false, 3],
  ])('reads %j', (line, size, synchronizing, binary, start) => {
    expect(literalMarkerAtEnd(bytesOf(line))).toEqual({ size, synchronizing, binary, start });
  });

  it.each([
    '',
    '}',
    '{}',
    '{+}',
    '{5-}',
    '{ 5}',
    '{5 }',
    '{-5}',
    '{5} ',
    '{0x5}',
    '5}',
    '{5++}',
    '{999999999999999999999}',
  ])('finds none in %j', (line) => {
    expect(literalMarkerAtEnd(bytesOf(line))).toBeUndefined();
  });
});

describe('response text', () => {
  it('never ends the line it stands in', () => {
    expect(responseText('a\r\nb\x00\u00e4')).toBe('a??b??');
    expect(quotedString('a"\\\r\n')).toBe('"a\\"\\\\??"');
    expect(textOf(imapGoodbye('App password\nrevoked'))).toBe('* BYE App password?revoked\r\n');
  });

  it('is bounded and never empty', () => {
    expect(responseText('x'.repeat(2000))).toHaveLength(900);
    expect(responseText(' ')).toBe('No text.');
  });
});
