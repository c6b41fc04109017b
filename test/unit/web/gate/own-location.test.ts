import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownLocation } from '../../../../src/web/gate/own-location.ts';
import { runs } from '../../../support/runs.ts';

const ORIGIN = 'https://mail.example.com';

describe('a redirect into the site', () => {
  it.each([
    ['/?_task=mail&_token=abc', '/?_task=mail&_token=abc'],
    ['https://mail.example.com/SOGo/alice%40example.com', '/SOGo/alice%40example.com'],
    ['/a#b', '/a'],
    ['/a/../b', '/b'],
  ])('may be %s', (location, expected) => {
    expect(ownLocation(location, ORIGIN)).toBe(expected);
  });

  // Negative control: each but the first two fails with `new URL(location, origin).pathname`.
  it.each([
    undefined,
    '',
    'mail',
    '//evil.example/',
    '/\\evil.example/',
    '\\\\evil.example/',
    '/\t/evil.example/',
    'https://evil.example/',
    'https://mail.example.com.evil.example/',
    'https://mail.example.com@evil.example/',
    'javascript:alert(1)',
    '/a\r\nSet-Cookie: x=y',
    '/a/..//evil.example/',
    '/ä',
    `/${'x'.repeat(2_100)}`,
  ])('may not be %j (4.4)', (location) => {
    expect(ownLocation(location, ORIGIN)).toBeUndefined();
  });

  it('stays at the site, whatever it was', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      '?',
      '#',
      ':',
      '@',
      'a',
      'https:',
      'evil.example',
      '%2f',
      '\t',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const location = ownLocation(pieces.join(''), ORIGIN);
        if (location !== undefined) expect(new URL(location, ORIGIN).origin).toBe(ORIGIN);
      }),
      { numRuns: runs(3_000) },
    );
  });
});
