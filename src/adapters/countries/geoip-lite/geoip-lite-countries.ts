// Countries from the package geoip-lite, for sites that use it already. It reads its data (over 100 MB) when it is
// loaded, which therefore happens only where it is configured; it doesn't say how old its data is.

import { PosternError } from '../../../core/errors.ts';
import { createCountryProvider } from '../../../core/places/countries.ts';
import type { CountryProvider } from '../../../core/web-context.ts';

type GeoipLite = typeof import('geoip-lite');

/** Loads the package; throws `ERR_CONFIG_INVALID` when it isn't installed, or its data can't be read. */
export async function openGeoipLiteCountries(
  load: () => Promise<GeoipLite> = () => import('geoip-lite'),
): Promise<CountryProvider> {
  try {
    const { default: geoip } = await load();
    return createCountryProvider({ lookup: (address) => geoip.lookup(address)?.country });
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
    const why = isMissing ? 'it is not installed: npm install geoip-lite' : String(cause);
    throw new PosternError('ERR_CONFIG_INVALID', `countries.kind is geoip-lite, but ${why}`, { cause });
  }
}
