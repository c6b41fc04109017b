// geoip-lite behind the same interface: loaded only where it is asked for, and missed clearly.

import { describe, expect, it } from 'vitest';
import { openGeoipLiteCountries } from '../../../../src/adapters/countries/geoip-lite/geoip-lite-countries.ts';

describe('geoip-lite', () => {
  it('says countries by the same rules as any data', async () => {
    const known: Record<string, string> = { '8.8.8.8': 'US', '10.0.0.1': 'US', '9.9.9.9': '' };
    const lookup = (address: string) => (address in known ? { country: known[address] ?? '' } : null);
    const countries = await openGeoipLiteCountries(async () => ({ default: { lookup } }));
    const asked = ['8.8.8.8', '::ffff:8.8.8.8', '10.0.0.1', '9.9.9.9', '1.1.1.1'];
    expect(asked.map((address) => countries.countryOf(address))).toEqual(['US', 'US', undefined, undefined, undefined]);
    expect(countries.madeAt).toBeUndefined();
  });

  it('that is not installed stops the start and says what to do', async () => {
    const missing = Object.assign(new Error("Cannot find package 'geoip-lite'"), { code: 'ERR_MODULE_NOT_FOUND' });
    await expect(openGeoipLiteCountries(() => Promise.reject(missing))).rejects.toMatchObject({
      code: 'ERR_CONFIG_INVALID',
      message: expect.stringContaining('npm install geoip-lite'),
    });
  });

  it('whose data can not be read stops the start with the reason', async () => {
    const broken = new Error('ENOENT: geoip-country.dat');
    await expect(openGeoipLiteCountries(() => Promise.reject(broken))).rejects.toMatchObject({
      code: 'ERR_CONFIG_INVALID',
      message: expect.stringContaining('geoip-country.dat'),
    });
  });
});
