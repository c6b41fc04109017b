// What doesn't open the console, whoever tries it: another door's secrets, used codes, fixed sessions, and every sequence of
// calls that lacks a right second step.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createConsoleCookieKeys } from '../../../../src/adapters/crypto/cookie-keys.ts';
import { createSessionCrypto } from '../../../../src/adapters/crypto/session-crypto.ts';
import { canonicalAddress } from '../../../../src/core/accounts/login-name.ts';
import { canonicalAdministratorName } from '../../../../src/core/administrators/administrator.ts';
import type {
  ConsoleSignInAnswer,
  PresentedConsoleSession,
} from '../../../../src/core/administrators/administrator-sign-in-contract.ts';
import { changeAdministrator, resetAdministrator } from '../../../../src/core/administrators/manage-administrators.ts';
import { createAdministratorsFixture, OFFICE, PASSWORD, presentedIn } from '../../../support/administrators-fixture.ts';
import { codeFromApp, INSTALLATION_KEY } from '../../../support/factors-fixture.ts';
import { domain, mailbox } from '../../../support/records.ts';

const ANNA = 'alice@example.org';

describe('names of mailboxes and of administrators', () => {
  it('are never the same, whatever was typed, with whatever domain by default (P-17)', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(undefined, 'example.org', 'alice'), (typed, defaultDomain) => {
        const address = canonicalAddress(typed, { ...(defaultDomain !== undefined && { defaultDomain }) });
        const name = canonicalAdministratorName(typed);
        if (address !== undefined) expect(canonicalAdministratorName(address)).toBeUndefined();
        if (name !== undefined) expect(name).not.toContain('@');
        expect(address === undefined || address !== name).toBe(true);
      }),
    );
  });
});

describe('at the console (P-17)', () => {
  it('webmail’s cookies are nobody’s, and the console’s are nobody’s at webmail', async () => {
    // Negative control: fails when both kinds of cookies are found under one label.
    const fixture = createAdministratorsFixture();
    const { presented } = await fixture.setUp('alice');
    const web = createSessionCrypto(INSTALLATION_KEY);
    const ours = createConsoleCookieKeys(INSTALLATION_KEY);
    expect(web.lookupKey(presented.cookie)).not.toEqual(ours.lookupKey(presented.cookie));
    const { cookie, lookupKey } = web.createCookie();
    const [record] = await fixture.sessionStore.list();
    if (!record) throw new Error('no session');
    await fixture.sessionStore.insert({ lookupKey, session: { ...record, id: 'cs-copied' } });
    expect(await fixture.signIn.present(cookie, OFFICE)).toBeUndefined();
  });

  it('a mailbox’s address and password, codes and enrolment code open nothing', async () => {
    const fixture = createAdministratorsFixture();
    const { stores, factors, factorsFixture, signIn } = fixture;
    await stores.accounts.putDomain(domain('example.org'));
    await stores.accounts.addMailbox(mailbox(ANNA));
    await stores.localPasswords.set(ANNA, `plain:${PASSWORD}`, 1);
    const { uri } = await factorsFixture.enrol(ANNA);
    const recoveryCodes = await factors.renewRecoveryCodes(ANNA);
    const enrolment = await factors.issueEnrolmentCode(ANNA);
    await fixture.setUp('alice');
    expect(await signIn.tryPassword({ name: ANNA, password: PASSWORD }, OFFICE)).toMatchObject({ kind: 'wrong' });
    for (const code of [enrolment, ...recoveryCodes.slice(0, 2)]) {
      expect(await signIn.useCode(code, OFFICE)).toMatchObject({ kind: 'wrong' });
    }
    const office = { ...OFFICE, remoteAddress: '192.0.2.77' };
    const begun = presentedIn(await signIn.tryPassword({ name: 'alice', password: PASSWORD }, office));
    fixture.now += 30_000;
    const code = codeFromApp(uri, fixture.now);
    expect(await signIn.answer(begun, { kind: 'totp', code }, office)).toMatchObject({ kind: 'wrong' });
    const [recovery = ''] = recoveryCodes;
    expect(await signIn.answer(begun, { kind: 'recovery-code', code: recovery }, office)).toMatchObject({
      kind: 'wrong',
    });
    // Nor are they used up by that.
    expect(await factors.useRecoveryCode(ANNA, recovery)).toBe('right');
  });

  it('an app password, and an administrator’s own recovery or set-up code, are no password and no code of another kind', async () => {
    const fixture = createAdministratorsFixture();
    const { recoveryCodes } = await fixture.setUp('alice');
    const setUpCode = await fixture.add('bea');
    const [recovery = ''] = recoveryCodes;
    for (const password of ['abcd efgh jkmn pqrs tuvw', recovery, setUpCode]) {
      expect(await fixture.signIn.tryPassword({ name: 'alice', password }, OFFICE)).toMatchObject({ kind: 'wrong' });
    }
    const other = { ...OFFICE, remoteAddress: '192.0.2.77' };
    expect(await fixture.signIn.useCode(recovery, other)).toMatchObject({ kind: 'wrong' });
    const begun = presentedIn(await fixture.signIn.tryPassword({ name: 'alice', password: PASSWORD }, other));
    for (const kind of ['totp', 'recovery-code'] as const) {
      expect(await fixture.signIn.answer(begun, { kind, code: setUpCode }, other)).toMatchObject({ kind: 'wrong' });
    }
    expect(await fixture.signIn.useCode(setUpCode, other)).toMatchObject({ kind: 'session' });
  });

  it('another administrator’s code doesn’t open a session', async () => {
    const fixture = createAdministratorsFixture();
    const alice = await fixture.setUp('alice');
    await fixture.setUp('bea');
    const begun = presentedIn(await fixture.signIn.tryPassword({ name: 'bea', password: PASSWORD }, OFFICE));
    const code = alice.code();
    expect(await fixture.signIn.answer(begun, { kind: 'totp', code }, OFFICE)).toMatchObject({ kind: 'wrong' });
    expect(
      await fixture.signIn.answer(begun, { kind: 'recovery-code', code: alice.recoveryCodes[0] ?? '' }, OFFICE),
    ).toMatchObject({ kind: 'wrong' });
  });

  it('a cookie that somebody planted never becomes the session (P-20)', async () => {
    const fixture = createAdministratorsFixture();
    const alice = await fixture.setUp('alice');
    const planted = presentedIn(await fixture.signIn.tryPassword({ name: 'alice', password: PASSWORD }, OFFICE));
    const opened = presentedIn(await fixture.signIn.answer(planted, { kind: 'totp', code: alice.code() }, OFFICE));
    for (const cookie of [planted.cookie, 'A'.repeat(43), '']) {
      expect(await fixture.signIn.present(cookie, OFFICE)).toBeUndefined();
    }
    // A challenge that is spent opens nothing again, with whatever code.
    const again = { kind: 'totp', code: alice.code() } as const;
    expect(await fixture.signIn.answer(planted, again, OFFICE)).toEqual({ kind: 'ended' });
    expect(await fixture.signIn.present(opened.cookie, OFFICE)).toBeDefined();
  });

  it('a password that was reset opens nothing any more, nor what it had begun (P-16, P-33)', async () => {
    const fixture = createAdministratorsFixture();
    const alice = await fixture.setUp('alice');
    const begun = presentedIn(await fixture.signIn.tryPassword({ name: 'alice', password: PASSWORD }, OFFICE));
    const reset = await resetAdministrator('alice', {}, fixture.ports);
    if (reset.kind !== 'done') throw new Error(reset.text);
    const second = { kind: 'totp', code: alice.code() } as const;
    expect(await fixture.signIn.answer(begun, second, OFFICE)).toEqual({ kind: 'ended' });
    const given = { name: 'alice', password: PASSWORD };
    expect(await fixture.signIn.tryPassword(given, OFFICE)).toMatchObject({ kind: 'wrong' });
    // The code alone doesn't open it either: password and app come first.
    const setUp = presentedIn(await fixture.signIn.useCode(reset.value.setUp.code, OFFICE));
    expect(setUp.session.state).toBe('set-up');
    expect(await fixture.signIn.answer(setUp, second, OFFICE)).toEqual({ kind: 'ended' });
    const confirming = { password: PASSWORD, answer: second };
    expect(await fixture.signIn.confirm(setUp, confirming, OFFICE)).toEqual({ kind: 'ended' });
    expect(await fixture.factors.list('alice')).toEqual([]);
  });

  it('a clock that is set back doesn’t bring back a code, a session or a confirmation', async () => {
    const fixture = createAdministratorsFixture();
    const alice = await fixture.setUp('alice');
    const opened = await fixture.open(alice);
    const before = fixture.now;
    fixture.now -= 3_600_000;
    expect(fixture.signIn.requesterOf(opened.session, OFFICE).confirmedUntil).toBe(0);
    expect(await fixture.signIn.present(opened.cookie, OFFICE)).toBeUndefined();
    fixture.now = before;
    expect(await fixture.signIn.present(opened.cookie, OFFICE)).toBeUndefined();
  });
});

/** What somebody who knows the password, but neither app nor recovery codes, may try in any order. */
type Move =
  | 'password'
  | 'wrong-password'
  | 'wrong-code'
  | 'used-code'
  | 'wrong-recovery'
  | 'confirm'
  | 'wrong-one-time-code'
  | 'present'
  | 'later'
  | 'earlier'
  | 'set-up-again'
  | 'finish-set-up'
  | 'disable'
  | 'enable';

const MOVES: readonly Move[] = [
  ...(['password', 'wrong-password', 'wrong-code', 'used-code', 'wrong-recovery', 'confirm'] as const),
  ...(['wrong-one-time-code', 'present', 'later', 'earlier', 'set-up-again', 'finish-set-up'] as const),
  ...(['disable', 'enable'] as const),
];

describe('no sequence of calls without a right second step', () => {
  it('reaches an open session', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...MOVES), { minLength: 1, maxLength: 25 }), async (moves) => {
        const fixture = createAdministratorsFixture();
        const alice = await fixture.setUp('alice');
        const { signIn } = fixture;
        const used = alice.code();
        const open = presentedIn(
          await signIn.answer(
            presentedIn(await signIn.tryPassword({ name: 'alice', password: PASSWORD }, OFFICE)),
            { kind: 'totp', code: used },
            OFFICE,
          ),
        );
        await signIn.end(open);
        await signIn.end(alice.presented);
        const held: PresentedConsoleSession[] = [alice.presented, open];
        const last = () => held.at(-1) ?? open;
        const move = (by: number): undefined => {
          fixture.now += by;
        };
        const answer = (kind: 'totp' | 'recovery-code', code: string) => signIn.answer(last(), { kind, code }, OFFICE);
        const moving: Readonly<Record<Move, () => Promise<ConsoleSignInAnswer | undefined>>> = {
          password: () => signIn.tryPassword({ name: 'alice', password: PASSWORD }, OFFICE),
          'wrong-password': () => signIn.tryPassword({ name: 'alice', password: 'guess' }, OFFICE),
          'wrong-code': () => answer('totp', '000000'),
          'used-code': () => answer('totp', used),
          'wrong-recovery': () => answer('recovery-code', 'kdmwt-zrahq-pexvb'),
          confirm: () => signIn.confirm(last(), { password: PASSWORD, answer: { kind: 'totp', code: used } }, OFFICE),
          'wrong-one-time-code': () => signIn.useCode('kdmwt-zrahq-pexvb', OFFICE),
          present: async () => {
            const presented = await signIn.present(last().cookie, OFFICE);
            return presented && { kind: 'session', presented };
          },
          later: async () => move(45_000),
          earlier: async () => move(-45_000),
          'set-up-again': async () => void (await signIn.setUp(last()).catch(() => undefined)),
          'finish-set-up': async () => {
            const finished = await signIn.finishSetUp(last(), { password: 'another password', code: used }, OFFICE);
            return finished.kind === 'done' ? { kind: 'session', presented: finished.value.presented } : undefined;
          },
          disable: async () => void (await changeAdministrator('alice', { disabled: true }, fixture.ports)),
          enable: async () => void (await changeAdministrator('alice', { disabled: false }, fixture.ports)),
        };
        for (const each of moves) {
          const came = await moving[each]();
          if (came?.kind !== 'session') continue;
          expect(came.presented.session.state).toBe('challenge');
          held.push(came.presented);
        }
        expect((await fixture.sessions.list()).filter(({ state }) => state === 'open')).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
