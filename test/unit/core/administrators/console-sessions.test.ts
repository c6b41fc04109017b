// What ends an administrator's session at the console, what confirms it, and what it may ask.

import { describe, expect, it } from 'vitest';
import { createConsoleCookieKeys } from '../../../../src/adapters/crypto/cookie-keys.ts';
import { openMemoryStores } from '../../../../src/adapters/stores/memory/stores.ts';
import { breakGlass } from '../../../../src/core/administrators/break-glass.ts';
import {
  changeAdministrator,
  endConsoleSession,
  endConsoleSessions,
  removeAdministrator,
  resetAdministrator,
} from '../../../../src/core/administrators/manage-administrators.ts';
import { changeOwnPassword, endOwnSessions } from '../../../../src/core/administrators/own-administrator.ts';
import { PERMISSIONS_OF_ROLES } from '../../../../src/core/administrators/permissions.ts';
import { PosternError } from '../../../../src/core/errors.ts';
import {
  type AdministratorsFixture,
  createAdministratorsFixture,
  ELSEWHERE,
  OFFICE,
  PASSWORD,
  presentedIn,
} from '../../../support/administrators-fixture.ts';
import { INSTALLATION_KEY } from '../../../support/factors-fixture.ts';
import { domain } from '../../../support/records.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('a session at the console', () => {
  it('ends when nobody is there, and after its time in all', async () => {
    const fixture = createAdministratorsFixture();
    const { presented } = await fixture.setUp('alice');
    const begunAt = fixture.now;
    const isThere = async () => (await fixture.signIn.present(presented.cookie, OFFICE)) !== undefined;
    fixture.now += 30 * MINUTE - 1;
    expect(await isThere()).toBe(true);
    for (; fixture.now < begunAt + 11.9 * HOUR; fixture.now += 20 * MINUTE) expect(await isThere()).toBe(true);
    fixture.now = begunAt + 12 * HOUR - 1;
    expect(await isThere()).toBe(true);
    fixture.now += 1;
    expect(await isThere()).toBe(false);
    const idle = await fixture.setUp('bea');
    fixture.now += 30 * MINUTE;
    expect(await fixture.signIn.present(idle.presented.cookie, OFFICE)).toBeUndefined();
    expect(await fixture.sessions.list()).toEqual([]);
  });

  it('isn’t prolonged by a clock that is set back', async () => {
    // Negative control: fails without comparing the last activity with now.
    const fixture = createAdministratorsFixture();
    const { presented } = await fixture.setUp('alice');
    fixture.now -= 30_000;
    expect(await fixture.signIn.present(presented.cookie, OFFICE)).toBeDefined();
    fixture.now -= 60_000;
    expect(await fixture.signIn.present(presented.cookie, OFFICE)).toBeUndefined();
  });

  it.each([
    ['it is removed', (its: AdministratorsFixture) => removeAdministrator('alice', its.ports)],
    ['it is disabled', (its: AdministratorsFixture) => changeAdministrator('alice', { disabled: true }, its.ports)],
    ['it is reset', (its: AdministratorsFixture) => resetAdministrator('alice', {}, its.ports)],
    ['its role changes', (its: AdministratorsFixture) => changeAdministrator('alice', { role: 'auditor' }, its.ports)],
    ['its sessions are ended', (its: AdministratorsFixture) => endConsoleSessions('alice', its.ports)],
  ])('ends at once when %s, whoever’s it is only', async (_what, change) => {
    const fixture = createAdministratorsFixture();
    const alice = await fixture.setUp('alice');
    const bea = await fixture.setUp('bea');
    const second = await fixture.open(alice);
    expect(await change(fixture)).toMatchObject({ kind: 'done' });
    for (const { cookie } of [alice.presented, second]) {
      expect(await fixture.signIn.present(cookie, OFFICE)).toBeUndefined();
    }
    expect(await fixture.signIn.present(bea.presented.cookie, OFFICE)).toBeDefined();
    expect((await fixture.sessionStore.list()).map(({ administrator }) => administrator)).toEqual(['bea']);
  });

  it.each([
    ['removed', (its: AdministratorsFixture) => its.stores.administrators.remove('alice', 'unguarded')],
    [
      'disabled',
      (its: AdministratorsFixture) =>
        its.stores.administrators.change('alice', { disabled: true, stamp: 's' }, 'unguarded'),
    ],
    ['changed', (its: AdministratorsFixture) => its.stores.administrators.change('alice', { stamp: 's' }, 'unguarded')],
  ])('counts no more once its administrator is %s, even where its record stayed', async (_what, change) => {
    // Negative control: fails when sessions end only by their records.
    const fixture = createAdministratorsFixture();
    const { presented } = await fixture.setUp('alice');
    await change(fixture);
    expect(await fixture.sessions.list()).toEqual([]);
    expect(await fixture.signIn.present(presented.cookie, OFFICE)).toBeUndefined();
  });

  it('ends when an older copy of the database is put back, which doesn’t know what let it in', async () => {
    const fixture = createAdministratorsFixture();
    const alice = await fixture.setUp('alice');
    const copied = await fixture.stores.administrators.find('alice');
    if (!copied) throw new Error('nobody');
    await changeOwnPassword({ name: 'alice', session: alice.presented.session.id }, `${PASSWORD}!`, fixture.ports);
    expect(await fixture.signIn.present(alice.presented.cookie, OFFICE)).toBeDefined();
    const older = openMemoryStores();
    await older.administrators.add(copied);
    const restored = createAdministratorsFixture({ stores: older, sessionStore: fixture.sessionStore });
    restored.now = fixture.now;
    expect(await restored.signIn.present(alice.presented.cookie, OFFICE)).toBeUndefined();
  });

  it('goes on when its own administrator changes the password, and the others end', async () => {
    const fixture = createAdministratorsFixture();
    const alice = await fixture.setUp('alice');
    const other = await fixture.open(alice, ELSEWHERE);
    const own = { name: 'alice', session: alice.presented.session.id };
    expect(await changeOwnPassword(own, `${PASSWORD}!`, fixture.ports)).toEqual({ kind: 'done', value: { ended: 1 } });
    expect(await fixture.signIn.present(alice.presented.cookie, OFFICE)).toBeDefined();
    expect(await fixture.signIn.present(other.cookie, OFFICE)).toBeUndefined();
    const old = { name: 'alice', password: PASSWORD };
    expect(await fixture.signIn.tryPassword(old, OFFICE)).toMatchObject({ kind: 'wrong' });
  });

  it('is ended by signing out, by its owner elsewhere and by somebody else, one at a time', async () => {
    const fixture = createAdministratorsFixture();
    const alice = await fixture.setUp('alice');
    const own = { name: 'alice', session: alice.presented.session.id };
    const others = [await fixture.open(alice), await fixture.open(alice), await fixture.open(alice)];
    const [one, two, three] = others.map(({ session }) => session.id);
    const bea = await fixture.setUp('bea');
    expect(await endOwnSessions(own, bea.presented.session.id, fixture.ports)).toMatchObject({
      code: 'unknown-session',
    });
    expect(await endOwnSessions(own, one, fixture.ports)).toEqual({ kind: 'done', value: { ended: 1 } });
    expect(await endConsoleSession(two ?? '', fixture.ports)).toEqual({ kind: 'done', value: { ended: 1 } });
    expect(await endConsoleSession(two ?? '', fixture.ports)).toMatchObject({ code: 'unknown-session' });
    expect(await endOwnSessions(own, undefined, fixture.ports)).toEqual({ kind: 'done', value: { ended: 1 } });
    await fixture.signIn.end(alice.presented);
    await fixture.signIn.end(alice.presented);
    expect((await fixture.sessions.list()).map(({ id }) => id)).toEqual([bea.presented.session.id]);
    const ends = (await fixture.audited()).filter(({ event }) => event === 'console-session.ended');
    expect(ends.map(({ reason, details }) => [reason, details?.['session']])).toEqual([
      ['ended-by-owner', one],
      ['ended-by-administrator', two],
      ['ended-by-owner', three],
      ['signed-out', own.session],
    ]);
    expect(await endConsoleSessions('not a name', fixture.ports)).toMatchObject({ code: 'unknown-administrator' });
  });

  it('is forgotten once it is over, and displaced by the twenty-first', async () => {
    const fixture = createAdministratorsFixture();
    const alice = await fixture.setUp('alice');
    const begin = () => fixture.signIn.tryPassword({ name: 'alice', password: PASSWORD }, OFFICE);
    const first = presentedIn(await begin());
    for (let count = 0; count < 20; count += 1) await begin();
    expect(await fixture.signIn.present(first.cookie, OFFICE)).toBeUndefined();
    expect(await fixture.signIn.present(alice.presented.cookie, OFFICE)).toBeDefined();
    fixture.now += HOUR;
    await fixture.sessions.purge();
    expect(await fixture.sessionStore.list()).toEqual([]);
  });

  it('keeps who asks, in which domains, and for how long both steps count', async () => {
    const fixture = createAdministratorsFixture();
    await fixture.stores.accounts.putDomain(domain('example.org'));
    const { presented } = await fixture.setUp('bea', 'domain-administrator', ['EXAMPLE.org']);
    const requester = fixture.signIn.requesterOf(presented.session, ELSEWHERE);
    expect(requester).toEqual({
      ...{ actor: 'bea', role: 'domain-administrator', administrator: 'bea', session: presented.session.id },
      permissions: PERMISSIONS_OF_ROLES['domain-administrator'],
      domains: new Set(['example.org']),
      confirmedUntil: fixture.now + 10 * MINUTE,
      origin: ELSEWHERE,
    });
    // A clock that was set back confirms nothing.
    fixture.now -= 1;
    expect(fixture.signIn.requesterOf(presented.session, OFFICE)).toMatchObject({ confirmedUntil: 0 });
    const { confirmedAt: _never, ...unconfirmed } = presented.session;
    expect(fixture.signIn.requesterOf(unconfirmed, OFFICE)).toMatchObject({ confirmedUntil: 0 });
  });
});

describe('confirming at the console', () => {
  it('takes both steps again, and gives another cookie', async () => {
    const fixture = createAdministratorsFixture();
    const alice = await fixture.setUp('alice');
    fixture.now += 11 * MINUTE;
    const confirm = (password: string, code: string) =>
      fixture.signIn.confirm(alice.presented, { password, answer: { kind: 'totp', code } }, OFFICE);
    expect(await confirm('wrong', alice.code())).toEqual({ kind: 'wrong', delay: 0 });
    expect(await confirm(PASSWORD, '000000')).toEqual({ kind: 'wrong', delay: 0 });
    const code = alice.code();
    const answers = await Promise.all(Array.from({ length: 5 }, () => confirm(PASSWORD, code)));
    const [confirmed] = answers.filter((answer) => answer.kind === 'session');
    expect(answers.filter(({ kind }) => kind === 'session')).toHaveLength(1);
    expect(confirmed?.presented.cookie).not.toBe(alice.presented.cookie);
    expect(confirmed?.presented.session).toMatchObject({ id: alice.presented.session.id, confirmedAt: fixture.now });
    expect(await confirm(PASSWORD, alice.code())).toEqual({ kind: 'ended' });
    const events = (await fixture.audited()).map(({ event }) => event);
    expect(events).toContain('console-session.confirmed');
    expect(events).toContain('console-session.not-confirmed');
  });

  it('is slowed by wrong passwords and wrong codes, each by its own', async () => {
    const fixture = createAdministratorsFixture();
    const alice = await fixture.setUp('alice');
    const wrong = { kind: 'totp', code: '000000' } as const;
    for (let tries = 0; tries < 5; tries += 1) {
      expect(
        await fixture.signIn.confirm(alice.presented, { password: PASSWORD, answer: wrong }, OFFICE),
      ).toMatchObject({
        kind: 'wrong',
      });
    }
    const right = { kind: 'totp', code: alice.code() } as const;
    expect(await fixture.signIn.confirm(alice.presented, { password: PASSWORD, answer: right }, OFFICE)).toMatchObject({
      kind: 'throttled',
    });
    for (let tries = 0; tries < 5; tries += 1) {
      await fixture.signIn.confirm(alice.presented, { password: `guess ${tries}`, answer: right }, OFFICE);
    }
    expect(await fixture.signIn.confirm(alice.presented, { password: PASSWORD, answer: right }, OFFICE)).toMatchObject({
      kind: 'throttled',
    });
  });

  it('has no meaning before a session is open', async () => {
    const fixture = createAdministratorsFixture();
    const alice = await fixture.setUp('alice');
    const begun = presentedIn(await fixture.signIn.tryPassword({ name: 'alice', password: PASSWORD }, OFFICE));
    const given = { password: PASSWORD, answer: { kind: 'totp', code: alice.code() } } as const;
    expect(await fixture.signIn.confirm(begun, given, OFFICE)).toEqual({ kind: 'ended' });
  });
});

describe('breaking the glass (R6.7)', () => {
  async function broken(fixture: AdministratorsFixture, sessionFor?: number) {
    const issued = await breakGlass({ name: 'ops', sessionFor }, { ...fixture.ports, log: fixture.parts.log });
    if (issued.kind === 'refused') throw new Error(issued.text);
    return issued.value;
  }

  it('opens the console for a while when no administrator is left, loudly', async () => {
    const fixture = createAdministratorsFixture();
    const { code } = await broken(fixture);
    const { session, cookie } = presentedIn(await fixture.signIn.useCode(code, ELSEWHERE));
    expect(session).toMatchObject({ state: 'open', isBreakGlass: true, endsAt: fixture.now + 15 * MINUTE });
    expect(session.administrator).toMatchObject({ name: 'ops', role: 'platform-administrator', domains: 'all' });
    const requester = fixture.signIn.requesterOf(session, ELSEWHERE);
    expect(requester).toMatchObject({ actor: 'ops (break-glass)', confirmedUntil: session.endsAt });
    // Neither somebody of that name, nor on the host.
    expect(requester).not.toHaveProperty('administrator');
    expect(requester).not.toHaveProperty('isOperator');
    expect(fixture.lines.filter(({ level }) => level === 'warn').map(({ event }) => event)).toEqual([
      'break-glass.issued',
      'break-glass.used',
    ]);
    const entries = await fixture.audited();
    expect(entries.map(({ event, actor }) => [event, actor])).toEqual([
      ['break-glass.issued', 'cli'],
      ['break-glass.used', 'ops (break-glass)'],
    ]);
    expect(entries.at(-1)).toMatchObject({ remoteAddress: '203.0.113.9', door: 'administration' });
    expect(JSON.stringify([entries, fixture.lines])).not.toContain(code);
    expect(await fixture.signIn.present(cookie, ELSEWHERE)).toBeDefined();
  });

  it('is never prolonged: not by use, not by confirming', async () => {
    const fixture = createAdministratorsFixture();
    await fixture.setUp('ops');
    const { code } = await broken(fixture, 2 * MINUTE);
    const presented = presentedIn(await fixture.signIn.useCode(code, OFFICE));
    const { endsAt } = presented.session;
    const given = { password: PASSWORD, answer: { kind: 'totp', code: '000000' } } as const;
    expect(await fixture.signIn.confirm(presented, given, OFFICE)).toEqual({ kind: 'ended' });
    fixture.now = endsAt - 1;
    expect(await fixture.signIn.present(presented.cookie, OFFICE)).toMatchObject({ session: { endsAt } });
    fixture.now = endsAt;
    expect(await fixture.signIn.present(presented.cookie, OFFICE)).toBeUndefined();
  });

  it('takes a code once, of N callers at once, within a quarter of an hour', async () => {
    const fixture = createAdministratorsFixture();
    const { code } = await broken(fixture);
    const answers = await Promise.all(Array.from({ length: 20 }, () => fixture.signIn.useCode(code, OFFICE)));
    expect(answers.filter(({ kind }) => kind === 'session')).toHaveLength(1);
    const { code: late, endsAt } = await broken(fixture);
    fixture.now = endsAt;
    expect(await fixture.signIn.useCode(late, ELSEWHERE)).toMatchObject({ kind: 'wrong' });
  });

  it('lasts an hour at most, and goes by a name', async () => {
    const fixture = createAdministratorsFixture();
    const ports = { ...fixture.ports, log: fixture.parts.log };
    for (const sessionFor of [59_999, HOUR + 1, Number.NaN, -1]) {
      expect(await breakGlass({ name: 'ops', sessionFor }, ports)).toMatchObject({ code: 'invalid' });
    }
    expect(await breakGlass({ name: 'ops@example.org' }, ports)).toMatchObject({ code: 'invalid' });
    expect(await breakGlass({ name: 'ops', sessionFor: HOUR }, ports)).toMatchObject({ kind: 'done' });
    fixture.stores.audit.append = async () => {
      throw new PosternError('ERR_STORE_UNAVAILABLE', 'the disk is full');
    };
    fixture.parts.audit.record({ at: 1, kind: 'change', event: 'backup.made' });
    await fixture.parts.audit.flush();
    expect(await breakGlass({ name: 'ops' }, ports)).toMatchObject({ code: 'unavailable' });
  });

  it('is seen among the sessions of its name, and is nobody’s own', async () => {
    const fixture = createAdministratorsFixture();
    const ops = await fixture.setUp('ops');
    const { code } = await broken(fixture);
    const { session } = presentedIn(await fixture.signIn.useCode(code, OFFICE));
    expect((await fixture.sessions.list('ops')).map(({ id }) => id)).toContain(session.id);
    expect((await fixture.sessions.listOwn('ops')).map(({ id }) => id)).toEqual([ops.presented.session.id]);
    expect(await endConsoleSession(session.id, fixture.ports)).toMatchObject({ kind: 'done' });
    expect(await fixture.sessions.list()).toHaveLength(1);
  });
});

describe('a cookie of the console', () => {
  it('is nothing but its own 43 characters', async () => {
    const fixture = createAdministratorsFixture();
    const { presented } = await fixture.setUp('alice');
    const { cookie } = presented;
    for (const other of ['', `${cookie} `, `${cookie}=`, cookie.slice(1), `${cookie.slice(0, -1)}!`]) {
      expect(await fixture.signIn.present(other, OFFICE)).toBeUndefined();
    }
    expect(createConsoleCookieKeys(INSTALLATION_KEY).lookupKey(cookie)).toHaveLength(32);
  });
});
