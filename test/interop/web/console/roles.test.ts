// The console as each role has it, in a browser without a script: every page that a link leads to is there for who sees the
// link, shows nothing of domains that aren't theirs, and offers nothing to who only looks.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../../../src/core/administrators/administrator.ts';
import { openBrowser, type TestBrowser } from '../../../support/browser.ts';
import { type ConsoleSite, setUp, startConsoleSite } from '../../../support/console-site.ts';
import { lacks } from '../../../support/programs.ts';

/** Pages of one walk: more than there are, but for those of single entries and places. */
const MOST_PAGES = 70;

/** Where each role finds a section, by the navigation. */
const SECTIONS: Readonly<Record<Role, readonly string[]>> = {
  'platform-administrator': [
    ...['Overview', 'Mailboxes', 'Domains', 'Groups', 'Policy', 'Second steps', 'Explain', 'Sessions', 'Audit log'],
    ...['Administrators', 'API tokens', 'Your sign-in'],
  ],
  'domain-administrator': [
    ...['Overview', 'Mailboxes', 'Domains', 'Groups', 'Policy', 'Second steps', 'Explain', 'Sessions', 'Audit log'],
    'Your sign-in',
  ],
  auditor: [
    ...['Overview', 'Mailboxes', 'Domains', 'Groups', 'Policy', 'Second steps', 'Explain', 'Sessions', 'Audit log'],
    ...['Administrators', 'API tokens', 'Your sign-in'],
  ],
};

describe.skipIf(lacks('chromium', 'openssl'))('the console of each role (R6.2)', () => {
  let site: ConsoleSite;
  let browser: TestBrowser;

  beforeAll(async () => {
    site = await startConsoleSite();
    browser = await openBrowser();
    const { operator } = site;
    await operator.ask('POST', '/domains', { body: { name: 'other.test' } });
    await operator.ask('POST', '/groups', { body: { name: 'pilots', challenge: 'always' } });
    for (const address of ['alice@example.test', 'zoe@other.test']) {
      await operator.ask('POST', '/mailboxes', { body: { address, challenge: 'never' } });
      await operator.ask('POST', '/groups/pilots/members', { body: { mailbox: address } });
      await operator.ask('POST', '/aliases', { body: { alias: address.replace(/^[a-z]+/, 'info'), target: address } });
    }
  });
  afterAll(async () => {
    expect(site.postern.logged.filter(({ event }) => event.endsWith('.broken'))).toEqual([]);
    await browser[Symbol.asyncDispose]();
    await site[Symbol.asyncDispose]();
  });

  /** Follows every link of the console, from the first page on; gives what each page was like. */
  async function walk(page: Page, look: (path: string) => Promise<void>): Promise<readonly string[]> {
    const met = new Set(['/console']);
    for (const path of met) {
      const answer = await page.goto(new URL(path, site.address).href);
      expect([path, answer?.status()]).toEqual([path, 200]);
      await look(path);
      const links = await page
        .locator('a[href^="/console"]')
        .evaluateAll((found) => found.map((link) => link.getAttribute('href')));
      for (const link of links) {
        const next = (link ?? '').replace(/#.*$/, '');
        // Files are no pages.
        if (!/\/(export|failures|verification)\b/.test(next) && met.size < MOST_PAGES) met.add(next);
      }
    }
    return [...met];
  }

  it.each(Object.keys(SECTIONS) as Role[])('leads a %s to no page that is not there for them', async (role) => {
    await using tab = await browser.newPage({ javaScript: false });
    const { page } = tab;
    const domains = role === 'domain-administrator' ? ['example.test'] : undefined;
    await setUp(page, site, await site.add(`walker-${role.slice(0, 3)}`, role, domains));
    const foreign: string[] = [];
    const offered: string[] = [];
    const pages = await walk(page, async (path) => {
      const main = page.locator('main');
      if ((await main.innerText()).includes('other.test')) foreign.push(path);
      const forms = await main.locator('form[method=post]').count();
      if (forms > 0 && !path.startsWith('/console/own')) offered.push(path);
    });
    expect(pages.length).toBeGreaterThan(15);
    await page.goto(site.address);
    const sections = await page.locator('nav.beside-content a').allInnerTexts();
    expect(sections.map((text) => text.trim())).toEqual(SECTIONS[role]);
    if (role === 'domain-administrator') expect(foreign).toEqual([]);
    else expect(foreign).not.toEqual([]);
    if (role === 'auditor') expect(offered).toEqual([]);
    else expect(offered).not.toEqual([]);
    expect(tab.problems()).toEqual([]);
  });
});
