// The account pages: what they show, what they change, and that what is sensitive asks again.

import { describe, expect, it } from 'vitest';
import { returnPath } from '../../../../src/web/account/account-page.ts';
import type { PageAnswer } from '../../../../src/web/pages/page-contract.ts';
import { CODES, RECOVERY_CODES, RIGHT_PASSWORD } from '../../../support/pages-account.ts';
import { type FixtureOptions, PagesFixture, textOf } from '../../../support/pages-fixture.ts';

async function show(path: string, options: FixtureOptions & { readonly isConfirmed?: boolean } = {}): Promise<string> {
  const fixture = new PagesFixture(options);
  const answer = await fixture.visit('GET', path, {
    cookie: fixture.begin(options.isConfirmed ? 'confirmed' : 'open'),
  });
  return answer.status === 303 ? `to ${answer.headers['location']}` : textOf(answer);
}

interface Posted {
  readonly to: string | undefined;
  readonly calls: readonly string[];
  readonly answer: PageAnswer;
}

async function post(
  path: string,
  form: Readonly<Record<string, string>>,
  options: FixtureOptions & { readonly isConfirmed?: boolean } = {},
): Promise<Posted> {
  const fixture = new PagesFixture(options);
  const cookie = fixture.begin(options.isConfirmed ? 'confirmed' : 'open');
  const answer = await fixture.visit('POST', path, { cookie, form });
  return { to: answer.headers['location'], calls: fixture.account.calls, answer };
}

describe('the overview', () => {
  it('shows how the account is protected and who says so (R1.5)', async () => {
    const text = await show('/account');
    for (const part of [
      'On a new network · Set for everybody in example.com.',
      '2 ways are set up',
      '8 codes left',
      '3 mail clients',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('shows the last sign-ins with door and place, and no other entries', async () => {
    const text = await show('/account');
    expect(text).toContain('Germany · 192.0.2.17');
    expect(text).toContain('unknown country · 198.51.100.200');
    expect(text.match(/class="item"/g)).toHaveLength(4);
  });
});

describe('the mode', () => {
  it.each([
    ['own choice', 'You chose this.'],
    ['mailbox', 'Set for your mailbox.'],
    ['domain', 'Set for everybody in example.com.'],
    ['platform', 'Set for everybody here.'],
    ['group', 'Set for your group.'],
  ])('says that it comes from %s', async (layer, text) => {
    const challenge = JSON.parse(JSON.stringify({ value: 'new-ip', layer }));
    expect(
      await show('/account/mode', { account: { mode: { challenge, byPolicy: 'new-ip', choices: [] } } }),
    ).toContain(text);
  });

  it('offers what the owner may choose, and nothing else (R1.6)', async () => {
    const text = await show('/account/mode', { isConfirmed: true });
    expect([...text.matchAll(/name="mode" value="([^"]+)"/g)].map(([, value]) => value)).toEqual([
      'inherit',
      'new-ip',
      'always',
    ]);
    expect(await show('/account/mode')).not.toContain('name="mode"');
    const fixed = { challenge: { value: 'always', layer: 'domain' }, byPolicy: 'always', choices: [] } as const;
    expect(await show('/account/mode', { account: { mode: fixed }, isConfirmed: true })).not.toContain('name="mode"');
  });

  it('is changed after a confirmation only, and the choice is not lost by it', async () => {
    const first = await post('/account/mode', { mode: 'always' });
    expect(first).toMatchObject({
      calls: [],
      to: '/.postern/account/confirm?next=%2Faccount%2Fmode%3Fmode%3Dalways&result=lapsed',
    });
    expect(await show('/account/mode?mode=always', { isConfirmed: true })).toContain('value="always" checked');
    const second = await post('/account/mode', { mode: 'always' }, { isConfirmed: true });
    expect(second).toMatchObject({ calls: ['mode always'], to: '/.postern/account/mode?result=saved' });
  });

  it('is none of another kind', async () => {
    expect((await post('/account/mode', { mode: 'sometimes' }, { isConfirmed: true })).calls).toEqual([]);
  });

  it('shows a refusal of the core', async () => {
    const { to } = await post(
      '/account/mode',
      { mode: 'never' },
      { isConfirmed: true, account: { refusal: 'unavailable' } },
    );
    expect(to).toBe('/.postern/account/mode?refused=unavailable');
    expect(await show('/account/mode?refused=unavailable')).toContain('This can’t be done right now.');
    expect(await show('/account/mode?refused=__proto__')).toContain('This couldn’t be done.');
  });
});

describe('a confirmation (R3.8, P-21)', () => {
  it.each(['/account/authenticators/new', '/account/authenticators/remove?id=totp-1', '/account/recovery-codes/new'])(
    'is asked for before %s',
    async (path) => {
      expect(await show(path)).toBe(`to /.postern/account/confirm?${new URLSearchParams({ next: path })}`);
      expect(await show(path, { isConfirmed: true })).toContain('<form');
      const [form] = path.split('?');
      const posted = await post(form ?? '', { id: 'totp-1', code: CODES.right, name: 'x', once: 'AAAAAAAAAAAA' });
      expect(posted.to).toMatch(/^\/\.postern\/account\/confirm\?.*result=lapsed$/);
      expect(posted.calls).toEqual([]);
    },
  );

  it('takes password and code, and goes back with the new cookie', async () => {
    const form = { password: RIGHT_PASSWORD, method: 'totp-1', code: CODES.right, next: '/account/recovery-codes/new' };
    const { answer, to } = await post('/account/confirm', form);
    expect(to).toBe('/.postern/account/recovery-codes/new');
    expect(answer.setCookies).toMatchObject([{ name: '__Host-postern', value: expect.stringMatching(/^cookie-/) }]);
  });

  it.each([
    [{ password: 'wrong', code: CODES.right }, 'result=password'],
    [{ password: '', code: CODES.right }, 'result=password'],
    [{ password: RIGHT_PASSWORD, code: CODES.wrong }, 'result=code'],
    [{ password: RIGHT_PASSWORD }, 'result=code'],
    [{ password: RIGHT_PASSWORD, code: CODES.slowed }, 'result=slowed&wait=61'],
  ])('that fails by %j asks again, with no secret in the address (P-32)', async (given, result) => {
    const { to, answer } = await post('/account/confirm', {
      ...given,
      method: 'totp-1',
      next: '/account/mode?mode=always',
    });
    expect(to).toBe(`/.postern/account/confirm?next=%2Faccount%2Fmode%3Fmode%3Dalways&${result}&method=totp-1`);
    expect(answer.setCookies).toEqual([]);
  });

  it.each(['/account/confirm', '/account/app-passwords/new'])(
    'that fails by the password is answered by %s after the delay that the core wants (R9.1)',
    async (path) => {
      // Negative control: fails when the page answers at once.
      const fixture = new PagesFixture();
      const form = { password: 'wrong', method: 'totp-1', code: CODES.right, name: 'Phone', 'scope-imap': 'yes' };
      await fixture.visit('POST', path, { cookie: fixture.begin('open'), form: { ...form, once: 'AAAAAAAAAAAA' } });
      expect(fixture.pauses).toEqual([2_000]);
    },
  );

  it('is temporarily not possible when the sign-in source can not be asked (R4.4)', async () => {
    const form = { password: RIGHT_PASSWORD, method: 'totp-1', code: CODES.unavailable, next: '/account' };
    expect((await post('/account/confirm', form)).answer.status).toBe(503);
  });

  it('asks for the password alone where there is no factor', async () => {
    const text = await show('/account/confirm', { account: { factors: [] } });
    expect(text).toContain('type="password"');
    expect(text).not.toContain('name="code"');
  });

  it('isn’t asked for twice', async () => {
    expect(await show('/account/confirm?next=/account/mode', { isConfirmed: true })).toBe('to /.postern/account/mode');
  });

  it.each([
    'https://evil.example',
    '//evil.example',
    '/account/../../mail',
    '/account/sessions/end',
    '/\\evil',
    '/account/mode/',
    '',
    '__proto__',
  ])('never leads to %j', (path) => {
    expect(returnPath(path)).toBeUndefined();
  });

  it('leads back with what the page needs, and nothing more', () => {
    expect(returnPath('/account/mode?mode=always&x=1')).toBe('/account/mode?mode=always');
    expect(returnPath('/account/mode?mode=%3Cscript%3E')).toBe('/account/mode');
  });
});

describe('authenticator apps', () => {
  it('are listed with their last use, and can be renamed without a confirmation', async () => {
    const text = await show('/account/authenticators');
    expect(text).toContain('last used 2 hours ago');
    expect(text).toContain('never used');
    const { to, calls } = await post('/account/authenticators/rename', { id: 'totp-1', name: ' Work phone ' });
    expect([to, calls]).toEqual(['/.postern/account/authenticators?result=renamed', ['rename totp-1 Work phone']]);
  });

  it.each([
    { id: 'totp-1', name: '' },
    { id: 'totp-1', name: 'x'.repeat(101) },
    { id: '', name: 'x' },
  ])('are not renamed by %j', async (form) => {
    expect((await post('/account/authenticators/rename', form)).calls).toEqual([]);
  });

  it('are removed after one more question', async () => {
    const question = await show('/account/authenticators/remove?id=totp-1', { isConfirmed: true });
    expect(question).toContain('Remove <bdi>My phone</bdi>?');
    const { to, calls } = await post('/account/authenticators/remove', { id: 'totp-1' }, { isConfirmed: true });
    expect([to, calls]).toEqual(['/.postern/account/authenticators?result=removed', ['remove totp-1']]);
    expect(await show('/account/authenticators/remove?id=gone', { isConfirmed: true })).toContain(
      'refused=unknown-factor',
    );
  });

  it('are added as at sign-in', async () => {
    expect(await show('/account/authenticators/new', { isConfirmed: true })).toContain('JBSW Y3DP');
    const done = await post(
      '/account/authenticators/new',
      { code: CODES.right, name: 'Tablet' },
      { isConfirmed: true },
    );
    expect([done.to, done.calls]).toEqual(['/.postern/account/authenticators?result=added', ['enrol totp Tablet']]);
    const wrong = await post(
      '/account/authenticators/new',
      { code: CODES.wrong, name: 'Tablet' },
      { isConfirmed: true },
    );
    expect(wrong.to).toBe('/.postern/account/authenticators/new?kind=totp&result=wrong&name=Tablet');
  });

  it('have no room for more than are allowed', async () => {
    const options = { isConfirmed: true, account: { enrolmentRefusal: 'too-many-factors' } } as const;
    expect(await show('/account/authenticators/new', options)).toContain('as many as are allowed');
  });
});

describe('recovery codes', () => {
  const once = { once: 'AAAAAAAAAAAA' };

  it('are shown as the answer to the form, and nowhere else (R2.6)', async () => {
    const { answer } = await post('/account/recovery-codes/new', once, { isConfirmed: true });
    expect(answer.status).toBe(200);
    for (const code of RECOVERY_CODES) expect(textOf(answer)).toContain(code);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  // Negative control: fails without the cookie that remembers sent forms.
  it('are not made again by a form that was sent before (P-37)', async () => {
    const fixture = new PagesFixture();
    const cookie = fixture.begin('confirmed');
    const first = await fixture.visit('POST', '/account/recovery-codes/new', { cookie, form: once });
    const [remembered] = first.setCookies;
    const again = await fixture.visit('POST', '/account/recovery-codes/new', {
      cookie,
      form: once,
      cookies: { usedForms: remembered?.value ?? '' },
    });
    expect(again.headers['location']).toBe('/.postern/account/recovery-codes?result=once');
    expect(fixture.account.calls).toEqual(['new recovery codes']);
  });

  it('are not made by a form without its number', async () => {
    expect((await post('/account/recovery-codes/new', {}, { isConfirmed: true })).calls).toEqual([]);
  });

  it('are few or none: the page says so', async () => {
    expect(await show('/account/recovery-codes', { account: { recoveryCodes: 2 } })).toContain('notice warn');
    expect(await show('/account/recovery-codes', { account: { recoveryCodes: 0 } })).toContain(
      'You have no recovery codes.',
    );
  });
});

describe('browsers and places', () => {
  it('are listed, this browser marked', async () => {
    const text = await show('/account/places');
    expect(text).toMatch(/Firefox on Linux<\/bdi> <span class="badge accent">This browser/);
    expect(text).toContain('<bdi>2001:db8:4c1:9::/64</bdi>');
    expect(text).toContain('Portugal');
  });

  it('are ended and forgotten', async () => {
    const browser = await post('/account/places/browsers/end', { id: 'tb-2' });
    expect([browser.to, browser.calls]).toEqual(['/.postern/account/places?result=ended', ['browser tb-2']]);
    const places = await post('/account/places/forget', {});
    expect([places.to, places.calls]).toEqual(['/.postern/account/places?result=forgotten', ['forget places']]);
    expect((await post('/account/places/browsers/end', { id: '../x' })).calls).toEqual([]);
  });
});

describe('sessions and connections', () => {
  it('are listed, this session without a button that ends it', async () => {
    const text = await show('/account/sessions');
    expect([...text.matchAll(/name="id" value="([^"]+)"/g)].map(([, id]) => id)).toEqual(['ws-2', 'ws-3', 'c-1']);
    expect(text).toContain('Edge on Windows');
  });

  it('are ended one by one, or all others at once', async () => {
    const one = await post('/account/sessions/end', { id: 'ws-2' });
    expect([one.to, one.calls]).toEqual(['/.postern/account/sessions?result=ended', ['end session ws-2']]);
    const others = await post('/account/sessions/end-others', {});
    expect([others.to, others.calls]).toEqual(['/.postern/account/sessions?result=others&count=2', ['end others']]);
    expect(await show('/account/sessions?result=others&count=2')).toContain('2 other sessions were ended.');
    const connection = await post('/account/sessions/connections/end', { id: 'c-1' });
    expect(connection.calls).toEqual(['end connection c-1']);
  });

  it('lead back to their page when the address of a button is opened', async () => {
    expect(await show('/account/sessions/end')).toBe('to /.postern/account/sessions');
  });
});
