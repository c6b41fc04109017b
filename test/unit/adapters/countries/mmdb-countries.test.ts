// Databases in MaxMind's format: both shapes of records, the packaged one, and files that are replaced while in use.

import { renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type MmdbCountries,
  openMmdbCountries,
  packagedDatabase,
} from '../../../../src/adapters/countries/mmdb/mmdb-countries.ts';
import type { Log } from '../../../../src/core/ports.ts';
import { flat, type MmdbWish, makeMmdb, nested } from '../../../support/mmdb.ts';
import { runs } from '../../../support/runs.ts';
import { temporaryFolder } from '../../../support/stores-under-test.ts';

const MADE = Date.UTC(2026, 5, 1);

let folder: ReturnType<typeof temporaryFolder>;
let file: string;
let logged: string[];
let opened: MmdbCountries[];

const log: Log = {
  debug: () => undefined,
  info: (event) => void logged.push(event),
  warn: (event) => void logged.push(event),
  error: (event) => void logged.push(event),
};

beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder.path, 'countries.mmdb');
  logged = [];
  opened = [];
});

afterEach(async () => {
  for (const each of opened) await each[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

function database(country: string, wish: Partial<MmdbWish> = {}): Buffer {
  return makeMmdb({ networks: [['8.8.0.0/16', flat(country)]], madeAt: MADE, ...wish });
}

async function open(content: Buffer): Promise<MmdbCountries> {
  writeFileSync(file, content);
  const countries = await openMmdbCountries(file, log);
  opened.push(countries);
  return countries;
}

/** As `geoipupdate` does it. */
function replaceByRenaming(content: Buffer | string): void {
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}

async function lookTwice(countries: MmdbCountries): Promise<void> {
  await countries.refresh();
  await countries.refresh();
}

describe('a database', () => {
  it('is read in both shapes of its records', async () => {
    const countries = await open(
      makeMmdb({
        networks: [
          ['8.8.0.0/16', flat('US')],
          ['9.9.9.0/24', nested('CH')],
          ['2a00::/16', nested('NL')],
        ],
        madeAt: MADE,
      }),
    );
    const found = ['8.8.8.8', '::ffff:8.8.8.8', '9.9.9.9', '2a00::1', '1.1.1.1', '2a01::1'];
    expect(found.map((address) => countries.countryOf(address))).toEqual([
      'US',
      'US',
      'CH',
      'NL',
      undefined,
      undefined,
    ]);
    expect(countries.madeAt).toBe(MADE);
  });

  it('of IPv4 networks says nothing of IPv6 addresses', async () => {
    // Negative control: fails without the look at the version: 0808:… is read as 8.8.….
    const countries = await open(database('US', { networks: [['32.1.0.0/16', flat('US')]], ipVersion: 4 }));
    expect(countries.countryOf('32.1.2.3')).toBe('US');
    expect(countries.countryOf('2001:200::1')).toBeUndefined();
  });

  it.each([
    ['is not there', undefined],
    ['is empty', Buffer.alloc(0)],
    ['is something else', Buffer.from('countries: none\n'.repeat(1000))],
    ['is cut off', database('US').subarray(0, 200)],
    ['has lost a piece', Buffer.concat([database('US').subarray(0, 60), database('US').subarray(90)])],
  ])('that %s stops the start with its path and the reason', async (_what, content) => {
    if (content) writeFileSync(file, content);
    await expect(openMmdbCountries(file, log)).rejects.toMatchObject({
      code: 'ERR_CONFIG_INVALID',
      message: expect.stringContaining(file),
    });
  });

  it('that is damaged says unknown, or a country, but never breaks', async () => {
    const whole = database('US');
    const metadata = whole.lastIndexOf('MaxMind.com') - 3;
    await fc.assert(
      fc.asyncProperty(fc.nat(metadata - 1), fc.integer({ min: 1, max: 255 }), async (place, by) => {
        const damaged = Buffer.from(whole);
        damaged[place] = (damaged[place] ?? 0) ^ by;
        writeFileSync(file, damaged);
        const countries = await openMmdbCountries(file, log).catch(() => undefined);
        expect(countries?.countryOf('8.8.8.8') ?? 'AA').toMatch(/^[A-Z]{2}$/);
        await countries?.[Symbol.asyncDispose]();
      }),
      { numRuns: runs(100) },
    );
  });
});

describe('a database that is replaced', () => {
  it('by renaming is used at the second look', async () => {
    const countries = await open(database('US'));
    expect(countries.countryOf('8.8.8.8')).toBe('US');
    replaceByRenaming(database('CA', { madeAt: MADE + 86_400_000 }));
    await lookTwice(countries);
    expect([countries.countryOf('8.8.8.8'), countries.madeAt]).toEqual(['CA', MADE + 86_400_000]);
    expect(logged).toEqual(['countries.reloaded']);
  });

  it('in place is used once it rests', async () => {
    const countries = await open(database('US'));
    writeFileSync(file, database('CA'));
    utimesSync(file, 1, 1);
    await countries.refresh();
    expect(countries.countryOf('8.8.8.8')).toBe('US');
    utimesSync(file, 2, 2);
    await countries.refresh();
    expect(countries.countryOf('8.8.8.8')).toBe('US');
    await countries.refresh();
    expect(countries.countryOf('8.8.8.8')).toBe('CA');
  });

  it.each([
    ['half written', () => writeFileSync(file, database('CA').subarray(0, 150))],
    ['renamed over by something else', () => replaceByRenaming('gone wrong')],
    ['gone', () => rmSync(file)],
  ])('and is %s leaves the old data in use, and is complained of once', async (_what, replace) => {
    // Negative control: fails when the file is used before it was read as a whole.
    const countries = await open(database('US'));
    replace();
    for (let look = 0; look < 4; look += 1) await countries.refresh();
    expect(countries.countryOf('8.8.8.8')).toBe('US');
    expect(logged).toEqual(['countries.not-reloaded']);
    replaceByRenaming(database('CA'));
    await lookTwice(countries);
    expect(countries.countryOf('8.8.8.8')).toBe('CA');
    expect(logged).toEqual(['countries.not-reloaded', 'countries.reloaded']);
  });

  it('is not read again while it stays the same', async () => {
    const countries = await open(database('US'));
    await Promise.all([countries.refresh(), countries.refresh()]);
    expect(logged).toEqual([]);
  });
});

describe('the database that comes with Postern', () => {
  it('knows countries of well-known addresses, and its date', async () => {
    const countries = await openMmdbCountries(packagedDatabase(), log);
    opened.push(countries);
    expect(countries.countryOf('8.8.8.8')).toBe('US');
    expect(countries.countryOf('193.0.6.139')).toBe('NL');
    expect(countries.countryOf('2001:4860:4860::8888')).toBe('US');
    expect(countries.madeAt).toBeGreaterThan(Date.UTC(2026, 0, 1));
  });
});
