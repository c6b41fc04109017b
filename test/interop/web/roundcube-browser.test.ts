// The whole product in a real browser: Chromium, Postern, Roundcube, Dovecot and Postfix. A person signs in at the
// webmail's own form, sets up a second step, works with the mail, and is asked again.

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BrowserPage } from '../../support/browser.ts';
import { PATIENCE_MS } from '../../support/deadline.ts';
import { answerChallenge, type Enrolled, goOnToMail, readKey, setUpPhone } from '../../support/person-in-browser.ts';
import { lacks } from '../../support/programs.ts';
import { startPostfix } from '../../support/servers/postfix.ts';
import { type Roundcube, startRoundcube } from '../../support/servers/roundcube.ts';
import {
  openRoundcubeCompose,
  sendRoundcubeMessage,
  submitRoundcubeForm,
  waitForRoundcubeInbox,
  writeRoundcubeMessage,
} from '../../support/servers/roundcube-client.ts';
import { type Person, startWebmailSite, type WebmailSite } from '../../support/webmail-site.ts';

const PEOPLE = ['writer', 'reader'];

const HOUR = 3_600_000;

describe.skipIf(
  lacks('root', 'chromium', 'dovecot', 'dovecot-managesieve', 'nginx', 'openssl', 'php-fpm', 'postfix', 'roundcube', 'roundcube-plugins'),
)('a person at Roundcube behind Postern', () => {
  let site: WebmailSite<Roundcube>;

  beforeAll(async () => {
    site = await startWebmailSite({
      people: PEOPLE,
      webmail: async (dovecot, belongings) => {
        const postfix = belongings.use(await startPostfix({ dovecot }));
        return startRoundcube({ dovecot, postfix });
      },
      profile: '{ kind: roundcube }',
    });
  });
  afterAll(() => site[Symbol.asyncDispose]());
  afterEach(() => {
    expect(site.door.postern.logged.filter(({ fields }) => fields['error'] !== undefined)).toEqual([]);
  });

  async function signIn({ page }: BrowserPage, { user, password }: Person): Promise<void> {
    await page.goto(`${site.door.origin}/`);
    await submitRoundcubeForm(page, user, password);
  }

  /** All the way to the mail, for the first time. */
  async function enrol(tab: BrowserPage, person: Person): Promise<Enrolled> {
    await signIn(tab, person);
    const enrolled = await setUpPhone(tab.page, site.clock);
    await goOnToMail(tab.page);
    await waitForRoundcubeInbox(tab.page);
    return enrolled;
  }

  it('sets up the second step, sends a file, and another person gets it', async () => {
    await using writer = await site.open();
    await enrol(writer, site.person('writer'));
    await openRoundcubeCompose(writer.page);
    const buffer = randomBytes(300_000);
    const attachment = { name: 'notes.bin', mimeType: 'application/octet-stream', buffer };
    const to = site.person('reader').user;
    await writeRoundcubeMessage(writer.page, { to, subject: 'With notes', text: 'See the file.', attachment });
    await sendRoundcubeMessage(writer.page);
    await site.dovecot.waitForMessage(to, /^Subject: With notes/m);

    await using reader = await site.open({ viewport: 'phone', colorScheme: 'dark' });
    await enrol(reader, site.person('reader'));
    await reader.page.goto(`${site.door.origin}/?_task=mail&_mbox=INBOX&_uid=1&_action=show`);
    await reader.page.getByText('See the file.').waitFor();
    const download = reader.page.waitForEvent('download');
    await reader.page.locator('#attachment-list a', { hasText: 'notes.bin' }).first().click();
    expect(await readFile(await (await download).path())).toEqual(buffer);
    expect([...writer.problems(), ...reader.problems()]).toEqual([]);
  });
});
