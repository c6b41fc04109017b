// Sessions of a whole Postern, attacked: planted and promoted ids, another site's, another mailbox's and old ones; and
// what an administrator does while somebody is signed in (P-17, P-19, P-20; R5.3, R6.3, R8.3; 4.8, 10, 15, 20).

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALICE, type AttackedSite, BOB, type Enrolled, startAttackedSite } from '../../support/attacked-site.ts';
import { FAKE_PROFILE } from '../../support/fake-webmail.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { connectHttp, type HttpConnection } from '../../support/http-connection.ts';
import { lacks } from '../../support/programs.ts';
import { HOST, OTHER_HOST, submitPageForm } from '../../support/webmail-door.ts';

const SESSION = '__Host-postern';
const STRANGER = '__Host-postern-stranger';
const TRUSTED = '__Host-postern-trusted';

/** How long the end of what streams may take (R5.3), in milliseconds, on a machine that does other things too. */
const WITHIN_A_SECOND = 1_000;

describe.skipIf(lacks('dovecot'))('sessions', () => {
  let site: AttackedSite;

  beforeEach(async () => {
    site = await startAttackedSite({
      domain: { policy: { challenge: 'always', trustedBrowserDays: 30 } },
      other: { profile: FAKE_PROFILE },
    });
  });
  afterEach(async () => {
    expect(site.door.postern.logged.filter(({ fields }) => fields['error'] !== undefined)).toEqual([]);
    await site[Symbol.asyncDispose]();
  });

  const cookieOf = ({ jar }: HttpClient): string => jar.value(SESSION) ?? jar.value(STRANGER) ?? '';

  /** A browser that holds a stolen or made-up session cookie. */
  function holding(cookie: string, where: { readonly host?: string } = {}): HttpClient {
    const browser = site.door.browser([], where);
    browser.jar.set(SESSION, cookie);
    return browser;
  }

  async function isSignedIn(browser: HttpClient): Promise<boolean> {
    const account = await browser.get('/.postern/account');
    return account.status === 200 || (await site.isOpen(browser));
  }

  describe('a cookie', () => {
    it('is another one after each step, and the one before opens nothing (P-20)', async () => {
      const browser = site.door.browser();
      await browser.get('/login');
      const anonymous = cookieOf(browser);
      await site.pending(ALICE, browser);
      const pending = cookieOf(browser);
      const { app } = await site.enrol(BOB);
      await site.enrol(ALICE, site.door.browser());
      const bob = await site.pending(BOB);
      const before = cookieOf(bob);
      await site.answer(bob, site.nextCode(app));
      const open = cookieOf(bob);
      expect(new Set([anonymous, pending, before, open]).size).toBe(4);
      // Negative control: fails when `promote` leaves the old row.
      for (const old of [anonymous, before]) expect(await isSignedIn(holding(old))).toBe(false);
      expect(await isSignedIn(holding(open))).toBe(true);
    });

    it('that an attacker planted before the sign-in doesn’t become the victim’s session (fixation, 4.8, 10)', async () => {
      const attacker = site.door.browser();
      await attacker.get('/login');
      const planted = cookieOf(attacker);
      expect(planted).not.toBe('');
      const victim = holding(planted);
      victim.jar.set(STRANGER, planted);
      const { browser } = await site.enrol(ALICE, victim);
      expect(await site.isOpen(browser)).toBe(true);
      // Negative control: fails when `replace` keeps the cookie that it is given.
      expect(await isSignedIn(attacker)).toBe(false);
      expect((await attacker.get('/.postern/challenge')).text()).not.toContain(ALICE.user);
    });

    it('of the attacker’s own pending sign-in, planted, gains nothing by the victim’s sign-in', async () => {
      const attacker = await site.pending(BOB);
      const victim = holding(cookieOf(attacker));
      const page = await victim.get('/login');
      expect(page.header('location')).toBe('/.postern/challenge');
      await site.enrol(ALICE, site.door.browser());
      expect(await isSignedIn(attacker)).toBe(false);
    });

    it.each([
      ['empty', ''],
      ['short', 'a'],
      ['of the right form and nobody’s', `${'A'.repeat(42)}A`],
      ['with other last bits', undefined],
      ['with padding', undefined],
      ['enormous', 'A'.repeat(8_000)],
    ])('that is %s opens nothing', async (what, value) => {
      const { browser } = await site.enrol(ALICE);
      const own = cookieOf(browser);
      const spelled = what === 'with padding' ? `${own}=` : `${own.slice(0, -1)}${own.endsWith('B') ? 'C' : 'B'}`;
      expect(await isSignedIn(holding(value ?? spelled))).toBe(false);
      expect(await isSignedIn(browser)).toBe(true);
    });

    it('that comes twice is none (cookie tossing)', async () => {
      const { browser } = await site.enrol(ALICE);
      const twice = `${SESSION}=${cookieOf(browser)}; ${SESSION}=${'A'.repeat(43)}`;
      expect((await site.door.browser().get('/mail', [['Cookie', twice]])).text()).not.toContain('secret mail');
    });

    it('without its prefix is none, so that no sibling host can set it', async () => {
      const { browser } = await site.enrol(ALICE);
      const answer = await site.door.browser().get('/mail', [['Cookie', `postern=${cookieOf(browser)}`]]);
      expect(answer.text()).not.toContain('secret mail');
    });

    it('is marked for this host, for TLS, and hidden from scripts', async () => {
      const { browser } = await site.enrol(ALICE);
      const cookie = browser.jar.all().find(({ name }) => name === SESSION);
      expect([...(cookie?.attributes.keys() ?? [])].toSorted()).toEqual(['httponly', 'path', 'samesite', 'secure']);
      expect(browser.jar.all().map(({ name }) => name)).toEqual([SESSION]);
    });
  });

  describe('of one site', () => {
    it.each(['anonymous', 'pending', 'open'])('are nothing at another, not even %s ones (P-17)', async (state) => {
      const browser = site.door.browser();
      if (state === 'anonymous') await browser.get('/login');
      if (state === 'pending') await site.pending(ALICE, browser);
      if (state === 'open') await site.enrol(ALICE, browser);
      const elsewhere = holding(cookieOf(browser), { host: OTHER_HOST });
      // Negative control: fails when `WebSessionRegistry.find` doesn't compare the site.
      expect(await isSignedIn(elsewhere)).toBe(false);
      expect((await elsewhere.get('/.postern/challenge')).text()).not.toContain(ALICE.user);
      expect((await elsewhere.get('/mail')).header('location')).toBe('/login');
      expect(await isSignedIn(browser)).toBe(state === 'open');
    });

    it('are not signed out by another site’s form', async () => {
      const { browser } = await site.enrol(ALICE);
      const elsewhere = holding(cookieOf(browser), { host: OTHER_HOST });
      await elsewhere.post('/.postern/sign-out', { type: 'application/x-www-form-urlencoded', content: '' });
      expect(await isSignedIn(browser)).toBe(true);
    });
  });

  describe('a trusted browser', () => {
    async function trusted(): Promise<Enrolled & { readonly cookie: string }> {
      const enrolled = await site.enrol(ALICE);
      const browser = await site.pending(ALICE);
      await site.answer(browser, site.nextCode(enrolled.app), { trust: 'yes' });
      const cookie = browser.jar.value(TRUSTED) ?? '';
      expect(cookie).not.toBe('');
      return { ...enrolled, browser, cookie };
    }

    async function isAsked(cookie: string, who: { readonly user: string; readonly password: string } = ALICE) {
      const browser = site.door.browser();
      browser.jar.set(TRUSTED, cookie);
      const { header } = await site.signIn(browser, who);
      return header('location') === '/.postern/challenge';
    }

    it('isn’t asked again with the password, and is nothing without it (R1.7)', async () => {
      const { cookie } = await trusted();
      expect(await isAsked(cookie)).toBe(false);
      const without = site.door.browser();
      without.jar.set(TRUSTED, cookie);
      expect(await isSignedIn(without)).toBe(false);
      expect((await site.signIn(without, { ...ALICE, password: 'wrong' })).status).toBe(401);
    });

    it('of one mailbox is none of another (P-19)', async () => {
      const { cookie } = await trusted();
      await site.enrol(BOB);
      // Negative control: fails when the digest leaves the mailbox out and records are found by id.
      expect(await isAsked(cookie, BOB)).toBe(true);
    });

    it.each([
      ['ended by an administrator', 'DELETE', `/mailboxes/${ALICE.user}/trusted-browsers`],
      ['after a reset of the factors', 'DELETE', `/mailboxes/${ALICE.user}/factors`],
    ] as const)('is asked again when %s (P-19)', async (_, method, path) => {
      const { cookie } = await trusted();
      await site.door.administer(method, path);
      expect(await isAsked(cookie)).toBe(true);
    });

    it('is asked again when its owner ends it', async () => {
      const { cookie, browser } = await trusted();
      await submitPageForm(browser, '/.postern/account/places', {}, '/.postern/account/places/browsers/end');
      expect(await isAsked(cookie)).toBe(true);
    });
  });

  describe('that are open', () => {
    /** A stream of the webmail’s that has begun. */
    async function listen(browser: HttpClient): Promise<HttpConnection> {
      const connection = await connectHttp({
        port: site.door.port,
        tls: { ca: site.door.postern.certificate.ca, servername: HOST },
      });
      await connection.send(browser.render({ target: '/stream', fields: [['Accept', 'text/event-stream']] }));
      expect((await connection.readHead()).status).toBe(200);
      return connection;
    }

    async function timeUntilEnd(connection: HttpConnection, act: () => Promise<unknown>): Promise<number> {
      await act();
      const began = performance.now();
      await connection.wire.ended;
      return performance.now() - began;
    }

    it.each([
      ['the mailbox is disabled', 'PATCH', `/mailboxes/${ALICE.user}`, { disabled: true }],
      ['the mailbox is removed', 'DELETE', `/mailboxes/${ALICE.user}`, undefined],
      ['its factors are reset', 'DELETE', `/mailboxes/${ALICE.user}/factors`, undefined],
      ['an administrator ends them', 'POST', '/sessions/end', { mailbox: ALICE.user }],
    ] as const)(
      'end when %s, with what they stream, here and at the webmail (R5.3, P-24)',
      async (_, method, path, body) => {
        await site.door.administer('POST', '/mailboxes', { address: ALICE.user, challenge: 'always' });
        const { browser } = await site.enrol(ALICE);
        const { browser: bob } = await site.enrol(BOB);
        await using connection = await listen(browser);
        // Negative control: fails without `OpenDoor`'s signal, and without `keepUp` in the worker.
        const took = await timeUntilEnd(connection, () => site.door.administer(method, path, body));
        expect(took).toBeLessThan(WITHIN_A_SECOND);
        expect(await isSignedIn(browser)).toBe(false);
        expect(await isSignedIn(bob)).toBe(true);
        await expect.poll(() => site.webmail.streams).toBe(0);
        await expect.poll(() => [...site.webmail.sessions.values()]).toEqual([BOB.user]);
      },
    );

    it('end for a pending sign-in too, whose right code comes too late', async () => {
      await site.door.administer('POST', '/mailboxes', { address: ALICE.user, challenge: 'always' });
      const { app } = await site.enrol(ALICE);
      const late = await site.pending(ALICE);
      const form = await late.get('/.postern/challenge');
      expect(form.status).toBe(200);
      await site.door.administer('PATCH', `/mailboxes/${ALICE.user}`, { disabled: true });
      await expect.poll(async () => (await late.get('/.postern/challenge')).text()).not.toContain(ALICE.user);
      await site.door.administer('PATCH', `/mailboxes/${ALICE.user}`, { disabled: false });
      await late.post('/.postern/challenge', {
        type: 'application/x-www-form-urlencoded',
        content: `code=${site.nextCode(app)}`,
      });
      expect(await isSignedIn(late)).toBe(false);
    });

    it('by the password alone end when a second step is asked from now on, others go on (R3.1, R6.5)', async () => {
      await site.door.administer('POST', '/mailboxes', { address: BOB.user, challenge: 'never' });
      const { browser: alice } = await site.enrol(ALICE);
      const thief = site.door.browser();
      await site.signIn(thief, BOB);
      expect(await site.isOpen(thief)).toBe(true);
      await using connection = await listen(thief);
      const set = () => site.door.administer('PATCH', `/mailboxes/${BOB.user}`, { challenge: 'always' });
      expect(await timeUntilEnd(connection, set)).toBeLessThan(WITHIN_A_SECOND);
      expect(await isSignedIn(thief)).toBe(false);
      await site.door.administer('PATCH', '/domains/example.test', { challenge: 'new-ip' });
      await site.pending(BOB);
      expect(await isSignedIn(alice)).toBe(true);
    });

    it('end one by one, by its owner, who can’t end another mailbox’s', async () => {
      const alice = await site.enrol(ALICE);
      const bob = await site.enrol(BOB);
      const { webSessions } = site.door.postern.node.state;
      const [session] = await webSessions.list(BOB.user);
      const page = await alice.browser.get('/.postern/account/sessions');
      expect(page.text()).not.toContain(session?.id ?? 'none');
      const second = await site.pending(ALICE);
      await site.answer(second, site.nextCode(alice.app));
      const path = '/.postern/account/sessions';
      const own = await submitPageForm(second, path, { id: session?.id ?? '' }, `${path}/end`);
      expect(own.header('location')).toMatch(/refused=unknown-session/);
      expect(await isSignedIn(bob.browser)).toBe(true);
    });
  });
});
