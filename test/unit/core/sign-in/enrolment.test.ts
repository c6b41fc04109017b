import { describe, expect, it } from 'vitest';
import { PosternError } from '../../../../src/core/errors.ts';
import type { OpenSession, PendingSession } from '../../../../src/core/sessions/web-session.ts';
import type { PresentedSession } from '../../../../src/core/sign-in/web-sign-in-contract.ts';
import { codeFromApp } from '../../../support/factors-fixture.ts';
import { ALICE, CONTEXT, createWebSignInFixture, type WebSignInFixture } from '../../../support/web-sign-in-fixture.ts';

const INSIDE = { ...CONTEXT, remoteAddress: '10.1.2.3' };
const APP = { kind: 'totp' } as const;
const IN_ENGLISH = { context: CONTEXT, language: 'en' } as const;
const options = { context: CONTEXT, trustBrowser: false };
const down = async (): Promise<never> => {
  throw new PosternError('ERR_STORE_UNAVAILABLE', 'down');
};

async function begin(
  web: WebSignInFixture,
  presented: PresentedSession<PendingSession | OpenSession>,
  start: Partial<Parameters<WebSignInFixture['enrolment']['start']>[2]> = {},
): Promise<string> {
  const started = await web.enrolment.start(presented, APP, { ...IN_ENGLISH, ...start });
  if (started.kind !== 'started' || started.presentation.kind !== 'totp') throw new Error(JSON.stringify(started));
  return started.presentation.uri;
}

describe('setting up the first factor at sign-in (R2.2)', () => {
  it('shows one secret, however often the page is loaded, and another one to another sign-in', async () => {
    const web = await createWebSignInFixture();
    const pending = await web.pending();
    const uri = await begin(web, pending);
    expect(await begin(web, pending)).toBe(uri);
    expect(uri).toContain('issuer=Example');
    expect(await begin(web, await web.pending())).not.toBe(uri);
  });

  it('opens the session with a right code, and gives recovery codes', async () => {
    const web = await createWebSignInFixture();
    const pending = await web.pending();
    const uri = await begin(web, pending);
    expect(await web.enrolment.finishAtSignIn(pending, { ...APP, code: '000000', name: 'Phone' }, options)).toEqual({
      kind: 'not-right',
    });
    const code = codeFromApp(uri, web.now);
    const enrolled = await web.enrolment.finishAtSignIn(pending, { ...APP, code, name: 'Phone' }, options);
    if (enrolled.kind !== 'enrolled') throw new Error(enrolled.kind);
    expect(enrolled.recoveryCodes).toHaveLength(10);
    expect(enrolled.opened.presented.session).toMatchObject({ secondStep: 'totp', confirmedAt: web.now });
    expect(enrolled.opened.presented.cookie).not.toBe(pending.cookie);
    expect(await web.factors.factors.list(ALICE)).toMatchObject([{ name: 'Phone', kind: 'totp' }]);
    const events = (await web.audited()).map(({ event }) => event);
    expect(events).toEqual(['web-sign-in.challenged', 'factor.enrolled', 'web-sign-in.allowed']);
    expect(JSON.stringify(await web.audited())).not.toContain(new URL(uri).searchParams.get('secret'));
  });

  it('trusts the browser where it is asked for and allowed', async () => {
    const web = await createWebSignInFixture();
    web.rules.trustedBrowserDays = { value: 7 };
    const pending = await web.pending();
    const code = codeFromApp(await begin(web, pending), web.now);
    const typed = { ...APP, code, name: 'Phone' };
    const enrolled = await web.enrolment.finishAtSignIn(pending, typed, { context: CONTEXT, trustBrowser: true });
    expect(enrolled).toMatchObject({ opened: { trustedBrowser: { cookie: 'trusted' } } });
  });

  it('takes no code for what was not begun in the same sign-in (P-12)', async () => {
    const web = await createWebSignInFixture();
    const code = codeFromApp(await begin(web, await web.pending()), web.now);
    expect(await web.enrolment.finishAtSignIn(await web.pending(), { ...APP, code, name: 'Phone' }, options)).toEqual({
      kind: 'expired',
    });
  });

  it('is over for whoever began it, once the owner has set one up in another sign-in (P-07)', async () => {
    // Negative control: fails without the look for a factor.
    const web = await createWebSignInFixture();
    const thief = await web.pending();
    const uri = await begin(web, thief);
    await web.factors.enrol(ALICE);
    const typed = { ...APP, code: codeFromApp(uri, web.now), name: "Thief's phone" };
    expect(await web.enrolment.finishAtSignIn(thief, typed, options)).toEqual({
      kind: 'refused',
      reason: 'factor-exists',
    });
    expect(await web.enrolment.start(thief, APP, IN_ENGLISH)).toEqual({
      kind: 'refused',
      reason: 'factor-exists',
    });
    expect(await web.factors.factors.list(ALICE)).toHaveLength(1);
  });

  it('asks the store itself for a first one, as two requests may find none at once (P-07, P-11)', async () => {
    // Negative control: fails when `onlyFirst` isn't asked.
    const web = await createWebSignInFixture();
    const asked: boolean[] = [];
    const { finishEnrolment } = web.factors.factors;
    web.factors.factors.finishEnrolment = async (request) => {
      asked.push(request.onlyFirst === true);
      return finishEnrolment.call(web.factors.factors, request);
    };
    const pending = await web.pending();
    await begin(web, pending);
    await web.enrolment.finishAtSignIn(pending, { ...APP, code: '000000', name: 'Phone' }, options);
    expect(asked).toEqual([true]);
  });

  it('of two at once is done once', async () => {
    const web = await createWebSignInFixture();
    const sessions = [await web.pending(), await web.pending()];
    const codes: string[] = [];
    for (const session of sessions) codes.push(codeFromApp(await begin(web, session), web.now));
    const outcomes = await Promise.all(
      sessions.map((session, index) =>
        web.enrolment.finishAtSignIn(session, { ...APP, code: codes[index] ?? '', name: 'Phone' }, options),
      ),
    );
    expect(outcomes.filter(({ kind }) => kind === 'enrolled')).toHaveLength(1);
    expect(await web.factors.factors.list(ALICE)).toHaveLength(1);
  });

  it('is nothing for a sign-in that must answer with a factor (P-03)', async () => {
    const web = await createWebSignInFixture();
    await web.factors.enrol(ALICE);
    const pending = await web.pending();
    const refused = { kind: 'refused', reason: 'factor-exists' };
    expect(await web.enrolment.start(pending, APP, IN_ENGLISH)).toEqual(refused);
    // Nor when its factor was removed since.
    await web.factors.factors.reset(ALICE);
    expect(await web.enrolment.start(pending, APP, IN_ENGLISH)).toEqual(refused);
    expect(await web.enrolment.finishAtSignIn(pending, { ...APP, code: '1', name: 'x' }, options)).toEqual(refused);
  });

  it('ends with the sign-in: too late, disabled, or opened by another request', async () => {
    const web = await createWebSignInFixture();
    const late = await web.pending();
    const code = codeFromApp(await begin(web, late), web.now);
    web.now = late.session.endsAt;
    expect(await web.enrolment.finishAtSignIn(late, { ...APP, code, name: 'x' }, options)).toEqual({ kind: 'ended' });
    const gone = await web.pending();
    const uri = await begin(web, gone);
    await web.sessions.end(gone.session, 'signed-out');
    const typed = { ...APP, code: codeFromApp(uri, web.now), name: 'x' };
    expect(await web.enrolment.finishAtSignIn(gone, typed, options)).toEqual({ kind: 'ended' });
    const disabled = await web.pending();
    await web.stores.accounts.updateMailbox(ALICE, { disabled: true }, web.now);
    expect(await web.enrolment.start(disabled, APP, IN_ENGLISH)).toMatchObject({ kind: 'refused' });
  });

  it('is refused where policy has no place for an authenticator app', async () => {
    const web = await createWebSignInFixture();
    const pending = await web.pending();
    web.rules.factors = { value: ['passkey'] };
    const refused = { kind: 'refused', reason: 'factor-not-allowed' };
    expect(await web.enrolment.start(pending, APP, IN_ENGLISH)).toEqual(refused);
    expect(await web.enrolment.finishAtSignIn(pending, { ...APP, code: '1', name: 'x' }, options)).toEqual(refused);
  });

  it('is refused outside trusted networks where policy wants it inside, at both its steps (P-07)', async () => {
    // Negative control: fails at the last line when only `start` looks where somebody is.
    const web = await createWebSignInFixture();
    web.rules.enrolment = { value: 'trusted-networks' };
    const pending = await web.pending();
    const refused = { kind: 'refused', reason: 'outside-trusted-network' };
    expect(await web.enrolment.start(pending, APP, IN_ENGLISH)).toEqual(refused);
    const code = codeFromApp(await begin(web, pending, { context: INSIDE }), web.now);
    expect(await web.enrolment.finishAtSignIn(pending, { ...APP, code, name: 'x' }, options)).toEqual(refused);
    expect(await web.audited({ event: 'enrolment.refused' })).toMatchObject([
      { reason: 'outside-trusted-network', mailbox: ALICE },
      { reason: 'outside-trusted-network' },
    ]);
  });

  it('wants the code that an administrator gave out where policy does (P-07)', async () => {
    const web = await createWebSignInFixture();
    web.rules.enrolment = { value: 'enrolment-code' };
    const code = await web.factors.factors.issueEnrolmentCode(ALICE);
    const pending = await web.pending();
    const start = (given?: string) =>
      web.enrolment.start(pending, APP, { ...IN_ENGLISH, ...(given !== undefined && { code: given }) });
    expect(await start()).toEqual({ kind: 'refused', reason: 'enrolment-code-needed' });
    expect(await start('')).toEqual({ kind: 'refused', reason: 'enrolment-code-needed' });
    // Negative control: fails when the page that only asks for the code leaves entries.
    expect(await web.audited({ event: 'enrolment.refused' })).toEqual([]);
    expect(await start('x'.repeat(101))).toEqual({ kind: 'refused', reason: 'enrolment-code-wrong' });
    expect(await web.audited({ event: 'enrolment.refused' })).toMatchObject([{ reason: 'enrolment-code-wrong' }]);
    const uri = await begin(web, pending, { context: CONTEXT, code });
    const typed = { ...APP, code: codeFromApp(uri, web.now), name: 'x' };
    expect((await web.enrolment.finishAtSignIn(pending, typed, options)).kind).toBe('enrolled');
  });

  it('asks for that code once: a page that is loaded again shows what was begun with it', async () => {
    const web = await createWebSignInFixture();
    web.rules.enrolment = { value: 'enrolment-code' };
    const code = await web.factors.factors.issueEnrolmentCode(ALICE);
    const pending = await web.pending();
    const uri = await begin(web, pending, { context: CONTEXT, code });
    expect(await begin(web, pending)).toBe(uri);
    const refused = { kind: 'refused', reason: 'enrolment-code-needed' };
    expect(await web.enrolment.start(await web.pending(), APP, IN_ENGLISH)).toEqual(refused);
  });

  it("counts guesses at that code like the second step's (P-09)", async () => {
    // Negative control: fails when nobody counts.
    const web = await createWebSignInFixture();
    web.rules.enrolment = { value: 'enrolment-code' };
    const right = await web.factors.factors.issueEnrolmentCode(ALICE);
    for (let index = 0; index < 5; index += 1) {
      await web.enrolment.start(await web.pending(), APP, { ...IN_ENGLISH, code: `guess ${index}` });
    }
    expect(await web.enrolment.start(await web.pending(), APP, { ...IN_ENGLISH, code: right })).toEqual({
      kind: 'refused',
      reason: 'enrolment-code-wrong',
      wait: 120_000,
    });
    web.now += 120_000;
    expect((await web.enrolment.start(await web.pending(), APP, { ...IN_ENGLISH, code: right })).kind).toBe('started');
  });

  it('is unavailable while the store is down (P-08)', async () => {
    const web = await createWebSignInFixture();
    const pending = await web.pending();
    const uri = await begin(web, pending);
    web.factors.factors.renewRecoveryCodes = down;
    const typed = { ...APP, code: codeFromApp(uri, web.now), name: 'x' };
    expect(await web.enrolment.finishAtSignIn(pending, typed, options)).toMatchObject({ kind: 'unavailable' });
    web.factors.factors.list = down;
    expect(await web.enrolment.start(pending, APP, IN_ENGLISH)).toMatchObject({ kind: 'unavailable' });
  });
});

describe('setting up a factor in the account pages (R2.8)', () => {
  it('needs a session that was confirmed lately (P-21)', async () => {
    const web = await createWebSignInFixture();
    const open = await web.open();
    web.now += 600_000;
    const refused = { kind: 'refused', reason: 'not-confirmed' };
    expect(await web.enrolment.start(open, APP, IN_ENGLISH)).toEqual(refused);
    expect(await web.enrolment.finish(open, { ...APP, code: '1', name: 'x' }, CONTEXT)).toEqual(refused);
  });

  it('adds one to those that there are, and leaves the recovery codes alone', async () => {
    const web = await createWebSignInFixture();
    const open = await web.open();
    await web.factors.factors.renewRecoveryCodes(ALICE);
    web.rules.enrolment = { value: 'enrolment-code' };
    const uri = await begin(web, open);
    const wrong = await web.enrolment.finish(open, { ...APP, code: '000000', name: 'Tablet' }, CONTEXT);
    expect(wrong).toEqual({ kind: 'not-right' });
    const ended = await web.enrolment.finish(
      open,
      { ...APP, code: codeFromApp(uri, web.now), name: 'Tablet' },
      CONTEXT,
    );
    expect(ended).toMatchObject({ kind: 'enrolled', factor: { name: 'Tablet' } });
    expect(ended).not.toHaveProperty('recoveryCodes');
    expect(await web.factors.factors.list(ALICE)).toHaveLength(2);
  });

  it('gives recovery codes where there are none, and asks for what the first one needs', async () => {
    const web = await createWebSignInFixture();
    web.requirement = { needed: false, because: 'mode-never' };
    const accepted = await web.accept(ALICE);
    if (accepted.kind !== 'open') throw new Error(accepted.kind);
    const confirmed = await web.confirmation.confirm(accepted.presented, { password: 'own password' }, CONTEXT);
    if (confirmed.kind !== 'confirmed') throw new Error(confirmed.kind);
    web.rules.enrolment = { value: 'trusted-networks' };
    const { presented } = confirmed;
    expect(await web.enrolment.start(presented, APP, IN_ENGLISH)).toMatchObject({
      reason: 'outside-trusted-network',
    });
    const uri = await begin(web, presented, { context: INSIDE });
    const ended = await web.enrolment.finish(presented, { ...APP, code: codeFromApp(uri, web.now), name: '' }, INSIDE);
    expect(ended.kind === 'enrolled' && ended.recoveryCodes).toHaveLength(10);
  });

  it('is refused beyond the limit, and where policy has no place for it', async () => {
    const web = await createWebSignInFixture();
    const open = await web.open();
    for (let index = 1; index < 20; index += 1) await web.factors.enrol(ALICE, `Phone ${index}`);
    const confirmed = { ...open, session: { ...open.session, confirmedAt: web.now } };
    expect(await web.enrolment.start(confirmed, APP, IN_ENGLISH)).toEqual({
      kind: 'refused',
      reason: 'too-many-factors',
    });
    web.rules.factors = { value: [] };
    expect(await web.enrolment.finish(confirmed, { ...APP, code: '1', name: 'x' }, CONTEXT)).toEqual({
      kind: 'refused',
      reason: 'factor-not-allowed',
    });
  });

  it('ends with the session of a mailbox that was disabled', async () => {
    const web = await createWebSignInFixture();
    const open = await web.open();
    await web.stores.accounts.updateMailbox(ALICE, { disabled: true }, web.now);
    expect(await web.enrolment.finish(open, { ...APP, code: '1', name: 'x' }, CONTEXT)).toMatchObject({
      reason: 'not-confirmed',
    });
    expect(await web.sessions.find(open.cookie, 'webmail')).toBeUndefined();
  });
});
