// Addresses and networks, compared with Node's own BlockList.

import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalIp,
  canonicalNetwork,
  clientNetwork,
  clientSite,
  commonNetworks,
  isInNetworks,
} from '../../../../src/core/places/networks.ts';
import { runs } from '../../../support/runs.ts';

// Few bits vary, so that addresses often fall into networks.
const octet = fc.constantFrom(0, 1, 2, 127, 128, 255);
const ipv4 = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'));
const group = fc.constantFrom('0', '1', '8000', 'ffff', '2001', 'db8');
const ipv6 = fc
  .tuple(group, group, group, group, group, group, group, group)
  .map((groups) => groups.join(':'))
  .filter((address) => canonicalIp(address)?.includes(':') === true);

describe('an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:201', '192.0.2.1'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:192.0.2.1%3', '192.0.2.1'],
  ])('%s is %s', (written, canonical) => {
    expect(canonicalIp(written)).toBe(canonical);
  });

  it.each([
    [''],
    ['10'],
    ['192.0.2'],
    ['010.0.0.1'],
    ['0x7f.0.0.1'],
    ['192.0.2.256'],
    ['::1::'],
    ['localhost'],
    ['%eth0'],
  ])('%j is none', (written) => {
    expect(canonicalIp(written)).toBeUndefined();
  });

  it('is what Node takes for one, and stays as it is once it is canonical', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (text) => {
        const canonical = canonicalIp(text);
        expect(canonical !== undefined).toBe(isIP(text.replace(/%.*$/, '')) !== 0);
        if (canonical !== undefined) expect(canonicalIp(canonical)).toBe(canonical);
      }),
    );
  });
});

describe('a list of networks', () => {
  it('holds what BlockList holds (R5.1)', () => {
    const cases = fc.oneof(
      fc.record({ base: ipv4, prefix: fc.nat(32), address: ipv4, family: fc.constant('ipv4' as const) }),
      fc.record({ base: ipv6, prefix: fc.nat(128), address: ipv6, family: fc.constant('ipv6' as const) }),
    );
    fc.assert(
      fc.property(cases, ({ base, prefix, address, family }) => {
        const list = new BlockList();
        list.addSubnet(base, prefix, family);
        const network = canonicalNetwork(`${base}/${prefix}`) ?? '';
        expect(isInNetworks(address, [`${base}/${prefix}`])).toBe(list.check(address, family));
        expect(isInNetworks(address, ['203.0.113.0/24', network])).toBe(
          list.check(address, family) || address.startsWith('203.0.113.'),
        );
        expect(canonicalNetwork(network)).toBe(network);
      }),
      { numRuns: runs(1_000) },
    );
  });

  it('takes an IPv4 client for one, however it arrived', () => {
    for (const network of ['192.0.2.0/24', '::ffff:192.0.2.0/120', '192.0.2.1', '::ffff:192.0.2.1']) {
      expect(isInNetworks('::ffff:192.0.2.1', [network])).toBe(true);
      expect(isInNetworks('192.0.2.1', [network])).toBe(true);
      expect(isInNetworks('2001:db8::c000:201', [network])).toBe(false);
    }
    expect(isInNetworks('192.0.2.1', ['::/0'])).toBe(false);
    expect(isInNetworks('fe80::1%eth0', ['fe80::/10'])).toBe(true);
  });

  it('holds nothing that it or the client can not be read from, and nobody when it is empty', () => {
    for (const network of ['', '/', '192.0.2.0/33', '192.0.2.0/-1', '192.0.2.0/a', '10/8', '010.0.0.0/8', '::/129']) {
      expect(canonicalNetwork(network)).toBeUndefined();
      expect(isInNetworks('10.0.0.1', [network])).toBe(false);
    }
    expect(canonicalNetwork('192.0.2.0/24/24')).toBeUndefined();
    expect(canonicalNetwork('::ffff:192.0.2.0/95')).toBeUndefined();
    expect(canonicalNetwork('fe80::1%eth0/64')).toBeUndefined();
    expect(isInNetworks('nonsense', ['0.0.0.0/0', '::/0'])).toBe(false);
    expect(isInNetworks('192.0.2.1', [])).toBe(false);
  });

  it('is written without bits behind the prefix', () => {
    expect(canonicalNetwork('192.0.2.77/24')).toBe('192.0.2.0/24');
    expect(canonicalNetwork('192.0.2.77')).toBe('192.0.2.77/32');
    expect(canonicalNetwork('2001:DB8::77/32')).toBe('2001:db8::/32');
    expect(canonicalNetwork('2001:db8::')).toBe('2001:db8::/128');
    expect(canonicalNetwork('::ffff:192.0.2.77/120')).toBe('192.0.2.0/24');
  });
});

describe('what two lists of networks have in common', () => {
  it('holds an address that both hold, and is in canonical form', () => {
    const network = fc.oneof(
      fc.tuple(ipv4, fc.nat(32)).map(([base, prefix]) => `${base}/${prefix}`),
      fc.tuple(ipv6, fc.nat(128)).map(([base, prefix]) => `${base}/${prefix}`),
    );
    const list = fc.array(network, { maxLength: 6 });
    fc.assert(
      fc.property(list, list, fc.oneof(ipv4, ipv6), (one, other, address) => {
        const common = commonNetworks(one, other);
        expect(isInNetworks(address, common)).toBe(isInNetworks(address, one) && isInNetworks(address, other));
        expect(common.map(canonicalNetwork)).toEqual(common);
        expect(new Set(common).size).toBe(common.length);
      }),
      { numRuns: runs(2_000) },
    );
  });

  it('is nothing where they are apart, or of different families, or can not be read', () => {
    expect(commonNetworks(['192.0.2.0/25'], ['192.0.2.128/25'])).toEqual([]);
    expect(commonNetworks(['0.0.0.0/0'], ['::/0'])).toEqual([]);
    expect(commonNetworks(['nonsense'], ['nonsense'])).toEqual([]);
    expect(commonNetworks(['192.0.2.7'], ['::ffff:192.0.2.0/120'])).toEqual(['192.0.2.7/32']);
  });
});

describe('the network of a client (R1.3)', () => {
  it('is an IPv4 address or an IPv6 /64, within a /48', () => {
    expect(clientNetwork('::ffff:192.0.2.1')).toBe('192.0.2.1');
    expect(clientNetwork('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
    expect(clientNetwork('fe80::1%eth0')).toBe('fe80::/64');
    expect(clientSite('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1::/48');
    expect(clientSite('192.0.2.1')).toBeUndefined();
  });

  it('is what it is called when it is no address, so that it is counted all the same', () => {
    expect(clientNetwork('unix')).toBe('unix');
    expect(clientSite('unix')).toBeUndefined();
  });
});
