// The country data of a process, as its configuration names it. One for the whole process: a database is some megabytes.

import { openGeoipLiteCountries } from '../adapters/countries/geoip-lite/geoip-lite-countries.ts';
import { openMmdbCountries, packagedDatabase } from '../adapters/countries/mmdb/mmdb-countries.ts';
import type { CountriesConfig } from '../config/sections/countries.ts';
import { NO_COUNTRY_DATA } from '../core/places/countries.ts';
import type { Clock, Log } from '../core/ports.ts';
import type { Millis } from '../core/units.ts';
import type { Country, CountryProvider } from '../core/web-context.ts';
import type { PreparedChange } from '../net/prepared-change.ts';

const DAY: Millis = 86_400_000;

/** An own database is meant to be kept fresh. */
const OWN_IS_OLD_AFTER: Millis = 90 * DAY;

/** The one that comes with Postern ages with its release, and isn't the operator's to renew. */
const PACKAGED_IS_OLD_AFTER: Millis = 365 * DAY;

type Opened = CountryProvider & Partial<AsyncDisposable>;

/** How old a database is, in whole days, when it is older than it should be. */
export function daysTooOld(config: CountriesConfig, madeAt: Millis | undefined, now: Millis): number | undefined {
  if (config.kind !== 'mmdb' || madeAt === undefined) return undefined;
  const limit = config.database === undefined ? PACKAGED_IS_OLD_AFTER : OWN_IS_OLD_AFTER;
  return now - madeAt > limit ? Math.floor((now - madeAt) / DAY) : undefined;
}

/** What a configuration names. Throws `ERR_CONFIG_INVALID` when it can't be used. */
export async function openCountryData(config: CountriesConfig, log: Log): Promise<Opened> {
  switch (config.kind) {
    case 'mmdb':
      return openMmdbCountries(config.database ?? packagedDatabase(), log);
    case 'geoip-lite':
      return openGeoipLiteCountries();
    case 'none':
      return NO_COUNTRY_DATA;
  }
}

/** One provider for as long as the process lives, whatever configuration and data come. */
export class Countries implements Pick<CountryProvider, 'countryOf'>, AsyncDisposable {
  readonly #log: Log;
  readonly #clock: Clock;
  #config: CountriesConfig;
  #opened: Opened;

  private constructor(config: CountriesConfig, opened: Opened, ports: { readonly log: Log; readonly clock: Clock }) {
    this.#config = config;
    this.#opened = opened;
    this.#log = ports.log;
    this.#clock = ports.clock;
    this.#warnWhenOld();
  }

  /** Throws `ERR_CONFIG_INVALID` when the data can't be used. */
  static async open(config: CountriesConfig, ports: { readonly log: Log; readonly clock: Clock }): Promise<Countries> {
    return new Countries(config, await openCountryData(config, ports.log), ports);
  }

  countryOf(address: string): Country | undefined {
    return this.#opened.countryOf(address);
  }

  /** Goes over to other data; rejects when that can't be used. */
  async prepare(config: CountriesConfig): Promise<PreparedChange> {
    const isSame = (): boolean => JSON.stringify(config) === JSON.stringify(this.#config);
    const opened = isSame() ? undefined : await openCountryData(config, this.#log);
    const discard = async (): Promise<void> => opened?.[Symbol.asyncDispose]?.();
    return {
      discard,
      commit: async () => {
        // Node and worker share it where they are one process.
        if (opened === undefined || isSame()) return discard();
        const before = this.#opened;
        this.#opened = opened;
        this.#config = config;
        await before[Symbol.asyncDispose]?.();
        this.#warnWhenOld();
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened[Symbol.asyncDispose]?.();
  }

  #warnWhenOld(): void {
    const days = daysTooOld(this.#config, this.#opened.madeAt, this.#clock.now());
    if (days !== undefined) this.#log.warn('countries.old', { days });
  }
}
