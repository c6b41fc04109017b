// Setting up codes by e-mail or text message at sign-in: the choice, the address, the code (R2.2 to R2.4).

import { describe, expect, it } from 'vitest';
import type { PageAnswer } from '../../../../src/web/pages/page-contract.ts';
import { CODES, type FakeAccount, RECOVERY_CODES, sending } from '../../../support/pages-account.ts';
import { PagesFixture, textOf } from '../../../support/pages-fixture.ts';

const ADDRESS = 'alice@other.example';
const BEGUN = { kind: 'email', destination: ADDRESS, sending: sending() } as const;

function offering(account: Partial<FakeAccount> = {}): PagesFixture {
  return new PagesFixture({ account: { kinds: ['totp', 'email', 'sms'], ...account } });
}

async function show(fixture: PagesFixture, query = ''): Promise<string> {
  return textOf(await fixture.visit('GET', `/enrolment${query}`, { cookie: fixture.begin('enrolment') }));
}

function post(fixture: PagesFixture, path: string, form: Readonly<Record<string, string>>): Promise<PageAnswer> {
  return fixture.visit('POST', path, { cookie: fixture.begin('enrolment'), form });
}

const send = (fixture: PagesFixture, form: Readonly<Record<string, string>> = {}) =>
  post(fixture, '/enrolment/send', { kind: 'email', destination: ADDRESS, ...form });

describe('the choice of what to set up', () => {
  it('has one sentence for each that policy allows, in its order, and begins nothing', async () => {
    const fixture = offering({ kinds: ['sms', 'totp'] });
    const text = await show(fixture);
    expect([...text.matchAll(/enrolment\?kind=([a-z]+)/g)].map(([, kind]) => kind)).toEqual(['sms', 'totp']);
    expect(text).toContain('An app on your phone shows a code.');
    expect(text).not.toContain('JBSW');
    expect(fixture.account.calls).toEqual([]);
  });

  it('is not asked for where there is one kind only', async () => {
    expect(await show(offering({ kinds: ['email'] }))).toContain('Your other e-mail address');
    expect(await show(offering({ kinds: ['totp'] }))).toContain('JBSW Y3DP');
  });

  it('leads to each, and back', async () => {
    const fixture = offering();
    for (const kind of ['totp', 'email', 'sms']) {
      expect(await show(fixture, `?kind=${kind}`)).toMatch(/href="\/\.postern\/enrolment">Choose another way/);
    }
    expect(await show(fixture, '?kind=passkey')).toContain('How do you want to get it?');
  });

  it('of nothing names whom to ask', async () => {
    const fixture = offering({ kinds: [] });
    const answer = await fixture.visit('GET', '/enrolment', { cookie: fixture.begin('enrolment') });
    expect(answer.status).toBe(403);
    expect(textOf(answer)).toContain('the service desk');
  });
});

describe('the form for an address', () => {
  it('is one for an address, or for a number', async () => {
    expect(await show(offering(), '?kind=email')).toMatch(/name="destination" type="email" autocomplete="email"/);
    expect(await show(offering(), '?kind=sms')).toMatch(/name="destination" type="tel" autocomplete="tel"/);
  });

  it('has a code sent, and leads to the page for it without the address in any URL', async () => {
    const fixture = offering();
    const answer = await send(fixture, { destination: ` ${ADDRESS} ` });
    expect(answer).toMatchObject({ status: 303, headers: { location: '/.postern/enrolment?kind=email' } });
    expect(fixture.account.calls).toEqual([`enrol by email ${ADDRESS} en`]);
    const text = await show(fixture, '?kind=email');
    expect(text).toContain(`We sent a code to <strong><bdi>${ADDRESS}</bdi></strong>`);
    expect(text).toMatch(/<input id="field-code"[^>]* autocomplete="one-time-code"/);
  });

  it.each([
    ['destination-malformed', 'We can’t send to this address.'],
    ['destination-protected', 'This address opens with the same sign-in'],
    ['destination-known', 'You have set this one up already.'],
    ['not-sent', 'We couldn’t send a code there.'],
    ['enrolment-code-needed', 'can only be set up with a code that you get from your administrator'],
    ['enrolment-code-wrong', 'This enrolment code isn’t right'],
  ] as const)('that is refused as %s says so, and keeps what was typed', async (enrolmentRefusal, says) => {
    const answer = await send(offering({ enrolmentRefusal }));
    expect(answer.status).toBe(422);
    const text = textOf(answer);
    expect(text).toContain(says);
    expect(text).toContain(`value="${ADDRESS}"`);
    expect(text).not.toContain('/.postern/preferences');
    expect(text.includes('name="enrolment-code"')).toBe(enrolmentRefusal.startsWith('enrolment-code'));
  });

  it('that is refused for sending too often says how long (R2.7)', async () => {
    const answer = await send(offering({ enrolmentRefusal: 'sending-slowed', enrolmentWait: 120_000 }));
    expect(textOf(answer)).toContain('In 2 minutes another one can be sent.');
  });

  it('that is refused for a number says so of a number', async () => {
    const fixture = offering({ enrolmentRefusal: 'destination-malformed' });
    const answer = await send(fixture, { kind: 'sms', destination: '12' });
    expect(textOf(answer)).toContain('We can’t send to this number.');
  });

  it.each([
    ['outside-trusted-network', 'Not from this network'],
    ['too-many-factors', 'No room for another one'],
    ['factor-not-allowed', 'Nothing can be set up here'],
    ['factor-exists', 'Set up meanwhile'],
    ['not-confirmed', 'Set up meanwhile'],
  ] as const)('that nothing mends (%s) says what to do instead', async (enrolmentRefusal, title) => {
    const answer = await send(offering({ enrolmentRefusal }));
    expect(answer.status).toBe(403);
    expect(textOf(answer)).toContain(title);
    expect(textOf(answer)).toContain('Cancel and sign out');
  });

  it('takes the code that an administrator gave out, where policy wants one (P-07)', async () => {
    const fixture = offering({ enrolmentCode: 'QX7-PLM' });
    expect(textOf(await send(fixture))).toContain('name="enrolment-code"');
    expect(textOf(await send(fixture, { 'enrolment-code': 'GUESS' }))).toContain('This enrolment code isn’t right');
    const answer = await send(fixture, { 'enrolment-code': ' QX7-PLM ' });
    expect(answer.headers['location']).toBe('/.postern/enrolment?kind=email');
  });

  it.each([{ destination: '' }, { kind: 'totp' }, { kind: 'carrier-pigeon' }])(
    'with %j sends nothing',
    async (form) => {
      const fixture = offering();
      expect((await send(fixture, form)).status).toBe(303);
      expect(fixture.account.calls).toEqual([]);
    },
  );

  it('is temporarily not possible when the core can not be asked (P-08)', async () => {
    const { PosternError } = await import('../../../../src/core/errors.ts');
    const failure = new PosternError('ERR_STORE_UNAVAILABLE', 'the disk is gone');
    expect((await send(offering({ failure }))).status).toBe(503);
  });
});

describe('the page for the code', () => {
  it('is shown again by a reload, without sending anything', async () => {
    const fixture = offering({ begun: BEGUN });
    for (let times = 0; times < 2; times += 1) {
      expect(await show(fixture, '?kind=email')).toContain(`<bdi>${ADDRESS}</bdi>`);
    }
    expect(fixture.account.calls).toEqual([]);
  });

  it('has it sent again, and says when', async () => {
    const fixture = offering({ begun: BEGUN });
    const text = await show(fixture, '?kind=email');
    expect(text).toContain('possible in <span data-countdown="27">27 seconds</span>');
    const answer = await send(fixture, { again: 'yes' });
    expect(answer.headers['location']).toBe('/.postern/enrolment?kind=email&result=sent');
    expect(await show(fixture, '?kind=email&result=sent')).toContain('The code was sent once more.');
  });

  it.each([
    ['sending-slowed', 'too-soon&wait=24', 'Wait 24 seconds'],
    ['not-sent', 'not-sent', 'couldn’t be sent again'],
  ] as const)('says that it was not sent again: %s', async (enrolmentRefusal, result, says) => {
    const fixture = offering({ begun: BEGUN, enrolmentRefusal, enrolmentWait: 23_500 });
    const answer = await send(fixture, { again: 'yes' });
    expect(answer.headers['location']).toBe(`/.postern/enrolment?kind=email&result=${result}`);
    expect(await show(fixture, `?kind=email&result=${result}`)).toContain(says);
  });

  it('is where a form leads that was sent twice (P-37)', async () => {
    const fixture = offering({ begun: BEGUN, enrolmentRefusal: 'sending-slowed', enrolmentWait: 30_000 });
    expect((await send(fixture)).headers['location']).toBe('/.postern/enrolment?kind=email&result=too-soon&wait=30');
  });

  it('is asked for anew when it was too late to send it again, with the address kept', async () => {
    const answer = await send(offering({ enrolmentRefusal: 'enrolment-code-needed' }), { again: 'yes' });
    expect(answer.status).toBe(422);
    expect(textOf(answer)).toContain(`value="${ADDRESS}"`);
  });

  it('leads to another address', async () => {
    const text = await show(offering({ begun: BEGUN }), '?kind=email&change=yes');
    expect(text).toContain('name="destination"');
    expect(text).not.toContain(ADDRESS);
  });

  it.each([
    ['wrong', 'kind=email&result=wrong', 'Enter the newest one that we sent.'],
    ['slowed', 'kind=email&result=slowed&wait=24', 'Wait 24 seconds'],
    ['expired', 'kind=email&result=expired', 'That took too long.'],
  ] as const)('takes a code that is %s for what it is', async (kind, query, says) => {
    const fixture = offering({ begun: BEGUN });
    const answer = await post(fixture, '/enrolment', { kind: 'email', code: CODES[kind] });
    expect(answer.headers['location']).toBe(`/.postern/enrolment?${query}`);
    expect(await show(fixture, `?${query}`)).toContain(says);
  });

  it('opens the session by a right code, and shows recovery codes (R2.6)', async () => {
    const fixture = offering({ begun: BEGUN });
    const answer = await post(fixture, '/enrolment', { kind: 'email', code: CODES.right });
    expect(answer.status).toBe(200);
    expect(textOf(answer)).toContain(`<li>${RECOVERY_CODES[0]}</li>`);
    expect(fixture.account.calls).toEqual(['enrol email E-mail']);
  });
});
