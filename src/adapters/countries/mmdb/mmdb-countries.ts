// Countries from a database in MaxMind's format. A site's own file may be replaced at any time, by renaming or in place:
// the new data is used once it is whole, the old data until then.

import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PosternError } from '../../../core/errors.ts';
import { createCountryProvider } from '../../../core/places/countries.ts';
import type { Log } from '../../../core/ports.ts';
import type { Millis } from '../../../core/units.ts';
import type { Country, CountryProvider } from '../../../core/web-context.ts';
import { type MmdbFile, readMmdb, signatureOf } from './mmdb-file.ts';

/** How often the file is looked at; another one is used at the second look. */
const LOOK_EVERY: Millis = 20_000;

/** What is known instead of a file's signature while it isn't there. */
const MISSING = 'missing';

/** The database that comes with Postern, from the package @ip-location-db/geo-whois-asn-country-mmdb. */
export function packagedDatabase(): string {
  return createRequire(import.meta.url).resolve(
    '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb',
  );
}

/** Reads the file and follows its changes. Throws `ERR_CONFIG_INVALID` when it can't be used. */
export async function openMmdbCountries(path: string, log: Log): Promise<MmdbCountries> {
  try {
    return new MmdbCountries(path, log, await readMmdb(path));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new PosternError('ERR_CONFIG_INVALID', `the country database ${path} can't be used: ${why}`, { cause });
  }
}

export class MmdbCountries implements CountryProvider, AsyncDisposable {
  readonly #path: string;
  readonly #log: Log;
  readonly #timer: NodeJS.Timeout;
  #provider: CountryProvider;
  /** Signature of what is in use. */
  #loaded: string;
  /** Another file, as it was when it was first seen: used when it rests. */
  #restless: string | undefined;
  /** What couldn't be used, and was said once. */
  #refused: string | undefined;
  #refreshing: Promise<void> | undefined;

  constructor(path: string, log: Log, file: MmdbFile) {
    this.#path = path;
    this.#log = log;
    this.#provider = createCountryProvider(file);
    this.#loaded = file.signature;
    this.#timer = setInterval(() => void this.refresh(), LOOK_EVERY);
    this.#timer.unref();
  }

  get madeAt(): Millis {
    return this.#provider.madeAt ?? 0;
  }

  countryOf(address: string): Country | undefined {
    return this.#provider.countryOf(address);
  }

  /** Looks at the file, and uses it when it is another one, and whole. Never throws. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#look().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#refreshing;
  }

  async #look(): Promise<void> {
    const found = await stat(this.#path, { bigint: true }).then(signatureOf, () => MISSING);
    if (found === this.#loaded || found === this.#refused) return;
    // One that is being written isn't the same twice. (One that was renamed over would be whole at once, but that can't
    // be told: the number of an inode comes again.)
    if (found !== this.#restless) {
      this.#restless = found;
      return;
    }
    try {
      const file = await readMmdb(this.#path);
      this.#provider = createCountryProvider(file);
      this.#loaded = file.signature;
      this.#refused = undefined;
      this.#log.info('countries.reloaded', { file: this.#path, madeAt: new Date(file.madeAt).toISOString() });
    } catch (error) {
      this.#refused = found;
      this.#log.error('countries.not-reloaded', error, { file: this.#path });
    }
  }
}
