import { describe, expect, it } from 'vitest';
import { createFactorSecrets } from '../../../../src/adapters/crypto/factor-secrets.ts';
import { PosternError } from '../../../../src/core/errors.ts';
import type { Factor, FactorId } from '../../../../src/core/factors/factor.ts';
import type { OpenSession, PendingSession } from '../../../../src/core/sessions/web-session.ts';
import type { EnrolmentWish } from '../../../../src/core/sign-in/enrolment-contract.ts';
import type { PresentedSession, SecondStepOutcome } from '../../../../src/core/sign-in/web-sign-in-contract.ts';
import { INSTALLATION_KEY } from '../../../support/factors-fixture.ts';
import {
  ALICE,
  BOB,
  CONTEXT,
  createWebSignInFixture,
  type WebSignInFixture,
} from '../../../support/web-sign-in-fixture.ts';

const MAIL = 'alice@elsewhere.example';
const WISH = { context: CONTEXT, language: 'en', again: false } as const;
const OPTIONS = { context: CONTEXT, trustBrowser: false };
const IN_ENGLISH = { context: CONTEXT, language: 'en' } as const;
const BY_MAIL: EnrolmentWish = { kind: 'email', destination: MAIL };

async function start(): Promise<WebSignInFixture> {
  const web = await createWebSignInFixture();
  web.rules.factors = { value: ['totp', 'email', 'sms'] };
  return web;
}

async function supply(
  web: WebSignInFixture,
  destination: string = MAIL,
  { mailbox = ALICE, kind = 'email' as 'email' | 'sms' } = {},
): Promise<Factor> {
  const supplied = await web.factors.factors.supply(mailbox, { kind, destination });
  if (typeof supplied === 'string') throw new Error(supplied);
  return supplied;
}

function answer(
  web: WebSignInFixture,
  pending: PresentedSession<PendingSession>,
  factorId: FactorId,
  code: string = web.factors.outbox.lastCode().code,
): Promise<SecondStepOutcome> {
  return web.signIn.answer(pending, { kind: 'factor', factorId, code }, OPTIONS);
}

async function openByMail(web: WebSignInFixture, factorId: FactorId): Promise<PresentedSession<OpenSession>> {
  const pending = await web.pending();
  await web.signIn.sendCode(pending, factorId, WISH);
  const outcome = await answer(web, pending, factorId);
  if (outcome.kind !== 'open') throw new Error(outcome.kind);
  return outcome.presented;
}

describe('a code by mail or SMS at sign-in (R2.3, R2.4)', () => {
  it('opens the session that asked for it, and is recorded without the code', async () => {
    const web = await start();
    const { id } = await supply(web);
    const pending = await web.pending();
    expect(pending.session.step).toBe('challenge');
    expect(await web.signIn.sendCode(pending, id, WISH)).toEqual({
      kind: 'sent',
      sending: { sentAt: web.now, endsAt: web.now + 600_000, againAt: web.now + 30_000, delivery: 'under-way' },
    });
    const { messages, lastCode } = web.factors.outbox;
    expect(messages).toMatchObject([{ envelope: { to: { kind: 'email', address: MAIL } } }]);
    expect(await answer(web, pending, id)).toMatchObject({
      kind: 'open',
      presented: { session: { secondStep: 'email' } },
    });
    const audited = JSON.stringify(await web.audited());
    expect(audited).not.toContain(lastCode().code);
    expect(audited).not.toContain(MAIL);
    expect(await web.audited({ event: 'code.sent' })).toMatchObject([
      {
        mailbox: ALICE,
        decisionId: pending.session.decisionId,
        details: { kind: 'email', purpose: 'sign-in', factor: id, message: messages[0]?.envelope.id },
      },
    ]);
  });

  it('verifies a destination that an administrator supplied, by the first right code (R2.3)', async () => {
    const web = await start();
    const { id } = await supply(web);
    expect(await web.factors.factors.list(ALICE)).toMatchObject([
      { isUnverified: true, destination: 'a•••@elsewhere.example' },
    ]);
    const pending = await web.pending();
    await web.signIn.sendCode(pending, id, WISH);
    await answer(web, pending, id, 'no code');
    expect(await web.factors.factors.list(ALICE)).toMatchObject([{ isUnverified: true }]);
    await answer(web, pending, id);
    const [factor] = await web.factors.factors.list(ALICE);
    expect(factor).toMatchObject({ lastUsedAt: web.now });
    expect(factor).not.toHaveProperty('isUnverified');
  });

  it('counts as a factor at once: its sign-in is a challenge, never an enrolment (P-07)', async () => {
    const web = await start();
    await supply(web);
    const pending = await web.pending();
    expect(await web.enrolment.kinds(pending)).toEqual([]);
    const refused = { kind: 'refused', reason: 'factor-exists' };
    expect(await web.enrolment.start(pending, BY_MAIL, IN_ENGLISH)).toEqual(refused);
    expect(await web.enrolment.start(pending, { kind: 'totp' }, IN_ENGLISH)).toEqual(refused);
  });

  it('is good in no other session, for no other mailbox and no other factor (P-12)', async () => {
    // Negative control: fails when codes are found by mailbox and factor alone.
    const web = await start();
    const [mine, second] = [await supply(web), await supply(web, 'alice@third.example')];
    const [asking, other] = [await web.pending(), await web.pending()];
    await web.signIn.sendCode(asking, mine.id, WISH);
    const { code } = web.factors.outbox.lastCode();
    expect(await answer(web, other, mine.id, code)).toMatchObject({ kind: 'not-right' });
    expect(await answer(web, asking, second.id, code)).toMatchObject({ kind: 'not-right' });
    const bobs = await supply(web, 'bob@elsewhere.example', { mailbox: BOB });
    expect(await web.signIn.sendCode(asking, bobs.id, WISH)).toEqual({ kind: 'ended' });
    expect(await answer(web, await web.pending(BOB), bobs.id, code)).toMatchObject({ kind: 'not-right' });
    expect(await answer(web, await web.pending(BOB), mine.id, code)).toMatchObject({ kind: 'not-right' });
    expect((await answer(web, asking, mine.id, code)).kind).toBe('open');
  });

  it('is taken once, by however many requests at once (P-11)', async () => {
    const web = await start();
    const { id } = await supply(web);
    const pending = await web.pending();
    await web.signIn.sendCode(pending, id, WISH);
    const { code } = web.factors.outbox.lastCode();
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => answer(web, pending, id, code)));
    expect(outcomes.filter(({ kind }) => kind === 'open')).toHaveLength(1);
    expect((await answer(web, await web.pending(), id, code)).kind).toBe('not-right');
  });

  it("spends the mailbox's tries like any other wrong code, across sessions (P-09)", async () => {
    // Negative control: fails when sent codes aren't counted in the mailbox's bucket.
    const web = await start();
    const { id } = await supply(web);
    for (let index = 0; index < 5; index += 1) {
      const pending = await web.pending();
      await web.signIn.sendCode(pending, id, WISH);
      const { code } = web.factors.outbox.lastCode();
      await answer(web, pending, id, code === '000000' ? '000001' : '000000');
    }
    const last = await web.pending();
    expect(await answer(web, last, id)).toMatchObject({ kind: 'slowed' });
  });

  it('is sent for nothing but factors that may be answered with, and for no session that is over', async () => {
    const web = await start();
    const { factor: app } = await web.factors.enrol(ALICE);
    const { id } = await supply(web);
    const pending = await web.pending();
    expect(await web.signIn.sendCode(pending, app.id, WISH)).toEqual({ kind: 'ended' });
    expect(await web.signIn.sendCode(pending, 'f-unknown', WISH)).toEqual({ kind: 'ended' });
    web.rules.factors = { value: ['totp'] };
    expect(await web.signIn.sendCode(pending, id, WISH)).toEqual({ kind: 'ended' });
    web.rules.factors = { value: ['email'] };
    await web.stores.accounts.updateMailbox(ALICE, { disabled: true }, web.now);
    expect(await web.signIn.sendCode(pending, id, WISH)).toEqual({ kind: 'ended' });
    expect(web.factors.outbox.messages).toHaveLength(0);
  });

  it('says that it was not sent, and offers the others (R9.3)', async () => {
    const web = await start();
    const { id } = await supply(web);
    const pending = await web.pending();
    web.factors.outbox.handing = { kind: 'unavailable', reason: `no route to ${MAIL}` };
    expect(await web.signIn.sendCode(pending, id, WISH)).toEqual({ kind: 'not-sent' });
    const [entry] = await web.audited({ event: 'code.not-sent' });
    expect(entry).toMatchObject({ reason: 'unavailable: no route to a•••@elsewhere.example' });
    web.factors.outbox.reached = ['sms'];
    expect(await web.signIn.view(pending)).toMatchObject({ unsendable: ['email'] });
    expect(await answer(web, pending, id, '123456')).toMatchObject({ kind: 'not-right' });
  });

  it('is not sent to what has become another name of the mailbox (R2.3)', async () => {
    // Negative control: fails when only the enrolment looks where an address leads.
    const web = await start();
    const { id } = await supply(web);
    await web.stores.accounts.addAlias({ alias: MAIL, target: ALICE });
    expect(await web.signIn.sendCode(await web.pending(), id, WISH)).toEqual({ kind: 'not-sent' });
    expect(web.factors.outbox.messages).toHaveLength(0);
  });

  it('is wrong once its factor was removed', async () => {
    const web = await start();
    const { id } = await supply(web);
    await supply(web, 'alice@third.example');
    const pending = await web.pending();
    await web.signIn.sendCode(pending, id, WISH);
    await web.factors.factors.remove(ALICE, id);
    expect(await answer(web, pending, id)).toMatchObject({ kind: 'not-right' });
  });

  it('is not sent when its factor goes just before', async () => {
    const web = await start();
    const { id } = await supply(web);
    const pending = await web.pending();
    web.stores.factors.find = async () => undefined;
    expect(await web.signIn.sendCode(pending, id, WISH)).toEqual({ kind: 'ended' });
  });

  it('that a limit forbids is told to the operator, and not which one to whoever asks (P-30)', async () => {
    // Negative control: fails when only what nobody took is recorded.
    const web = await start();
    const { id } = await supply(web);
    for (let sent = 0; sent < 5; sent += 1) await web.signIn.sendCode(await web.pending(), id, WISH);
    const pending = await web.pending();
    const refused = await web.signIn.sendCode(pending, id, WISH);
    expect(refused).toEqual({ kind: 'slowed', wait: expect.any(Number) });
    expect(await web.audited({ event: 'code.not-sent' })).toMatchObject([
      { mailbox: ALICE, reason: 'limit: codes of a mailbox' },
    ]);
  });

  it('asked for again too soon is recorded nowhere', async () => {
    const web = await start();
    const { id } = await supply(web);
    const pending = await web.pending();
    await web.signIn.sendCode(pending, id, WISH);
    expect(await web.signIn.sendCode(pending, id, { ...WISH, again: true })).toMatchObject({ kind: 'slowed' });
    expect(await web.audited({ event: 'code.not-sent' })).toEqual([]);
  });

  it('is recorded once, however often the page is loaded', async () => {
    const web = await start();
    const { id } = await supply(web);
    const pending = await web.pending();
    for (let index = 0; index < 3; index += 1) {
      expect(await web.signIn.sendCode(pending, id, WISH)).toMatchObject({ kind: 'sent' });
    }
    expect(await web.signIn.sendCode(pending, id, { ...WISH, again: true })).toMatchObject({
      kind: 'slowed',
      wait: 30_000,
    });
    expect(await web.audited({ event: 'code.sent' })).toHaveLength(1);
  });

  it('is broken, never right, when what is kept of its destination is (P-08)', async () => {
    const web = await start();
    const { id } = await supply(web);
    const pending = await web.pending();
    const { find } = web.stores.factors;
    const kept = await find.call(web.stores.factors, ALICE, id);
    const sealedSecret = createFactorSecrets(INSTALLATION_KEY).seal(Uint8Array.of(9), { mailbox: ALICE, factorId: id });
    web.stores.factors.find = async () => kept && { ...kept, sealedSecret };
    expect(await web.signIn.sendCode(pending, id, WISH)).toMatchObject({ kind: 'unavailable' });
    expect(web.broken).toEqual(['web-sign-in.broken']);
  });

  it('is right no more when its factor goes between the code and its use', async () => {
    const web = await start();
    const { id } = await supply(web);
    const pending = await web.pending();
    await web.signIn.sendCode(pending, id, WISH);
    web.stores.factors.recordUse = async () => false;
    expect(await answer(web, pending, id)).toMatchObject({ kind: 'not-right', verdict: 'wrong' });
  });

  it('shows the default factor first', async () => {
    const web = await start();
    const { factor: app } = await web.factors.enrol(ALICE);
    const mail = await supply(web);
    const pending = await web.pending();
    expect(await web.signIn.view(pending)).toMatchObject({
      factors: [{ id: app.id }, { id: mail.id }],
      unsendable: [],
    });
    await web.factors.factors.makeDefault(ALICE, mail.id);
    expect(await web.signIn.view(pending)).toMatchObject({
      factors: [{ id: mail.id, isDefault: true }, { id: app.id }],
    });
  });

  it('is unavailable while a store is down (P-08)', async () => {
    const web = await start();
    const { id } = await supply(web);
    const pending = await web.pending();
    web.stores.factors.find = async () => {
      throw new PosternError('ERR_STORE_UNAVAILABLE', 'down');
    };
    expect(await web.signIn.sendCode(pending, id, WISH)).toMatchObject({ kind: 'unavailable', dependency: 'store' });
    expect(await answer(web, pending, id, '123456')).toMatchObject({ kind: 'unavailable' });
  });
});

describe('a code by mail or SMS to confirm an open session', () => {
  const confirm = (web: WebSignInFixture, open: PresentedSession<OpenSession>, factorId: string, code: string) =>
    web.confirmation.confirm(open, { password: 'own password', answer: { kind: 'factor', factorId, code } }, CONTEXT);

  it('confirms it, and says how it is doing', async () => {
    const web = await start();
    const { id } = await supply(web);
    const open = await openByMail(web, id);
    expect(await web.confirmation.sending(open.session, id)).toBeUndefined();
    expect(await web.confirmation.sendCode(open.session, id, WISH)).toMatchObject({ kind: 'sent' });
    expect(await web.confirmation.sending(open.session, id)).toMatchObject({ delivery: 'under-way' });
    const { code } = web.factors.outbox.lastCode();
    expect((await confirm(web, open, id, code)).kind).toBe('confirmed');
    expect(await web.confirmation.sending(open.session, id)).toBeUndefined();
  });

  it('is another one than that of the sign-in, in both directions, though the session is the same (P-12)', async () => {
    // Negative control: fails when codes are found without their purpose, as a session keeps its id when it opens.
    const web = await start();
    const { factor: app, uri } = await web.factors.enrol(ALICE);
    const { id } = await supply(web);
    const pending = await web.pending();
    await web.signIn.sendCode(pending, id, WISH);
    const { code: ofSignIn } = web.factors.outbox.lastCode();
    const opened = await web.signIn.answer(
      pending,
      { kind: 'factor', factorId: app.id, code: web.freshCode(uri) },
      OPTIONS,
    );
    if (opened.kind !== 'open') throw new Error(opened.kind);
    const open = opened.presented;
    expect(open.session.id).toBe(pending.session.id);
    expect(await confirm(web, open, id, ofSignIn)).toMatchObject({ kind: 'not-right', which: 'code' });
    await web.confirmation.sendCode(open.session, id, WISH);
    const { code: toConfirm } = web.factors.outbox.lastCode();
    expect(await answer(web, await web.pending(), id, toConfirm)).toMatchObject({ kind: 'not-right' });
    expect((await confirm(web, open, id, toConfirm)).kind).toBe('confirmed');
  });

  it('is not sent for a session of a mailbox that was disabled', async () => {
    const web = await start();
    const { id } = await supply(web);
    const open = await openByMail(web, id);
    await web.stores.accounts.updateMailbox(ALICE, { disabled: true }, web.now);
    expect(await web.confirmation.sendCode(open.session, id, WISH)).toEqual({ kind: 'ended' });
  });
});

describe('setting up where codes are sent', () => {
  const finish = (
    web: WebSignInFixture,
    pending: PresentedSession<PendingSession>,
    code: string,
    kind: 'email' | 'sms' = 'email',
  ) => web.enrolment.finishAtSignIn(pending, { kind, code, name: '' }, OPTIONS);

  it('opens the first sign-in by a right code that was sent there (R2.2, R2.3)', async () => {
    const web = await start();
    const pending = await web.pending();
    expect(await web.enrolment.kinds(pending)).toEqual(['totp', 'email', 'sms']);
    const started = await web.enrolment.start(pending, BY_MAIL, IN_ENGLISH);
    expect(started).toMatchObject({
      kind: 'started',
      presentation: { kind: 'email', destination: MAIL, sending: { sentAt: web.now } },
      endsAt: web.now + 600_000,
    });
    const { code, kind } = web.factors.outbox.lastCode();
    expect(kind).toBe('verification-code');
    expect(await web.enrolment.begun(pending, 'email')).toEqual(started.kind === 'started' && started.presentation);
    expect(await web.enrolment.begun(pending, 'sms')).toBeUndefined();
    expect(await web.enrolment.begun(await web.pending(), 'email')).toBeUndefined();
    expect(await finish(web, pending, code === '000000' ? '000001' : '000000')).toEqual({ kind: 'not-right' });
    const enrolled = await finish(web, pending, code);
    if (enrolled.kind !== 'enrolled') throw new Error(enrolled.kind);
    expect(enrolled.recoveryCodes).toHaveLength(10);
    expect(enrolled.opened.presented.session).toMatchObject({ secondStep: 'email' });
    expect(await web.factors.factors.list(ALICE)).toEqual([
      {
        ...{ id: expect.any(String), mailbox: ALICE, kind: 'email', name: 'E-mail', createdAt: web.now },
        destination: 'a•••@elsewhere.example',
      },
    ]);
    const audited = JSON.stringify(await web.audited());
    expect(audited).not.toContain(MAIL);
    expect(audited).not.toContain(code);
  });

  it('begins anew with another destination, and the code of the one before is good for nothing', async () => {
    // Negative control: fails when a draft is kept whatever its destination.
    const web = await start();
    const pending = await web.pending();
    await web.enrolment.start(pending, { kind: 'email', destination: 'typo@elsewhere.example' }, IN_ENGLISH);
    const { code: first } = web.factors.outbox.lastCode();
    await web.enrolment.start(pending, BY_MAIL, IN_ENGLISH);
    expect(await web.enrolment.begun(pending, 'email')).toMatchObject({ destination: MAIL });
    const { code: second } = web.factors.outbox.lastCode();
    if (first !== second) expect(await finish(web, pending, first)).toEqual({ kind: 'not-right' });
    expect((await finish(web, pending, second)).kind).toBe('enrolled');
    expect(web.factors.outbox.messages.map(({ envelope: { to } }) => to)).toMatchObject([
      { address: 'typo@elsewhere.example' },
      { address: MAIL },
    ]);
  });

  it('goes by SMS to numbers that are served (R2.4, R7.4)', async () => {
    const web = await start();
    const pending = await web.pending();
    const started = await web.enrolment.start(pending, { kind: 'sms', destination: '0170 1234567' }, IN_ENGLISH);
    expect(started).toMatchObject({ presentation: { kind: 'sms', destination: '+491701234567' } });
    expect(await web.enrolment.begun(pending, 'sms')).toMatchObject({ destination: '+491701234567' });
    expect((await finish(web, pending, web.factors.outbox.lastCode().code, 'sms')).kind).toBe('enrolled');
    expect(await web.factors.factors.list(ALICE)).toMatchObject([
      { kind: 'sms', destination: '+49 ••• 67', name: 'SMS' },
    ]);
  });

  it.each([
    ['destination-malformed', { kind: 'email', destination: 'nobody' }],
    ['destination-malformed', { kind: 'sms', destination: '+1 212 555 0123' }],
    ['destination-protected', { kind: 'email', destination: ALICE }],
    ['destination-protected', { kind: 'email', destination: 'alice+codes@always.example' }],
  ] as const)('is refused as %s: %j', async (reason, wish) => {
    const web = await start();
    expect(await web.enrolment.start(await web.pending(), wish, IN_ENGLISH)).toEqual({ kind: 'refused', reason });
    expect(web.factors.outbox.messages).toHaveLength(0);
  });

  it('is refused beyond what a mailbox may have', async () => {
    const web = await start();
    const { id } = await supply(web);
    const open = await openByMail(web, id);
    for (let index = 1; index < 20; index += 1) await supply(web, `a${index}@elsewhere.example`);
    const more = { kind: 'email', destination: 'more@elsewhere.example' } as const;
    expect(await web.enrolment.start(open, more, IN_ENGLISH)).toEqual({ kind: 'refused', reason: 'too-many-factors' });
  });

  it('is refused when the mailbox has it already, however it is written', async () => {
    const web = await start();
    const { id } = await supply(web);
    const open = await openByMail(web, id);
    const again = { kind: 'email', destination: 'ALICE@Elsewhere.example' } as const;
    expect(await web.enrolment.start(open, again, IN_ENGLISH)).toEqual({
      kind: 'refused',
      reason: 'destination-known',
    });
  });

  it('sends again at most every 30 s, and says when nobody took it (R2.7)', async () => {
    const web = await start();
    const pending = await web.pending();
    await web.enrolment.start(pending, BY_MAIL, IN_ENGLISH);
    const { code } = web.factors.outbox.lastCode();
    const slowed = { kind: 'refused', reason: 'sending-slowed', wait: 30_000 };
    expect(await web.enrolment.start(pending, BY_MAIL, IN_ENGLISH)).toEqual(slowed);
    web.now += 30_000;
    expect((await web.enrolment.start(pending, BY_MAIL, IN_ENGLISH)).kind).toBe('started');
    expect(web.factors.outbox.lastCode().code).toBe(code);
    web.factors.outbox.handing = { kind: 'refused', reason: 'no' };
    const other = { kind: 'email', destination: 'x@elsewhere.example' } as const;
    expect(await web.enrolment.start(pending, other, IN_ENGLISH)).toEqual({ kind: 'refused', reason: 'not-sent' });
    expect(await web.enrolment.begun(pending, 'email')).toBeUndefined();
    expect(await web.audited({ event: 'code.not-sent' })).toMatchObject([{ reason: 'refused: no' }]);
  });

  it('does for one of two sign-ins at once: the first factor is one (P-07, P-11)', async () => {
    const web = await start();
    const [owner, thief] = [await web.pending(), await web.pending()];
    await web.enrolment.start(owner, BY_MAIL, IN_ENGLISH);
    const { code: ofOwner } = web.factors.outbox.lastCode();
    await web.enrolment.start(thief, { kind: 'email', destination: 'thief@evil.example' }, IN_ENGLISH);
    const { code: ofThief } = web.factors.outbox.lastCode();
    const outcomes = await Promise.all([finish(web, owner, ofOwner), finish(web, thief, ofThief)]);
    expect(outcomes.filter(({ kind }) => kind === 'enrolled')).toHaveLength(1);
    expect(await web.factors.factors.list(ALICE)).toHaveLength(1);
  });

  it('ends when an administrator supplies a factor meanwhile (P-07)', async () => {
    const web = await start();
    const thief = await web.pending();
    await web.enrolment.start(thief, { kind: 'email', destination: 'thief@evil.example' }, IN_ENGLISH);
    const { code } = web.factors.outbox.lastCode();
    await supply(web);
    expect(await finish(web, thief, code)).toEqual({ kind: 'refused', reason: 'factor-exists' });
    expect(await web.factors.factors.list(ALICE)).toHaveLength(1);
  });

  it('stays where it was begun with the code that an administrator gave out, whichever kind it is', async () => {
    const web = await start();
    web.rules.enrolment = { value: 'enrolment-code' };
    const given = await web.factors.factors.issueEnrolmentCode(ALICE);
    const pending = await web.pending();
    const needed = { kind: 'refused', reason: 'enrolment-code-needed' };
    expect(await web.enrolment.start(pending, BY_MAIL, IN_ENGLISH)).toEqual(needed);
    expect((await web.enrolment.start(pending, BY_MAIL, { ...IN_ENGLISH, code: given })).kind).toBe('started');
    expect((await web.enrolment.start(pending, { kind: 'totp' }, IN_ENGLISH)).kind).toBe('started');
    expect(await web.enrolment.start(await web.pending(), BY_MAIL, IN_ENGLISH)).toEqual(needed);
  });
});

describe('what may be set up (R2.9)', () => {
  const everybody = { enabled: true, users: true, domainAdministrators: true };

  it('is what exists, is for owners, is allowed by policy and can be sent', async () => {
    const web = await start();
    const pending = await web.pending();
    web.factors.outbox.reached = ['email'];
    expect(await web.enrolment.kinds(pending)).toEqual(['totp', 'email']);
    web.rules.factors = { value: ['email', 'sms'] };
    expect(await web.enrolment.kinds(pending)).toEqual(['email']);
  });

  it('is nothing that owners may not set up, though it may be answered with', async () => {
    // Negative control: fails when only policy is asked.
    const web = await createWebSignInFixture({
      delegation: { totp: everybody, email: { ...everybody, users: false } },
    });
    web.rules.factors = { value: ['totp', 'email', 'sms'] };
    const pending = await web.pending();
    expect(await web.enrolment.kinds(pending)).toEqual(['totp']);
    const refused = { kind: 'refused', reason: 'factor-not-allowed' };
    expect(await web.enrolment.start(pending, BY_MAIL, IN_ENGLISH)).toEqual(refused);
    const sms = { kind: 'sms', destination: '+491701234567' } as const;
    expect(await web.enrolment.start(pending, sms, IN_ENGLISH)).toEqual(refused);
    expect(await web.enrolment.finishAtSignIn(pending, { kind: 'passkey', code: '1', name: 'x' }, OPTIONS)).toEqual(
      refused,
    );
    const { id } = await supply(web);
    expect((await openByMail(web, id)).session.secondStep).toBe('email');
  });

  it('leaves who has only kinds that are switched off with a challenge that nothing answers (R9.3)', async () => {
    // Negative control: fails when the step is decided by what can be used.
    const web = await start();
    const { id } = await supply(web);
    web.rules.factors = { value: ['totp'] };
    const pending = await web.pending();
    expect(pending.session.step).toBe('challenge');
    expect(await web.signIn.view(pending)).toMatchObject({ factors: [], hasRecoveryCodes: false });
    expect(await web.signIn.sendCode(pending, id, WISH)).toEqual({ kind: 'ended' });
    expect(await answer(web, pending, id, '123456')).toMatchObject({ kind: 'not-right' });
    expect(await web.enrolment.kinds(pending)).toEqual([]);
    expect(await web.enrolment.start(pending, { kind: 'totp' }, IN_ENGLISH)).toMatchObject({ reason: 'factor-exists' });
  });
});
