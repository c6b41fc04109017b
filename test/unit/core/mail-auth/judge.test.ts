// Judging for a mail server that isn't Postern's: the same answers as at Postern's own doors, and no backend asked.

import { describe, expect, it } from 'vitest';
import type { Judgement } from '../../../../src/core/decision.ts';
import type { MailSignInAttempt } from '../../../../src/core/mail-auth/mail-sign-in-parts.ts';
import { CONTEXT, type CoreFixture, createCoreFixture, START } from '../../../support/core-fixture.ts';

const ALICE = 'alice@always.example';
const OPEN = 'alice@never.example';
const HARAKA = { ...CONTEXT, door: 'smtp' as const };

function judge(core: CoreFixture, loginName: string, password: string, context = HARAKA): Promise<Judgement> {
  const attempt: MailSignInAttempt = { kind: 'password', authenticationIdentity: loginName, password };
  return core.signIn.judge(attempt, context, 'haraka');
}

const inShort = (judgement: Judgement) =>
  judgement.kind === 'deny'
    ? `${judgement.reason} ${judgement.delay}`
    : judgement.kind === 'unavailable'
      ? `can't ask ${judgement.dependency}`
      : `${judgement.mailbox} ${judgement.appPassword?.id ?? 'own password'}`;

describe('judging an app password', () => {
  it('allows a right one, with nothing for a backend in the answer', async () => {
    const core = await createCoreFixture();
    const { id, shown } = await core.issue({ scopes: ['smtp'] });
    const judgement = await judge(core, ALICE, shown);
    expect(judgement).toEqual({
      kind: 'allow',
      decisionId: expect.any(String),
      mailbox: ALICE,
      appPassword: { id, name: 'phone' },
      decidedAt: 0,
    });
    expect([core.asked, core.verified]).toEqual([[], []]);
  });

  it('records who asked, and the use', async () => {
    const core = await createCoreFixture();
    const { id, shown } = await core.issue({ scopes: ['smtp'] });
    await judge(core, ALICE, shown);
    await core.parts.audit.flush();
    await core.parts.uses.flush();
    const [entry] = await core.stores.audit.search({}, { limit: 10 });
    expect(entry).toMatchObject({ event: 'sign-in.allowed', mailbox: ALICE, door: 'smtp', appPassword: id });
    expect(entry?.trace?.[0]).toEqual({ check: 'asked-by', result: 'haraka' });
    expect((await core.stores.appPasswords.find(id))?.lastUse).toMatchObject({ door: 'smtp', at: START });
  });

  it('allows one whose sealed password is stale, which is of no use here, and leaves it stale', async () => {
    const core = await createCoreFixture();
    const { id, shown } = await core.issue({ scopes: ['imap', 'smtp'] });
    core.backend = { kind: 'refused', text: 'no' };
    expect(await core.attempt(ALICE, shown)).toMatchObject({ reason: 'stale-sealed-password' });
    expect(inShort(await judge(core, ALICE, shown))).toBe(`${ALICE} ${id}`);
    // Negative control: fails when judging goes the way of signing in, with a backend that says yes.
    expect((await core.stores.appPasswords.find(id))?.vault?.staleSince).toBe(START);
  });

  it('refuses one for another protocol, from elsewhere, expired, revoked, or of a disabled mailbox, for good', async () => {
    const core = await createCoreFixture();
    const imapOnly = await core.issue({ scopes: ['imap'] });
    const elsewhere = await core.issue({ scopes: ['smtp'], networks: ['192.0.2.0/24'] });
    const expired = await core.issue({ scopes: ['smtp'], expiresAt: START });
    const revoked = await core.issue({ scopes: ['smtp'] });
    const disabled = await core.issue({ scopes: ['smtp'], mailbox: 'bob@always.example' });
    await core.stores.appPasswords.revoke(revoked.id, START);
    await core.stores.accounts.updateMailbox('bob@always.example', { disabled: true }, START);
    const answers = [];
    for (const { shown } of [imapOnly, elsewhere, expired, revoked])
      answers.push(inShort(await judge(core, ALICE, shown)));
    answers.push(inShort(await judge(core, 'bob@always.example', disabled.shown)));
    expect(answers).toEqual([
      'app-password-scope 0',
      'app-password-place 0',
      'app-password-expired 0',
      'app-password-revoked 0',
      'mailbox-disabled 0',
    ]);
  });
});

describe("judging a mailbox's own password", () => {
  it('says with a right one that an app password is needed, and with a wrong one nothing (A13)', async () => {
    const core = await createCoreFixture();
    expect(inShort(await judge(core, ALICE, 'own password'))).toBe('app-password-required 0');
    core.source = { kind: 'wrong' };
    expect(inShort(await judge(core, ALICE, 'guess'))).toBe('wrong-secret 0');
  });

  it('asks nobody where no hint is given', async () => {
    const core = await createCoreFixture({ hintAppPassword: false });
    expect(inShort(await judge(core, ALICE, 'own password'))).toBe('wrong-secret 0');
    expect(core.verified).toEqual([]);
  });

  it('in mode never lets the sign-in source judge, even one that a backend would be', async () => {
    // Negative control: fails when the backend is what is asked in mode never, as at Postern's own doors.
    const core = await createCoreFixture();
    expect(inShort(await judge(core, OPEN, 'own password'))).toBe(`${OPEN} own password`);
    expect([core.asked.length, core.verified.length]).toEqual([0, 1]);
    core.source = { kind: 'wrong' };
    expect(inShort(await judge(core, OPEN, 'guess'))).toBe('wrong-secret 0');
  });

  it("isn't judged, nor counted, when the source can't be asked (R4.4)", async () => {
    const core = await createCoreFixture();
    core.source = { kind: 'unavailable', dependency: 'sign-in-source' };
    for (let n = 0; n < 9; n += 1) {
      expect(inShort(await judge(core, OPEN, `try ${n}`))).toBe("can't ask sign-in-source");
    }
  });

  it("isn't judged when the domain's source isn't in the configuration", async () => {
    const core = await createCoreFixture({ sources: new Map() });
    expect(inShort(await judge(core, OPEN, 'own password'))).toBe("can't ask sign-in-source");
  });

  it('tells of a disabled mailbox only with a right one', async () => {
    const core = await createCoreFixture();
    await core.stores.accounts.updateMailbox(OPEN, { disabled: true }, START);
    expect(inShort(await judge(core, OPEN, 'own password'))).toBe('mailbox-disabled 0');
    core.source = { kind: 'wrong' };
    expect(inShort(await judge(core, OPEN, 'guess'))).toBe('wrong-secret 0');
  });

  it('is throttled by the same counts as at the doors (R9.1)', async () => {
    const core = await createCoreFixture();
    core.source = { kind: 'wrong' };
    for (let n = 0; n < 3; n += 1) await judge(core, ALICE, `guess ${n}`);
    for (let n = 3; n < 5; n += 1) await core.attempt(ALICE, `guess ${n}`);
    expect(inShort(await judge(core, ALICE, 'guess'))).toBe('throttled 0');
    expect(await core.attempt(ALICE, 'guess')).toMatchObject({ reason: 'throttled' });
  });

  it('of nobody is refused as a wrong one', async () => {
    const core = await createCoreFixture();
    expect(inShort(await judge(core, 'eve@gone.example', 'guess'))).toBe('unknown-account 0');
  });

  it('is counted before it is judged: of many guesses at once only some are', async () => {
    // Negative control: fails when a try is counted after the source has answered.
    const core = await createCoreFixture();
    core.source = { kind: 'wrong' };
    const answers = await Promise.all(Array.from({ length: 9 }, (_, n) => judge(core, ALICE, `guess ${n}`)));
    expect(answers.filter((answer) => inShort(answer) === 'throttled 0')).toHaveLength(4);
    expect(core.verified).toHaveLength(5);
  });
});
