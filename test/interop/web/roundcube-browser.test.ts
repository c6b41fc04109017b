// The whole product in a real browser: Chromium, Postern, Roundcube, Dovecot and Postfix. A person signs in at the
// webmail's own form, sets up a second step, works with the mail, is asked again, and is signed out.

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PATIENCE_MS } from '../../support/deadline.ts';
import { answerChallenge, readKey, setUpPhone } from '../../support/person-in-browser.ts';
import { lacks } from '../../support/programs.ts';
import { ROUNDCUBE_SITE, type RoundcubeSite, startRoundcubeSite } from '../../support/roundcube-site.ts';
import {
  openRoundcubeCompose,
  sendRoundcubeMessage,
  waitForRoundcubeInbox,
  writeRoundcubeMessage,
} from '../../support/servers/roundcube-client.ts';

const PEOPLE = [
  ...['writer', 'reader', 'sorter', 'settler', 'leaver', 'twin', 'walker', 'typist', 'fumbler', 'guesser', 'saver'],
  ...['truster', 'mover', 'idler', 'ended'],
];

const MINUTE = 60_000;

function plainMessage(subject: string, text = 'Hello.'): string {
  return `From: Somebody <somebody@example.test>\r\nSubject: ${subject}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n${text}\r\n`;
}

function headingOf(page: Page, name: string): Promise<void> {
  return page.getByRole('heading', { name }).waitFor();
}

/** Roundcube's own sign-in page. */
function signInForm(page: Page): Promise<void> {
  return page.locator('#login-form').waitFor();
}

/** Leaves by Roundcube's own button, and waits for its form: who opens another page at once may overtake the sign-out. */
async function signOut(page: Page): Promise<void> {
  await page.click('#taskmenu a.logout');
  await signInForm(page);
}

describe.skipIf(lacks(...ROUNDCUBE_SITE))('a person at Roundcube behind Postern', () => {
  let site: RoundcubeSite;

  beforeAll(async () => {
    site = await startRoundcubeSite({ people: PEOPLE });
  });
  afterAll(() => site[Symbol.asyncDispose]());
  afterEach(() => {
    expect(site.door.postern.logged.filter(({ fields }) => fields['error'] !== undefined)).toEqual([]);
  });

  describe('with mail', () => {
    it('sets up the second step, sends a file, and another person gets it', async () => {
      await using writer = await site.open();
      await site.enrol(writer, site.person('writer'));
      await openRoundcubeCompose(writer.page);
      const buffer = randomBytes(300_000);
      const attachment = { name: 'notes.bin', mimeType: 'application/octet-stream', buffer };
      const to = site.person('reader').user;
      await writeRoundcubeMessage(writer.page, { to, subject: 'With notes', text: 'See the file.', attachment });
      await sendRoundcubeMessage(writer.page);
      await site.dovecot.waitForMessage(to, /^Subject: With notes/m);

      await using reader = await site.open({ viewport: 'phone', colorScheme: 'dark' });
      await site.enrol(reader, site.person('reader'));
      await reader.page.goto(`${site.door.origin}/?_task=mail&_mbox=INBOX&_uid=1&_action=show`);
      await reader.page.getByText('See the file.').waitFor();
      const download = reader.page.waitForEvent('download');
      await reader.page.locator('#attachment-list a', { hasText: 'notes.bin' }).first().click();
      expect(await readFile(await (await download).path())).toEqual(buffer);
      expect([...writer.problems(), ...reader.problems()]).toEqual([]);
    });

    it('lists, refreshes, reads, flags, searches and moves', async () => {
      const sorter = site.person('sorter');
      const { phone } = await site.enrolled(sorter);
      const doveadm = async (...words: readonly string[]) => (await site.dovecot.doveadm(...words)).stdout;
      for (const subject of ['First', 'Second']) {
        await site.dovecot.deliver(sorter.user, plainMessage(subject, `The text of ${subject}.`));
      }
      await using tab = await site.open();
      const { page } = tab;
      await site.signIn(tab, sorter);
      const refresh = async (): Promise<void> => {
        const checked = page.waitForResponse(/_action=check-recent/);
        await page.click('#messagelist-header a.refresh');
        await checked;
      };
      await answerChallenge(page, phone.next());
      await waitForRoundcubeInbox(page);
      const rows = page.locator('#messagelist tr.message');
      // Its first list is empty now and then, when the request that looks for news was faster; whatever went wrong on the way
      // is among the problems below.
      const listed = async (): Promise<number> => {
        if ((await rows.count()) === 0) await page.reload();
        await waitForRoundcubeInbox(page);
        return rows.count();
      };
      await expect.poll(listed, { timeout: PATIENCE_MS, interval: 2_000 }).toBe(2);
      // What it counts now is what "new" is compared with: at its start several requests count at once.
      await refresh();
      await site.dovecot.deliver(sorter.user, plainMessage('Third', 'The third text.'));
      await refresh();
      await expect.poll(() => rows.count(), { timeout: PATIENCE_MS }).toBe(3);
      await rows.filter({ hasText: 'Third' }).click();
      await page.frameLocator('#messagecontframe').getByText('The third text.').waitFor();
      await rows.filter({ hasText: 'First' }).click();
      // What is marked is the message that is shown, and it is shown a while after the click.
      await page.frameLocator('#messagecontframe').getByText('The text of First.').waitFor();
      await page.click('a.markmessage:visible');
      await page.click('#markmessage-menu a.flag.active');
      const flagged = () => doveadm('search', '-u', sorter.user, 'mailbox', 'INBOX', 'FLAGGED');
      await expect.poll(flagged, { timeout: PATIENCE_MS }).not.toBe('');
      await page.fill('#mailsearchform', 'Second');
      await page.press('#mailsearchform', 'Enter');
      await expect.poll(() => rows.count(), { timeout: PATIENCE_MS }).toBe(1);
      await rows.filter({ hasText: 'Second' }).click();
      await page.keyboard.press('Delete');
      const moved = () => doveadm('search', '-u', sorter.user, 'mailbox', 'Trash', 'SUBJECT', 'Second');
      await expect.poll(moved, { timeout: PATIENCE_MS }).not.toBe('');
      expect(tab.problems()).toEqual([]);
    });

    it('changes settings, and makes a filter', async () => {
      const settler = site.person('settler');
      const { phone } = await site.enrolled(settler);
      await using tab = await site.open();
      const { page } = tab;
      await site.signIn(tab, settler);
      await answerChallenge(page, phone.next());
      await waitForRoundcubeInbox(page);
      await page.click('#taskmenu a.settings');
      await page.click('#settings-menu a:has-text("Identities")');
      await page.locator('#identities-table tr').first().click();
      const identity = page.frameLocator('#preferences-frame');
      await identity.getByLabel('Display Name').fill('Somebody Else');
      await identity.getByRole('button', { name: 'Save' }).click();
      await page.locator('#identities-table', { hasText: 'Somebody Else' }).waitFor();
      await page.click('#settings-menu a:has-text("Filters")');
      await page.click('a.create:not(.disabled)');
      const filter = page.frameLocator('#filter-box');
      await filter.getByLabel('Filter name').fill('Sort out');
      await filter.locator('select[name="_join"]').selectOption('any');
      await filter.getByRole('button', { name: 'Save' }).click();
      await page.locator('#filterslist', { hasText: 'Sort out' }).waitFor();
      expect(tab.problems()).toEqual([]);
    });
  });

  describe('who leaves', () => {
    it('has no session left, and sees nothing of the mail by going Back', async () => {
      const leaver = site.person('leaver');
      await using tab = await site.open();
      const { page } = tab;
      await site.enrol(tab, leaver);
      await signOut(page);
      await site.untilNoSessionOf(leaver);
      const own = (await tab.context.cookies()).filter(({ name }) => name.startsWith('__Host-postern'));
      expect(own.map(({ name }) => name)).toEqual(['__Host-postern-stranger']);
      await page.goBack();
      await signInForm(page);
      expect(await page.content()).not.toContain('messagelist');
      expect(tab.problems()).toEqual([]);
      await page.goto(`${site.door.origin}/.postern/account`);
      await headingOf(page, 'Please sign in first');
    });

    it('ends the other tab too', async () => {
      const twin = site.person('twin');
      await using tab = await site.open();
      const { page } = tab;
      await site.enrol(tab, twin);
      const second = await tab.context.newPage();
      await second.goto(`${site.door.origin}/`);
      await waitForRoundcubeInbox(second);
      await signOut(page);
      // Its script hears it in the webmail's own words, and goes to the sign-in page.
      await second.click('#messagelist-header a.refresh');
      await second.getByText('Your session is invalid or expired.').first().waitFor();
      await signInForm(second);
      expect(tab.problems()).toEqual([]);
    });
  });

  describe('on the way in', () => {
    it('goes Back and reloads on each page of ours without losing or making anything (P-37)', async () => {
      const walker = site.person('walker');
      await using tab = await site.open();
      const { page } = tab;
      await site.signIn(tab, walker);
      await headingOf(page, 'Set up your second step');
      const key = await readKey(page);
      await page.reload();
      expect(await readKey(page)).toBe(key);
      await page.goBack();
      // The webmail's sign-in page isn't there any more for somebody whose password was right.
      await headingOf(page, 'Set up your second step');
      const { phone } = await setUpPhone(page, site.clock);
      await page.reload();
      // The form was sent already: nothing is made a second time, and the session is open.
      await waitForRoundcubeInbox(page);
      await page.goBack();
      await waitForRoundcubeInbox(page);
      await signOut(page);

      await site.signIn(tab, walker);
      await answerChallenge(page, phone.wrong());
      await page.getByText('You have 4 tries left.').waitFor();
      await page.reload();
      await page.getByText('You have 4 tries left.').waitFor();
      await page.goBack();
      await headingOf(page, 'One more step');
      await answerChallenge(page, phone.next());
      await waitForRoundcubeInbox(page);
      await page.goBack();
      await waitForRoundcubeInbox(page);
      expect(await site.administrator.ask('GET', `/mailboxes/${walker.user}/factors`)).toMatchObject({
        items: [{ name: 'Authenticator app' }],
      });
      expect(tab.problems()).toEqual([]);
    });

    it('answers in another tab, and the first one is led to the mail', async () => {
      const typist = site.person('typist');
      const { phone } = await site.enrolled(typist);
      await using tab = await site.open();
      const { page } = tab;
      await site.signIn(tab, typist);
      await headingOf(page, 'One more step');
      const second = await tab.context.newPage();
      await second.goto(`${site.door.origin}/?_task=mail`);
      await answerChallenge(second, phone.next());
      await waitForRoundcubeInbox(second);
      // The form of the first tab is of a session that is open by now: nothing is left to answer.
      await page.getByLabel('Code', { exact: true }).fill(phone.last());
      await page.getByRole('button', { name: 'Continue' }).click();
      await waitForRoundcubeInbox(page);
      expect(tab.problems()).toEqual([]);
    });
  });

  describe('who comes back', () => {
    it('is told what is wrong with a code, and that one was used already (P-01)', async () => {
      const fumbler = site.person('fumbler');
      const { phone } = await site.enrolled(fumbler);
      await using tab = await site.open();
      const { page } = tab;
      await site.signIn(tab, fumbler);
      await answerChallenge(page, phone.wrong());
      await page.getByRole('alert').getByText('This code isn’t right.').waitFor();
      await answerChallenge(page, phone.next());
      await waitForRoundcubeInbox(page);
      await signOut(page);
      await site.signIn(tab, fumbler);
      await answerChallenge(page, phone.last());
      await page.getByRole('alert').getByText('This code was used already.').waitFor();
      await answerChallenge(page, phone.next());
      await waitForRoundcubeInbox(page);
      expect(tab.problems()).toEqual([]);
    });

    it('is signed out after five wrong codes, at the webmail too, and then has to wait', async () => {
      const guesser = site.person('guesser');
      const { phone } = await site.enrolled(guesser);
      await using tab = await site.open();
      const { page } = tab;
      await site.signIn(tab, guesser);
      for (const left of [4, 3, 2, 1]) {
        await answerChallenge(page, phone.wrong());
        await page.getByText(new RegExp(`You have ${left} tr(y|ies) left\\.`)).waitFor();
      }
      expect(site.sessionsOf(guesser)).toBe(1);
      await answerChallenge(page, phone.wrong());
      await headingOf(page, 'Please sign in again');
      await page.getByText('too many codes were wrong').waitFor();
      await site.untilNoSessionOf(guesser);
      await page.getByRole('link', { name: 'Sign in' }).click();
      await signInForm(page);
      await site.signIn(tab, guesser);
      await answerChallenge(page, phone.next());
      await page.getByText('There were too many wrong codes. Wait').waitFor();
      site.clock.advance(2.5 * MINUTE);
      await answerChallenge(page, phone.next());
      await waitForRoundcubeInbox(page);
      expect(tab.problems()).toEqual([]);
    });

    it('comes in with a recovery code once (R2.6)', async () => {
      const saver = site.person('saver');
      const { phone, recoveryCodes } = await site.enrolled(saver);
      const [code = ''] = recoveryCodes;
      await using tab = await site.open();
      const { page } = tab;
      await site.signIn(tab, saver);
      await page.getByRole('link', { name: 'Use a recovery code' }).click();
      await answerChallenge(page, code.toUpperCase().replaceAll('-', ' '));
      await waitForRoundcubeInbox(page);
      await signOut(page);
      await site.signIn(tab, saver);
      await page.getByRole('link', { name: 'Use a recovery code' }).click();
      await answerChallenge(page, code);
      await page.getByRole('alert').getByText('This recovery code isn’t right, or it was used before.').waitFor();
      await page.getByRole('link', { name: 'Use Phone' }).click();
      await answerChallenge(page, phone.next());
      await waitForRoundcubeInbox(page);
      expect(tab.problems()).toEqual([]);
    });

    it('is not asked on a browser that is trusted, until that is revoked in the account (R1.7)', async () => {
      const truster = site.person('truster');
      await site.setPolicy(truster, { trustedBrowserDays: 30 });
      const { phone } = await site.enrolled(truster);
      await using tab = await site.open();
      const { page } = tab;
      await site.signIn(tab, truster);
      await answerChallenge(page, phone.next(), { trust: true });
      await waitForRoundcubeInbox(page);
      await signOut(page);
      await site.signIn(tab, truster);
      await waitForRoundcubeInbox(page);
      await page.goto(`${site.door.origin}/.postern/account/places`);
      await page.getByText('This browser').waitFor();
      await page.getByRole('button', { name: /^End/ }).click();
      await page.getByText('This browser is no longer trusted.').waitFor();
      await page.getByRole('button', { name: /^Sign out/ }).click();
      await headingOf(page, 'You are signed out');
      await site.untilNoSessionOf(truster);
      await site.signIn(tab, truster);
      await answerChallenge(page, phone.next());
      await waitForRoundcubeInbox(page);
      expect(tab.problems()).toEqual([]);
    });

    it('is asked in a new network only, where that is the mode (R1.3)', async () => {
      const mover = site.person('mover');
      await site.setPolicy(mover, { challenge: 'new-ip' });
      const { phone } = await site.enrolled(mover);
      await using home = await site.open({ address: '198.51.100.7' });
      await site.signIn(home, mover);
      await answerChallenge(home.page, phone.next());
      await waitForRoundcubeInbox(home.page);
      await signOut(home.page);
      await site.signIn(home, mover);
      await waitForRoundcubeInbox(home.page);
      await using away = await site.open({ address: '203.0.113.9' });
      await site.signIn(away, mover);
      await answerChallenge(away.page, phone.next());
      await waitForRoundcubeInbox(away.page);
      expect([...home.problems(), ...away.problems()]).toEqual([]);
    });
  });

  describe('who is writing when the session ends', () => {
    const DRAFT = { to: 'reader@example.test', subject: 'Half done', text: 'What I wanted to say is' };

    it('stays where the message is, and finds it again after signing in: the session was idle', async () => {
      const idler = site.person('idler');
      const { phone } = await site.enrolled(idler);
      await using tab = await site.open();
      const { page } = tab;
      await site.signIn(tab, idler);
      await answerChallenge(page, phone.next());
      await waitForRoundcubeInbox(page);
      await openRoundcubeCompose(page);
      await writeRoundcubeMessage(page, DRAFT);
      site.clock.advance(180 * MINUTE);
      // Looks for names while one is typed.
      await page.locator('#compose_to input').pressSequentially('rea');
      await page.getByText('Your session is invalid or expired.').waitFor();
      expect(await page.inputValue('#composebody')).toContain(DRAFT.text);
      await site.untilNoSessionOf(idler);
      await site.signIn(tab, idler);
      await answerChallenge(page, phone.next());
      await waitForRoundcubeInbox(page);
      await openRoundcubeCompose(page);
      await page.getByRole('button', { name: 'Restore' }).click();
      await expect.poll(() => page.inputValue('#composebody'), { timeout: PATIENCE_MS }).toContain(DRAFT.text);
      expect(await page.inputValue('#compose-subject')).toBe(DRAFT.subject);
      expect(tab.problems()).toEqual([]);
    });

    it('is told so when saving the draft: an administrator ended the session', async () => {
      const ended = site.person('ended');
      const { phone } = await site.enrolled(ended);
      await using tab = await site.open();
      const { page } = tab;
      await site.signIn(tab, ended);
      await answerChallenge(page, phone.next());
      await waitForRoundcubeInbox(page);
      await openRoundcubeCompose(page);
      await writeRoundcubeMessage(page, DRAFT);
      await site.endSessions(ended);
      await site.untilNoSessionOf(ended);
      await page.click('a.save.draft, a.savedraft');
      await page.getByText('Your session is invalid or expired.').waitFor();
      expect(await page.inputValue('#composebody')).toContain(DRAFT.text);
      expect(tab.problems()).toEqual([]);
    });
  });
});
