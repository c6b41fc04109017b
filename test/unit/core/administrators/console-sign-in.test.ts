// An administrator's way into the console: each branch, in R1.2's order, with what is recorded of it.

import { describe, expect, it } from 'vitest';
import { CONSOLE_TRIES } from '../../../../src/core/administrators/console-session-store.ts';
import { changeAdministrator, resetAdministrator } from '../../../../src/core/administrators/manage-administrators.ts';
import { isUnavailable, PosternError } from '../../../../src/core/errors.ts';
import {
  createAdministratorsFixture,
  ELSEWHERE,
  OFFICE,
  PASSWORD,
  presentedIn,
} from '../../../support/administrators-fixture.ts';
import { codeFromApp } from '../../../support/factors-fixture.ts';

const MINUTE = 60_000;

describe('the first step at the console', () => {
  it('opens nothing by itself: the second step comes after, always (R6.2)', async () => {
    const fixture = createAdministratorsFixture();
    const alice = await fixture.setUp('alice');
    const { session } = presentedIn(await fixture.signIn.tryPassword({ name: ' Alice ', password: PASSWORD }, OFFICE));
    expect(session).toMatchObject({ state: 'challenge', administrator: { name: 'alice' }, isBreakGlass: false });
    expect(session).not.toHaveProperty('confirmedAt');
    expect(() => fixture.signIn.requesterOf(session, OFFICE)).toThrow();
    expect((await fixture.open(alice)).session).toMatchObject({ state: 'open' });
  });

  it('says the same of a wrong password, an unknown name, one without a password and a disabled one', async () => {
    const fixture = createAdministratorsFixture();
    await fixture.setUp('alice');
    await fixture.setUp('off');
    await fixture.add('new');
    await changeAdministrator('off', { disabled: true }, fixture.ports);
    const tries = [
      ['alice', 'wrong'],
      ['nobody', PASSWORD],
      ['not a name!', PASSWORD],
      ['new', PASSWORD],
      ['off', PASSWORD],
    ] as const;
    for (const [name, password] of tries) {
      const origin = { ...OFFICE, remoteAddress: `192.0.2.${name.length}` };
      expect(await fixture.signIn.tryPassword({ name, password }, origin)).toEqual({ kind: 'wrong', delay: 0 });
    }
    const refused = (await fixture.audited()).filter(({ event }) => event === 'console-sign-in.refused');
    expect(refused.map(({ reason, actor }) => [reason, actor])).toEqual([
      ['wrong-secret', 'alice'],
      ['unknown-account', undefined],
      ['unknown-account', undefined],
      ['wrong-secret', 'new'],
      ['administrator-disabled', 'off'],
    ]);
    // What stands where the name belongs may be a password (R6.6).
    expect(JSON.stringify(refused)).not.toContain('not a name!');
  });

  it('judges a password for a name that nobody has, too', async () => {
    // Negative control: fails when unknown names are answered without asking the hasher.
    const fixture = createAdministratorsFixture();
    await fixture.add('new');
    for (const name of ['nobody', 'new', 'NOT A NAME'])
      await fixture.signIn.tryPassword({ name, password: 'x' }, OFFICE);
    expect(fixture.verified).toEqual(Array.from({ length: 3 }, () => 'plain:nobody knows'));
    // Nor does the decoy's own password let anybody in.
    const decoy = { name: 'nobody', password: 'nobody knows' };
    expect(await fixture.signIn.tryPassword(decoy, OFFICE)).toMatchObject({ kind: 'wrong' });
  });

  it('is refused from elsewhere before any password is looked at, and counts for nothing (R5.1)', async () => {
    const fixture = createAdministratorsFixture({
      isPermittedPlace: ({ remoteAddress }, trace) => {
        trace.push({ check: 'permitted-networks', result: 'elsewhere', layer: 'platform' });
        return remoteAddress === OFFICE.remoteAddress;
      },
    });
    const alice = await fixture.setUp('alice');
    fixture.verified.length = 0;
    for (let tries = 0; tries < 30; tries += 1) {
      const answer = await fixture.signIn.tryPassword({ name: 'alice', password: 'wrong' }, ELSEWHERE);
      expect(answer).toEqual({ kind: 'not-permitted' });
    }
    expect(await fixture.signIn.useCode('kdmwt-zrahq-pexvb', ELSEWHERE)).toEqual({ kind: 'not-permitted' });
    const begun = presentedIn(await fixture.signIn.tryPassword({ name: 'alice', password: PASSWORD }, OFFICE));
    const second = { kind: 'totp', code: alice.code() } as const;
    expect(await fixture.signIn.answer(begun, second, ELSEWHERE)).toEqual({ kind: 'not-permitted' });
    const { cookie } = await fixture.open(alice);
    expect(await fixture.signIn.present(cookie, ELSEWHERE)).toBeUndefined();
    expect(await fixture.signIn.present(cookie, OFFICE)).toBeDefined();
    expect(fixture.verified).toHaveLength(2);
    expect(fixture.pauses).toEqual([]);
  });

  it('refuses a network that failed too often, and only slows the administrator down (R9.1)', async () => {
    const fixture = createAdministratorsFixture();
    const alice = await fixture.setUp('alice');
    const guess = (index: number) =>
      fixture.signIn.tryPassword({ name: 'alice', password: `guess ${index}` }, ELSEWHERE);
    for (let index = 0; index < 5; index += 1) expect(await guess(index)).toMatchObject({ kind: 'wrong' });
    fixture.verified.length = 0;
    expect(await guess(6)).toEqual({ kind: 'throttled', retryAfter: MINUTE });
    expect(fixture.verified).toEqual([]);
    // Her own network isn't slowed by what others do.
    expect(fixture.pauses.length).toBeGreaterThan(0);
    fixture.pauses.length = 0;
    expect((await fixture.open(alice)).session.state).toBe('open');
    expect(fixture.pauses).toEqual([]);
    // Another one is, and gets in all the same: nobody locks an administrator out.
    const hotel = { ...ELSEWHERE, remoteAddress: '198.51.100.77' };
    expect((await fixture.open(alice, hotel)).session.state).toBe('open');
    expect(fixture.pauses.length).toBe(1);
  });

  it('is no wrong password when nobody can judge it', async () => {
    const busy = createAdministratorsFixture({
      hasher: { hash: async (password) => `plain:${password}`, verify: async () => 'overloaded' },
    });
    await busy.setUp('alice');
    for (let tries = 0; tries < 9; tries += 1) {
      const given = { name: 'alice', password: `guess ${tries}` };
      await expect(busy.signIn.tryPassword(given, ELSEWHERE)).rejects.toSatisfy(isUnavailable);
    }
    expect((await busy.audited()).at(-1)).toMatchObject({ event: 'console-sign-in.unavailable', reason: 'store' });
  });

  it('decides nothing that can’t be recorded', async () => {
    const fixture = createAdministratorsFixture();
    const alice = await fixture.setUp('alice');
    const { stores, parts } = fixture;
    stores.audit.append = async () => {
      throw new PosternError('ERR_STORE_UNAVAILABLE', 'the disk is full');
    };
    parts.audit.record({ at: 1, kind: 'change', event: 'backup.made' });
    await parts.audit.flush();
    const given = { name: 'alice', password: PASSWORD };
    await expect(fixture.signIn.tryPassword(given, OFFICE)).rejects.toSatisfy(isUnavailable);
    await expect(fixture.signIn.useCode('x', OFFICE)).rejects.toSatisfy(isUnavailable);
    const confirming = { password: PASSWORD, answer: { kind: 'totp', code: alice.code() } } as const;
    await expect(fixture.signIn.confirm(alice.presented, confirming, OFFICE)).rejects.toSatisfy(isUnavailable);
  });
});

describe('the second step at the console', () => {
  it('opens the session under another cookie, and the old one is dead (P-20)', async () => {
    const fixture = createAdministratorsFixture();
    const alice = await fixture.setUp('alice');
    const begun = presentedIn(await fixture.signIn.tryPassword({ name: 'alice', password: PASSWORD }, OFFICE));
    const opened = presentedIn(await fixture.signIn.answer(begun, { kind: 'totp', code: alice.code() }, OFFICE));
    expect(opened.cookie).not.toBe(begun.cookie);
    expect(await fixture.signIn.present(begun.cookie, OFFICE)).toBeUndefined();
    expect(await fixture.signIn.present(opened.cookie, OFFICE)).toMatchObject({ session: { id: opened.session.id } });
    expect(opened.session).toMatchObject({ state: 'open', confirmedAt: fixture.now });
    expect(await fixture.stores.administrators.find('alice')).toMatchObject({ lastSignInAt: fixture.now });
    const [allowed] = (await fixture.audited()).slice(-1);
    expect(allowed).toMatchObject({
      ...{ event: 'console-sign-in.allowed', actor: 'alice', door: 'administration', remoteAddress: '192.0.2.10' },
      details: { secondStep: 'totp', country: 'NZ', client: 'Firefox' },
    });
  });

  it('takes a recovery code, each once', async () => {
    const fixture = createAdministratorsFixture();
    const { recoveryCodes } = await fixture.setUp('alice');
    const [first = ''] = recoveryCodes;
    const answer = { kind: 'recovery-code', code: first } as const;
    const begin = async () =>
      presentedIn(await fixture.signIn.tryPassword({ name: 'alice', password: PASSWORD }, OFFICE));
    expect(await fixture.signIn.answer(await begin(), answer, OFFICE)).toMatchObject({ kind: 'session' });
    expect(await fixture.signIn.answer(await begin(), answer, OFFICE)).toMatchObject({ kind: 'wrong' });
  });

  it('refuses a code that was used before, and says so (R2.1)', async () => {
    const fixture = createAdministratorsFixture();
    const alice = await fixture.setUp('alice');
    const code = alice.code();
    const begin = async () =>
      presentedIn(await fixture.signIn.tryPassword({ name: 'alice', password: PASSWORD }, OFFICE));
    expect(await fixture.signIn.answer(await begin(), { kind: 'totp', code }, OFFICE)).toMatchObject({
      kind: 'session',
    });
    expect(await fixture.signIn.answer(await begin(), { kind: 'totp', code }, OFFICE)).toEqual({ kind: 'used' });
    // Nor with the clock set back to the moment at which it was good.
    fixture.now -= 30_000;
    expect(await fixture.signIn.answer(await begin(), { kind: 'totp', code }, OFFICE)).toEqual({ kind: 'used' });
  });

  it('gives a sign-in so many tries, and counts wrong ones over all of them (P-09)', async () => {
    // Negative control: fails when each new sign-in begins with fresh tries.
    const fixture = createAdministratorsFixture();
    const alice = await fixture.setUp('alice');
    const begin = async () =>
      presentedIn(await fixture.signIn.tryPassword({ name: 'alice', password: PASSWORD }, OFFICE));
    const begun = await begin();
    const wrong = { kind: 'totp', code: '000000' } as const;
    for (let left = CONSOLE_TRIES - 1; left >= 0; left -= 1) {
      expect(await fixture.signIn.answer(begun, wrong, OFFICE)).toEqual({ kind: 'wrong', delay: 0, triesLeft: left });
    }
    expect(await fixture.signIn.present(begun.cookie, OFFICE)).toBeUndefined();
    const again = await begin();
    const early = await fixture.signIn.answer(again, { kind: 'totp', code: alice.code() }, OFFICE);
    expect(early).toMatchObject({ kind: 'throttled' });
    fixture.now += 3 * MINUTE;
    expect(await fixture.signIn.answer(begun, { kind: 'totp', code: alice.code() }, OFFICE)).toEqual({ kind: 'ended' });
    expect(await fixture.signIn.answer(again, { kind: 'totp', code: alice.code() }, OFFICE)).toMatchObject({
      kind: 'session',
    });
  });

  it('has one winner of N right codes at once (P-11)', async () => {
    const fixture = createAdministratorsFixture();
    const alice = await fixture.setUp('alice');
    const code = alice.code();
    const begun = presentedIn(await fixture.signIn.tryPassword({ name: 'alice', password: PASSWORD }, OFFICE));
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => fixture.signIn.answer(begun, { kind: 'totp', code }, OFFICE)),
    );
    expect(answers.filter(({ kind }) => kind === 'session')).toHaveLength(1);
    expect((await fixture.sessions.list('alice')).filter(({ state }) => state === 'open')).toHaveLength(2);
  });

  it('has one winner of N recovery codes at once in one sign-in', async () => {
    const fixture = createAdministratorsFixture();
    const { recoveryCodes } = await fixture.setUp('alice');
    const begun = presentedIn(await fixture.signIn.tryPassword({ name: 'alice', password: PASSWORD }, OFFICE));
    const answers = await Promise.all(
      recoveryCodes.map((code) => fixture.signIn.answer(begun, { kind: 'recovery-code', code }, OFFICE)),
    );
    expect(answers.filter(({ kind }) => kind === 'session')).toHaveLength(1);
  });

  it('isn’t given to whoever was disabled, reset or changed between the steps', async () => {
    // Negative control: fails when a session doesn't compare its administrator's stamp.
    for (const between of [
      (its: ReturnType<typeof createAdministratorsFixture>) =>
        changeAdministrator('alice', { disabled: true }, its.ports),
      (its: ReturnType<typeof createAdministratorsFixture>) => resetAdministrator('alice', {}, its.ports),
      (its: ReturnType<typeof createAdministratorsFixture>) =>
        its.stores.administrators.change('alice', { stamp: 'elsewhere' }, 'unguarded'),
    ]) {
      const fixture = createAdministratorsFixture();
      const alice = await fixture.setUp('alice');
      const begun = presentedIn(await fixture.signIn.tryPassword({ name: 'alice', password: PASSWORD }, OFFICE));
      await between(fixture);
      expect(await fixture.signIn.answer(begun, { kind: 'totp', code: alice.code() }, OFFICE)).toEqual({
        kind: 'ended',
      });
    }
  });

  it('is no wrong code when nobody can judge it', async () => {
    const fixture = createAdministratorsFixture();
    const alice = await fixture.setUp('alice');
    const begun = presentedIn(await fixture.signIn.tryPassword({ name: 'alice', password: PASSWORD }, OFFICE));
    const { list } = fixture.stores.factors;
    fixture.stores.factors.list = async () => {
      throw new PosternError('ERR_STORE_UNAVAILABLE', 'locked');
    };
    for (let tries = 0; tries < 9; tries += 1) {
      const answer = fixture.signIn.answer(begun, { kind: 'totp', code: '123456' }, OFFICE);
      await expect(answer).rejects.toSatisfy(isUnavailable);
    }
    fixture.stores.factors.list = list;
    expect(await fixture.signIn.answer(begun, { kind: 'totp', code: alice.code() }, OFFICE)).toMatchObject({
      kind: 'session',
    });
  });

  it('looks at no code that is longer than any', async () => {
    const fixture = createAdministratorsFixture();
    await fixture.setUp('alice');
    const begun = presentedIn(await fixture.signIn.tryPassword({ name: 'alice', password: PASSWORD }, OFFICE));
    const long = { kind: 'totp', code: '1'.repeat(101) } as const;
    expect(await fixture.signIn.answer(begun, long, OFFICE)).toMatchObject({ kind: 'wrong' });
  });

  it('takes five minutes at most', async () => {
    const fixture = createAdministratorsFixture();
    const alice = await fixture.setUp('alice');
    const begun = presentedIn(await fixture.signIn.tryPassword({ name: 'alice', password: PASSWORD }, OFFICE));
    fixture.now += 5 * MINUTE;
    expect(await fixture.signIn.answer(begun, { kind: 'totp', code: alice.code() }, OFFICE)).toEqual({ kind: 'ended' });
  });
});

describe('the set-up of an administrator', () => {
  it('shows the same secret at each visit, and opens once password and app are set (R2.2)', async () => {
    const fixture = createAdministratorsFixture();
    const begun = presentedIn(await fixture.signIn.useCode(await fixture.add('alice'), OFFICE));
    expect(begun.session.state).toBe('set-up');
    expect(() => fixture.signIn.requesterOf(begun.session, OFFICE)).toThrow();
    const { uri } = await fixture.signIn.setUp(begun);
    expect(await fixture.signIn.setUp(begun)).toMatchObject({ uri });
    expect(uri).toContain('alice');
    const given = (password: string, code: string) => fixture.signIn.finishSetUp(begun, { password, code }, OFFICE);
    const code = codeFromApp(uri, fixture.now);
    expect(await given('short', code)).toMatchObject({ code: 'invalid', problems: [{ field: 'password' }] });
    expect(await given('ALICE', code)).toMatchObject({ code: 'invalid', problems: [{ field: 'password' }] });
    expect(await given(PASSWORD, '000000')).toMatchObject({ code: 'invalid', problems: [{ field: 'code' }] });
    expect(await fixture.stores.administrators.findPasswordHash('alice')).toBeUndefined();
    const finished = await given(PASSWORD, code);
    if (finished.kind !== 'done') throw new Error(finished.text);
    const { presented, recoveryCodes } = finished.value;
    expect(presented.session).toMatchObject({ state: 'open', confirmedAt: fixture.now });
    expect(presented.cookie).not.toBe(begun.cookie);
    expect(await fixture.signIn.present(begun.cookie, OFFICE)).toBeUndefined();
    expect(await fixture.signIn.present(presented.cookie, OFFICE)).toBeDefined();
    expect(recoveryCodes).toHaveLength(10);
    const events = (await fixture.audited()).map(({ event }) => event);
    expect(events).toEqual([
      'administrator.added',
      'console-sign-in.challenged',
      'administrator.set-up',
      'console-sign-in.allowed',
    ]);
  });

  it('is begun once with a code, of N callers at once, and not after it is finished', async () => {
    const fixture = createAdministratorsFixture();
    const code = await fixture.add('alice');
    const answers = await Promise.all(Array.from({ length: 20 }, () => fixture.signIn.useCode(code, OFFICE)));
    const [begun] = answers.filter((answer) => answer.kind === 'session');
    expect(answers.filter(({ kind }) => kind === 'session')).toHaveLength(1);
    if (!begun) throw new Error('nobody won');
    const { uri } = await fixture.signIn.setUp(begun.presented);
    const given = { password: PASSWORD, code: codeFromApp(uri, fixture.now) };
    const ends = await Promise.all(
      Array.from({ length: 5 }, () => fixture.signIn.finishSetUp(begun.presented, given, OFFICE)),
    );
    expect(ends.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    fixture.now += 30 * MINUTE;
    expect(await fixture.signIn.useCode(code, OFFICE)).toMatchObject({ kind: 'wrong' });
    expect(await fixture.signIn.finishSetUp(begun.presented, given, OFFICE)).toMatchObject({ code: 'not-confirmed' });
    await expect(fixture.signIn.setUp(begun.presented)).rejects.toSatisfy(isUnavailable);
  });

  it('ends with a reset, a disabling and a removal meanwhile', async () => {
    const fixture = createAdministratorsFixture();
    const begun = presentedIn(await fixture.signIn.useCode(await fixture.add('alice'), OFFICE));
    const { uri } = await fixture.signIn.setUp(begun);
    const reset = await resetAdministrator('alice', {}, fixture.ports);
    const given = { password: PASSWORD, code: codeFromApp(uri, fixture.now) };
    expect(await fixture.signIn.finishSetUp(begun, given, OFFICE)).toMatchObject({ code: 'not-confirmed' });
    if (reset.kind !== 'done') throw new Error(reset.text);
    await changeAdministrator('alice', { disabled: true }, fixture.ports);
    expect(await fixture.signIn.useCode(reset.value.setUp.code, OFFICE)).toMatchObject({ kind: 'wrong' });
    const gone = await fixture.add('bea');
    await fixture.stores.administrators.remove('bea', 'unguarded');
    expect(await fixture.signIn.useCode(gone, OFFICE)).toMatchObject({ kind: 'wrong' });
    const reasons = (await fixture.audited()).flatMap(({ event, reason }) =>
      event === 'console-sign-in.refused' ? [reason] : [],
    );
    expect(reasons).toEqual(['administrator-disabled', 'wrong-secret']);
  });

  it('comes too late after the life of the code, and slows down who guesses', async () => {
    const fixture = createAdministratorsFixture();
    const code = await fixture.add('alice');
    fixture.now += 24 * 60 * MINUTE;
    expect(await fixture.signIn.useCode(code, OFFICE)).toMatchObject({ kind: 'wrong' });
    for (let tries = 0; tries < 5; tries += 1) {
      const guess = `kdmwt-zrahq-pexv${'abcde'.charAt(tries)}`;
      expect(await fixture.signIn.useCode(guess, ELSEWHERE)).toMatchObject({ kind: 'wrong' });
    }
    expect(await fixture.signIn.useCode('kdmwt-zrahq-pexvz', ELSEWHERE)).toMatchObject({ kind: 'throttled' });
  });

  it('of somebody whose app is there already, from elsewhere, doesn’t add another one', async () => {
    // Negative control: fails without `onlyFirst`.
    const fixture = createAdministratorsFixture();
    const begun = presentedIn(await fixture.signIn.useCode(await fixture.add('alice'), OFFICE));
    const { uri } = await fixture.signIn.setUp(begun);
    await fixture.stores.factors.add({
      ...{ id: 'f-other', mailbox: 'alice', kind: 'totp', name: 'app', createdAt: 1 },
      sealedSecret: new Uint8Array(1),
    });
    const given = { password: PASSWORD, code: codeFromApp(uri, fixture.now) };
    expect(await fixture.signIn.finishSetUp(begun, given, OFFICE)).toMatchObject({ code: 'not-confirmed' });
    expect(await fixture.stores.factors.list('alice')).toHaveLength(1);
  });
});
