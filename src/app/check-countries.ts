// The doctor on country data: whether it can be used, knows countries, and how old it is.

import { packagedDatabase } from '../adapters/countries/mmdb/mmdb-countries.ts';
import type { Check } from '../cli/doctor/check.ts';
import type { CountriesConfig } from '../config/sections/countries.ts';
import type { Log } from '../core/ports.ts';
import type { Millis } from '../core/units.ts';
import { daysTooOld, openCountryData } from './countries.ts';

/** Name servers whose country any data knows. */
const WELL_KNOWN = ['8.8.8.8', '1.1.1.1', '9.9.9.9', '2001:4860:4860::8888'];

const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Opens the data as a node would. Never throws. */
export async function checkCountries(config: CountriesConfig, now: Millis): Promise<Check> {
  const base = { check: 'countries', subject: subjectOf(config) };
  if (config.kind === 'none') return { ...base, result: 'ok', text: 'no data: every country counts as new' };
  try {
    const data = await openCountryData(config, silent);
    const knowsCountries = WELL_KNOWN.some((address) => data.countryOf(address) !== undefined);
    await data[Symbol.asyncDispose]?.();
    if (!knowsCountries) {
      const remedy = 'Name a database of countries (or cities), not of networks or companies.';
      return { ...base, result: 'fail', text: 'knows the country of no well-known address', remedy };
    }
    return { ...base, ...ageOf(config, data.madeAt, now) };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { ...base, result: 'fail', text, remedy: 'Correct the section countries of the configuration.' };
  }
}

function subjectOf(config: CountriesConfig): string {
  return config.kind === 'mmdb' ? (config.database ?? packagedDatabase()) : config.kind;
}

function ageOf(
  config: CountriesConfig,
  madeAt: Millis | undefined,
  now: Millis,
): Pick<Check, 'result' | 'text' | 'remedy'> {
  if (config.kind !== 'mmdb' || madeAt === undefined) {
    return { result: 'ok', text: 'can be used; it does not say how old it is: renew it now and then' };
  }
  const date = new Date(madeAt).toISOString().slice(0, 10);
  const days = daysTooOld(config, madeAt, now);
  const isOwn = config.database !== undefined;
  if (days === undefined) {
    return {
      result: 'ok',
      text: isOwn ? `made on ${date}` : `made on ${date}; comes with Postern, an own one is fresher`,
    };
  }
  const remedy = isOwn
    ? 'Does what renews it (geoipupdate) still run?'
    : 'Name an own, fresh database in countries.database, or upgrade Postern.';
  return { result: 'warn', text: `made on ${date}, ${days} days ago: addresses have moved since`, remedy };
}
