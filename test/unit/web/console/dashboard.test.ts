// The dashboard's pages: what they show of nothing, of a busy week and of hostile names, and for whom.

import { describe, expect, it } from 'vitest';
import { barChart } from '../../../../src/web/console/charts/bar-chart.ts';
import { columnChart } from '../../../../src/web/console/charts/column-chart.ts';
import { shareChart } from '../../../../src/web/console/charts/share-chart.ts';
import { chooseLocale } from '../../../../src/web/pages/i18n/language.ts';
import { Words } from '../../../../src/web/pages/i18n/words.ts';
import { createAdministrationFixture } from '../../../support/administration-fixture.ts';
import { ConsoleFixture, type ConsoleFixtureOptions } from '../../../support/console-fixture.ts';
import { START } from '../../../support/core-fixture.ts';
import { fillStatistics } from '../../../support/statistics-fixture.ts';

const words = new Words(chooseLocale('en', undefined), 'Europe/Berlin');
const HOSTILE = '"><script>alert(1)</script>';

async function consoleOf(options: ConsoleFixtureOptions & { readonly isBusy?: boolean } = {}) {
  const { services, core } = await createAdministrationFixture();
  if (options.isBusy) await fillStatistics(core.stores, START, ['alice@never.example', 'bob@always.example']);
  const fixture = new ConsoleFixture({ ...options, services });
  fixture.now = START;
  return {
    fixture,
    page: async (address: string, headers = {}) => {
      const sent = { cookie: fixture.begin('open'), headers };
      return fixture.visit('GET', address, sent);
    },
  };
}

describe('charts', () => {
  const series = [
    { name: 'One', look: 'good' },
    { name: HOSTILE, look: 'bad' },
  ] as const;

  it('escape what they are given, and say the same as a table', () => {
    const columns = [{ name: HOSTILE, tick: HOSTILE, address: `/x?a="b"&c=${HOSTILE}`, values: [3, 4] }];
    const bars = [{ name: HOSTILE, address: '/x', values: [3, 4] }];
    const heading = HOSTILE;
    for (const chart of [
      columnChart(words, { id: 'c', title: HOSTILE, text: HOSTILE, heading, series, columns }),
      barChart(words, { id: 'b', title: HOSTILE, heading, series, bars, empty: HOSTILE }),
      shareChart(words, HOSTILE, [{ ...series[1], value: 3, address: '/x' }]),
    ]) {
      expect(chart.toString()).not.toContain('<script');
      expect(chart.toString()).toContain('&lt;script&gt;');
    }
    const table = columnChart(words, { id: 'c', title: 'T', text: '', heading, series, columns }).toString();
    expect(table).toMatch(/<th scope="row">[^<]*<\/th><td>3<\/td><td>4<\/td>/);
  });

  it.each([1, 2, 24, 168])('have a column for each of %i periods, inside the figure', (count) => {
    const columns = Array.from({ length: count }, (_, index) => ({
      name: `P${index}`,
      tick: `t${index}`,
      values: [index, 1],
    }));
    const chart = columnChart(words, { id: 'c', title: 'T', text: '', heading: 'H', series, columns }).toString();
    expect(chart.match(/role="img" tabindex="0"/g)).toHaveLength(count);
    const heights = [
      ...chart.matchAll(/class="part \w+" x="[\d.]+%" width="[\d.]+%" y="([\d.-]+)" height="([\d.]+)"/g),
    ];
    for (const [, y, height] of heights) {
      expect(Number(y)).toBeGreaterThanOrEqual(0);
      expect(Number(y) + Number(height)).toBeLessThanOrEqual(205);
    }
    expect(chart.match(/class="axis tick/g)?.length).toBeLessThanOrEqual(8);
  });

  it.each([
    [0, ['0', '1']],
    [1, ['0', '1']],
    [7, ['0', '2', '4', '6', '8']],
    [130, ['0', '50', '100', '150']],
    [9_999, ['0', '5,000', '10,000']],
  ])('have an axis of round numbers up to %i', (highest, expected) => {
    const columns = [{ name: 'P', tick: 't', values: [highest] }];
    const chart = columnChart(words, { id: 'c', title: 'T', text: '', heading: 'H', series: [series[0]], columns });
    expect([...chart.toString().matchAll(/class="axis end"[^>]*>([^<]*)</g)].map(([, text]) => text)).toEqual(expected);
  });
});

describe('the dashboard', () => {
  it('is whole where nothing has happened yet', async () => {
    const { fixture, page } = await consoleOf();
    const { status, body } = await page('/');
    expect(status).toBe(200);
    expect(body).toContain('Nothing was counted in this period.');
    expect(String(body).match(/<a href="[^"]*since=[^"]*"|role="img" tabindex="0"/g)?.length).toBeGreaterThanOrEqual(
      24,
    );
    expect(String((await page('/main-passwords')).body)).toContain('No mailbox has used its own password');
    expect(fixture.log).toEqual([]);
  });

  it('leads from its numbers to what they count, where whoever asks may go', async () => {
    const { page } = await consoleOf({ isBusy: true });
    const body = String((await page('/?range=7d')).body);
    expect(body).toContain('<a href="/console/main-passwords"><strong>2</strong>');
    expect(body).toContain('aria-current="page">7 days');
    const list = String((await page('/main-passwords')).body);
    expect(list).toContain('alice@never.example');
    expect(list).toContain('Old &lt;Phone&gt; &amp; &quot;Mail&quot;');
  });

  it('shows administrators of domains theirs, and nothing of the platform (R6.2)', async () => {
    const domains = new Set(['never.example']);
    const { page } = await consoleOf({ isBusy: true, role: 'domain-administrator', domains });
    const body = String((await page('/')).body);
    expect(body).not.toContain('Mail path');
    expect(body).not.toContain('Codes and notices');
    const list = String((await page('/main-passwords')).body);
    expect(list).toContain('alice@never.example');
    expect(list).not.toContain('bob@always.example');
    expect(String((await page('/?domain=always.example')).body)).toContain('lies outside your domains');
  });

  it('says what it can’t show, and is never broken by an address', async () => {
    const { fixture, page } = await consoleOf({ isBusy: true });
    for (const address of [
      `/?domain=${encodeURIComponent(HOSTILE)}`,
      '/?range=1y',
      '/main-passwords?after=x&range=90d',
    ]) {
      const { status, body } = await page(address);
      expect(status).toBe(200);
      expect(body).not.toContain('<script>alert');
    }
    expect(fixture.log).toEqual([]);
  });

  it.each(['de', 'fr', 'es', 'pt', 'ja'])('speaks %s', async (acceptLanguage) => {
    const { page } = await consoleOf({ isBusy: true });
    const { body } = await page('/', { acceptLanguage });
    expect(body).toContain(`<html lang="${acceptLanguage}"`);
    expect(body).not.toContain('console.statistics.');
  });
});
