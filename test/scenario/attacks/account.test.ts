// The account pages of a whole Postern, attacked by somebody at a browser that is signed in (a screen left open, a script
// in the webmail): guessing the password, app passwords in its place, what lapses, and what belongs to others (P-03,
// P-21, P-22, R2.8, R3.5, R3.8, R9.1).

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALICE, type AttackedSite, BOB, startAttackedSite } from '../../support/attacked-site.ts';
import type { HttpClient } from '../../support/http-client.ts';
import type { HttpResponse } from '../../support/http-connection.ts';
import { lacks } from '../../support/programs.ts';
import { submitPageForm } from '../../support/webmail-door.ts';

const NEW_APP_PASSWORD = '/.postern/account/app-passwords/new';
const CONFIRM = '/.postern/account/confirm';
const ELEVEN_MINUTES = 660;

/** Of 25: where somebody has signed in lately, it is the mailbox's own limit that holds. */
const MOST_GUESSES = 12;

describe.skipIf(lacks('dovecot'))('at a browser that is signed in', () => {
  let site: AttackedSite;

  beforeEach(async () => {
    site = await startAttackedSite({ more: 'throttle: { network-failures: 6, longest-delay: 0s }' });
  });
  afterEach(async () => {
    expect(site.door.postern.logged.filter(({ fields }) => fields['error'] !== undefined)).toEqual([]);
    await site[Symbol.asyncDispose]();
  });

  function makeAppPassword(browser: HttpClient, password: string): Promise<HttpResponse> {
    return submitPageForm(browser, NEW_APP_PASSWORD, { name: 'x', 'scope-imap': 'yes', expires: 'never', password });
  }

  const where = ({ status, header }: HttpResponse): string =>
    `${status} ${new URL(header('location') ?? '/', 'https://x').searchParams.toString()}`;

  function failuresAtTheBackend(): number {
    return Array.from(site.dovecot.log.text().matchAll(/auth failed|Password mismatch/gi)).length;
  }

  it('the password can’t be guessed without end where it is asked for an app password (R9.1)', async () => {
    const { browser } = await site.enrol(ALICE);
    for (let n = 0; n < 25; n += 1) await makeAppPassword(browser, `guess ${n}`);
    // Negative control: fails when the account asks the sign-in source itself: 25.
    expect(failuresAtTheBackend()).toBeLessThanOrEqual(MOST_GUESSES);
    expect((await makeAppPassword(browser, ALICE.password)).status).toBe(303);
    expect(await site.door.postern.node.state.stores.appPasswords.list(ALICE.user, { includeRevoked: true })).toEqual(
      [],
    );
  });

  it('nor where it is asked again, and a code is asked besides', async () => {
    const { browser, app } = await site.enrol(ALICE);
    site.clock.advance(ELEVEN_MINUTES);
    const confirm = (password: string, code: string) => submitPageForm(browser, CONFIRM, { password, code });
    for (let n = 0; n < 25; n += 1) await confirm(`guess ${n}`, '000000');
    expect(failuresAtTheBackend()).toBeLessThanOrEqual(MOST_GUESSES);
    expect(where(await confirm(ALICE.password, site.nextCode(app)))).toContain('result=slowed');
  });

  it('is asked for both again before anything sensitive, ten minutes later, by GET and POST (P-03, R2.8)', async () => {
    const { browser } = await site.enrol(ALICE);
    const { stores } = site.door.postern.node.state;
    const [factor] = await stores.factors.list(ALICE.user);
    const paths = ['authenticators/new', 'authenticators/remove', 'recovery-codes/new', 'mode'];
    const page = (await browser.get('/.postern/account/sessions')).text();
    const [, token = ''] = /name="token" value="([^"]+)"/.exec(page) ?? [];
    site.clock.advance(ELEVEN_MINUTES);
    for (const path of paths) {
      const target = `/.postern/account/${path}`;
      const body = new URLSearchParams({
        token,
        id: factor?.id ?? '',
        mode: 'inherit',
        once: 'A'.repeat(12),
        code: '1',
      });
      const type = 'application/x-www-form-urlencoded';
      const answer = await browser.post(target, { type, content: body.toString() });
      // Negative control: fails without `#unconfirmed`, and without `askToConfirm`.
      expect([path, answer.header('location')?.startsWith(CONFIRM)]).toEqual([path, true]);
    }
    expect(await stores.factors.list(ALICE.user)).toEqual([factor]);
    expect(await stores.factors.recoveryCodesLeft(ALICE.user)).toBe(10);
  });

  it('an app password is no password, at the sign-in, where it is asked again, or for another one (P-22, R3.5)', async () => {
    const { browser, app } = await site.enrol(ALICE);
    const made = await makeAppPassword(browser, ALICE.password);
    const [, shown = ''] = /id="app-password">([a-z-]+)</.exec(made.text()) ?? [];
    expect(shown).not.toBe('');
    for (const password of [shown, shown.replaceAll('-', ''), shown.toUpperCase()]) {
      const thief = site.door.browser([], { from: '127.0.0.5' });
      expect((await site.signIn(thief, { ...ALICE, password })).status).toBe(401);
      expect((await site.signIn(thief, { user: BOB.user, password })).status).toBe(401);
    }
    expect(where(await makeAppPassword(browser, shown))).toContain('result=password');
    site.clock.advance(ELEVEN_MINUTES);
    const confirmed = await submitPageForm(browser, CONFIRM, { password: shown, code: site.nextCode(app) });
    expect(where(confirmed)).toContain('result=password');
  });

  it('an app password needs a fresh code and password, and neither alone makes one (P-21, R3.8)', async () => {
    const { browser, app } = await site.enrol(ALICE);
    site.clock.advance(ELEVEN_MINUTES);
    const [factor] = await site.door.postern.node.state.stores.factors.list(ALICE.user);
    const wish = { name: 'x', 'scope-imap': 'yes', expires: 'never', method: factor?.id ?? '' };
    const make = (given: Readonly<Record<string, string>>) =>
      submitPageForm(browser, NEW_APP_PASSWORD, { ...wish, ...given });
    expect(where(await make({ password: ALICE.password, code: '000000' }))).toContain('result=code');
    expect(where(await make({ password: 'wrong', code: site.nextCode(app) }))).toContain('result=password');
    expect(where(await make({ password: ALICE.password, code: '' }))).toMatch(/result=(?:code|lapsed)/);
    const { appPasswords } = site.door.postern.node.state.stores;
    expect(await appPasswords.list(ALICE.user, { includeRevoked: true })).toEqual([]);
    expect((await make({ password: ALICE.password, code: site.nextCode(app) })).status).toBe(200);
  });

  it('nothing of another mailbox is there: factors, app passwords, sessions, browsers (4.8, 15)', async () => {
    const { browser } = await site.enrol(ALICE);
    const bob = await site.enrol(BOB);
    await makeAppPassword(bob.browser, BOB.password);
    const { stores, webSessions } = site.door.postern.node.state;
    const [factor] = await stores.factors.list(BOB.user);
    const [appPassword] = await stores.appPasswords.list(BOB.user, { includeRevoked: false });
    const page = (await browser.get('/.postern/account/sessions')).text();
    const [, token = ''] = /name="token" value="([^"]+)"/.exec(page) ?? [];
    const post = (path: string, fields: Readonly<Record<string, string>>) =>
      browser.post(`/.postern/account/${path}`, {
        type: 'application/x-www-form-urlencoded',
        content: new URLSearchParams({ token, ...fields }).toString(),
      });
    const refused = [
      await post('authenticators/rename', { id: factor?.id ?? '', name: 'mine' }),
      await post('authenticators/remove', { id: factor?.id ?? '' }),
      await post('app-passwords/revoke', { id: appPassword?.id ?? '' }),
    ];
    for (const answer of refused) expect(where(answer)).toMatch(/refused=unknown-(?:factor|app-password)/);
    expect(await stores.factors.list(BOB.user)).toEqual([factor]);
    expect(await stores.appPasswords.list(BOB.user, { includeRevoked: false })).toEqual([appPassword]);
    expect((await webSessions.list(BOB.user)).length).toBe(1);
    expect((await browser.get('/.postern/account')).text()).not.toContain(BOB.user);
  });

  it('the last factor stays while policy demands one, of two removed at once too (R2.8)', async () => {
    const { browser } = await site.enrol(ALICE);
    const [factor] = await site.door.postern.node.state.stores.factors.list(ALICE.user);
    const path = '/.postern/account/authenticators/remove';
    const answer = await submitPageForm(browser, `${path}?id=${factor?.id}`, {}, path);
    expect(where(answer)).toContain('refused=last-factor');
  });
});
