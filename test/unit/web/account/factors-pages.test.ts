// The account's second step: factors of all kinds, and codes that are sent to confirm with (R2.8, R3.8).

import { describe, expect, it } from 'vitest';
import type { PageAnswer } from '../../../../src/web/pages/page-contract.ts';
import {
  CODES,
  type FakeAccount,
  factor,
  MINUTE,
  NOW,
  RIGHT_PASSWORD,
  sending,
  sentFactors,
} from '../../../support/pages-account.ts';
import { PagesFixture, textOf } from '../../../support/pages-fixture.ts';

const HOME = '/account/authenticators';
const CONFIRM = '/account/confirm?next=%2Faccount%2Frecovery-codes%2Fnew';
const NEW = '/account/app-passwords/new';

function withSent(account: Partial<FakeAccount> = {}): PagesFixture {
  return new PagesFixture({ account: { factors: [...sentFactors(), factor('totp-1', 'My phone')], ...account } });
}

async function show(fixture: PagesFixture, path: string, state: 'open' | 'confirmed' = 'open'): Promise<string> {
  return textOf(await fixture.visit('GET', path, { cookie: fixture.begin(state) }));
}

function post(
  fixture: PagesFixture,
  path: string,
  form: Readonly<Record<string, string>>,
  state: 'open' | 'confirmed' = 'open',
): Promise<PageAnswer> {
  return fixture.visit('POST', path, { cookie: fixture.begin(state), form });
}

describe('the list of factors', () => {
  it('says of each what it is, where its codes go, and which is asked first', async () => {
    const text = await show(withSent(), HOME);
    expect(text).toMatch(/E-mail: <\/span><bdi>Private mail<\/bdi> <span class="badge accent">Asked first/);
    expect(text).toContain('<bdi>a•••@example.org</bdi>');
    expect(text).toContain('<bdi>+49 ••• 67</bdi>');
  });

  it('marks what an administrator supplied and nobody has verified', async () => {
    const factors = [factor('email-1', 'Desk', { kind: 'email', destination: 'd•••@example.org', isUnverified: true })];
    expect(await show(withSent({ factors }), HOME)).toContain('Not verified yet');
    expect(await show(withSent(), HOME)).not.toContain('Not verified yet');
  });

  it('makes another one the first, where there is another', async () => {
    const fixture = withSent();
    const text = await show(fixture, HOME);
    expect(text.match(/authenticators\/default/g)).toHaveLength(2);
    const unconfirmed = await post(fixture, `${HOME}/default`, { id: 'sms-1' });
    expect(unconfirmed.headers['location']).toMatch(/confirm\?next=%2Faccount%2Fauthenticators&result=lapsed$/);
    expect(fixture.account.calls).toEqual([]);
    const answer = await post(fixture, `${HOME}/default`, { id: 'sms-1' }, 'confirmed');
    expect(answer.headers['location']).toBe(`/.postern${HOME}?result=default`);
    expect(fixture.account.calls).toEqual(['default sms-1']);
    expect(await show(fixture, `${HOME}?result=default`)).toContain('From now on you are asked for this one first.');
    expect(await show(withSent({ factors: sentFactors().slice(1) }), HOME)).not.toContain('authenticators/default');
  });

  it('shows a refusal of the core', async () => {
    const answer = await post(withSent({ refusal: 'unknown-factor' }), `${HOME}/default`, { id: 'x' }, 'confirmed');
    expect(answer.headers['location']).toBe(`/.postern${HOME}?refused=unknown-factor`);
    expect((await post(withSent(), `${HOME}/default`, { id: '<' })).headers['location']).toContain('refused=invalid');
  });

  it('removes one in words that fit', async () => {
    expect(await show(withSent(), `${HOME}/remove?id=sms-1`, 'confirmed')).toContain(
      'No more codes will be sent there.',
    );
    expect(await show(withSent(), `${HOME}/remove?id=totp-1`, 'confirmed')).toContain(
      'Delete the entry in the app too.',
    );
  });
});

describe('adding a factor', () => {
  const offering = (account: Partial<FakeAccount> = {}) => withSent({ kinds: ['totp', 'email', 'sms'], ...account });

  it('asks for password and code first, and comes back to the same kind', async () => {
    const fixture = offering();
    const answer = await fixture.visit('GET', `${HOME}/new?kind=email`, { cookie: fixture.begin('open') });
    expect(answer.headers['location']).toBe(
      `/.postern/account/confirm?${new URLSearchParams({ next: `${HOME}/new?kind=email` })}`,
    );
    for (const path of ['', '/send', '/code']) {
      const posted = await post(fixture, `${HOME}/new${path}`, {
        kind: 'email',
        destination: 'a@other.example',
        code: '1',
      });
      expect(posted.headers['location']).toMatch(/confirm\?next=.*kind%3Demail&result=lapsed$/);
    }
    expect(fixture.account.calls).toEqual([]);
  });

  it('is as at sign-in: choice, address, code', async () => {
    const fixture = offering();
    expect(await show(fixture, `${HOME}/new`, 'confirmed')).toContain('How do you want to get your codes?');
    const form = { kind: 'email', destination: 'a@other.example' };
    const sent = await post(fixture, `${HOME}/new/send`, form, 'confirmed');
    expect(sent.headers['location']).toBe(`/.postern${HOME}/new?kind=email`);
    expect(await show(fixture, `${HOME}/new?kind=email`, 'confirmed')).toContain('<bdi>a@other.example</bdi>');
    const done = await post(fixture, `${HOME}/new`, { kind: 'email', code: CODES.right }, 'confirmed');
    expect(done.headers['location']).toBe(`/.postern${HOME}?result=added`);
    expect(fixture.account.calls).toEqual(['enrol by email a@other.example en', 'enrol email E-mail']);
  });

  it('asks for the code of an administrator where policy wants one for the first (P-07)', async () => {
    const fixture = offering({ kinds: ['totp'], factors: [], enrolmentCode: 'QX7-PLM' });
    const text = await show(fixture, `${HOME}/new`, 'confirmed');
    expect(text).toContain('Enter your enrolment code');
    expect(text).toContain(`action="/.postern${HOME}/new/code"`);
    const wrong = await post(fixture, `${HOME}/new/code`, { 'enrolment-code': 'GUESS' }, 'confirmed');
    expect(wrong.headers['location']).toBe(`/.postern${HOME}/new?kind=totp&result=enrolment-code-wrong`);
    await post(fixture, `${HOME}/new/code`, { 'enrolment-code': 'QX7-PLM' }, 'confirmed');
    expect(await show(fixture, `${HOME}/new`, 'confirmed')).toContain('JBSW Y3DP');
  });

  it('asks again for password and code when the core says that it was too long ago', async () => {
    const fixture = offering({ enrolmentRefusal: 'not-confirmed' });
    const answer = await fixture.visit('GET', `${HOME}/new?kind=totp`, { cookie: fixture.begin('confirmed') });
    expect(answer.headers['location']).toContain('/account/confirm?');
  });

  it('of nothing that is allowed says so', async () => {
    expect(await show(offering({ kinds: [] }), `${HOME}/new`, 'confirmed')).toContain('Nothing can be set up here');
  });
});

describe('a confirmation by a code that is sent', () => {
  it('has a button first, and sends nothing by being looked at', async () => {
    const fixture = withSent();
    const text = await show(fixture, CONFIRM);
    expect(text).toMatch(/action="\/\.postern\/account\/confirm\/send".*value="email-1".*Send code/s);
    expect(text).not.toContain('name="password"');
    expect(text).toContain('method=totp-1');
    expect(fixture.account.calls).toEqual([]);
  });

  it('sends by the button, then asks for password and code', async () => {
    const fixture = withSent();
    const answer = await post(fixture, '/account/confirm/send', {
      method: 'email-1',
      next: '/account/recovery-codes/new',
    });
    expect(answer.headers['location']).toBe(`/.postern${CONFIRM}&method=email-1`);
    const text = await show(fixture, `${CONFIRM}&method=email-1`);
    expect(text).toContain('name="password"');
    expect(text).toContain('We sent a code to <strong><bdi>a•••@example.org</bdi></strong>.');
    const form = {
      password: RIGHT_PASSWORD,
      method: 'email-1',
      code: CODES.right,
      next: '/account/recovery-codes/new',
    };
    expect((await post(fixture, '/account/confirm', form)).headers['location']).toBe(
      '/.postern/account/recovery-codes/new',
    );
    expect(fixture.account.calls).toEqual(['send email-1 en', 'confirm factor']);
  });

  it('sends it again by a button of the same form, which is never its default one', async () => {
    const fixture = withSent({ sendings: new Map([['email-1', sending()]]) });
    const text = await show(fixture, CONFIRM);
    const buttons = [...text.matchAll(/<button class="button[^>]*>([^<]+)/g)].map(([, name]) => name);
    expect(buttons.indexOf('Continue')).toBeLessThan(buttons.indexOf('Send it again'));
    expect(text).toMatch(/name="again" value="yes" formaction="\/\.postern\/account\/confirm\/send" formnovalidate/);
    const answer = await post(fixture, '/account/confirm/send', {
      method: 'email-1',
      again: 'yes',
      next: '/account/mode',
    });
    expect(answer.headers['location']).toBe(
      '/.postern/account/confirm?next=%2Faccount%2Fmode&method=email-1&result=sent',
    );
  });

  it('asks for the code of an app at once, where that is chosen', async () => {
    const text = await show(withSent(), `${CONFIRM}&method=totp-1`);
    expect(text).toContain('<option value="totp-1" selected>My phone');
    expect(text).not.toContain('<option value="email-1"');
    expect(text).toContain('method=email-1');
  });

  it.each([
    [{ kind: 'not-sent' }, 'result=not-sent', 'No code can be sent to'],
    [{ kind: 'slowed', wait: 3 * MINUTE }, 'result=too-soon&wait=180', 'In 3 minutes another one can be sent.'],
  ] as const)('that can not be sent (%j) says so', async (sendsNot, result, says) => {
    const fixture = withSent({ sendsNot });
    const answer = await post(fixture, '/account/confirm/send', { method: 'email-1' });
    expect(answer.headers['location']).toBe(`/.postern/account/confirm?next=%2Faccount&method=email-1&${result}`);
    expect(await show(fixture, `/account/confirm?next=%2Faccount&method=email-1&${result}`)).toContain(says);
  });

  it('of a factor that is gone goes back to the form', async () => {
    const answer = await post(withSent({ sendsNot: { kind: 'ended' } }), '/account/confirm/send', { method: 'gone' });
    expect(answer.headers['location']).toBe('/.postern/account/confirm?next=%2Faccount&refused=unknown-factor');
  });

  it('that can not be judged now is temporary (P-08)', async () => {
    const sendsNot = { kind: 'unavailable', dependency: 'store', decisionId: 'X' } as const;
    expect((await post(withSent({ sendsNot }), '/account/confirm/send', { method: 'email-1' })).status).toBe(503);
  });
});

describe('a new app password that is confirmed by a code that is sent', () => {
  it('has the code sent before there is anything to fill in', async () => {
    const fixture = withSent();
    const text = await show(fixture, NEW);
    expect(text).toContain('action="/.postern/account/app-passwords/new/send"');
    expect(text).not.toContain('name="scope-imap"');
    const answer = await post(fixture, `${NEW}/send`, { method: 'email-1' });
    expect(answer.headers['location']).toBe(`/.postern${NEW}?method=email-1`);
    expect(await show(fixture, `${NEW}?method=email-1`)).toContain('name="scope-imap"');
  });

  it('keeps what was filled in when the code is sent again, and no secret (P-32)', async () => {
    const fixture = withSent({ sendings: new Map([['email-1', sending({ againAt: NOW })]]) });
    const form = { name: 'Laptop', 'scope-imap': 'yes', expires: '90d', password: RIGHT_PASSWORD, code: '12' };
    const answer = await post(fixture, `${NEW}/send`, { ...form, method: 'email-1', again: 'yes' });
    expect(answer.headers['location']).toBe(
      `/.postern${NEW}?name=Laptop&scopes=imap&expires=90d&method=email-1&result=sent`,
    );
    const text = await show(fixture, `${NEW}?name=Laptop&scopes=imap&expires=90d&method=email-1&result=sent`);
    expect(text).toContain('value="Laptop"');
    expect(text).toContain('The code was sent once more.');
  });

  it('needs no code when one was given lately', async () => {
    const text = await show(withSent(), NEW, 'confirmed');
    expect(text).toContain('name="scope-imap"');
    expect(text).not.toContain('name="code"');
  });
});
