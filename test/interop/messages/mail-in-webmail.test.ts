// Mail in a real Roundcube and a real SOGo, which rewrite HTML before they show it: what matters is still there, can be
// read in the light and in the dark, and nothing was held back as remote content.

import MailComposer from 'nodemailer/lib/mail-composer';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleMessage } from '../../../src/messages/sample-messages.ts';
import { type BrowserPageOptions, openBrowser, type TestBrowser } from '../../support/browser.ts';
import { ORIGIN, SENT_AT, writerOf } from '../../support/messages-fixture.ts';
import { lacks } from '../../support/programs.ts';
import { ROUNDCUBE_SITE } from '../../support/roundcube-site.ts';
import { type Dovecot, startDovecot } from '../../support/servers/dovecot.ts';
import { type Roundcube, startRoundcube } from '../../support/servers/roundcube.ts';
import { submitRoundcubeForm, waitForRoundcubeInbox } from '../../support/servers/roundcube-client.ts';
import { type Sogo, startSogo } from '../../support/servers/sogo.ts';
import { openSogoMessage, submitSogoForm, waitForSogoInbox } from '../../support/servers/sogo-client.ts';

const USER = 'reader@example.test';
const PASSWORD = 'reader-secret';
const LOOKS: readonly NonNullable<BrowserPageOptions['colorScheme']>[] = ['light', 'dark'];
const SUBJECT = 'Your code for signing in to Example Mail';

const SOGO = ['root', 'chromium', 'dovecot', 'memcached', 'nginx', 'openssl', 'postgres', 'psql', 'sogo'] as const;

async function startMailbox(): Promise<Dovecot> {
  const dovecot = await startDovecot({ users: { [USER]: PASSWORD } });
  for (const kind of ['sign-in-code', 'notices'] as const) {
    const written = writerOf().mail(sampleMessage(kind, { at: SENT_AT, origin: ORIGIN }), 'en');
    const mail = new MailComposer({ from: 'postern@example.test', to: USER, ...written });
    await dovecot.deliver(USER, await mail.compile().build());
  }
  return dovecot;
}

/** How large the code is shown, and how much it stands out from what is behind it, as WCAG counts it. */
const LOOK_OF_CODE = `(() => {
  const code = [...document.querySelectorAll('p')].find(({ textContent }) => textContent === '123456');
  const luminance = (colour) => {
    const [red, green, blue] = colour.match(/[\\d.]+/g).map((value) => value / 255)
      .map((share) => share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const { fontSize, color, backgroundColor } = getComputedStyle(code);
  const [dark, light] = [luminance(color), luminance(backgroundColor)].sort((one, other) => one - other);
  return { size: parseFloat(fontSize), contrast: (light + 0.05) / (dark + 0.05) };
})()`;

async function expectReadableCode(page: Page): Promise<void> {
  const look = await page.evaluate<{ readonly size: number; readonly contrast: number }>(LOOK_OF_CODE);
  expect(look.size).toBeGreaterThanOrEqual(30);
  expect(look.contrast).toBeGreaterThanOrEqual(4.5);
}

describe.skipIf(lacks(...ROUNDCUBE_SITE))('mail in Roundcube', () => {
  let dovecot: Dovecot;
  let roundcube: Roundcube;
  let browser: TestBrowser;
  beforeAll(async () => {
    dovecot = await startMailbox();
    roundcube = await startRoundcube({ dovecot });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser[Symbol.asyncDispose]();
    await roundcube[Symbol.asyncDispose]();
    await dovecot[Symbol.asyncDispose]();
  });

  it.each(LOOKS)('shows the code big and whole, its facts, and one address (%s)', async (colorScheme) => {
    await using tab = await browser.newPage({ colorScheme });
    const { page } = tab;
    await page.goto(roundcube.url);
    await submitRoundcubeForm(page, USER, PASSWORD);
    await waitForRoundcubeInbox(page);
    await page.goto(`${roundcube.url}/?_task=mail&_mbox=INBOX&_uid=1&_action=show`);
    const body = page.locator('#messagebody');
    await body.getByText('Your code for signing in').waitFor();
    if (colorScheme === 'light') await tab.screenshot('mail-code-roundcube');
    await expectReadableCode(page);
    expect(await body.locator('th').first().textContent()).toBe('When');
    expect(await body.locator('a').count()).toBe(1);
    expect(await page.locator('#remote-objects-message:visible').count()).toBe(0);

    await page.goto(`${roundcube.url}/?_task=mail&_mbox=INBOX&_uid=2&_action=show`);
    await body.getByRole('heading', { name: 'What happened to' }).waitFor();
    expect(await body.locator('h2').count()).toBe(4);
    expect(await page.locator('#remote-objects-message:visible').count()).toBe(0);
  });
});

describe.skipIf(lacks(...SOGO))('mail in SOGo', () => {
  let dovecot: Dovecot;
  let sogo: Sogo;
  let browser: TestBrowser;
  beforeAll(async () => {
    dovecot = await startMailbox();
    sogo = await startSogo({ dovecot });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser[Symbol.asyncDispose]();
    await sogo[Symbol.asyncDispose]();
    await dovecot[Symbol.asyncDispose]();
  });

  it.each(LOOKS)('shows the code big and whole, its facts, and one address (%s)', async (colorScheme) => {
    await using tab = await browser.newPage({ colorScheme });
    const { page } = tab;
    await page.goto(`${sogo.url}/SOGo/`);
    await submitSogoForm(page, USER, PASSWORD);
    await waitForSogoInbox(page);
    await openSogoMessage(page, SUBJECT);
    await expectReadableCode(page);
    const body = page.locator('#detailView .mailer_mailcontent').first();
    expect(await body.locator('th').first().textContent()).toBe('When');
    expect(await body.locator('a[href^="https:"]').count()).toBe(1);
    expect(await page.getByText(/load (?:images|remote|external)/i).count()).toBe(0);
  });
});
