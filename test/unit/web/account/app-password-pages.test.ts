// App passwords in the account: the list, the form, what is shown once, and the end of one.

import { describe, expect, it } from 'vitest';
import type { PageAnswer } from '../../../../src/web/pages/page-contract.ts';
import { appPassword, CODES, type FakeAccount, NOW, RIGHT_PASSWORD } from '../../../support/pages-account.ts';
import { PagesFixture, textOf } from '../../../support/pages-fixture.ts';

const NEW = '/account/app-passwords/new';
const WISH = { name: 'Laptop', 'scope-imap': 'yes', 'scope-smtp': 'yes', once: 'AAAAAAAAAAAA', expires: 'default' };

async function list(account: Partial<FakeAccount> = {}, query = ''): Promise<string> {
  const fixture = new PagesFixture({ account });
  return textOf(await fixture.visit('GET', `/account/app-passwords${query}`, { cookie: fixture.begin('open') }));
}

function make(
  fixture: PagesFixture,
  form: Readonly<Record<string, string>>,
  state: 'open' | 'confirmed' = 'confirmed',
): Promise<PageAnswer> {
  return fixture.visit('POST', NEW, {
    cookie: fixture.begin(state),
    form: { ...WISH, password: RIGHT_PASSWORD, ...form },
  });
}

describe('the list of app passwords', () => {
  it('says what each may do, where it was last used, and by which program (R3.3)', async () => {
    const text = await list();
    expect(text).toContain('Germany · 192.0.2.17</bdi> · <bdi>Thunderbird 140.2');
    expect(text).toContain('Expired on March 10, 2026');
    expect(text).toContain('until September 28, 2026');
    expect(text).toContain('Reads only');
    expect(text.indexOf('Thunderbird on the laptop')).toBeLessThan(text.indexOf('Archive script'));
  });

  it('says of one that waits for the new password what to do (A14)', async () => {
    const vault = { publicKey: new Uint8Array(), wrappedPrivateKey: new Uint8Array(), staleSince: NOW };
    expect(await list({ appPasswords: [appPassword('ap-1', 'Phone', { vault })] })).toContain(
      'Sign in to webmail once',
    );
  });

  it('is empty at first', async () => {
    expect(await list({ appPasswords: [] })).toContain('No mail program has an app password yet.');
  });
});

describe('revoking', () => {
  it('asks first, and names the one', async () => {
    const fixture = new PagesFixture();
    const cookie = fixture.begin('open');
    const text = textOf(await fixture.visit('GET', '/account/app-passwords/revoke?id=ap-2', { cookie }));
    expect(text).toContain('Revoke <bdi>Phone</bdi>?');
    const answer = await fixture.visit('POST', '/account/app-passwords/revoke', { cookie, form: { id: 'ap-2' } });
    expect(answer.headers['location']).toBe('/.postern/account/app-passwords?result=revoked');
    expect(fixture.account.calls).toEqual(['revoke ap-2']);
  });

  it('of one that is gone does nothing', async () => {
    const fixture = new PagesFixture();
    const cookie = fixture.begin('open');
    const answer = await fixture.visit('GET', '/account/app-passwords/revoke?id=gone', { cookie });
    expect(answer.headers['location']).toBe('/.postern/account/app-passwords?refused=unknown-app-password');
  });
});

describe('the form', () => {
  it('offers what the site has doors for', async () => {
    const fixture = new PagesFixture();
    const text = textOf(await fixture.visit('GET', NEW, { cookie: fixture.begin('open') }));
    expect([...text.matchAll(/name="scope-([a-z0-9]+)"/g)].map(([, scope]) => scope)).toEqual([
      'imap',
      'smtp',
      'pop3',
      'sieve',
    ]);
    const bare = new PagesFixture({ account: { doors: [] } });
    expect(textOf(await bare.visit('GET', NEW, { cookie: bare.begin('open') }))).toContain(
      'name="scope-imap" value="yes" checked',
    );
  });

  it('asks for a code unless one was given lately (R3.8)', async () => {
    const fixture = new PagesFixture();
    expect(textOf(await fixture.visit('GET', NEW, { cookie: fixture.begin('open') }))).toContain('name="code"');
    expect(textOf(await fixture.visit('GET', NEW, { cookie: fixture.begin('confirmed') }))).not.toContain(
      'name="code"',
    );
  });
});

describe('making one', () => {
  it('shows it as the answer to the form, with everything that a mail program asks for', async () => {
    const fixture = new PagesFixture();
    const answer = await make(fixture, { 'read-only': 'yes', expires: '90d' });
    expect(answer.status).toBe(200);
    for (const part of [
      'kdmw-tzra-hqpe-xvbn-scyf',
      'mail.example.com',
      '993',
      'SSL/TLS',
      '465',
      'aria-label="QR code with',
    ]) {
      expect(textOf(answer)).toContain(part);
    }
    expect(textOf(answer)).not.toContain('995');
    expect(textOf(answer)).not.toContain('/.postern/preferences');
    expect(fixture.account.calls).toEqual([
      'app password {"name":"Laptop","scopes":["imap","smtp"],"readOnly":true,"expires":"90d"}',
    ]);
  });

  it('leaves the life to the configuration unless one was chosen', async () => {
    const fixture = new PagesFixture();
    await make(fixture, { expires: '1000y' });
    expect(fixture.account.calls.join()).not.toContain('expires');
  });

  it('confirms with what the form holds, and gives the browser the new cookie (R3.8)', async () => {
    const fixture = new PagesFixture();
    const answer = await make(fixture, { method: 'totp-1', code: CODES.right }, 'open');
    expect(answer.status).toBe(200);
    expect(answer.setCookies.map(({ name }) => name)).toEqual(['__Host-postern', '__Host-postern-forms']);
    expect(fixture.account.calls[0]).toBe('confirm factor');
  });

  // Negative control: fails when the confirmation is left out.
  it('does nothing without password and code (P-21)', async () => {
    for (const form of [
      {},
      { method: 'totp-1' },
      { method: 'totp-1', code: CODES.wrong },
      { password: 'wrong', method: 'totp-1', code: CODES.right },
    ]) {
      const fixture = new PagesFixture();
      const answer = await make(fixture, form, 'open');
      expect(answer.status).toBe(303);
      expect(fixture.account.calls.filter((call) => call.startsWith('app password'))).toEqual([]);
    }
  });

  it.each([
    [{ name: ' ' }, 'confirmed', 'result=name'],
    [{ 'scope-imap': '', 'scope-smtp': '' }, 'confirmed', 'result=scopes'],
    [{ 'scope-sieve': 'yes', 'read-only': 'yes' }, 'confirmed', 'result=read-only'],
    [{ password: '' }, 'confirmed', 'result=password'],
    [{}, 'open', 'result=lapsed'],
    [{ method: 'totp-1', code: CODES.wrong }, 'open', 'method=totp-1&result=code'],
    [{ method: 'totp-1', code: CODES.slowed }, 'open', 'method=totp-1&result=slowed&wait=61'],
    [{ method: 'totp-1', password: 'wrong' }, 'open', 'method=totp-1&result=password'],
  ] as const)(
    'that fails by %j comes back with what was entered, but no secret (P-32)',
    async (form, state, result) => {
      const answer = await make(new PagesFixture(), { expires: '30d', ...form }, state);
      const location = answer.headers['location'] ?? '';
      expect(location).toMatch(new RegExp(`&expires=30d&${result}$`));
      expect(decodeURIComponent(location)).not.toMatch(/correct horse|wrong|000000|333333/);
      const fixture = new PagesFixture();
      const again = textOf(
        await fixture.visit('GET', location.replace('/.postern', ''), { cookie: fixture.begin('open') }),
      );
      expect(again).toContain('value="30d" selected');
    },
  );

  it('is refused with the sentence for it', async () => {
    const fixture = new PagesFixture({ account: { refusal: 'too-many-app-passwords' } });
    const answer = await make(fixture, {});
    expect(answer.headers['location']).toContain('refused=too-many-app-passwords');
    const text = textOf(
      await fixture.visit('GET', `${NEW}?refused=too-many-app-passwords`, { cookie: fixture.begin('open') }),
    );
    expect(text).toContain('as many app passwords as are allowed');
  });

  it('says that the password is wrong when the backend does', async () => {
    const answer = await make(new PagesFixture({ account: { refusal: 'mailbox-password-refused' } }), {});
    expect(answer.headers['location']).toContain('result=password');
  });

  it('is temporarily not possible when the sign-in source can not be asked (R4.4)', async () => {
    expect((await make(new PagesFixture(), { method: 'totp-1', code: CODES.unavailable }, 'open')).status).toBe(503);
  });

  // Negative control: fails without the cookie that remembers sent forms.
  it('makes no second one when the form is sent again by a reload (P-37)', async () => {
    const fixture = new PagesFixture();
    const cookie = fixture.begin('confirmed');
    const form = { ...WISH, password: RIGHT_PASSWORD };
    const first = await fixture.visit('POST', NEW, { cookie, form });
    const usedForms = first.setCookies.find(({ name }) => name === '__Host-postern-forms')?.value ?? '';
    const again = await fixture.visit('POST', NEW, { cookie, form, cookies: { usedForms } });
    expect(again.headers['location']).toBe('/.postern/account/app-passwords?result=once');
    expect(fixture.account.calls).toHaveLength(1);
    expect(await list({}, '?result=once')).toContain('nothing was made a second time');
  });

  it('remembers the last eight forms only, whatever the cookie says', async () => {
    const fixture = new PagesFixture();
    const cookie = fixture.begin('confirmed');
    const usedForms = `<x>.${Array.from({ length: 20 }, (_, index) => `form-number-${index}`.slice(0, 12)).join('.')}`;
    const answer = await fixture.visit('POST', NEW, {
      cookie,
      form: { ...WISH, password: RIGHT_PASSWORD },
      cookies: { usedForms },
    });
    const value = answer.setCookies.find(({ name }) => name === '__Host-postern-forms')?.value ?? '';
    expect(value.split('.')).toHaveLength(8);
    expect(value.endsWith('.AAAAAAAAAAAA')).toBe(true);
  });
});
