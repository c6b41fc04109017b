// Codes by e-mail and text message at the challenge: when one is sent, and what the page says of it (R2.7).

import { describe, expect, it } from 'vitest';
import type { PageAnswer } from '../../../../src/web/pages/page-contract.ts';
import { CODES, type FakeAccount, factor, MINUTE, NOW, sending, sentFactors } from '../../../support/pages-account.ts';
import { PagesFixture, textOf } from '../../../support/pages-fixture.ts';

function withSent(account: Partial<FakeAccount> = {}): PagesFixture {
  return new PagesFixture({ account: { factors: sentFactors(), ...account } });
}

async function show(fixture: PagesFixture, query = '', cookie = fixture.begin('challenge')): Promise<string> {
  return textOf(await fixture.visit('GET', `/challenge${query}`, { cookie }));
}

function send(fixture: PagesFixture, form: Readonly<Record<string, string>>): Promise<PageAnswer> {
  return fixture.visit('POST', '/challenge/send', { cookie: fixture.begin('challenge'), form });
}

describe('the first look at a factor whose codes are sent', () => {
  it('sends one in the language of the page, and says where to', async () => {
    const fixture = withSent();
    const text = await show(fixture);
    expect(fixture.account.calls).toEqual(['send email-1 en']);
    expect(text).toContain('We sent a code to <strong><bdi>a•••@example.org</bdi></strong>.');
    expect(text).toMatch(/<input id="field-code"[^>]* autocomplete="one-time-code"[^>]*\sinputmode="numeric"/);
    // The session that asked ends before the code does.
    expect(text).toContain('Six digits, good until 2:09 PM');
  });

  // Negative control: fails when the page asks for a code to be sent again.
  it('is the only one that sends: a reload and the Back button send nothing (P-37)', async () => {
    const fixture = withSent();
    const cookie = fixture.begin('challenge');
    for (const query of ['', '', '?use=email-1', '?use=email-1&result=wrong']) await show(fixture, query, cookie);
    expect(fixture.account.calls).toEqual(['send email-1 en']);
  });

  it.each([
    ['GET', 'prefetch'],
    ['GET', 'prefetch;prerender'],
    ['HEAD', undefined],
  ])('sends nothing while nobody looks (%s, purpose %s), and has a button then', async (method, purpose) => {
    const fixture = withSent();
    const headers = { secFetchSite: 'same-origin', purpose };
    const cookie = fixture.begin('challenge');
    const text = textOf(await fixture.visit(method, '/challenge', { cookie, headers }));
    expect(fixture.account.calls).toEqual([]);
    if (method === 'GET') expect(text).toMatch(/action="\/\.postern\/challenge\/send".*Send code/s);
  });

  it('is not taken by who must set up the first one (P-07)', async () => {
    const fixture = withSent();
    const cookie = fixture.begin('enrolment');
    for (const method of ['GET', 'POST']) {
      const path = method === 'GET' ? '/challenge' : '/challenge/send';
      const answer = await fixture.visit(method, path, { cookie, form: { method: 'email-1' } });
      expect(answer.headers['location']).toBe('/.postern/enrolment');
    }
    expect(fixture.account.calls).toEqual([]);
  });
});

describe('the choice of a factor (R2.8)', () => {
  it('shows the default one, and the others as a list that says where codes go', async () => {
    const fixture = withSent({ factors: [...sentFactors(), factor('totp-1', 'My phone')] });
    const text = await show(fixture);
    expect(text).toContain('name="method" value="email-1"');
    expect(text).toContain('href="/.postern/challenge?use=sms-1"');
    expect(text).toContain('Text <bdi>+49 ••• 67</bdi>');
    expect(text).toContain('Use <bdi>My phone</bdi>');
    expect(text).toContain('Use a recovery code');
    expect(await show(fixture, '?use=sms-1')).toContain('by text message to <strong><bdi>+49 ••• 67</bdi>');
  });

  it('sends nothing to the ones that are only listed', async () => {
    const fixture = withSent({ factors: [factor('totp-1', 'My phone'), ...sentFactors()] });
    const text = await show(fixture);
    expect(text).toContain('Send to <bdi>a•••@example.org</bdi>');
    expect(fixture.account.calls).toEqual([]);
  });
});

describe('sending it again', () => {
  it('is a button that says when, and works without JavaScript', async () => {
    const text = await show(withSent());
    expect(text).toMatch(/action="\/\.postern\/challenge\/send".*name="again" value="yes".*Send it again/s);
    expect(text).toContain('possible in <span data-countdown="30">30 seconds</span>');
    expect(text).not.toContain('disabled');
  });

  it('says nothing of when once the time has come', async () => {
    const text = await show(withSent({ sendings: new Map([['email-1', sending({ againAt: NOW })]]) }));
    expect(text).toContain('Send it again');
    expect(text).not.toContain('possible in');
  });

  it('sends the same once more, and leads back to the page', async () => {
    const fixture = withSent({ sendings: new Map([['email-1', sending()]]) });
    const answer = await send(fixture, { method: 'email-1', again: 'yes' });
    expect(answer).toMatchObject({ status: 303, headers: { location: '/.postern/challenge?use=email-1&result=sent' } });
    expect(fixture.account.calls).toEqual(['send email-1 en again']);
    expect(await show(fixture, '?use=email-1&result=sent')).toContain('The code was sent once more.');
  });

  it.each([
    [
      { kind: 'slowed', wait: 23_500, sending: sending() },
      'too-soon&wait=24',
      'Wait 24 seconds, then it can be sent again.',
    ],
    [{ kind: 'not-sent' }, 'not-sent', 'couldn’t be sent again. The last one is still good.'],
  ] as const)('too soon or in vain (%j) leaves the last one good', async (sendsNot, result, says) => {
    const fixture = withSent({ sendings: new Map([['email-1', sending()]]), sendsNot });
    const answer = await send(fixture, { method: 'email-1', again: 'yes' });
    expect(answer.headers['location']).toBe(`/.postern/challenge?use=email-1&result=${result}`);
    const text = await show(fixture, `?use=email-1&result=${result}`);
    expect(text).toContain(says);
    expect(text).toContain('name="code"');
  });

  it('in a session that is over ends it at the upstream too (P-04)', async () => {
    const fixture = withSent({ sendsNot: { kind: 'ended' } });
    const answer = await send(fixture, { method: 'email-1' });
    expect(answer.headers['location']).toBe('/.postern/signed-out?why=ended');
    expect(fixture.account.calls).toContain('upstream ended ws-pending');
  });

  it('is temporarily not possible when the core can not be asked (P-08)', async () => {
    const sendsNot = { kind: 'unavailable', dependency: 'store', decisionId: 'DECISION12345' } as const;
    for (const method of ['GET', 'POST'] as const) {
      const fixture = withSent({ sendsNot });
      const path = method === 'GET' ? '/challenge' : '/challenge/send';
      const answer = await fixture.visit(method, path, {
        cookie: fixture.begin('challenge'),
        form: { method: 'email-1' },
      });
      expect(answer.status).toBe(503);
      expect(textOf(answer)).toContain('DECISION12345');
    }
  });

  it.each([{}, { method: '<b>' }])('of nothing (%j) sends nothing', async (form) => {
    const fixture = withSent();
    expect((await send(fixture, form)).headers['location']).toBe('/.postern/challenge');
    expect(fixture.account.calls).toEqual([]);
  });
});

describe('the delivery of a code', () => {
  it.each([
    ['under-way', undefined],
    ['delivered', undefined],
    ['delayed', 'takes longer than usual'],
    ['failed', 'couldn’t be delivered'],
  ] as const)('that is %s is shown, with the other ways', async (delivery, says) => {
    const text = await show(withSent({ sendings: new Map([['email-1', sending({ delivery })]]) }));
    if (says) expect(text).toContain(says);
    else expect(text).not.toContain('class="notice');
    expect(text).toContain('href="/.postern/challenge?use=sms-1"');
  });
});

describe('a code that can not be sent', () => {
  it('is said plainly, and others are offered', async () => {
    const text = await show(withSent({ sendsNot: { kind: 'not-sent' } }));
    expect(text).toContain('No code can be sent to <strong><bdi>a•••@example.org</bdi></strong> right now.');
    expect(text).toContain('Use another way, or try again in a few minutes.');
    expect(text).toContain('href="/.postern/challenge?use=recovery-code"');
    expect(text).not.toContain('name="code"');
  });

  it('by one path leads to a factor that needs none, and is not offered', async () => {
    const factors = [...sentFactors(), factor('totp-1', 'My phone')];
    const fixture = withSent({ factors, unsendable: ['email', 'sms'] });
    const text = await show(fixture);
    expect(text).toContain('name="method" value="totp-1"');
    expect(text.match(/Not possible right now/g)).toHaveLength(2);
    expect(text).not.toContain('use=email-1');
    expect(fixture.account.calls).toEqual([]);
  });

  it('by the only path there is names whom to ask', async () => {
    const factors = sentFactors().slice(0, 1);
    const fixture = withSent({ factors, unsendable: ['email'], hasRecoveryCodes: false });
    const text = await show(fixture);
    expect(text).toContain('No other way is set up for this mailbox.');
    expect(text).toContain('the service desk');
    expect(text).toContain('Cancel and sign out');
    expect(fixture.account.calls).toEqual([]);
  });

  it('because too many were asked for says how long that lasts (R2.7)', async () => {
    const text = await show(withSent({ sendsNot: { kind: 'slowed', wait: 25 * MINUTE } }));
    expect(text).toContain('In 25 minutes another one can be sent.');
    expect(text).not.toContain('name="code"');
  });
});

describe('an answer with a code that was sent', () => {
  it('is wrong in words that fit', async () => {
    const fixture = withSent();
    const cookie = fixture.begin('challenge');
    const answer = await fixture.visit('POST', '/challenge', {
      cookie,
      form: { method: 'email-1', code: CODES.wrong },
    });
    expect(answer.headers['location']).toBe('/.postern/challenge?use=email-1&result=wrong');
    const text = await show(fixture, '?use=email-1&result=wrong');
    expect(text).toContain('Enter the newest one that we sent.');
    expect(text).not.toContain('clock of your phone');
    expect(await show(fixture, '?use=email-1&result=used')).toContain('Have another one sent.');
  });
});
