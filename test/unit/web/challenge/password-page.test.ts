// A new password as a person chooses it.

import { describe, expect, it } from 'vitest';
import { MAILBOX } from '../../../support/pages-account.ts';
import { PagesFixture, textOf } from '../../../support/pages-fixture.ts';

const NEW = 'new and long enough';

describe('the page for a new password (R6.4)', () => {
  it('asks twice, in fields that password managers know, with the name that goes with it', async () => {
    const fixture = new PagesFixture();
    const text = textOf(await fixture.visit('GET', '/password', { cookie: fixture.begin('password-change') }));
    expect(text.match(/type="password" autocomplete="new-password"/g)).toHaveLength(2);
    expect(text).toContain(`value="${MAILBOX}" autocomplete="username"`);
    expect(text).toContain('At least 8 characters');
  });

  it('is where every page of such a session leads, and no other session gets there', async () => {
    const fixture = new PagesFixture();
    const cookie = fixture.begin('password-change');
    for (const path of ['/challenge', '/enrolment', '/account', '/']) {
      const { status, headers } = await fixture.visit('GET', path, { cookie });
      expect([path, status, headers['location']]).toEqual([path, 303, '/.postern/password']);
    }
    for (const step of ['challenge', 'enrolment'] as const) {
      const other = fixture.begin(step);
      const form = { password: NEW, again: NEW };
      expect((await fixture.visit('GET', '/password', { cookie: other })).headers['location']).toMatch(/challenge$/);
      const posted = await fixture.visit('POST', '/password', { cookie: other, form });
      expect(posted.headers['location']).toMatch(/challenge$/);
    }
    expect(fixture.account.calls).toEqual([]);
  });

  it('sends to a new sign-in when it is set, and forgets the session', async () => {
    const fixture = new PagesFixture();
    const cookie = fixture.begin('password-change');
    const answer = await fixture.visit('POST', '/password', { cookie, form: { password: NEW, again: NEW } });
    expect(answer.headers['location']).toBe('/.postern/signed-out?why=password');
    expect(answer.setCookies).toMatchObject([{ maxAge: 0 }]);
    expect(fixture.account.calls).toContain(`change password to ${NEW}`);
    expect(textOf(await fixture.visit('GET', '/signed-out?why=password'))).toContain('Your new password is set');
  });

  it('says why one was not taken, without repeating it', async () => {
    const fixture = new PagesFixture();
    const cookie = fixture.begin('password-change');
    const post = (form: Readonly<Record<string, string>>) => fixture.visit('POST', '/password', { cookie, form });
    expect((await post({ password: NEW, again: 'other' })).headers['location']).toMatch(/password\?result=different$/);
    for (const why of ['too-short', 'too-long', 'controls', 'name', 'same', 'refused'] as const) {
      fixture.account.passwordChange = { kind: 'not-taken', why };
      const { headers } = await post({ password: NEW, again: NEW });
      expect(headers['location']).toBe(`/.postern/password?result=${why}`);
      const text = textOf(await fixture.visit('GET', `/password?result=${why}`, { cookie }));
      expect(text).toContain('role="alert"');
      expect(text).not.toContain(NEW);
    }
    expect(textOf(await fixture.visit('GET', '/password?result=toString', { cookie }))).not.toContain('role="alert"');
  });

  it('ends with the session, and says so when nobody can set it', async () => {
    const fixture = new PagesFixture();
    const cookie = fixture.begin('password-change');
    const post = () => fixture.visit('POST', '/password', { cookie, form: { password: NEW, again: NEW } });
    fixture.account.passwordChange = { kind: 'unavailable', dependency: 'sign-in-source', decisionId: 'D1' };
    expect((await post()).status).toBe(503);
    fixture.account.passwordChange = { kind: 'ended' };
    expect((await post()).headers['location']).toBe('/.postern/signed-out?why=ended');
  });
});
