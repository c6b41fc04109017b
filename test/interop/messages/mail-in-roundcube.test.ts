// Mail in a real Roundcube, which rewrites HTML before it shows it: what matters is still there, and nothing was held
// back as remote content.

import MailComposer from 'nodemailer/lib/mail-composer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleMessage } from '../../../src/messages/sample-messages.ts';
import { type BrowserPage, openBrowser, type TestBrowser } from '../../support/browser.ts';
import { ORIGIN, SENT_AT, writerOf } from '../../support/messages-fixture.ts';
import { lacks } from '../../support/programs.ts';
import { ROUNDCUBE_SITE } from '../../support/roundcube-site.ts';
import { type Dovecot, startDovecot } from '../../support/servers/dovecot.ts';
import { type Roundcube, startRoundcube } from '../../support/servers/roundcube.ts';

const KINDS = ['sign-in-code', 'notices'] as const;

describe.skipIf(lacks(...ROUNDCUBE_SITE))('mail in Roundcube', () => {
  let dovecot: Dovecot;
  let roundcube: Roundcube;
  let browser: TestBrowser;
  let tab: BrowserPage;
  beforeAll(async () => {
    dovecot = await startDovecot({ users: { 'reader@example.test': 'reader-secret' } });
    roundcube = await startRoundcube({ dovecot });
    browser = await openBrowser();
    for (const kind of KINDS) {
      const written = writerOf().mail(sampleMessage(kind, { at: SENT_AT, origin: ORIGIN }), 'en');
      const mail = new MailComposer({ from: 'postern@example.test', to: 'reader@example.test', ...written });
      await dovecot.deliver('reader@example.test', await mail.compile().build());
    }
    tab = await browser.newPage();
    await tab.page.goto(roundcube.url);
    await tab.page.fill('#rcmloginuser', 'reader@example.test');
    await tab.page.fill('#rcmloginpwd', 'reader-secret');
    await tab.page.click('#rcmloginsubmit');
    await tab.page.locator('#messagelist').waitFor();
  });
  afterAll(async () => {
    await tab[Symbol.asyncDispose]();
    await browser[Symbol.asyncDispose]();
    await roundcube[Symbol.asyncDispose]();
    await dovecot[Symbol.asyncDispose]();
  });

  const open = (uid: number) =>
    tab.page.goto(`${roundcube.url}/?_task=mail&_mbox=INBOX&_uid=${uid}&_action=show`, { waitUntil: 'networkidle' });

  it('shows the code big and whole, its facts, and one address', async () => {
    await open(1);
    await tab.screenshot('mail-code-roundcube', { isWhole: true });
    const body = tab.page.locator('#messagebody');
    const code = body.getByText('123').first();
    const size = Number.parseFloat(
      await code.evaluate((element) => `${element.ownerDocument.defaultView?.getComputedStyle(element).fontSize}`),
    );
    expect(size).toBeGreaterThanOrEqual(30);
    expect(await body.textContent()).toContain('123456');
    expect(await body.locator('th').first().textContent()).toBe('When');
    expect(await body.locator('a').count()).toBe(1);
    expect(await tab.page.locator('#remote-objects-message:visible').count()).toBe(0);
  });

  it('shows several notices under their headings', async () => {
    await open(2);
    const headings = await tab.page.locator('#messagebody h2').allTextContents();
    expect(headings).toHaveLength(4);
    expect(await tab.page.locator('#remote-objects-message:visible').count()).toBe(0);
  });
});
