// What somebody without the password, or at another address than they claim, gets out of a whole Postern: trusted and
// known networks, permitted ones, what differs between names, guesses, and what is written down (P-01, P-14, P-28, P-29,
// P-32; R5.1, R9.1, R9.2).

import { afterEach, describe, expect, it } from 'vitest';
import { PosternError } from '../../../src/core/errors.ts';
import {
  ALICE,
  type AttackedSite,
  type AttackedSiteOptions,
  BOB,
  startAttackedSite,
} from '../../support/attacked-site.ts';
import type { HttpClient } from '../../support/http-client.ts';
import type { HttpFields, HttpResponse } from '../../support/http-connection.ts';
import { lacks } from '../../support/programs.ts';
import { authenticatorApp, enrolAtSignIn, formOf, submitPageForm } from '../../support/webmail-door.ts';

const PROXY = '127.0.0.9';
const STRANGER = '127.0.0.2';
const OFFICE = '198.51.100.7';
const HOME = '203.0.113.5';

describe.skipIf(lacks('dovecot'))('somebody outside', () => {
  let site: AttackedSite;

  async function start(options: AttackedSiteOptions): Promise<void> {
    site = await startAttackedSite({ web: `trusted-proxies: [${PROXY}]`, ...options });
  }
  afterEach(async () => {
    expect(site.door.postern.logged.filter(({ fields }) => fields['error'] !== undefined)).toEqual([]);
    await site[Symbol.asyncDispose]();
  });

  const forwarded = (...hops: readonly string[]): HttpFields => hops.map((hop) => ['X-Forwarded-For', hop]);

  async function isAsked(browser: HttpClient): Promise<boolean> {
    const { status, header } = await site.signIn(browser, ALICE);
    expect(status).toBe(303);
    return header('location') === '/.postern/challenge';
  }

  const CLAIMS: readonly (readonly [what: string, fields: HttpFields])[] = [
    ['a field', forwarded(OFFICE)],
    ['a list', forwarded(`${OFFICE}, ${OFFICE}`)],
    ['two fields', forwarded(OFFICE, OFFICE)],
    ['another spelling', [['X_Forwarded_For', OFFICE]]],
    [
      'another field',
      [
        ['X-Real-IP', OFFICE],
        ['Client-IP', OFFICE],
        ['True-Client-IP', OFFICE],
        ['Forwarded', `for=${OFFICE}`],
      ],
    ],
    ['the proxy’s name in front', forwarded(`${OFFICE}, ${PROXY}`)],
  ];

  describe('a trusted network', () => {
    const policy = { challenge: 'always', trustedNetworks: ['198.51.100.0/24'] } as const;

    it('is not where whoever comes directly says that they are (P-01)', async () => {
      await start({ domain: { policy } });
      for (const [what, fields] of CLAIMS) {
        // Negative control: fails when `clientAddress` believes anybody.
        expect([what, await isAsked(site.door.browser(fields, { from: STRANGER }))]).toEqual([what, true]);
      }
    });

    it('is not where whoever comes through the proxy says that they are, but where the proxy saw them (P-01)', async () => {
      await start({ domain: { policy } });
      for (const [what, fields] of CLAIMS) {
        const claimed = [...fields, ...forwarded(HOME)];
        // Negative control: fails when the left-most hop is taken.
        expect([what, await isAsked(site.door.browser(claimed, { from: PROXY }))]).toEqual([what, true]);
      }
      for (const nonsense of [
        'unknown',
        '',
        'x',
        `${OFFICE}x`,
        '198.51.100',
        '0306.063.0144.07',
        '::ffff:198.51.100.7x',
      ]) {
        const claimed = forwarded(OFFICE, nonsense);
        expect([nonsense, await isAsked(site.door.browser(claimed, { from: PROXY }))]).toEqual([nonsense, true]);
      }
      expect(await isAsked(site.door.browser(forwarded(HOME, OFFICE), { from: PROXY }))).toBe(false);
    });

    it('is what the webmail is told, in one field, whatever was claimed', async () => {
      await start({ domain: { policy } });
      await site.door.browser(forwarded(OFFICE, HOME), { from: PROXY }).get('/login');
      expect(site.webmail.seen.at(-1)?.headers['x-forwarded-for']).toBe(HOME);
      await site.door.browser(forwarded(OFFICE), { from: STRANGER }).get('/login');
      expect(site.webmail.seen.at(-1)?.headers['x-forwarded-for']).toBe(STRANGER);
    });

    it('is where the first factor must be set up, if policy wants it so (P-07)', async () => {
      await start({
        domain: {
          policy: {
            challenge: 'always',
            trustedNetworks: policy.trustedNetworks,
            enrolment: 'trusted-networks',
            evenFromTrustedNetworks: true,
          },
        },
      });
      const thief = site.door.browser(forwarded(OFFICE, HOME), { from: PROXY });
      await site.pending(ALICE, thief);
      const page = await thief.get('/.postern/enrolment');
      expect(page.status).toBe(403);
      expect(page.text()).not.toMatch(/otpauth:|[A-Z2-7]{4} [A-Z2-7]{4}/);
      const { hidden } = formOf(page.text(), '/.postern/sign-out');
      const code = authenticatorApp('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP').code();
      const body = {
        type: 'application/x-www-form-urlencoded',
        content: new URLSearchParams([...hidden.map(([n, v]): [string, string] => [n, v]), ['code', code]]).toString(),
      };
      await thief.post('/.postern/enrolment', body);
      expect(await site.isOpen(thief)).toBe(false);
      const owner = site.door.browser(forwarded(OFFICE), { from: PROXY });
      await site.pending(ALICE, owner);
      expect((await enrolAtSignIn(owner, site.clock.now())).answer.status).toBe(200);
    });
  });

  it('sets up no first factor without the code that an administrator gave out, nor with one of another (P-07)', async () => {
    await start({ domain: { policy: { challenge: 'always', enrolment: 'enrolment-code' } } });
    const codeOf = async (user: string) =>
      (await site.door.administer('POST', `/mailboxes/${user}/enrolment-code`)) as { readonly code: string };
    const [{ code }, { code: bobs }] = [await codeOf(ALICE.user), await codeOf(BOB.user)];
    const thief = await site.pending(ALICE);
    const page = await thief.get('/.postern/enrolment');
    expect(page.text()).not.toContain('otpauth:');
    const give = (browser: HttpClient, given: string) =>
      submitPageForm(browser, '/.postern/enrolment', { 'enrolment-code': given }, '/.postern/enrolment/code');
    for (const wrong of [bobs, 'aaaaa-aaaaa-aaaaa', code.slice(0, -1), '%']) await give(thief, wrong);
    expect((await thief.get('/.postern/enrolment')).text()).not.toContain('otpauth:');
    const owner = await site.pending(ALICE);
    await give(owner, ` ${code.toUpperCase()} `);
    expect((await enrolAtSignIn(owner, site.clock.now())).answer.status).toBe(200);
    expect((await site.door.postern.node.state.stores.factors.list(ALICE.user)).length).toBe(1);
    await give(thief, code).catch(() => undefined);
    expect(await site.isOpen(thief)).toBe(false);
  });

  it('is asked at a new network, whatever they claim, and known networks are the owner’s (R1.3, P-01)', async () => {
    await start({ domain: { policy: { challenge: 'new-ip' } } });
    const owner = site.door.browser(forwarded(HOME), { from: PROXY });
    await site.enrol(ALICE, owner);
    expect(await isAsked(site.door.browser(forwarded(HOME), { from: PROXY }))).toBe(false);
    expect(await isAsked(site.door.browser(forwarded(HOME, OFFICE), { from: PROXY }))).toBe(true);
    expect(await isAsked(site.door.browser(forwarded(HOME), { from: STRANGER }))).toBe(true);
    expect(await isAsked(site.door.browser([], { from: STRANGER }))).toBe(true);
  });

  it('is refused from outside permitted networks before the password is looked at, and counts nothing (R5.1)', async () => {
    await start({ domain: { policy: { challenge: 'never', permittedNetworks: { web: ['198.51.100.0/24'] } } } });
    const outside = () => site.door.browser(forwarded(OFFICE, HOME), { from: PROXY });
    for (let n = 0; n < 30; n += 1) {
      const answer = await site.signIn(outside(), { ...ALICE, password: `guess ${n}` });
      expect(answer.status).toBe(403);
    }
    expect((await site.signIn(outside(), ALICE)).status).toBe(403);
    expect(site.webmail.seen.some(({ method }) => method === 'POST')).toBe(false);
    expect((await site.signIn(site.door.browser(forwarded(OFFICE), { from: PROXY }), ALICE)).status).toBe(303);
  });

  it('goes on with a session from another permitted place, and not while nobody can say whether it is one', async () => {
    await start({ domain: { policy: { challenge: 'always' } } });
    const browser = site.door.browser(forwarded(OFFICE), { from: PROXY });
    await site.enrol(ALICE, browser);
    const moved = site.door.browser(forwarded(HOME), { from: PROXY });
    for (const { name, value } of browser.jar.all()) moved.jar.set(name, value);
    expect(await site.isOpen(moved)).toBe(true);
    const { accounts } = site.door.postern.node.state.stores;
    const { resolve } = accounts;
    accounts.resolve = () => Promise.reject(new PosternError('ERR_STORE_UNAVAILABLE', 'down'));
    expect((await moved.get('/mail')).status).toBe(503);
    accounts.resolve = resolve;
    expect(await site.isOpen(moved)).toBe(true);
  });

  it('does not go on with a session from outside permitted networks (R5.1)', async () => {
    await start({ domain: { policy: { challenge: 'always', permittedNetworks: { web: ['198.51.100.0/24'] } } } });
    const inside = site.door.browser(forwarded(OFFICE), { from: PROXY });
    await site.enrol(ALICE, inside);
    expect(await site.isOpen(inside)).toBe(true);
    const thief = site.door.browser(forwarded(HOME), { from: PROXY });
    for (const { name, value } of inside.jar.all()) thief.jar.set(name, value);
    // Negative control: fails when `Gate` asks `mayGoOn` of nobody.
    expect((await thief.get('/.postern/account')).status).toBe(403);
    expect(await site.isOpen(thief)).toBe(false);
    await expect.poll(() => site.webmail.sessions.size).toBe(0);
    expect(site.events()).toContain('web-sign-in.refused');
  });

  describe('a wrong password', () => {
    const SAME_LENGTH = { known: ALICE.user, unknown: 'alicf@example.test', disabled: BOB.user } as const;

    function shape({ status, fields, text }: HttpResponse): unknown {
      const names = fields.map(([name]) => name.toLowerCase()).filter((name) => name !== 'date');
      return [status, names, text()];
    }

    it('is answered alike for a mailbox, for nobody’s name and for a disabled one (P-28)', async () => {
      await start({});
      await site.door.administer('POST', '/mailboxes', { address: BOB.user, disabled: true });
      const answers = [];
      for (const user of [...Object.values(SAME_LENGTH), 'carol@nowhere.example', 'carol']) {
        const browser = site.door.browser([], { from: '127.0.0.3' });
        answers.push(shape(await site.signIn(browser, { user, password: 'wrong' })));
      }
      expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1);
    });

    it('takes as long for one as for the other, when it is slowed (P-28, R9.1)', async () => {
      await start({ more: 'throttle: { longest-delay: 1s, network-failures: 1000 }' });
      const times: Record<string, number> = {};
      for (const [name, user] of Object.entries(SAME_LENGTH)) {
        for (let n = 0; n < 8; n += 1) {
          const began = performance.now();
          await site.signIn(site.door.browser(), { user, password: `guess ${n}` });
          times[name] = performance.now() - began;
        }
      }
      for (const took of Object.values(times)) expect(took).toBeGreaterThan(950);
    });

    it('counts at web and mail doors in the same buckets (R9.1)', async () => {
      await start({ more: 'throttle: { network-failures: 5 }' });
      for (let n = 0; n < 5; n += 1) await site.signIn(site.door.browser(), { ...ALICE, password: `guess ${n}` });
      await using client = await site.door.postern.connect('imap', 'implicit');
      await client.readLine();
      // Negative control: fails when each door has a throttle store of its own.
      expect(await client.ask(`a LOGIN ${BOB.user} wrong`, /^a /)).toMatch(/^a NO \[UNAVAILABLE\]|^a NO \[LIMIT\]/);
      const answer = await site.signIn(site.door.browser(), ALICE);
      expect(answer.status).toBe(429);
      expect(answer.header('retry-after')).toBeDefined();
      const elsewhere = site.door.browser([], { from: STRANGER });
      expect((await site.signIn(elsewhere, ALICE)).status).toBe(303);
    });

    it('of forty at once goes to the webmail as often as one network may fail (P-11)', async () => {
      await start({ more: 'throttle: { network-failures: 5, mailbox-failures: 1000 }' });
      const tries = Array.from({ length: 40 }, (_, n) =>
        site.signIn(site.door.browser(), { ...ALICE, password: `guess ${n}` }),
      );
      const statuses = (await Promise.all(tries)).map(({ status }) => status);
      // Negative control: fails when a try is counted after the webmail has judged it.
      expect(statuses.filter((status) => status === 401)).toHaveLength(5);
      expect(site.webmail.seen.filter(({ method }) => method === 'POST')).toHaveLength(5);
    });

    it('from elsewhere locks nobody out (P-29, 4.8, 13)', async () => {
      await start({ more: 'throttle: { network-failures: 5, longest-delay: 0s }' });
      for (let n = 0; n < 30; n += 1) {
        await site.signIn(site.door.browser([], { from: '127.0.0.4' }), { ...ALICE, password: `guess ${n}` });
      }
      expect((await site.signIn(site.door.browser(), ALICE)).status).toBe(303);
    });
  });

  it('finds no secret in anything that is written: log, audit log, databases (P-32, R6.6)', async () => {
    await start({ domain: { policy: { challenge: 'always', trustedBrowserDays: 30 } } });
    const { app, recoveryCodes, browser } = await site.enrol(ALICE);
    const second = await site.pending(ALICE);
    const code = site.nextCode(app);
    const pendingCookie = second.jar.value('__Host-postern') ?? '';
    await site.answer(second, code, { trust: 'yes' });
    const third = await site.pending(ALICE, site.door.browser([], { from: STRANGER }));
    await site.answer(third, recoveryCodes[0] ?? '', { method: 'recovery-code' });
    await site.signIn(site.door.browser(), { ...ALICE, password: 'a-wrong-password' });
    await site.signIn(site.door.browser(), { user: 'a-password-in-the-wrong-field', password: 'x' });
    await site.answer(await site.pending(ALICE, site.door.browser([], { from: STRANGER })), '424242');
    const made = await submitPageForm(browser, '/.postern/account/app-passwords/new', {
      name: 'Phone',
      'scope-imap': 'yes',
      expires: 'never',
      password: ALICE.password,
    });
    const [, appPassword = ''] = /id="app-password">([a-z-]+)</.exec(made.text()) ?? [];
    expect(appPassword).not.toBe('');
    const [sid = ''] = site.webmail.sessions.keys();
    const secrets = {
      password: ALICE.password,
      wrong: 'a-wrong-password',
      misplaced: 'a-password-in-the-wrong-field',
      secret: app.secret,
      code,
      guess: '424242',
      recovery: recoveryCodes[0] ?? '',
      unused: recoveryCodes[5] ?? '',
      bare: (recoveryCodes[5] ?? '').replaceAll('-', ''),
      cookie: second.jar.value('__Host-postern') ?? '',
      pendingCookie,
      trusted: (second.jar.value('__Host-postern-trusted') ?? '').split('.').at(-1) ?? '',
      appPassword,
      sid,
      form: formOf((await second.get('/.postern/account')).text(), '/.postern/sign-out').hidden[0]?.[1] ?? '',
    };
    await site.door.postern.node.pool.metrics();
    await expect.poll(() => site.written()).toContain('app-password.created');
    const written = await site.written();
    // Negative control: finds the mailbox's own name, and the session's id, in all of them.
    expect(written).toContain(ALICE.user);
    for (const [what, secret] of Object.entries(secrets)) {
      expect([what, secret.length > 5, written.includes(secret)]).toEqual([what, true, false]);
      expect([what, written.includes(Buffer.from(secret).toString('base64'))]).toEqual([what, false]);
      expect([what, written.includes(Buffer.from(secret).toString('hex'))]).toEqual([what, false]);
    }
    const addresses = site.webmail.seen.map(({ target }) => target).join();
    for (const secret of Object.values(secrets)) expect(addresses).not.toContain(secret);
  });
});
