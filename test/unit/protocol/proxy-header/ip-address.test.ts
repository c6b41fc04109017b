// Address text: RFC 4291's and RFC 5952's own examples, and what is refused.

import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatIpAddress,
  parseIpAddress,
  parseIpv4,
  parseIpv6,
} from '../../../../src/protocol/proxy-header/ip-address.ts';
import { runs } from '../../../support/runs.ts';

function canonical(text: string): string | undefined {
  const octets = parseIpAddress(text);
  return octets === undefined ? undefined : formatIpAddress(octets);
}

describe('address text', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['255.255.255.255', '255.255.255.255'],
    ['2001:DB8:0:0:8:800:200C:417A', '2001:db8::8:800:200c:417a'], // RFC 4291 §2.2
    ['FF01:0:0:0:0:0:0:101', 'ff01::101'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['::', '::'],
    ['1::', '1::'],
    ['::13.1.68.3', '::d01:4403'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'], // RFC 5952 §4.2.2
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'], // §4.2.3
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['fe80::1%eth0', 'fe80::1'],
  ])('%s is %s', (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  it.each([
    '',
    ':',
    ':::',
    '1',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '1.2.3.256',
    '1.2.3.-1',
    ' 1.2.3.4',
    '1.2.3.4%x',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '1:2:3:4:5:6:7::8',
    '12345::',
    'g::',
    '1.2.3.4::',
    '::1.2.3.4:5',
    '::1.2.3',
  ])('%j is no address', (text) => {
    expect(canonical(text)).toBeUndefined();
  });

  it('is read as the platform reads it, and written so that it reads the same', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6(), fc.stringMatching(/^[0-9a-f:.]{0,30}$/));
    fc.assert(
      fc.property(address, (text) => {
        expect(parseIpv4(text) !== undefined).toBe(isIP(text) === 4);
        expect(parseIpv6(text) !== undefined).toBe(isIP(text) === 6);
        const once = canonical(text);
        if (once !== undefined) expect(canonical(once)).toBe(once);
      }),
      { numRuns: runs(1000) },
    );
  });
});
