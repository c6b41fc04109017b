// Setting up the first factor at sign-in (R2.2).

import { describe, expect, it } from 'vitest';
import type { PageAnswer } from '../../../../src/web/pages/page-contract.ts';
import { CODES, RECOVERY_CODES } from '../../../support/pages-account.ts';
import { PagesFixture, textOf } from '../../../support/pages-fixture.ts';

function show(fixture: PagesFixture, query = ''): Promise<PageAnswer> {
  return fixture.visit('GET', `/enrolment${query}`, { cookie: fixture.begin('enrolment') });
}

function finish(fixture: PagesFixture, form: Readonly<Record<string, string>>): Promise<PageAnswer> {
  return fixture.visit('POST', '/enrolment', { cookie: fixture.begin('enrolment'), form });
}

describe('the enrolment page', () => {
  it('shows the secret as a drawing and as a key to type, and takes none from the browser (P-07)', async () => {
    const text = textOf(await show(new PagesFixture()));
    expect(text).toMatch(/<svg viewBox="0 0 \d+ \d+" role="img" aria-label="QR code/);
    expect(text).toContain('JBSW Y3DP EHPK 3PXP');
    expect([...text.matchAll(/<input[^>]*>/g)].join()).not.toContain('JBSW');
  });

  it('keeps the secret out of every address that is asked for (P-32)', async () => {
    const text = textOf(await show(new PagesFixture()));
    const addresses = [...text.matchAll(/(?:src|action|href)="([^"]*)"/g)].map(([, address = '']) => address);
    const holding = addresses.filter((address) => address.includes('JBSW'));
    // The one that opens an app on this device is no address of the web.
    expect(holding).toEqual([expect.stringMatching(/^otpauth:\/\//)]);
  });

  it('leads to the challenge when there is a factor already (P-07)', async () => {
    const fixture = new PagesFixture();
    for (const method of ['GET', 'POST']) {
      const answer = await fixture.visit(method, '/enrolment', {
        cookie: fixture.begin('challenge'),
        form: { code: CODES.right },
      });
      expect(answer.headers['location']).toBe('/.postern/challenge');
    }
    expect(fixture.account.calls).toEqual([]);
  });

  it.each([
    ['outside-trusted-network', 'Not from this network'],
    ['too-many-factors', 'No room for another one'],
  ] as const)('says what to do when policy says %s', async (enrolmentRefusal, title) => {
    const answer = await show(new PagesFixture({ account: { enrolmentRefusal } }));
    expect(answer.status).toBe(403);
    expect(textOf(answer)).toContain(title);
    expect(textOf(answer)).toContain('Cancel and sign out');
  });
});

describe('an enrolment code', () => {
  it('is asked for where policy wants one, before anything is shown', async () => {
    const fixture = new PagesFixture({ account: { enrolmentCode: 'QX7-PLM' } });
    const text = textOf(await show(fixture));
    expect(text).toContain('Enter your enrolment code');
    expect(text).not.toContain('<svg viewBox="0 0 4');
  });

  it('that is right leads to the picture', async () => {
    const fixture = new PagesFixture({ account: { enrolmentCode: 'QX7-PLM' } });
    const cookie = fixture.begin('enrolment');
    const answer = await fixture.visit('POST', '/enrolment/code', { cookie, form: { 'enrolment-code': ' QX7-PLM ' } });
    expect(answer.headers['location']).toBe('/.postern/enrolment?kind=totp');
    expect(textOf(await show(fixture))).toContain('JBSW Y3DP');
  });

  it('that is wrong leads back, and is in no address (P-32)', async () => {
    const fixture = new PagesFixture({ account: { enrolmentCode: 'QX7-PLM' } });
    const cookie = fixture.begin('enrolment');
    const answer = await fixture.visit('POST', '/enrolment/code', { cookie, form: { 'enrolment-code': 'GUESS' } });
    expect(answer.headers['location']).toBe('/.postern/enrolment?kind=totp&result=enrolment-code-wrong');
    expect(textOf(await show(fixture, '?result=enrolment-code-wrong'))).toContain('This enrolment code isn’t right');
  });
});

describe('a code of the new app', () => {
  it('that is right opens the session, and the recovery codes are in this answer only (R2.6)', async () => {
    const fixture = new PagesFixture();
    const answer = await finish(fixture, { code: CODES.right, name: 'My phone', trust: 'yes' });
    expect(answer.status).toBe(200);
    expect(answer.setCookies.map(({ name }) => name)).toEqual(['__Host-postern', 'mirrored', '__Host-postern-trusted']);
    const text = textOf(answer);
    for (const code of RECOVERY_CODES) expect(text).toContain(`<li>${code}</li>`);
    expect(text).toContain('href="/?_task=mail"');
    expect(text).toMatch(/href="data:text\/plain;charset=utf-8,[^"]+" download="recovery-codes.txt"/);
    expect(fixture.account.calls).toEqual(['enrol totp My phone']);
  });

  it('has no choices in the footer beside the codes, as they would lose them', async () => {
    const text = textOf(await finish(new PagesFixture(), { code: CODES.right }));
    expect(text).not.toContain('/.postern/preferences');
  });

  it('gives the app a name when nobody else did', async () => {
    const fixture = new PagesFixture();
    await finish(fixture, { code: CODES.right, name: '\u0007' });
    expect(fixture.account.calls).toEqual(['enrol totp Authenticator app']);
  });

  it.each([
    ['wrong', 'kind=totp&result=wrong&name=Phone'],
    ['slowed', 'kind=totp&result=slowed&wait=24&name=Phone'],
    ['expired', 'kind=totp&result=expired&name=Phone'],
  ] as const)('that is %s leads back with the name, and without the code (P-32)', async (kind, query) => {
    const answer = await finish(new PagesFixture(), { code: CODES[kind], name: 'Phone' });
    expect(answer).toMatchObject({
      status: 303,
      headers: { location: `/.postern/enrolment?${query}` },
      setCookies: [],
    });
  });

  it('keeps the name that was typed', async () => {
    expect(textOf(await show(new PagesFixture(), '?result=wrong&name=%3Cb%3E'))).toContain('value="&lt;b&gt;"');
  });

  it('that was one too many ends the session at the upstream too (P-04)', async () => {
    const fixture = new PagesFixture();
    const answer = await finish(fixture, { code: CODES.ended });
    expect(answer.headers['location']).toBe('/.postern/signed-out?why=ended');
    expect(fixture.account.calls).toContain('upstream ended ws-pending');
  });

  it('that can not be judged opens nothing (P-08)', async () => {
    expect(await finish(new PagesFixture(), { code: CODES.unavailable })).toMatchObject({
      status: 503,
      setCookies: [],
    });
  });
});
