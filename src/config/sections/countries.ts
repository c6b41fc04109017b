// Where countries of addresses come from.

import type { z } from 'zod';
import { choice, group, optional, withDefault } from '../schema/setting.ts';
import { absolutePath, kind } from '../schema/values.ts';

export type CountriesConfig =
  | {
      readonly kind: 'mmdb';
      /** Absent: the database that comes with Postern. */
      readonly database?: string;
    }
  | { readonly kind: 'geoip-lite' }
  | { readonly kind: 'none' };

export const countries: z.ZodType<CountriesConfig> = withDefault(
  choice<CountriesConfig>(
    group<Extract<CountriesConfig, { kind: 'mmdb' }>>({
      kind: kind('mmdb', "A database in MaxMind's format."),
      database: optional(absolutePath(), {
        doc: 'An own database, such as GeoLite2 or DB-IP, kept fresh by `geoipupdate` or the like. It may be replaced at any time, best by renaming: the new one is used within a minute, without a reload. Without it: the one that comes with Postern, which is only as fresh as the release.',
        example: '/var/lib/GeoIP/GeoLite2-Country.mmdb',
      }),
    }),
    group<Extract<CountriesConfig, { kind: 'geoip-lite' }>>({
      kind: kind(
        'geoip-lite',
        'The package geoip-lite, which must be installed and takes 115 MB of memory in each process.',
      ),
    }),
    group<Extract<CountriesConfig, { kind: 'none' }>>({
      kind: kind('none', 'No data: every country is unknown, which counts as new.'),
    }),
  ),
  { kind: 'mmdb' },
  { doc: 'Where the countries of addresses come from. Private and unlisted addresses have none.' },
);
