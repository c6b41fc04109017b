// The pages of mailboxes, changes of many and jobs in a browser: a change from the list to its report, without a script; and
// each page in light, dark, on a phone and on a wide screen, without a fault that axe finds and not wider than the screen.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAILBOXES_PAGES } from '../../../../src/web/console/mailboxes/mailboxes-routes.ts';
import { type AdministrationFixture, createAdministrationFixture } from '../../../support/administration-fixture.ts';
import { type BrowserPage, type BrowserPageOptions, openBrowser, type TestBrowser } from '../../../support/browser.ts';
import { CONSOLE_COOKIE, ConsoleFixture } from '../../../support/console-fixture.ts';
import { type ConsoleServer, serveConsole } from '../../../support/console-server.ts';
import { START } from '../../../support/core-fixture.ts';
import { faultsOf } from '../../../support/page-faults.ts';
import { lacks } from '../../../support/programs.ts';

const HOUR = 3_600_000;

const LOOKS: Readonly<Record<string, BrowserPageOptions>> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  phone: { viewport: 'phone' },
  wide: {},
};

async function fill({ core }: AdministrationFixture): Promise<void> {
  const { accounts, groups, listing, administrators } = core.stores;
  await administrators.add({
    ...{ name: 'ann', role: 'platform-administrator', domains: 'all', createdAt: 1, stamp: 's1' },
  });
  await groups.add({ name: 'pilots', policy: { challenge: 'always' }, createdAt: START });
  const names = [
    'anna.lindqvist',
    'b.okafor',
    'christoph',
    'd.martinez',
    'elif.yilmaz',
    'finance',
    'g.tanaka',
    'helpdesk',
  ];
  for (const [index, name] of Array.from({ length: 8 }, (_, round) =>
    names.map((each) => [round, each] as const),
  ).flat()) {
    const address = `${name}${index === 0 ? '' : index}@never.example`;
    const policy = index % 3 === 1 ? ({ challenge: 'new-country' } as const) : {};
    await accounts.addMailbox({ address, policy, disabled: index === 2 && name === 'finance', createdAt: START });
    if (index % 2 === 0) await groups.addMember('pilots', address);
    if (name !== 'helpdesk') await listing.recordSignIns([{ mailbox: address, at: START - (index + 1) * 37 * HOUR }]);
  }
}

describe.skipIf(lacks('chromium'))('the pages of mailboxes in a browser', () => {
  let node: AdministrationFixture;
  let console: ConsoleFixture;
  let server: ConsoleServer;
  let browser: TestBrowser;
  beforeAll(async () => {
    node = await createAdministrationFixture();
    await fill(node);
    server = await serveConsole((origin) => {
      console = new ConsoleFixture({ routes: MAILBOXES_PAGES, services: node.services, origin });
      console.now = START;
      return console.console;
    });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  async function signedIn(options: BrowserPageOptions = {}): Promise<BrowserPage> {
    const tab = await browser.newPage(options);
    const cookie = console.begin('confirmed');
    await tab.context.addCookies([{ name: CONSOLE_COOKIE.slice('__Host-'.length), value: cookie, url: server.origin }]);
    return tab;
  }

  const at = (path: string): string => `${server.origin}/console${path}`;

  it('lead from a list to a change and its report, without a script', async () => {
    await using tab = await signedIn({ javaScript: false });
    const { page } = tab;
    await page.goto(at('/mailboxes'));
    await page.getByLabel('Search in addresses').fill('lindqvist');
    await page.getByLabel('Domain').fill('never.example');
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByText('8 mailboxes', { exact: true }).waitFor();
    await page.getByLabel('Select anna.lindqvist@never.example').check();
    await page.getByLabel('Select anna.lindqvist1@never.example').check();
    await page.getByRole('button', { name: 'Change selected' }).click();
    await page.getByText('2 selected mailboxes').waitFor();
    await page.getByLabel('When a second step is asked').selectOption('always');
    await page.getByRole('button', { name: 'See what it would do' }).first().click();
    await page.getByText('What would hold in the end').first().waitFor();
    await page.getByRole('button', { name: /^Change \d mailbox/ }).click();
    await page.getByText('2 changed').waitFor();
    expect(await node.core.stores.accounts.findMailbox('anna.lindqvist@never.example')).toMatchObject({
      policy: { challenge: 'always' },
    });
    expect(tab.problems()).toEqual([]);
  });

  it.each(Object.keys(LOOKS))('have no fault, %s', async (look) => {
    await using tab = await signedIn(LOOKS[look]);
    const { page } = tab;
    if (look === 'wide') await page.setViewportSize({ width: 1920, height: 1080 });
    const preview = await node.ask('POST', '/jobs/bulk', {
      ...{ filter: { search: 'okafor' }, set: { challenge: 'always', permittedCountries: { web: { deny: ['KP'] } } } },
      dryRun: true,
    });
    const report = await node.ask('POST', '/jobs/bulk', {
      ...{ mailboxes: ['nobody@elsewhere.example', 'christoph@never.example'], set: { trustedBrowserDays: 7 } },
    });
    const pages: Readonly<Record<string, string>> = {
      list: '/mailboxes',
      'list-filtered': '/mailboxes?domain=never.example&effective=always&since=2026-01-01',
      'list-empty': '/mailboxes?search=nobody',
      add: '/mailboxes/add',
      remove: '/mailboxes/remove?address=christoph@never.example',
      change: '/mailboxes/change?all=yes&domain=never.example',
      preview: `/jobs/job?id=${preview.body.id}`,
      report: `/jobs/job?id=${report.body.id}`,
      jobs: '/jobs',
      aliases: '/mailboxes/aliases?of=never.example',
    };
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(at(path));
      for (const fold of await page.locator('main details > summary').all()) await fold.click();
      expect(await faultsOf(page), `${name}, ${look}`).toEqual([]);
    }
    expect(tab.problems()).toEqual([]);
  });
});
