// A password that somebody else has set: after the second step its owner chooses another one, and nothing opens before.

import { beforeEach, describe, expect, it } from 'vitest';
import type { NewPassword, PasswordSetting } from '../../../../src/core/accounts/password-setter.ts';
import type { PendingSession } from '../../../../src/core/sessions/web-session.ts';
import type { PresentedSession } from '../../../../src/core/sign-in/web-sign-in-contract.ts';
import { ALICE, CONTEXT, createWebSignInFixture, type WebSignInFixture } from '../../../support/web-sign-in-fixture.ts';

const NEW = 'new and long enough';

let fixture: WebSignInFixture;
let setting: PasswordSetting;
let wanted: NewPassword[];

beforeEach(async () => {
  setting = { kind: 'set' };
  wanted = [];
  const setter = {
    set: async (request: NewPassword) => {
      wanted.push(request);
      return setting;
    },
  };
  fixture = await createWebSignInFixture({ passwordSetters: new Map([['default', setter]]) });
  await fixture.stores.accounts.setPasswordChangeDue(ALICE, { since: 1, by: 'cli' });
});

async function afterSecondStep(): Promise<PresentedSession<PendingSession>> {
  const { factor, uri } = await fixture.factors.enrol(ALICE);
  const pending = await fixture.pending();
  expect(pending.session.step).toBe('challenge');
  const answer = { kind: 'factor', factorId: factor.id, code: fixture.freshCode(uri) } as const;
  const outcome = await fixture.signIn.answer(pending, answer, { context: CONTEXT, trustBrowser: true });
  if (outcome.kind !== 'password-change') throw new Error(outcome.kind);
  expect(outcome.presented.cookie).not.toBe(pending.cookie);
  expect(await fixture.sessions.find(pending.cookie, 'webmail')).toBeUndefined();
  return outcome.presented;
}

const change = (presented: PresentedSession<PendingSession>, password: string) =>
  fixture.signIn.changePassword(presented, password, CONTEXT);

const isDue = async () => (await fixture.stores.accounts.resolve(ALICE))?.passwordChangeDue !== undefined;

describe('a password that must be changed (R6.4)', () => {
  // Negative control: fails without the look at `passwordChangeDue` before opening.
  it('opens nothing: after the second step comes the new password, with a new cookie, and no place is known', async () => {
    const presented = await afterSecondStep();
    expect(presented.session).toMatchObject({ state: 'pending', step: 'password-change', triesLeft: 5 });
    expect(await fixture.audited({ event: 'web-sign-in.allowed' })).toEqual([]);
    expect([fixture.remembered, fixture.trusted]).toEqual([[], []]);
  });

  it('comes at once where no second step is needed, and after the first enrolment where there is no factor', async () => {
    expect((await fixture.pending()).session.step).toBe('enrolment');
    fixture.requirement = { needed: false, because: 'mode-never' };
    expect((await fixture.pending()).session.step).toBe('password-change');
  });

  it('is not changed before the second step (R1.2)', async () => {
    await fixture.factors.enrol(ALICE);
    expect(await change(await fixture.pending(), NEW)).toEqual({ kind: 'ended' });
    expect(wanted).toEqual([]);
    expect(await isDue()).toBe(true);
  });

  it('is set at its source, sealed for app passwords, told of, and ends every session', async () => {
    const id = await fixture.issue('phone', 'own password');
    const presented = await afterSecondStep();
    expect(await change(presented, NEW)).toEqual({ kind: 'changed' });
    expect(wanted).toEqual([{ mailbox: ALICE, password: NEW, mustChange: false }]);
    expect(await isDue()).toBe(false);
    const { vault } = (await fixture.stores.appPasswords.find(id)) ?? {};
    expect(Buffer.from(vault?.sealedPassword ?? []).toString()).toBe(`${id}:${NEW}`);
    expect(await fixture.sessions.find(presented.cookie, 'webmail')).toBeUndefined();
    expect(await fixture.stores.revocations.since(0)).toContainEqual(
      expect.objectContaining({ target: { kind: 'mailbox', address: ALICE }, reason: 'password-changed' }),
    );
    const [entry, ...more] = await fixture.audited({ event: 'password.set' });
    expect(entry).toMatchObject({ mailbox: ALICE, actor: ALICE, remoteAddress: CONTEXT.remoteAddress });
    expect(more).toEqual([]);
    expect(JSON.stringify(await fixture.audited())).not.toContain(NEW);
    expect(await change(presented, 'yet another one')).toEqual({ kind: 'ended' });
  });

  it('is long enough, not the mailbox, and not the one that was typed', async () => {
    const presented = await afterSecondStep();
    for (const [password, why] of [
      ['short', 'too-short'],
      ['x'.repeat(257), 'too-long'],
      ['with\0control', 'controls'],
      [ALICE.toUpperCase(), 'name'],
      ['own password', 'same'],
    ] as const) {
      expect(await change(presented, password)).toEqual({ kind: 'not-taken', why });
    }
    expect(wanted).toEqual([]);
  });

  it('that its source does not take stays due, and five of them end the sign-in', async () => {
    const presented = await afterSecondStep();
    setting = { kind: 'unavailable', reason: 'it took too long' };
    expect(await change(presented, NEW)).toMatchObject({ kind: 'unavailable', dependency: 'sign-in-source' });
    setting = { kind: 'refused', reason: 'was used before' };
    for (let tries = 0; tries < 4; tries += 1) {
      expect(await change(presented, NEW)).toEqual({ kind: 'not-taken', why: 'refused' });
    }
    expect(await change(presented, NEW)).toEqual({ kind: 'ended' });
    expect(await isDue()).toBe(true);
    expect(await fixture.sessions.find(presented.cookie, 'webmail')).toBeUndefined();
  });

  it('can not be changed where nobody can set it, nor answered like a challenge', async () => {
    const presented = await afterSecondStep();
    const { factor, uri } = await fixture.factors.enrol(ALICE);
    const answer = { kind: 'factor', factorId: factor.id, code: fixture.freshCode(uri) } as const;
    const options = { context: CONTEXT, trustBrowser: false };
    expect(await fixture.signIn.answer(presented, answer, options)).toEqual({ kind: 'ended' });
    await fixture.stores.accounts.putDomain({
      ...{ name: 'always.example', backend: 'default', signInSource: 'other', policy: {}, createdAt: 1 },
    });
    expect(await change(presented, NEW)).toMatchObject({ kind: 'unavailable' });
  });
});
