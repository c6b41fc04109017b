// Country data as a configuration names it: opened, changed by a reload, looked at by the doctor.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkCountries } from '../../../src/app/check-countries.ts';
import { Countries } from '../../../src/app/countries.ts';
import type { Log } from '../../../src/core/ports.ts';
import { flat, makeMmdb, nested } from '../../support/mmdb.ts';
import { temporaryFolder } from '../../support/stores-under-test.ts';

const DAY = 86_400_000;
const MADE = Date.UTC(2026, 5, 1);

let folder: ReturnType<typeof temporaryFolder>;
let database: string;
let logged: string[];
let now: number;

beforeEach(() => {
  folder = temporaryFolder();
  database = join(folder.path, 'own.mmdb');
  writeFileSync(database, makeMmdb({ networks: [['8.8.0.0/16', nested('CA')]], madeAt: MADE }));
  logged = [];
  now = MADE + 90 * DAY;
});

afterEach(() => folder[Symbol.dispose]());

const note = (event: string) => void logged.push(event);
const log: Log = { debug: note, info: note, warn: note, error: note };
const ports = { log, clock: { now: () => now } };

describe('country data', () => {
  it('is the packaged database, an own one, geoip-lite, or none', async () => {
    const saysOf8888 = async (config: Parameters<typeof Countries.open>[0]) => {
      await using countries = await Countries.open(config, ports);
      return countries.countryOf('8.8.8.8');
    };
    expect(await saysOf8888({ kind: 'mmdb' })).toBe('US');
    expect(await saysOf8888({ kind: 'mmdb', database })).toBe('CA');
    expect(await saysOf8888({ kind: 'none' })).toBeUndefined();
  });

  const change = async (countries: Countries, config: Parameters<typeof Countries.open>[0]) =>
    (await countries.prepare(config)).commit();

  it('changes with the configuration, and stays when the new one can not be used', async () => {
    await using countries = await Countries.open({ kind: 'none' }, ports);
    await change(countries, { kind: 'mmdb', database });
    expect(countries.countryOf('8.8.8.8')).toBe('CA');
    const unusable = change(countries, { kind: 'mmdb', database: '/nowhere.mmdb' });
    await expect(unusable).rejects.toMatchObject({ code: 'ERR_CONFIG_INVALID' });
    expect(countries.countryOf('8.8.8.8')).toBe('CA');
    await change(countries, { kind: 'mmdb', database });
    await (await countries.prepare({ kind: 'none' })).discard();
    expect(countries.countryOf('8.8.8.8')).toBe('CA');
    await change(countries, { kind: 'mmdb' });
    expect(countries.countryOf('8.8.8.8')).toBe('US');
  });

  it('that is old is warned of in the log', async () => {
    await using fresh = await Countries.open({ kind: 'mmdb', database }, ports);
    expect(logged).toEqual([]);
    now += 1;
    await using _old = await Countries.open({ kind: 'mmdb', database }, ports);
    expect(logged).toEqual(['countries.old']);
    await change(fresh, { kind: 'none' });
    await change(fresh, { kind: 'mmdb', database });
    expect(logged).toEqual(['countries.old', 'countries.old']);
  });
});

describe('the doctor', () => {
  it('says how old the data is, and warns of an own database after 90 days', async () => {
    const config = { kind: 'mmdb', database } as const;
    expect(await checkCountries(config, now)).toMatchObject({ result: 'ok', text: 'made on 2026-06-01' });
    const old = await checkCountries(config, now + 1);
    expect(old).toMatchObject({ result: 'warn', subject: database, text: expect.stringContaining('90 days ago') });
    expect(old.remedy).toContain('geoipupdate');
  });

  it('warns of the packaged database after a year, and says that an own one is fresher', async () => {
    const fresh = await checkCountries({ kind: 'mmdb' }, MADE + 100 * DAY);
    expect(fresh).toMatchObject({ result: 'ok', text: expect.stringContaining('an own one is fresher') });
    const old = await checkCountries({ kind: 'mmdb' }, MADE + 2_000 * DAY);
    expect(old).toMatchObject({ result: 'warn', remedy: expect.stringContaining('countries.database') });
  });

  it('finds a database that can not be used, or knows no countries', async () => {
    const missing = await checkCountries({ kind: 'mmdb', database: '/nowhere.mmdb' }, now);
    expect(missing).toMatchObject({ result: 'fail', text: expect.stringContaining('/nowhere.mmdb') });
    writeFileSync(database, makeMmdb({ networks: [['8.8.0.0/16', { autonomous_system_number: 1 }]], madeAt: MADE }));
    expect(await checkCountries({ kind: 'mmdb', database }, now)).toMatchObject({ result: 'fail' });
    writeFileSync(database, makeMmdb({ networks: [['9.9.9.0/24', flat('CH')]], madeAt: MADE }));
    expect(await checkCountries({ kind: 'mmdb', database }, now)).toMatchObject({ result: 'ok' });
  });

  it('says what no data means, and of data without a date that it has none', async () => {
    expect(await checkCountries({ kind: 'none' }, now)).toMatchObject({ result: 'ok', subject: 'none' });
    // Loads over 100 MB once: the only test that does.
    const text = expect.stringContaining('does not say how old');
    expect(await checkCountries({ kind: 'geoip-lite' }, now)).toMatchObject({ result: 'ok', text });
  });
});
