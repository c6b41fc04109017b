// The console's pages for policy and for watching in Chromium: light, dark, on a phone and on a wide screen; axe finds
// nothing, everything that is pressed is large enough for a finger, and nothing is wider than the screen (R8.4).

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../../src/core/audit/audit-store.ts';
import { CONSOLE_PREFIX } from '../../../../src/web/console/console-contract.ts';
import { POLICY_PAGES } from '../../../../src/web/console/policy/policy-pages.ts';
import { WATCH_PAGES } from '../../../../src/web/console/watch/watch-pages.ts';
import {
  type AdministrationFixture,
  createAdministrationFixture,
  liveConnection,
} from '../../../support/administration-fixture.ts';
import { type BrowserPage, type BrowserPageOptions, openBrowser, type TestBrowser } from '../../../support/browser.ts';
import { CONSOLE_COOKIE, ConsoleFixture } from '../../../support/console-fixture.ts';
import { type ConsoleServer, serveConsole } from '../../../support/console-server.ts';
import { START } from '../../../support/core-fixture.ts';
import { faultsOf } from '../../../support/page-faults.ts';
import { lacks } from '../../../support/programs.ts';

const LOOKS: Readonly<Record<string, BrowserPageOptions & { readonly width?: number }>> = {
  light: {},
  dark: { colorScheme: 'dark' },
  phone: { viewport: 'phone' },
  wide: { width: 1920 },
};

/** What is seen dark and wide: the colours and the frame are those of all pages. */
const SOME: readonly string[] = ['domain', 'domain-policy', 'connections', 'audit', 'explain'];

const PAGES: Readonly<Record<string, string>> = {
  domains: '/domains',
  domain: '/domains/one?name=never.example',
  'domain-policy': '/domains/policy?name=never.example',
  'domain-where': '/domains/where?name=never.example',
  groups: '/groups',
  group: '/groups/one?name=pilots',
  policy: '/policy',
  providers: '/providers',
  sessions: '/sessions',
  connections: '/sessions/connections?mailbox=alice@never.example',
  audit: '/audit',
  'audit-entry': '/audit/entry?sequence=2',
  'audit-export': '/audit/export?event=web-sign-in.refused',
  'audit-live': '/audit/live',
  'audit-verify': '/audit/verify?run=1',
  explain: '/explain?loginName=alice@never.example&ip=203.0.113.7&door=web&country=AT',
};

async function furnish({ ask, live, core }: AdministrationFixture): Promise<void> {
  await ask('PATCH', '/domains/never.example', {
    challenge: 'new-ip',
    trustedNetworks: ['192.0.2.0/24', '2001:db8::/32'],
    permittedCountries: { web: { deny: ['KP', 'unknown'] } },
    permittedNetworks: { imap: ['192.0.2.0/24'] },
  });
  await ask('POST', '/groups', { name: 'pilots', challenge: 'always', trustedBrowserDays: 30 });
  for (const mailbox of ['alice@never.example', 'bob@never.example', 'alice@always.example']) {
    await ask('POST', '/groups/pilots/members', { mailbox });
  }
  live.push(liveConnection('c-1', 'alice@never.example'), liveConnection('c-2', 'alice@never.example', 'ap-1'));
  const refused: AuditEntry = {
    at: START,
    kind: 'sign-in',
    event: 'web-sign-in.refused',
    decisionId: '7Q2M0X4K9TABC',
    mailbox: 'alice@never.example',
    door: 'web',
    remoteAddress: '203.0.113.7',
    reason: 'network-not-permitted',
    trace: [
      { check: 'account', result: 'mailbox alice@never.example' },
      { check: 'challenge', result: 'always', layer: 'group pilots' },
      { check: 'permitted-networks', result: 'permitted' },
      { check: 'permitted-countries', result: 'elsewhere: KP', layer: 'domain' },
    ],
    details: { country: 'KP' },
  };
  await core.stores.audit.append([{ ...refused, decisionId: '7Q2M0X4K9TABD' }, refused]);
}

describe.skipIf(lacks('chromium'))('the pages for policy and for watching', () => {
  let node: AdministrationFixture;
  let fixture: ConsoleFixture;
  let server: ConsoleServer;
  let browser: TestBrowser;

  beforeAll(async () => {
    node = await createAdministrationFixture();
    await furnish(node);
    server = await serveConsole((origin) => {
      fixture = new ConsoleFixture({ services: node.services, origin, routes: { ...POLICY_PAGES, ...WATCH_PAGES } });
      fixture.now = node.services.clock.now();
      return fixture.console;
    });
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  async function open(look: keyof typeof LOOKS, path: string): Promise<BrowserPage> {
    const { width, ...options } = LOOKS[look] ?? {};
    const tab = await browser.newPage({ ...options, javaScript: true });
    if (width !== undefined) await tab.page.setViewportSize({ width, height: 1000 });
    const name = CONSOLE_COOKIE.slice('__Host-'.length);
    await tab.context.addCookies([{ name, value: fixture.begin('confirmed'), url: server.origin }]);
    await tab.page.goto(`${server.origin}${CONSOLE_PREFIX}${path}`);
    return tab;
  }

  describe.each(Object.keys(LOOKS))('have no faults and nothing goes wrong: %s', (look) => {
    const isOfAll = look === 'light' || look === 'phone';
    it.each(Object.entries(PAGES).filter(([each]) => isOfAll || SOME.includes(each)))('%s', async (_name, path) => {
      await using tab = await open(look, path);
      for (const fold of await tab.page.locator('main details > summary').all()) await fold.click();
      expect(await faultsOf(tab.page)).toEqual([]);
      expect(tab.problems()).toEqual([]);
    });
  });

  it('lead from a changed policy over its effect to its saving, without a script', async () => {
    await using tab = await open('light', '/domains/one?name=always.example');
    const { page } = tab;
    await page.getByRole('link', { name: 'Change the policy' }).click();
    await page.getByRole('group', { name: 'When a second step is asked' }).getByLabel('From new networks').check();
    await page.getByRole('button', { name: 'See what it changes' }).click();
    await page.getByText('This changes').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('It holds from now on.').waitFor();
    expect(tab.problems()).toEqual([]);
  });

  it('show both versions of a lost update, and let one go on', async () => {
    await using tab = await open('light', '/groups/policy?name=pilots');
    const { page } = tab;
    await page.getByRole('group', { name: 'How long a browser' }).getByLabel('This many days').check();
    await page.getByLabel('Days, 0 to 365').fill('7');
    await node.ask('PATCH', '/groups/pilots', { trustedBrowserDays: 14 });
    await page.getByRole('button', { name: 'See what it changes' }).click();
    await page.getByRole('heading', { name: 'Somebody else was faster' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Go on with mine' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('It holds from now on.').waitFor();
    expect(await node.core.stores.groups.find('pilots')).toMatchObject({ policy: { trustedBrowserDays: 7 } });
  });

  it('follow the log live, and stop', async () => {
    await using tab = await open('light', '/audit/live?event=sms.tested');
    const { page } = tab;
    await page.getByText('Nothing matches.').waitFor();
    await node.core.stores.audit.append([{ at: START, kind: 'change', event: 'sms.tested', actor: 'somebody' }]);
    await page.getByText('somebody').waitFor();
    await page.getByRole('link', { name: 'Stop' }).click();
    await page.getByRole('heading', { name: 'Audit log', exact: true }).waitFor();
  });
});
