import { describe, expect, it } from 'vitest';
import type { SignInSource } from '../../../../src/core/accounts/sign-in-source.ts';
import type { OpenSession } from '../../../../src/core/sessions/web-session.ts';
import type { Given } from '../../../../src/core/sign-in/confirm-session.ts';
import type { PresentedSession } from '../../../../src/core/sign-in/web-sign-in-contract.ts';
import { codeFromApp } from '../../../support/factors-fixture.ts';
import { ALICE, CONTEXT, createWebSignInFixture, type WebSignInFixture } from '../../../support/web-sign-in-fixture.ts';

const MINUTE = 60_000;

/** Alice is signed in with a code from her app, which was a while ago. */
async function createOpen(override: Parameters<typeof createWebSignInFixture>[0] = {}) {
  const web = await createWebSignInFixture(override);
  const { factor, uri } = await web.factors.enrol(ALICE);
  const pending = await web.pending();
  const answer = { kind: 'factor', factorId: factor.id, code: web.freshCode(uri) } as const;
  const outcome = await web.signIn.answer(pending, answer, { context: CONTEXT, trustBrowser: false });
  if (outcome.kind !== 'open') throw new Error(outcome.kind);
  const { presented } = outcome;
  web.now += 20 * MINUTE;
  const code = () => ({ kind: 'factor', factorId: factor.id, code: web.freshCode(uri) }) as const;
  const confirm = (given: Partial<Given> = {}) =>
    web.confirmation.confirm(
      presented,
      { password: 'own password', ...given, answer: given.answer ?? code() },
      CONTEXT,
    );
  return { web, presented, uri, code, confirm };
}

async function openWithoutStep(web: WebSignInFixture): Promise<PresentedSession<OpenSession>> {
  web.requirement = { needed: false, because: 'mode-never' };
  const accepted = await web.accept(ALICE);
  if (accepted.kind !== 'open') throw new Error(accepted.kind);
  return accepted.presented;
}

describe('a session is confirmed', () => {
  it('for ten minutes after a second step, and not by a sign-in that needed none (R3.8)', async () => {
    const web = await createWebSignInFixture();
    expect(web.confirmation.isConfirmed((await openWithoutStep(web)).session)).toBe(false);
    web.requirement = { needed: true, because: 'mode-always' };
    const { session } = await web.open();
    expect(web.confirmation.isConfirmed(session)).toBe(true);
    web.now += 10 * MINUTE - 1;
    expect(web.confirmation.isConfirmed(session)).toBe(true);
    web.now += 1;
    expect(web.confirmation.isConfirmed(session)).toBe(false);
    // A clock that was set back confirms nothing.
    web.now -= 20 * MINUTE;
    expect(web.confirmation.isConfirmed(session)).toBe(false);
  });
});

describe('confirming a session', () => {
  it('takes password and code, and gives a new cookie; the session stays itself (P-20)', async () => {
    const { web, presented, confirm } = await createOpen();
    const confirmed = await confirm();
    if (confirmed.kind !== 'confirmed') throw new Error(confirmed.kind);
    expect(confirmed.presented.session).toMatchObject({ id: presented.session.id, confirmedAt: web.now });
    expect(confirmed.presented.cookie).not.toBe(presented.cookie);
    expect(await web.sessions.find(presented.cookie, 'webmail')).toBeUndefined();
    expect(await web.sessions.find(confirmed.presented.cookie, 'webmail')).toBeDefined();
    expect(await web.audited({ event: 'web-session.confirmed' })).toMatchObject([
      { mailbox: ALICE, details: { session: presented.session.id } },
    ]);
  });

  it('does not end what streams for it', async () => {
    const { web, presented, confirm } = await createOpen();
    let ended = 0;
    web.sessions.follow(presented.session, () => {
      ended += 1;
    });
    await confirm();
    await web.sessions.keepUp();
    web.now += MINUTE;
    await web.sessions.keepUp();
    expect(ended).toBe(0);
  });

  it('asks no code of a mailbox that has no factor', async () => {
    const web = await createWebSignInFixture();
    const presented = await openWithoutStep(web);
    expect((await web.confirmation.confirm(presented, { password: 'x' }, CONTEXT)).kind).toBe('confirmed');
  });

  it('keeps a session open that the password alone had opened, once its mode is not `never` any more (R3.1)', async () => {
    // Negative control: fails when a confirmation leaves `secondStep` as it was, or streams aren't looked for.
    const web = await createWebSignInFixture();
    const [proved, alone] = [await openWithoutStep(web), await openWithoutStep(web)];
    const { factor, uri } = await web.factors.enrol(ALICE);
    const ended: string[] = [];
    for (const { session } of [proved, alone]) web.sessions.follow(session, () => void ended.push(session.id));
    const answer = { kind: 'factor', factorId: factor.id, code: web.freshCode(uri) } as const;
    const confirmed = await web.confirmation.confirm(proved, { password: 'own password', answer }, CONTEXT);
    if (confirmed.kind !== 'confirmed') throw new Error(confirmed.kind);
    expect(confirmed.presented.session.secondStep).toBe('totp');
    const target = { kind: 'own-password', of: { mailbox: ALICE } } as const;
    await web.stores.revocations.append({ at: web.now, target, reason: 'app-password-required' });
    await web.sessions.keepUp();
    expect(await web.sessions.find(confirmed.presented.cookie, 'webmail')).toBeDefined();
    expect(await web.sessions.find(alone.cookie, 'webmail')).toBeUndefined();
    expect(ended).toEqual([alone.session.id]);
  });

  it('that ended meanwhile is recorded, as its code is spent', async () => {
    const { web, presented, confirm, code } = await createOpen();
    const answer = code();
    await web.sessions.end(presented.session, 'signed-out');
    expect(await confirm({ answer })).toMatchObject({ kind: 'unavailable' });
    expect(await web.audited({ event: 'web-session.not-confirmed' })).toMatchObject([
      { mailbox: ALICE, reason: 'ended' },
    ]);
  });

  it('asks the sign-in source of the mailbox, for the client that asks', async () => {
    const asked: unknown[] = [];
    const source: SignInSource = {
      async verify(mailbox, password, { remoteAddress, connectionId }) {
        asked.push([mailbox, password, remoteAddress, connectionId]);
        return { kind: 'right' };
      },
    };
    const { confirm } = await createOpen({ sources: new Map([['default', source]]) });
    await confirm();
    expect(asked).toEqual([[ALICE, 'own password', CONTEXT.remoteAddress, CONTEXT.requestId]]);
  });

  it('refuses a wrong password, and slows whoever guesses (R9.1)', async () => {
    const { web, confirm } = await createOpen();
    web.source = { kind: 'wrong' };
    expect(await confirm({ password: 'guess 0' })).toEqual({ kind: 'not-right', which: 'password' });
    await confirm({ password: 'guess 1' });
    expect(await confirm({ password: 'guess 2' })).toEqual({ kind: 'not-right', which: 'password', delay: 500 });
    for (const index of [3, 4]) await confirm({ password: `guess ${index}` });
    expect(await confirm({ password: 'guess 5' })).toEqual({ kind: 'slowed', wait: MINUTE });
    expect((await web.audited({ event: 'web-session.not-confirmed' })).map(({ reason }) => reason)).toEqual([
      ...Array.from({ length: 5 }, () => 'password'),
      'slowed',
    ]);
  });

  it('tells a burst of guesses to wait as well, and what comes after it though it be right', async () => {
    const { web, confirm } = await createOpen();
    web.source = { kind: 'wrong' };
    const answer = { kind: 'recovery-code', code: 'x' } as const;
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, index) => confirm({ password: `guess ${index}`, answer })),
    );
    expect(outcomes.filter(({ kind }) => kind === 'not-right')).toHaveLength(5);
    expect(outcomes.filter(({ kind }) => kind === 'slowed')).toHaveLength(7);
    web.source = { kind: 'right' };
    expect(await confirm({ answer })).toEqual({ kind: 'slowed', wait: MINUTE });
  });

  it('refuses without a code, or with a wrong one, in the same bucket as at sign-in (P-09)', async () => {
    const { web, presented, confirm } = await createOpen();
    expect(await web.confirmation.confirm(presented, { password: 'own password' }, CONTEXT)).toEqual({
      kind: 'not-right',
      which: 'code',
    });
    const wrong = { kind: 'recovery-code', code: 'wrong' } as const;
    for (let index = 0; index < 5; index += 1) {
      expect(await confirm({ answer: wrong })).toEqual({ kind: 'not-right', which: 'code' });
    }
    expect(await confirm()).toMatchObject({ kind: 'slowed' });
    const answer = { kind: 'recovery-code', code: 'wrong' } as const;
    const outcome = await web.signIn.answer(await web.pending(), answer, { context: CONTEXT, trustBrowser: false });
    expect(outcome).toMatchObject({ kind: 'slowed' });
  });

  it('is unavailable when nobody can say whether the password is right, and counts nothing (R4.4)', async () => {
    const { web, confirm } = await createOpen();
    web.source = { kind: 'unavailable', dependency: 'sign-in-source' };
    for (let index = 0; index < 8; index += 1) {
      expect(await confirm({ password: `${index}` })).toMatchObject({
        kind: 'unavailable',
        dependency: 'sign-in-source',
      });
    }
    const without = await createOpen({ sources: new Map() });
    expect(await without.confirm()).toMatchObject({ kind: 'unavailable', dependency: 'sign-in-source' });
  });

  it('of a session that is over confirms nothing', async () => {
    const { web, presented, confirm, uri } = await createOpen();
    const answer = { kind: 'factor', factorId: 'f', code: codeFromApp(uri, web.now) } as const;
    await web.sessions.end(presented.session, 'signed-out');
    expect(await confirm()).toMatchObject({ kind: 'unavailable' });
    await web.stores.accounts.updateMailbox(ALICE, { disabled: true }, web.now);
    const disabled = await web.confirmation.confirm(presented, { password: 'own password', answer }, CONTEXT);
    expect(disabled).toMatchObject({ kind: 'unavailable' });
  });
});
