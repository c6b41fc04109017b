// Countries of addresses, whatever data says them.

import { describe, expect, it } from 'vitest';
import { createCountryProvider, NO_COUNTRY_DATA } from '../../../../src/core/places/countries.ts';

describe('a country provider', () => {
  it.each([
    ['private', '10.0.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['loopback', '127.0.0.1'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['link-local', '169.254.1.1'],
    ['documentation', '192.0.2.1'],
    ['documentation', '203.0.113.5'],
    ['benchmarking', '198.18.0.1'],
    ['multicast', '224.0.0.251'],
    ['broadcast', '255.255.255.255'],
    ['reserved', '240.0.0.1'],
    ['unspecified', '0.0.0.0'],
    ['a mapped private', '::ffff:10.0.0.1'],
    ['loopback', '::1'],
    ['link-local', 'fe80::1%eth0'],
    ['unique local', 'fd00::1'],
    ['documentation', '2001:db8::1'],
    ['multicast', 'ff02::1'],
    ['a NAT64', '64:ff9b::808:808'],
    ['a 6to4', '2002:808:808::1'],
    ['a Teredo', '2001:0:808:808::1'],
    ['unspecified', '::'],
    ['no', 'not an address'],
    ['no', ''],
  ])('says nothing of a %s address: %s', (_kind, address) => {
    // Negative control: fails when the data is asked about every address.
    expect(createCountryProvider({ lookup: () => 'NL' }).countryOf(address)).toBeUndefined();
  });

  it('takes a mapped IPv4 address for that IPv4 address', () => {
    const asked: string[] = [];
    const lookup = (address: string) => {
      asked.push(address);
      return 'US';
    };
    expect(createCountryProvider({ lookup }).countryOf('::ffff:8.8.8.8')).toBe('US');
    expect(createCountryProvider({ lookup }).countryOf('2001:4860:4860:0:0:0:0:8888')).toBe('US');
    expect(asked).toEqual(['8.8.8.8', '2001:4860:4860::8888']);
  });

  it.each([
    ['nl', 'NL'],
    ['NL', 'NL'],
    ['ZZ', undefined],
    ['EU', undefined],
    ['', undefined],
    ['NLD', undefined],
    ['N1', undefined],
    [undefined, undefined],
  ])('reads %s as %s', (written, country) => {
    expect(createCountryProvider({ lookup: () => written }).countryOf('8.8.8.8')).toBe(country);
  });

  it('says unknown where the data is damaged, never an error (P-08)', () => {
    const lookup = () => {
      throw new RangeError('damaged');
    };
    expect(createCountryProvider({ lookup }).countryOf('8.8.8.8')).toBeUndefined();
  });

  it('asks the data once for a client that comes again, and forgets who came long ago', () => {
    let asked = 0;
    const lookup = () => {
      asked += 1;
      return asked % 2 === 1 ? 'US' : undefined;
    };
    const provider = createCountryProvider({ lookup });
    const addresses = Array.from({ length: 4_097 }, (_, index) => `8.8.${index >> 8}.${index & 255}`);
    for (let round = 0; round < 2; round += 1) expect(provider.countryOf('8.8.0.0')).toBe('US');
    expect(asked).toBe(1);
    for (const address of addresses) provider.countryOf(address);
    expect(asked).toBe(4_097);
    provider.countryOf('8.8.16.0');
    expect(asked).toBe(4_097);
    provider.countryOf('8.8.0.0');
    expect(asked).toBe(4_098);
  });

  it('says when its data was made, if that is known', () => {
    expect(createCountryProvider({ lookup: () => undefined, madeAt: 5 }).madeAt).toBe(5);
    expect(createCountryProvider({ lookup: () => undefined })).not.toHaveProperty('madeAt');
  });

  it('without data knows nothing', () => {
    expect(NO_COUNTRY_DATA.countryOf('8.8.8.8')).toBeUndefined();
  });
});
