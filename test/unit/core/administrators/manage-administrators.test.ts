// Adding, changing, resetting and removing administrators, and what they do about themselves.

import { describe, expect, it } from 'vitest';
import {
  addAdministrator,
  changeAdministrator,
  endConsoleSession,
  endConsoleSessions,
  removeAdministrator,
  resetAdministrator,
} from '../../../../src/core/administrators/manage-administrators.ts';
import {
  beginAuthenticator,
  changeOwnPassword,
  endOwnSessions,
  finishAuthenticator,
  MAX_AUTHENTICATORS,
  removeAuthenticator,
  renewOwnRecoveryCodes,
} from '../../../../src/core/administrators/own-administrator.ts';
import { PosternError } from '../../../../src/core/errors.ts';
import {
  type AdministratorsFixture,
  createAdministratorsFixture,
  OFFICE,
  PASSWORD,
  presentedIn,
} from '../../../support/administrators-fixture.ts';
import { codeFromApp } from '../../../support/factors-fixture.ts';
import { domain } from '../../../support/records.ts';

/** The ports of an administrator who is signed in. */
function asAdministrator(fixture: AdministratorsFixture, name: string) {
  return { ...fixture.ports, actor: name, requester: { administrator: name } };
}

async function withDomains(): Promise<AdministratorsFixture> {
  const fixture = createAdministratorsFixture();
  for (const name of ['example.org', 'example.net']) await fixture.stores.accounts.putDomain(domain(name));
  return fixture;
}

describe('adding an administrator', () => {
  it('takes names that no mailbox can have, and none that the log uses (P-17)', async () => {
    const { ports } = createAdministratorsFixture();
    for (const name of ['a', 'anna@example.org', '1alice', 'ali ce', 'älice', 'cli', 'Operator', 'a'.repeat(65), '']) {
      const answer = await addAdministrator({ name, role: 'platform-administrator' }, ports);
      expect(answer, name).toMatchObject({ code: 'invalid', problems: [{ field: 'name' }] });
    }
    expect(await addAdministrator({ name: ' Al.ice-1_ ', role: 'auditor' }, ports)).toMatchObject({
      value: { administrator: { name: 'al.ice-1_', domains: 'all' } },
    });
    expect(await addAdministrator({ name: 'al.ice-1_', role: 'auditor' }, ports)).toMatchObject({ code: 'exists' });
  });

  it('wants domains that fit the role (R6.2)', async () => {
    const { ports, stores } = await withDomains();
    const add = (role: 'platform-administrator' | 'domain-administrator' | 'auditor', domains?: 'all' | string[]) =>
      addAdministrator({ name: 'alice', role, domains }, ports);
    const invalid = { code: 'invalid', problems: [{ field: 'domains' }] };
    expect(await add('domain-administrator')).toMatchObject(invalid);
    expect(await add('domain-administrator', 'all')).toMatchObject(invalid);
    expect(await add('domain-administrator', ['unknown.example'])).toMatchObject(invalid);
    expect(await add('domain-administrator', ['not a domain'])).toMatchObject(invalid);
    expect(await add('platform-administrator', ['example.org'])).toMatchObject(invalid);
    expect(await add('auditor', ['EXAMPLE.org'])).toMatchObject({
      value: { administrator: { domains: new Set(['example.org']) } },
    });
    expect(await stores.administrators.find('alice')).toMatchObject({ domains: new Set(['example.org']) });
  });

  it('is recorded, without the code', async () => {
    const fixture = createAdministratorsFixture();
    const code = await fixture.add('alice');
    const entries = await fixture.audited();
    expect(entries).toMatchObject([
      { event: 'administrator.added', actor: 'cli', details: { administrator: 'alice', domains: 'all' } },
    ]);
    expect(JSON.stringify(entries)).not.toContain(code.slice(0, 5));
  });
});

describe('a token', () => {
  it('lets no administrator in and gives none more power, as they would outlast it; it may put them out (P-21)', async () => {
    // Negative control: fails without `refusalOfToken` in any of the three.
    const fixture = await withDomains();
    await fixture.setUp('alice');
    await fixture.setUp('bea');
    const requester = { administrator: 'alice', token: { id: 'tk-1', expiresAt: fixture.now + 60_000 } };
    const ports = { ...fixture.ports, actor: 'token tk-1', requester };
    const refused = { code: 'not-permitted' };
    expect(await addAdministrator({ name: 'eve', role: 'auditor' }, ports)).toMatchObject(refused);
    expect(await resetAdministrator('bea', {}, ports)).toMatchObject(refused);
    expect(await changeAdministrator('bea', { role: 'auditor' }, ports)).toMatchObject(refused);
    expect(await changeAdministrator('bea', { disabled: true, role: 'auditor' }, ports)).toMatchObject(refused);
    expect(await changeAdministrator('bea', { disabled: true }, ports)).toMatchObject({ kind: 'done' });
    expect(await changeAdministrator('bea', { disabled: false }, ports)).toMatchObject(refused);
    expect((await fixture.stores.administrators.list()).map(({ name }) => name)).toEqual(['alice', 'bea']);
    expect(await removeAdministrator('bea', ports)).toMatchObject({ kind: 'done' });
  });
});

describe('changing administrators', () => {
  it('is nobody’s to do to themselves, but the operator’s (R6.2)', async () => {
    const fixture = createAdministratorsFixture();
    await fixture.setUp('alice');
    await fixture.setUp('bea');
    const own = asAdministrator(fixture, 'alice');
    const refused = { code: 'own-administrator' };
    expect(await changeAdministrator('ALICE', { role: 'auditor' }, own)).toMatchObject(refused);
    expect(await changeAdministrator('alice', { disabled: true }, own)).toMatchObject(refused);
    expect(await removeAdministrator('alice', own)).toMatchObject(refused);
    expect(await resetAdministrator('alice', {}, own)).toMatchObject(refused);
    expect(await changeAdministrator('bea', { role: 'auditor' }, own)).toMatchObject({ kind: 'done' });
    expect(await removeAdministrator('alice', fixture.ports)).toMatchObject({ kind: 'done' });
  });

  it('leaves one who can sign in, of two who remove each other at once', async () => {
    const fixture = createAdministratorsFixture();
    await fixture.setUp('alice');
    await fixture.setUp('bea');
    const answers = await Promise.all([
      removeAdministrator('bea', asAdministrator(fixture, 'alice')),
      removeAdministrator('alice', asAdministrator(fixture, 'bea')),
    ]);
    expect(answers.map((answer) => (answer.kind === 'done' ? answer.kind : answer.code)).toSorted()).toEqual([
      'done',
      'last-administrator',
    ]);
    const [left] = await fixture.stores.administrators.list();
    const outsider = asAdministrator(fixture, 'nobody');
    const last = { code: 'last-administrator' };
    expect(await changeAdministrator(left?.name ?? '', { disabled: true }, outsider)).toMatchObject(last);
    expect(await resetAdministrator(left?.name ?? '', {}, outsider)).toMatchObject(last);
    expect(await resetAdministrator(left?.name ?? '', {}, fixture.ports)).toMatchObject({ kind: 'done' });
  });

  it('gives domains with the role, and takes them back', async () => {
    const fixture = await withDomains();
    await fixture.setUp('bea', 'domain-administrator', ['example.org']);
    const change = (wish: Parameters<typeof changeAdministrator>[1]) => changeAdministrator('bea', wish, fixture.ports);
    expect(await change({ domains: 'all' })).toMatchObject({ code: 'invalid' });
    expect(await change({ role: 'auditor' })).toMatchObject({ value: { domains: new Set(['example.org']) } });
    expect(await change({ role: 'auditor', domains: 'all' })).toMatchObject({ value: { domains: 'all' } });
    expect(await change({ role: 'domain-administrator' })).toMatchObject({ code: 'invalid' });
    expect(await change({ role: 'platform-administrator' })).toMatchObject({ value: { domains: 'all' } });
    expect(await change({ role: 'domain-administrator', domains: ['example.net'] })).toMatchObject({
      value: { domains: new Set(['example.net']) },
    });
  });

  it('finds nobody of a name that isn’t there, also when they go meanwhile', async () => {
    const fixture = createAdministratorsFixture();
    const unknown = { code: 'unknown-administrator' };
    for (const name of ['nobody', 'not a name']) {
      expect(await changeAdministrator(name, { disabled: true }, fixture.ports)).toMatchObject(unknown);
      expect(await removeAdministrator(name, fixture.ports)).toMatchObject(unknown);
      expect(await resetAdministrator(name, {}, fixture.ports)).toMatchObject(unknown);
    }
    await fixture.add('alice');
    const { administrators } = fixture.stores;
    const kept = await administrators.find('alice');
    await administrators.remove('alice', 'unguarded');
    administrators.find = async () => kept;
    expect(await changeAdministrator('alice', { disabled: true }, fixture.ports)).toMatchObject(unknown);
    expect(await removeAdministrator('alice', fixture.ports)).toMatchObject(unknown);
    expect(await resetAdministrator('alice', {}, fixture.ports)).toMatchObject(unknown);
    const own = { name: 'alice', session: 'cs-1' };
    expect(await changeOwnPassword(own, PASSWORD, fixture.ports)).toMatchObject({ code: 'not-confirmed' });
    administrators.find = async () => undefined;
    expect(await changeOwnPassword(own, PASSWORD, fixture.ports)).toMatchObject(unknown);
  });

  it('is refused while it can’t be recorded', async () => {
    const fixture = createAdministratorsFixture();
    await fixture.setUp('alice');
    await fixture.setUp('bea');
    fixture.stores.audit.append = async () => {
      throw new PosternError('ERR_STORE_UNAVAILABLE', 'the disk is full');
    };
    fixture.parts.audit.record({ at: 1, kind: 'change', event: 'backup.made' });
    await fixture.parts.audit.flush();
    const { ports } = fixture;
    const own = { name: 'bea', session: 'cs-1' };
    const answers = [
      await addAdministrator({ name: 'carla', role: 'auditor' }, ports),
      await changeAdministrator('bea', { disabled: true }, ports),
      await removeAdministrator('bea', ports),
      await resetAdministrator('bea', {}, ports),
      await endConsoleSessions('bea', ports),
      await endConsoleSession('cs-1', ports),
      await changeOwnPassword(own, `${PASSWORD}!`, ports),
      await renewOwnRecoveryCodes(own, ports),
      await finishAuthenticator(own, { code: '123456', name: '' }, ports),
      await removeAuthenticator(own, 'f-1', ports),
      await endOwnSessions(own, undefined, ports),
    ];
    expect(answers.map((answer) => answer.kind === 'refused' && answer.code)).toEqual(answers.map(() => 'unavailable'));
    expect(await fixture.sessions.list()).toHaveLength(2);
  });
});

describe('what an administrator does about themselves', () => {
  it('has other recovery codes, and the old ones end', async () => {
    const fixture = createAdministratorsFixture();
    const alice = await fixture.setUp('alice');
    const own = { name: 'alice', session: alice.presented.session.id };
    const renewed = await renewOwnRecoveryCodes(own, fixture.ports);
    if (renewed.kind !== 'done') throw new Error(renewed.text);
    expect(renewed.value).toHaveLength(10);
    const answerWith = async (code = '') => {
      const begun = presentedIn(await fixture.signIn.tryPassword({ name: 'alice', password: PASSWORD }, OFFICE));
      return (await fixture.signIn.answer(begun, { kind: 'recovery-code', code }, OFFICE)).kind;
    };
    expect(await answerWith(alice.recoveryCodes[0])).toBe('wrong');
    expect(await answerWith(renewed.value[0])).toBe('session');
  });

  it('sets up another app, signs in with either, and removes all but the last', async () => {
    const fixture = createAdministratorsFixture();
    const alice = await fixture.setUp('alice');
    const own = { name: 'alice', session: alice.presented.session.id };
    expect(await finishAuthenticator(own, { code: '123456', name: '' }, fixture.ports)).toMatchObject({
      code: 'not-confirmed',
    });
    const begun = await beginAuthenticator(own, 'Example', fixture.ports);
    if (begun.kind !== 'done') throw new Error(begun.text);
    expect(await beginAuthenticator(own, 'Example', fixture.ports)).toEqual(begun);
    const { uri } = begun.value;
    const finish = (code: string) => finishAuthenticator(own, { code, name: 'Tablet' }, fixture.ports);
    expect(await finish('000000')).toMatchObject({ code: 'invalid' });
    expect(await finish(codeFromApp(uri, fixture.now))).toMatchObject({ value: { name: 'Tablet', kind: 'totp' } });
    fixture.now += 30_000;
    const first = presentedIn(await fixture.signIn.tryPassword({ name: 'alice', password: PASSWORD }, OFFICE));
    const byTablet = { kind: 'totp', code: codeFromApp(uri, fixture.now) } as const;
    expect(await fixture.signIn.answer(first, byTablet, OFFICE)).toMatchObject({ kind: 'session' });
    expect((await fixture.open(alice)).session.state).toBe('open');
    const [phone, tablet] = await fixture.factors.list('alice');
    expect(await removeAuthenticator(own, phone?.id ?? '', fixture.ports)).toMatchObject({ kind: 'done' });
    expect(await removeAuthenticator(own, phone?.id ?? '', fixture.ports)).toMatchObject({ code: 'unknown-factor' });
    expect(await removeAuthenticator(own, tablet?.id ?? '', fixture.ports)).toMatchObject({ code: 'last-factor' });
  });

  it('has so many apps at most, as each is tried with every code', async () => {
    const fixture = createAdministratorsFixture();
    const alice = await fixture.setUp('alice');
    const own = { name: 'alice', session: alice.presented.session.id };
    for (let count = 1; count < MAX_AUTHENTICATORS; count += 1) {
      const begun = await beginAuthenticator(own, 'Example', fixture.ports);
      if (begun.kind !== 'done') throw new Error(begun.text);
      const code = codeFromApp(begun.value.uri, fixture.now);
      expect(await finishAuthenticator(own, { code, name: '' }, fixture.ports)).toMatchObject({ kind: 'done' });
    }
    const tooMany = { code: 'too-many-factors' };
    expect(await beginAuthenticator(own, 'Example', fixture.ports)).toMatchObject(tooMany);
    const full = async () => ({ kind: 'refused', reason: 'too-many-factors' }) as const;
    const factors = Object.assign(Object.create(fixture.factors), { list: async () => [], startEnrolment: full });
    expect(await beginAuthenticator(own, 'Example', { factors })).toMatchObject(tooMany);
  });

  it('chooses a password that isn’t too short, nor the own name', async () => {
    const fixture = createAdministratorsFixture();
    const { presented } = await fixture.setUp('alice.smith');
    const own = { name: 'alice.smith', session: presented.session.id };
    for (const password of ['short', 'Alice.Smith', 'with\u0000control']) {
      expect(await changeOwnPassword(own, password, fixture.ports)).toMatchObject({
        code: 'invalid',
        problems: [{ field: 'password' }],
      });
    }
  });
});
