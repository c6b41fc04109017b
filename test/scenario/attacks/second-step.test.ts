// The second step of a whole Postern, attacked by somebody who knows the password: every address without it, codes used
// twice, guesses at once, recovery codes, and a factor of one's own set up first (P-02 … P-12, P-31).

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNT_ROUTES } from '../../../src/web/account/account-routes.ts';
import { SIGN_IN_ROUTES } from '../../../src/web/challenge/sign-in-routes.ts';
import { ALICE, type AttackedSite, BOB, startAttackedSite } from '../../support/attacked-site.ts';
import { formBody, type HttpClient } from '../../support/http-client.ts';
import type { HttpResponse } from '../../support/http-connection.ts';
import { lacks } from '../../support/programs.ts';
import { authenticatorApp, enrolAtSignIn, filledIn, formOf, type PageForm } from '../../support/webmail-door.ts';

const NO_FORM: PageForm = { action: '', hidden: [] };

describe.skipIf(lacks('dovecot'))('who knows the password alone', () => {
  let site: AttackedSite;

  beforeEach(async () => {
    site = await startAttackedSite({ domain: { policy: { challenge: 'always', trustedBrowserDays: 30 } } });
  });
  afterEach(async () => {
    expect(site.door.postern.logged.filter(({ fields }) => fields['error'] !== undefined)).toEqual([]);
    await site[Symbol.asyncDispose]();
  });

  async function challengeForm(browser: HttpClient): Promise<PageForm> {
    return formOf((await browser.get('/.postern/challenge')).text(), '/.postern/challenge');
  }

  async function reasons(event: string): Promise<readonly (string | undefined)[]> {
    await expect.poll(() => site.events().includes(event)).toBe(true);
    return site.door.postern.logged.flatMap((line) =>
      line.event === event ? [String(line.fields['reason'] ?? '')] : [],
    );
  }

  const opened = ({ status, header, headers }: HttpResponse): boolean =>
    status === 303 &&
    header('location') === '/mail' &&
    headers('set-cookie').some((each) => /^__Host-postern=[^;]/.test(each));

  describe('reaches nothing', () => {
    // Negative control: fails when `dispatch` calls routes for open sessions with pending ones.
    it('of the account, by any method, with a token that is right (P-02, P-03)', async () => {
      await site.enrol(ALICE);
      const { stores, webSessions } = site.door.postern.node.state;
      const before = await stores.factors.list(ALICE.user);
      const thief = await site.pending(ALICE);
      const [own] = (await webSessions.list(ALICE.user)).filter(({ state }) => state === 'open');
      const fields = { mode: 'inherit', name: 'x', code: '000000', password: ALICE.password };
      const form = await challengeForm(thief);
      for (const path of Object.keys(ACCOUNT_ROUTES)) {
        const target = `/.postern${path}`;
        for (const id of [before[0]?.id ?? '', own?.id ?? '']) {
          const read = await thief.get(`${target}?id=${id}`);
          expect([target, read.status, read.header('location')]).toEqual([target, 303, '/.postern/challenge']);
          const sent = await thief.post(target, filledIn(form, { ...fields, id }));
          expect([target, sent.status, sent.header('location')]).toEqual([target, 303, '/.postern/challenge']);
        }
        for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND']) {
          const answer = await thief.request({ method, target, body: filledIn(form, fields) });
          expect([405, 403]).toContain(answer.status);
        }
      }
      expect(await stores.factors.list(ALICE.user)).toEqual(before);
      expect(await stores.appPasswords.list(ALICE.user, { includeRevoked: true })).toEqual([]);
      expect(await stores.factors.recoveryCodesLeft(ALICE.user)).toBe(10);
      expect(await webSessions.find(own?.id ?? '')).toBeDefined();
    });

    it('of the webmail, by any method and address, and the webmail hears nothing of it (P-02, P-18, 4.8, 1)', async () => {
      const thief = await site.pending(ALICE);
      const heard = site.webmail.seen.length;
      const targets = [
        '/',
        '/mail',
        '/mail?x=1',
        '/login',
        '/logout',
        '/stream',
        '/poll',
        '/socket',
        '/api/x',
        '/dav/x',
      ];
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND', 'REPORT', 'PATCH']) {
        for (const target of targets) {
          const body = method === 'GET' || method === 'HEAD' ? undefined : formBody(ALICE);
          const answer = await thief.request({ method, target, ...(body && { body }) });
          expect([302, 303, 401, 403]).toContain(answer.status);
          expect(answer.text()).not.toContain('secret mail');
        }
      }
      expect(site.webmail.seen.length).toBe(heard);
    });

    it('by a password that was set anew elsewhere: the factor stays, and is asked for (P-16)', async () => {
      const { app } = await site.enrol(ALICE);
      site.webmail.misbehave(({ method, target, body }, response) => {
        if (method !== 'POST' || target !== '/login' || !body.includes('password=reset')) return false;
        response.writeHead(302, { location: '/mail', 'set-cookie': 'sid=anew; Path=/' }).end();
        return true;
      });
      const thief = await site.pending({ ...ALICE, password: 'reset' });
      expect((await thief.get('/.postern/enrolment')).header('location')).toBe('/.postern/challenge');
      expect((await thief.get('/mail')).header('location')).toBe('/.postern/challenge');
      expect((await site.answer(thief, site.nextCode(app))).header('location')).toBe('/mail');
    });

    it('by a factor of their own, at whatever page of the enrolment (P-03, P-07)', async () => {
      await site.enrol(ALICE);
      const thief = await site.pending(ALICE);
      expect((await thief.get('/.postern/enrolment')).header('location')).toBe('/.postern/challenge');
      const form = await challengeForm(thief);
      for (const path of Object.keys(SIGN_IN_ROUTES).filter((each) => each.startsWith('/enrolment'))) {
        const fields = { secret: 'JBSWY3DPEHPK3PXP', code: '123456', name: 'mine', 'enrolment-code': 'x' };
        await thief.post(`/.postern${path}`, filledIn(form, fields));
      }
      expect(await site.door.postern.node.state.stores.factors.list(ALICE.user)).toHaveLength(1);
      expect(await site.isOpen(thief)).toBe(false);
    });
  });

  describe('a code', () => {
    it('that set up the factor opens no second session (P-10)', async () => {
      const { app } = await site.enrol(ALICE);
      const thief = await site.pending(ALICE);
      // Negative control: fails when `confirmDraft` doesn't use the step up.
      const answer = await site.answer(thief, app.code(site.clock.now()));
      expect(answer.header('location')).toMatch(/result=used/);
      expect(await site.isOpen(thief)).toBe(false);
    });

    it('opens one session of all that send it at once, and none later (P-10, P-11)', async () => {
      const { app } = await site.enrol(ALICE);
      const browsers = [await site.pending(ALICE), await site.pending(ALICE), await site.pending(ALICE)];
      const code = site.nextCode(app);
      const forms = await Promise.all(browsers.map(challengeForm));
      const tries = browsers.flatMap((browser, index) =>
        Array.from({ length: 4 }, () =>
          browser.post('/.postern/challenge', filledIn(forms[index] ?? NO_FORM, { code })),
        ),
      );
      // Negative control: fails when `claimTimeStep` doesn't compare with the last step.
      expect((await Promise.all(tries)).filter(opened)).toHaveLength(1);
      const late = await site.pending(ALICE);
      expect((await site.answer(late, code)).header('location')).toMatch(/result=(?:used|slowed)/);
    });

    it('of another mailbox, or named as another factor, is wrong (P-12)', async () => {
      const alice = await site.enrol(ALICE);
      const bob = await site.enrol(BOB);
      const thief = await site.pending(ALICE);
      const [factor] = await site.door.postern.node.state.stores.factors.list(BOB.user);
      expect(opened(await site.answer(thief, site.nextCode(bob.app)))).toBe(false);
      expect(opened(await site.answer(thief, bob.app.code(site.clock.now()), { method: factor?.id ?? '' }))).toBe(
        false,
      );
      expect(opened(await site.answer(thief, alice.app.code(site.clock.now())))).toBe(true);
    });

    it('is looked at five times of forty guesses at once in all sessions, and then not though it be right (P-09, P-11)', async () => {
      const { app } = await site.enrol(ALICE);
      const browsers = [await site.pending(ALICE), await site.pending(ALICE), await site.pending(ALICE)];
      const forms = await Promise.all(browsers.map(challengeForm));
      const guesses = Array.from({ length: 40 }, (_, guess) => {
        const index = guess % browsers.length;
        const form = forms[index] ?? NO_FORM;
        return browsers[index]?.post('/.postern/challenge', filledIn(form, { code: String(100_000 + guess) }));
      });
      await Promise.all(guesses);
      // Negative control: fails when a code is counted after it was judged.
      expect((await reasons('web-sign-in.code-refused')).filter((reason) => reason === 'wrong')).toHaveLength(5);
      const thief = await site.pending(ALICE);
      const right = await site.answer(thief, site.nextCode(app));
      expect(right.header('location')).toMatch(/result=slowed/);
      expect(await site.isOpen(thief)).toBe(false);
    });

    it('wrong five times ends the session here and at the webmail, whatever comes next (P-04)', async () => {
      const { app } = await site.enrol(ALICE);
      await site.pending(BOB);
      const thief = await site.pending(ALICE);
      const form = await challengeForm(thief);
      for (let guess = 0; guess < 5; guess += 1) {
        await thief.post('/.postern/challenge', filledIn(form, { code: `11111${guess}` }));
      }
      const session = thief.jar.value('__Host-postern');
      expect(session).toBeUndefined();
      const right = await thief.post('/.postern/challenge', filledIn(form, { code: site.nextCode(app) }));
      expect(opened(right)).toBe(false);
      // Negative control: fails without `gate.endUpstream` in `ended`. Alice's first session and Bob's pending one stay.
      await expect.poll(() => [...site.webmail.sessions.values()].toSorted()).toEqual([ALICE.user, BOB.user]);
    });

    it.each(['', 'null', '000000000000', '１２３４５６', '1e5'])('that is %j opens nothing (P-04)', async (code) => {
      await site.enrol(ALICE);
      const thief = await site.pending(ALICE);
      expect(opened(await site.answer(thief, code))).toBe(false);
      expect(opened(await site.answer(thief, code, { method: 'recovery-code' }))).toBe(false);
      expect(await site.isOpen(thief)).toBe(false);
    });
  });

  describe('a recovery code', () => {
    const recovery = { method: 'recovery-code' };

    it('opens one session of all that send it at once, and none later (P-11, P-31)', async () => {
      const { recoveryCodes } = await site.enrol(ALICE);
      const [code = ''] = recoveryCodes;
      const browsers = [await site.pending(ALICE), await site.pending(ALICE), await site.pending(ALICE)];
      // Negative control: fails when `useRecoveryCode` looks first and removes then.
      const answers = await Promise.all(browsers.map((browser) => site.answer(browser, code, recovery)));
      expect(answers.filter(opened)).toHaveLength(1);
      const late = await site.pending(ALICE);
      expect(opened(await site.answer(late, code, recovery))).toBe(false);
      expect(await site.door.postern.node.state.stores.factors.recoveryCodesLeft(ALICE.user)).toBe(9);
    });

    it('is read as people type it, and earns no trusted browser (P-19, P-31)', async () => {
      const { recoveryCodes } = await site.enrol(ALICE);
      const browser = await site.pending(ALICE);
      const typed = ` ${(recoveryCodes[1] ?? '').toUpperCase().replaceAll('-', ' ')} `;
      const answer = await site.answer(browser, typed, { ...recovery, trust: 'yes' });
      expect(opened(answer)).toBe(true);
      expect(answer.headers('set-cookie').filter((each) => each.includes('trusted'))).toEqual([]);
    });

    it('of another mailbox opens nothing, and wrong ones are counted with wrong codes (P-09)', async () => {
      const alice = await site.enrol(ALICE);
      const bob = await site.enrol(BOB);
      const thief = await site.pending(ALICE);
      for (const code of bob.recoveryCodes.slice(0, 4)) {
        expect(opened(await site.answer(thief, code, recovery))).toBe(false);
      }
      await site.answer(thief, '000000');
      const again = await site.pending(ALICE);
      // Negative control: fails when recovery codes aren't reserved in the mailbox's bucket.
      const answer = await site.answer(again, alice.recoveryCodes[0] ?? '', recovery);
      expect(answer.header('location')).toMatch(/result=slowed/);
    });
  });

  describe('the first factor', () => {
    it('is one, though two browsers set it up at once, and the other must answer with it (P-07)', async () => {
      const [one, two] = [await site.pending(ALICE), await site.pending(ALICE)];
      const now = site.clock.now();
      // Negative control: fails when `confirmDraft` ignores `onlyFirst` and leaves other drafts.
      const both = await Promise.allSettled([enrolAtSignIn(one, now), enrolAtSignIn(two, now)]);
      const states = await Promise.all([one, two].map((browser) => site.isOpen(browser)));
      expect(both.every(({ status }) => status === 'fulfilled')).toBe(true);
      expect(states.filter(Boolean)).toHaveLength(1);
      expect(await site.door.postern.node.state.stores.factors.list(ALICE.user)).toHaveLength(1);
      const loser = states[0] ? two : one;
      expect((await loser.get('/.postern/enrolment')).status).toBe(403);
    });

    it('is none of the browser’s making: a secret that comes with the form means nothing (P-07)', async () => {
      const thief = await site.pending(ALICE);
      const form = formOf((await thief.get('/.postern/enrolment')).text(), '/.postern/enrolment');
      expect(form.hidden.map(([name]) => name)).toEqual(['token', 'kind']);
      const own = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
      const code = authenticatorApp(own).code(site.clock.now());
      const fields = { secret: own, key: own, uri: `otpauth://totp/x?secret=${own}`, code, name: 'mine' };
      await thief.post('/.postern/enrolment', filledIn(form, fields));
      expect(await site.isOpen(thief)).toBe(false);
    });
  });
});
