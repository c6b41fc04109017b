// "This wasn't me" (R2.7): nothing by opening it, one sign-in by a button, everything by another.

import { describe, expect, it } from 'vitest';
import type { PageAnswer } from '../../../../src/web/pages/page-contract.ts';
import { DISPUTE_TOKEN, dispute } from '../../../support/pages-account.ts';
import { ORIGIN, outage, PagesFixture, textOf } from '../../../support/pages-fixture.ts';

const ADDRESS = `/not-me?token=${DISPUTE_TOKEN}`;

function disputed(more: Parameters<typeof dispute>[0] = {}): PagesFixture {
  return new PagesFixture({ account: { dispute: dispute(more) } });
}

function post(fixture: PagesFixture, path: string, token: string = DISPUTE_TOKEN): Promise<PageAnswer> {
  return fixture.visit('POST', path, { form: { dispute: token } });
}

describe('the page of a message', () => {
  it('shows what was attempted, to anybody who has it', async () => {
    const answer = await disputed().visit('GET', ADDRESS);
    expect(answer.status).toBe(200);
    const text = textOf(answer);
    for (const part of ['Mar 12, 2026', 'Portugal · 203.0.113.80', 'Edge on Windows', 'Reference 7K3MQ9ZTXB2RV']) {
      expect(text).toContain(part);
    }
    expect(text).toContain('Stop this sign-in');
  });

  // Negative control: fails when showing it stops the sign-in.
  it('changes nothing by being opened, however often and by whom: scanners open every link', async () => {
    const fixture = disputed();
    for (const path of [ADDRESS, `${ADDRESS}&result=stopped`, `/not-me/everywhere?token=${DISPUTE_TOKEN}`]) {
      for (const method of ['GET', 'HEAD']) await fixture.visit(method, path, { headers: {} });
    }
    expect(fixture.account.calls).toEqual([]);
  });

  it('is told to nobody else: no referrer, no cache, no robots', async () => {
    const { headers } = await disputed().visit('GET', ADDRESS);
    expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
    expect(headers['x-robots-tag']).toContain('noindex');
  });

  it('says that somebody is signed in, or that it is over', async () => {
    const open = textOf(await disputed({ signIn: 'signed-in' }).visit('GET', ADDRESS));
    expect(open).toContain('They are signed in now.');
    const over = textOf(await disputed({ signIn: 'over' }).visit('GET', ADDRESS));
    expect(over).toContain('This sign-in is over');
    expect(over).toContain('Change your password');
    expect(over).not.toContain('Stop this sign-in');
  });

  // Negative control: fails when the second offer is made to every reader.
  it('offers no end of everything to whom the message may have reached by mistake (R2.3)', async () => {
    const stranger = { signIn: 'over', mayStopAll: false } as const;
    const text = textOf(await disputed(stranger).visit('GET', ADDRESS));
    expect(text).toContain('Change your password');
    expect(text).not.toContain('Sign out everywhere');
    expect(textOf(await disputed({ signIn: 'over' }).visit('GET', ADDRESS))).toContain('Sign out everywhere');
    const everywhere = await disputed(stranger).visit('GET', `/not-me/everywhere?token=${DISPUTE_TOKEN}`);
    expect(everywhere.status).toBe(404);
  });

  it('does without what isn’t known', async () => {
    const { mailbox } = dispute();
    const text = textOf(await disputed({ occasion: { at: 0, mailbox } }).visit('GET', ADDRESS));
    expect(text).not.toContain('From where');
    expect(text).not.toContain('With</dt>');
  });

  it.each([
    '/not-me',
    '/not-me?token=',
    '/not-me?token=another',
    '/not-me?token=%3Cb%3E',
    '/not-me/everywhere?token=x',
  ])('of no message (%s) helps all the same, and names nobody', async (path) => {
    const answer = await disputed().visit('GET', path);
    expect(answer.status).toBe(404);
    expect(textOf(answer)).toContain('This link no longer works');
    expect(textOf(answer)).toContain('the service desk');
    expect(textOf(answer)).not.toContain('alice');
  });

  it('is temporarily not there when the store can not be asked, and its token is in no log (P-32)', async () => {
    const fixture = new PagesFixture({ account: { dispute: dispute(), failure: outage() } });
    expect((await fixture.visit('GET', ADDRESS)).status).toBe(503);
    expect(fixture.log.join()).not.toContain(DISPUTE_TOKEN);
  });
});

describe('stopping a sign-in', () => {
  it('is a form, and then says what to do', async () => {
    const fixture = disputed();
    const answer = await post(fixture, '/not-me');
    expect(answer).toMatchObject({ status: 303, headers: { location: `/.postern${ADDRESS}&result=stopped` } });
    expect(fixture.account.calls).toEqual(['stop']);
    const text = textOf(await fixture.visit('GET', `${ADDRESS}&result=stopped`));
    for (const part of ['The sign-in is stopped', 'Change your password', 'the service desk', 'Sign out everywhere']) {
      expect(text).toContain(part);
    }
  });

  it('isn’t claimed by an address alone', async () => {
    expect(textOf(await disputed().visit('GET', `${ADDRESS}&result=stopped`))).toContain('Was this you?');
  });

  it('works in a browser that has another session, without its token', async () => {
    const fixture = disputed();
    const cookie = fixture.begin('challenge');
    const answer = await fixture.visit('POST', '/not-me', { cookie, token: '', form: { dispute: DISPUTE_TOKEN } });
    expect(answer.headers['location']).toContain('result=stopped');
  });

  it.each(['', 'another', '<b>'])('by no message (%j) stops nothing', async (token) => {
    const fixture = disputed();
    expect((await post(fixture, '/not-me', token)).status).toBe(404);
    expect((await post(fixture, '/not-me/everywhere', token)).status).toBe(404);
    expect(fixture.account.calls).toEqual([]);
  });

  // Negative control: fails without the check of Origin and Sec-Fetch-Site.
  it.each(['/not-me', '/not-me/everywhere'])('from another site (%s) stops nothing (P-37)', async (path) => {
    const fixture = disputed();
    for (const headers of [
      { secFetchSite: 'cross-site', origin: 'https://evil.example' },
      { origin: 'https://x.example' },
      {},
    ]) {
      const answer = await fixture.visit('POST', path, { headers, form: { dispute: DISPUTE_TOKEN } });
      expect(answer.status).toBe(403);
    }
    expect(fixture.account.calls).toEqual([]);
    const own = { headers: { origin: ORIGIN }, form: { dispute: DISPUTE_TOKEN } };
    expect((await fixture.visit('POST', path, own)).status).toBe(303);
  });
});

describe('signing out everywhere', () => {
  it('is asked by itself, and done by a second button', async () => {
    const fixture = disputed({ signIn: 'over' });
    const text = textOf(await fixture.visit('GET', `/not-me/everywhere?token=${DISPUTE_TOKEN}`));
    expect(text).toContain('Sign out everywhere?');
    expect(text).toContain(`href="/.postern${ADDRESS}"`);
    const answer = await post(fixture, '/not-me/everywhere');
    expect(answer.headers['location']).toBe(`/.postern${ADDRESS}&result=everywhere&count=4`);
    expect(fixture.account.calls).toEqual(['stop all']);
    const done = textOf(await fixture.visit('GET', `${ADDRESS}&result=everywhere&count=4`));
    expect(done).toContain('4 browsers and mail connections were ended.');
    expect(done).not.toContain('/not-me/everywhere');
  });
});
