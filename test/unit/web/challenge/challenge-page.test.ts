// The second step as a person meets it.

import { describe, expect, it } from 'vitest';
import type { PageAnswer } from '../../../../src/web/pages/page-contract.ts';
import { CODES, MAILBOX, RECOVERY_CODES } from '../../../support/pages-account.ts';
import { outage, PagesFixture, textOf } from '../../../support/pages-fixture.ts';

function post(fixture: PagesFixture, form: Readonly<Record<string, string>>): Promise<PageAnswer> {
  return fixture.visit('POST', '/challenge', { cookie: fixture.begin('challenge'), form });
}

async function show(fixture: PagesFixture, query = ''): Promise<string> {
  return textOf(await fixture.visit('GET', `/challenge${query}`, { cookie: fixture.begin('challenge') }));
}

describe('the challenge page', () => {
  it('asks for the code of the default factor, in a field that phones know', async () => {
    const text = await show(new PagesFixture());
    expect(text).toContain(MAILBOX);
    expect(text).toContain('name="method" value="totp-1"');
    expect(text).toMatch(/<input id="field-code"[^>]* autocomplete="one-time-code"[^>]*\sinputmode="numeric"/);
    expect(text).toContain('Reference 7K3MQ9ZTXB2RV');
  });

  it('offers the other factors, and a recovery code in their place (R2.8)', async () => {
    const text = await show(new PagesFixture());
    expect(text).toContain('href="/.postern/challenge?use=totp-2"');
    expect(text).toContain('href="/.postern/challenge?use=recovery-code"');
    expect(await show(new PagesFixture(), '?use=totp-2')).toContain('name="method" value="totp-2"');
    expect(await show(new PagesFixture(), '?use=recovery-code')).toContain('name="method" value="recovery-code"');
  });

  it('offers no recovery code where there is none, whatever the address says', async () => {
    const fixture = new PagesFixture({ account: { hasRecoveryCodes: false } });
    const text = await show(fixture, '?use=recovery-code');
    expect(text).toContain('name="method" value="totp-1"');
    expect(text).not.toContain('Use a recovery code');
  });

  it('offers to trust this browser only where policy allows it (R1.7)', async () => {
    expect(await show(new PagesFixture())).toContain('for 30 days');
    expect(await show(new PagesFixture({ account: { trustedBrowserDays: 0 } }))).not.toContain('name="trust"');
  });

  it('says whom to ask when there is nothing to answer with', async () => {
    const text = await show(new PagesFixture({ account: { factors: [], hasRecoveryCodes: false } }));
    expect(text).toContain('the service desk');
    expect(text).not.toContain('name="code"');
  });

  it('says how many tries are left by what the core says, not the address (P-37)', async () => {
    const fixture = new PagesFixture({ account: { triesLeft: 2 } });
    expect(await show(fixture, '?result=wrong&tries=99')).toContain('You have 2 tries left.');
  });

  it('leads to enrolment when there is no factor yet', async () => {
    const fixture = new PagesFixture();
    const answer = await fixture.visit('GET', '/challenge', { cookie: fixture.begin('enrolment') });
    expect(answer.headers['location']).toBe('/.postern/enrolment');
  });

  it('is temporarily unavailable when the store is (P-08)', async () => {
    const fixture = new PagesFixture({ account: { failure: outage() } });
    expect((await fixture.visit('GET', '/challenge', { cookie: fixture.begin('challenge') })).status).toBe(503);
  });
});

describe('an answer', () => {
  it('that is right opens the session: the gate says where to, and with which cookies', async () => {
    const answer = await post(new PagesFixture(), { method: 'totp-1', code: CODES.right });
    expect(answer).toMatchObject({ status: 303, headers: { location: '/?_task=mail' } });
    expect(answer.setCookies.map(({ name }) => name)).toEqual(['__Host-postern', 'mirrored']);
  });

  it('makes this browser trusted only when that was wished', async () => {
    const fixture = new PagesFixture();
    const answer = await post(fixture, { method: 'totp-1', code: CODES.right, trust: 'yes' });
    expect(answer.setCookies.at(-1)).toMatchObject({ name: '__Host-postern-trusted', value: 'trusted-value' });
    expect(fixture.account.calls).toEqual(['answer factor 123456 trust=true']);
  });

  it.each([
    ['12 34 56', '123456'],
    [' 123456\u00A0', '123456'],
    ['１２３４５６', '123456'],
  ])('may be typed as %j', async (typed, code) => {
    const fixture = new PagesFixture();
    await post(fixture, { method: 'totp-1', code: typed });
    expect(fixture.account.calls).toEqual([`answer factor ${code} trust=false`]);
  });

  it('may be a recovery code', async () => {
    const fixture = new PagesFixture();
    const answer = await post(fixture, { method: 'recovery-code', code: RECOVERY_CODES[0] ?? '' });
    expect(answer.headers['location']).toBe('/?_task=mail');
  });

  it.each([
    ['wrong', 'use=totp-1&result=wrong', 'This code isn’t right.'],
    ['used', 'use=totp-1&result=used', 'This code was used already.'],
    ['slowed', 'use=totp-1&result=slowed&wait=24', 'Wait 24 seconds, then try again.'],
  ] as const)('that is %s leads back, without the code in the address (P-32)', async (kind, query, text) => {
    const fixture = new PagesFixture();
    const answer = await post(fixture, { method: 'totp-1', code: CODES[kind] });
    expect(answer).toMatchObject({
      status: 303,
      headers: { location: `/.postern/challenge?${query}` },
      setCookies: [],
    });
    expect(await show(fixture, `?${query}`)).toContain(text);
  });

  it('that was the last one ends the session at the upstream too (P-04)', async () => {
    const fixture = new PagesFixture();
    const answer = await post(fixture, { method: 'totp-1', code: CODES.ended });
    expect(answer).toMatchObject({
      headers: { location: '/.postern/signed-out?why=ended' },
      setCookies: [{ name: '__Host-postern', maxAge: 0 }],
    });
    expect(fixture.account.calls).toContain('upstream ended ws-pending');
  });

  it('that can not be judged is neither right nor wrong (P-08)', async () => {
    const answer = await post(new PagesFixture(), { method: 'totp-1', code: CODES.unavailable });
    expect(answer).toMatchObject({ status: 503, setCookies: [] });
    expect(textOf(answer)).toContain('UNAVAILABLE123');
  });

  it.each([
    {},
    { method: 'totp-1' },
    { method: 'totp-1', code: '  ' },
    { code: '123456' },
    { method: '<x>', code: '1' },
  ])('that is none (%j) costs no try', async (form) => {
    const fixture = new PagesFixture();
    expect((await post(fixture, form)).headers['location']).toBe('/.postern/challenge');
    expect(fixture.account.calls).toEqual([]);
  });

  it('is taken for no session that must enrol first (P-07)', async () => {
    const fixture = new PagesFixture();
    const cookie = fixture.begin('enrolment');
    const answer = await fixture.visit('POST', '/challenge', { cookie, form: { method: 'totp-1', code: CODES.right } });
    expect(answer.headers['location']).toBe('/.postern/enrolment');
    expect(fixture.account.calls).toEqual([]);
  });
});
