// The pages on which administrators prove who they are: what leads where, what is said, and what is never in an address.

import { describe, expect, it } from 'vitest';
import {
  CONSOLE_CODES,
  CONSOLE_COOKIE,
  CONSOLE_PASSWORD,
  ConsoleFixture,
  type ConsoleSent,
} from '../../../support/console-fixture.ts';
import { RECOVERY_CODES } from '../../../support/pages-account.ts';

const FORM_COOKIE = 'a-browser';

/** As a browser that has no session, but was given the form. */
function stranger(fixture: ConsoleFixture, form: Readonly<Record<string, string>>): ConsoleSent {
  return { form, token: fixture.token(FORM_COOKIE), cookies: { '__Host-postern-console-form': FORM_COOKIE } };
}

const leads = ({
  status,
  headers,
}: {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}) => [status, headers['location']];

describe('the first step', () => {
  it('leads to the second, and never further', async () => {
    const fixture = new ConsoleFixture();
    const form = { name: 'ann', password: CONSOLE_PASSWORD, next: '/tokens?ended=true' };
    const answer = await fixture.visit('POST', '/sign-in', stranger(fixture, form));
    expect(leads(answer)).toEqual([303, '/console/challenge?next=%2Ftokens%3Fended%3Dtrue']);
    const cookie = answer.setCookies.find(({ name }) => name === CONSOLE_COOKIE)?.value ?? '';
    expect(fixture.sessionOf(cookie)?.state).toBe('challenge');
  });

  it('that isn’t right takes as long as the core wants, and holds no password in its address (P-32)', async () => {
    const fixture = new ConsoleFixture();
    const wrong = { name: 'ann', password: 'a wrong one' };
    expect(leads(await fixture.visit('POST', '/sign-in', stranger(fixture, wrong)))).toEqual([
      303,
      '/console/sign-in?result=wrong',
    ]);
    expect(fixture.pauses).toEqual([2_000]);
  });

  it('says when it may be tried again, and when it may not be tried from here', async () => {
    const fixture = new ConsoleFixture();
    const slow = await fixture.visit('POST', '/sign-in', stranger(fixture, { name: 'slow', password: 'x' }));
    expect(leads(slow)).toEqual([303, '/console/sign-in?result=slowed&wait=61']);
    const page = await fixture.visit('GET', '/sign-in?result=slowed&wait=61', {
      cookies: { '__Host-postern-console-form': 'x' },
    });
    expect(page.body).toContain('Wait 61 seconds');
    const elsewhere = await fixture.visit('POST', '/sign-in', stranger(fixture, { name: 'elsewhere', password: 'x' }));
    expect(elsewhere.status).toBe(403);
    expect(elsewhere.body).toContain('Not from here');
  });

  it('by a code from the host leads to setting up; used, it says so', async () => {
    const fixture = new ConsoleFixture();
    const use = (code: string) => fixture.visit('POST', '/code', stranger(fixture, { code }));
    expect(leads(await use(` ${CONSOLE_CODES.right.slice(0, 3)} ${CONSOLE_CODES.right.slice(3)}`))).toEqual([
      303,
      '/console/set-up',
    ]);
    expect(leads(await use(CONSOLE_CODES.used))).toEqual([303, '/console/code?result=used']);
    expect(leads(await use('nothing'))).toEqual([303, '/console/code?result=wrong']);
  });
});

describe('the second step', () => {
  const answer = (fixture: ConsoleFixture, form: Readonly<Record<string, string>>) =>
    fixture.visit('POST', '/challenge', { cookie: fixture.begin('challenge'), form });

  it.each([
    ['totp', CONSOLE_CODES.right],
    ['totp', '１２３ ４５６'],
    ['recovery-code', RECOVERY_CODES[0] ?? ''],
  ])('by %s opens the console under another cookie (P-20)', async (method, code) => {
    const fixture = new ConsoleFixture();
    const opened = await answer(fixture, { method, code });
    expect(leads(opened)).toEqual([303, '/console']);
    const cookie = opened.setCookies.find(({ name }) => name === CONSOLE_COOKIE)?.value ?? '';
    expect(fixture.sessionOf(cookie)?.state).toBe('open');
    expect(fixture.calls).toEqual([`answer ${method}`]);
  });

  it.each([
    ['000000', '/console/challenge?result=wrong&left=3'],
    [CONSOLE_CODES.used, '/console/challenge?result=used'],
    [CONSOLE_CODES.slowed, '/console/challenge?result=slowed&wait=24'],
    ['', '/console/challenge'],
  ])('with %j leads back by a redirection, so that a reload tries nothing (P-37)', async (code, location) => {
    const fixture = new ConsoleFixture();
    expect(leads(await answer(fixture, { method: 'totp', code }))).toEqual([303, location]);
  });

  it('after too many wrong codes is over, and the browser forgets the session', async () => {
    const ended = await answer(new ConsoleFixture(), { method: 'totp', code: CONSOLE_CODES.ended });
    expect(ended.body).toContain('Please sign in again');
    expect(ended.setCookies).toContainEqual(expect.objectContaining({ name: CONSOLE_COOKIE, maxAge: 0 }));
  });

  it('that can’t be judged is an outage, and opens nothing', async () => {
    expect((await answer(new ConsoleFixture(), { method: 'totp', code: CONSOLE_CODES.unavailable })).status).toBe(503);
  });
});

describe('setting up', () => {
  const finish = (fixture: ConsoleFixture, form: Readonly<Record<string, string>>) =>
    fixture.visit('POST', '/set-up', { cookie: fixture.begin('set-up'), form });
  const right = { code: CONSOLE_CODES.right, 'new-password': CONSOLE_PASSWORD, again: CONSOLE_PASSWORD };

  it('shows the recovery codes once, and is signed in with the same answer', async () => {
    const fixture = new ConsoleFixture();
    const answer = await finish(fixture, right);
    for (const code of RECOVERY_CODES) expect(answer.body).toContain(code);
    const cookie = answer.setCookies.find(({ name }) => name === CONSOLE_COOKIE)?.value ?? '';
    expect(fixture.sessionOf(cookie)?.state).toBe('open');
    expect(leads(await fixture.visit('POST', '/set-up', { cookie, form: right }))).toEqual([303, '/console']);
  });

  it.each([
    [{ ...right, again: 'another' }, 'different'],
    [{ ...right, 'new-password': 'short', again: 'short' }, 'password'],
    [{ ...right, code: '000000' }, 'code'],
  ])('that can’t be taken says why: %j', async (form, result) => {
    expect(leads(await finish(new ConsoleFixture(), form))).toEqual([303, `/console/set-up?result=${result}`]);
  });
});

describe('confirming', () => {
  it('says the same of a wrong password and a wrong code', async () => {
    const fixture = new ConsoleFixture();
    for (const form of [
      { method: 'totp', code: CONSOLE_CODES.right, password: 'wrong' },
      { method: 'totp', code: '000000', password: CONSOLE_PASSWORD },
    ]) {
      const answer = await fixture.visit('POST', '/confirm', {
        cookie: fixture.begin('open'),
        form: { next: '/own', ...form },
      });
      expect(answer.headers['location']).toMatch(/^\/console\/confirm\?next=%2Fown&result=wrong/);
    }
  });
});

describe('signing out', () => {
  it.each(['challenge', 'set-up', 'open'] as const)('ends a session in the state %s', async (state) => {
    const fixture = new ConsoleFixture();
    const cookie = fixture.begin(state);
    const answer = await fixture.visit('POST', '/sign-out', { cookie });
    expect(leads(answer)).toEqual([303, '/console/signed-out']);
    expect([fixture.calls, fixture.sessionOf(cookie)]).toEqual([[`end ${state}`], undefined]);
  });

  it('is never done by a link', async () => {
    const fixture = new ConsoleFixture();
    const cookie = fixture.begin('open');
    expect((await fixture.visit('GET', '/sign-out', { cookie })).status).toBe(405);
    expect(fixture.sessionOf(cookie)).toBeDefined();
  });
});
