import { describe, expect, it } from 'vitest';
import { createKeyedDigest } from '../../../../src/adapters/crypto/keyed-digest.ts';
import { openMemorySentCodeStore } from '../../../../src/adapters/ephemeral/memory/sent-code-store.ts';
import { CodeDisputes } from '../../../../src/core/challenge/code-disputes.ts';
import { isDisputeToken } from '../../../../src/core/challenge/dispute-tokens.ts';
import type { MailConnection } from '../../../../src/core/sessions/live-connections.ts';
import type { PendingSession } from '../../../../src/core/sessions/web-session.ts';
import type { PresentedSession } from '../../../../src/core/sign-in/web-sign-in-contract.ts';
import {
  createFactorsFixture,
  createGuard,
  createSentCodes,
  type FactorsFixture,
  INSTALLATION_KEY,
  repeatableRandom,
} from '../../../support/factors-fixture.ts';
import { type RecordedMessages, recordMessages } from '../../../support/recorded-messages.ts';
import { trustedBrowser } from '../../../support/records.ts';
import {
  ALICE,
  BOB,
  CONTEXT,
  createWebSignInFixture,
  type WebSignInFixture,
} from '../../../support/web-sign-in-fixture.ts';

const OPTIONS = { context: CONTEXT, trustBrowser: false };
const DAY = 86_400_000;

interface Fixture {
  readonly web: WebSignInFixture;
  readonly disputes: CodeDisputes;
  readonly outbox: RecordedMessages;
  readonly pending: PresentedSession<PendingSession>;
  readonly factorId: string;
  readonly token: string;
}

/** Somebody has signed in with Alice's password, and a code was sent to Alice. */
async function start({ connections = [] as readonly MailConnection[], isVerified = true } = {}): Promise<Fixture> {
  const outbox = recordMessages();
  const sentCodes = openMemorySentCodeStore();
  const clock = { now: () => web.now };
  const codes = createSentCodes({ messenger: outbox, clock, random: repeatableRandom(), store: sentCodes });
  const web = await createWebSignInFixture();
  const { factors: fixture } = web;
  const factors = factorsWith(web, fixture, codes);
  web.rules.factors = { value: ['email'] };
  const supplied = await factors.supply(ALICE, { kind: 'email', destination: 'alice@elsewhere.example' });
  if (typeof supplied === 'string') throw new Error(supplied);
  if (isVerified) await fixture.store.recordUse(ALICE, supplied.id, web.now);
  const pending = await web.pending();
  await web.signIn.sendCode(pending, supplied.id, { context: CONTEXT, language: 'en', again: false });
  const { stores, parts } = web;
  const disputes = new CodeDisputes({
    sentCodes,
    disputeDigest: createKeyedDigest(INSTALLATION_KEY, 'messages with codes'),
    webSessions: web.sessionStore,
    limitsOf: () => ({ idle: Number.POSITIVE_INFINITY, absolute: Number.POSITIVE_INFINITY }),
    revocations: stores.revocations,
    trustedBrowsers: stores.trustedBrowsers,
    connections: async () => connections,
    audit: parts.audit,
    clock,
    log: parts.log,
  });
  return { web, disputes, outbox, pending, factorId: supplied.id, token: outbox.lastToken() };
}

/** The fixture's factors go over to these codes. */
function factorsWith(
  web: WebSignInFixture,
  { store }: FactorsFixture,
  sentCodes: ReturnType<typeof createSentCodes>,
): FactorsFixture['factors'] {
  const { factors } = createFactorsFixture({
    ...{ store, sentCodes, destinations: createGuard(web.stores.accounts) },
    clock: { now: () => web.now },
  });
  Object.assign(web.parts, { factors });
  return factors;
}

async function answer({ web, pending, factorId, outbox }: Fixture): Promise<string> {
  const { code } = outbox.lastCode();
  return (await web.signIn.answer(pending, { kind: 'factor', factorId, code }, OPTIONS)).kind;
}

describe('"this wasn\'t me" (R2.7)', () => {
  it('does nothing by being looked at: scanners open every link', async () => {
    const fixture = await start();
    const { disputes, token, web, pending } = fixture;
    for (let index = 0; index < 3; index += 1) {
      expect(await disputes.find(token)).toMatchObject({
        mailbox: ALICE,
        occasion: { remoteAddress: CONTEXT.remoteAddress, country: 'NL', client: 'Browser 1.0' },
        decisionId: pending.session.decisionId,
        signIn: 'waiting',
      });
    }
    expect(await web.sessions.find(pending.cookie, 'webmail')).toBeDefined();
    expect(await answer(fixture)).toBe('open');
    expect(await disputes.find(token)).toMatchObject({ signIn: 'signed-in' });
  });

  it('stops the sign-in that waits: its code opens nothing any more', async () => {
    // Negative control: fails when only the code is taken away, or nothing.
    const fixture = await start();
    const { disputes, token, web } = fixture;
    expect(await disputes.stop(token, CONTEXT)).toEqual({ hasStopped: true, ended: 0 });
    expect(await answer(fixture)).toBe('ended');
    expect(await disputes.find(token)).toMatchObject({ signIn: 'over' });
    expect(await disputes.stop(token, CONTEXT)).toEqual({ hasStopped: false, ended: 0 });
    expect(await web.audited({ event: 'sign-in.disputed' })).toMatchObject([
      { mailbox: ALICE, remoteAddress: CONTEXT.remoteAddress, details: { stopped: true, everything: false } },
      { details: { stopped: false } },
    ]);
    expect(await web.audited({ event: 'web-session.ended' })).toMatchObject([{ reason: 'disputed' }]);
  });

  it('stops the session that came of it, and what streams for it', async () => {
    const fixture = await start();
    const { disputes, token, web, pending } = fixture;
    expect(await answer(fixture)).toBe('open');
    expect(await disputes.stop(token, CONTEXT)).toEqual({ hasStopped: true, ended: 0 });
    expect(await web.sessions.isOpen(pending.session.id)).toBe(false);
    expect(await web.stores.revocations.since(0)).toMatchObject([
      { target: { kind: 'web-session', id: pending.session.id } },
    ]);
  });

  it('finds a session that opens while it looks (P-20)', async () => {
    // Negative control: fails when the state is read first and then ended.
    const fixture = await start();
    const { disputes, token, web, pending } = fixture;
    const { end } = web.sessionStore;
    web.sessionStore.end = async (id, state) => {
      const ended = await end.call(web.sessionStore, id, state === 'pending' ? 'anonymous' : state);
      if (state === 'pending') expect(await answer(fixture)).toBe('open');
      return ended;
    };
    expect(await disputes.stop(token, CONTEXT)).toEqual({ hasStopped: true, ended: 0 });
    expect(await web.sessions.isOpen(pending.session.id)).toBe(false);
  });

  it('leaves everything else of the mailbox alone', async () => {
    const fixture = await start();
    const { disputes, token, web } = fixture;
    const other = await web.pending();
    await web.stores.trustedBrowsers.insert(trustedBrowser('tb1', { mailbox: ALICE, endsAt: web.now + DAY }));
    await disputes.stop(token, CONTEXT);
    expect(await web.sessions.find(other.cookie, 'webmail')).toBeDefined();
    expect(await web.stores.trustedBrowsers.list(ALICE, web.now)).toHaveLength(1);
  });

  it('ends everything of the mailbox where that is asked for, and nothing of others (R6.5)', async () => {
    const connection = (id: string, mailbox: string) => ({ id, mailbox }) as MailConnection;
    const fixture = await start({ connections: [connection('c1', ALICE), connection('c2', BOB)] });
    const { disputes, token, web } = fixture;
    const [mine, bobs] = [await web.pending(), await web.pending(BOB)];
    const browser = { mailbox: ALICE, endsAt: web.now + DAY };
    await web.stores.trustedBrowsers.insert(trustedBrowser('tb1', browser));
    expect(await disputes.stopAll(token, CONTEXT)).toEqual({ hasStopped: true, ended: 3 });
    expect(await web.sessions.find(mine.cookie, 'webmail')).toBeUndefined();
    expect(await web.sessions.find(bobs.cookie, 'webmail')).toBeDefined();
    expect(await web.stores.trustedBrowsers.list(ALICE, web.now)).toEqual([]);
    const revoked = await web.stores.revocations.since(0);
    const ofMailbox = { target: { kind: 'mailbox', address: ALICE }, reason: 'ended-by-administrator' };
    expect(revoked).toContainEqual(expect.objectContaining(ofMailbox));
    expect(revoked.map(({ target }) => 'id' in target && target.id)).not.toContain(bobs.session.id);
    const actors = (await web.audited())
      .filter(({ kind }) => kind === 'change')
      .map(({ event, actor }) => [event, actor]);
    expect(actors).toEqual([
      ['sign-in.disputed', 'recipient of a code'],
      ['trusted-browsers.revoked', 'recipient of a code'],
      ['web-sessions.ended', 'recipient of a code'],
      ['connections.ended', 'recipient of a code'],
    ]);
  });

  it('stops this sign-in and no more where nobody had answered from yet: it may be a stranger (R2.3)', async () => {
    // Negative control: fails when the destination isn't kept with the dispute.
    const fixture = await start({ isVerified: false });
    const { disputes, token, web } = fixture;
    const mine = await web.pending();
    expect(await disputes.find(token)).toMatchObject({ mayStopAll: false });
    expect(await disputes.stopAll(token, CONTEXT)).toBeUndefined();
    // The owner's answer afterwards makes nobody of those who could read it the owner.
    expect(await answer(fixture)).toBe('open');
    expect(await disputes.stopAll(token, CONTEXT)).toBeUndefined();
    expect(await web.audited({ event: 'sign-in.disputed' })).toEqual([]);
    expect(await disputes.stop(token, CONTEXT)).toEqual({ hasStopped: true, ended: 0 });
    expect(await web.sessions.find(mine.cookie, 'webmail')).toBeDefined();
  });

  it('is never the end of everything by a message that verifies a new address (R2.3)', async () => {
    // Negative control: fails when a draft's destination counts as the owner's.
    const { disputes, outbox, web, pending } = await start();
    await web.parts.factors.startSentEnrolment({
      ...{ mailbox: ALICE, boundTo: pending.session.id, kind: 'email', destination: 'allice@mistyped.example' },
      ...{ context: CONTEXT, decisionId: pending.session.decisionId, language: 'en' },
    });
    const token = outbox.lastToken();
    expect(await disputes.find(token)).toMatchObject({ mailbox: ALICE, mayStopAll: false });
    expect(await disputes.stopAll(token, CONTEXT)).toBeUndefined();
    expect(await disputes.stop(token, CONTEXT)).toEqual({ hasStopped: true, ended: 0 });
  });

  it('may be said for seven days, by the token of each message', async () => {
    const fixture = await start();
    const { disputes, token, web, outbox, pending, factorId } = fixture;
    web.now += 30_000;
    await web.signIn.sendCode(pending, factorId, { context: CONTEXT, language: 'en', again: true });
    expect(outbox.lastToken()).not.toBe(token);
    expect(await disputes.find(outbox.lastToken())).toMatchObject({ signIn: 'waiting' });
    web.now += 7 * DAY - 30_001;
    expect(await disputes.find(token)).toMatchObject({ signIn: 'over' });
    web.now += 1;
    expect(await disputes.find(token)).toBeUndefined();
    expect(await disputes.stop(token, CONTEXT)).toBeUndefined();
    expect(await disputes.stopAll(token, CONTEXT)).toBeUndefined();
  });

  it('is nothing for a token that nobody was given', async () => {
    const { disputes, token } = await start();
    const flipped = (token.startsWith('A') ? 'B' : 'A') + token.slice(1);
    for (const guess of ['', 'x', flipped, `${token}A`, token.slice(1), `${token.slice(0, 21)}B`]) {
      expect(await disputes.find(guess)).toBeUndefined();
      expect(await disputes.stop(guess, CONTEXT)).toBeUndefined();
      expect(await disputes.stopAll(guess, CONTEXT)).toBeUndefined();
    }
    expect(isDisputeToken(token)).toBe(true);
    expect(isDisputeToken(`${token.slice(0, 21)}B`)).toBe(false);
  });

  it('is a temporary failure while nobody can record it', async () => {
    const { disputes, token, web, pending } = await start();
    Object.defineProperty(web.parts.audit, 'isWritable', { value: false });
    const unavailable = { code: 'ERR_STORE_UNAVAILABLE' };
    await expect(disputes.stop(token, CONTEXT)).rejects.toMatchObject(unavailable);
    await expect(disputes.stopAll(token, CONTEXT)).rejects.toMatchObject(unavailable);
    expect(await web.sessions.find(pending.cookie, 'webmail')).toBeDefined();
  });

  it('is a temporary failure when that begins half-way, and can be said again', async () => {
    const { disputes, token, web, pending } = await start();
    let asked = 0;
    Object.defineProperty(web.parts.audit, 'isWritable', {
      get: () => {
        asked += 1;
        return asked !== 2;
      },
    });
    await expect(disputes.stopAll(token, CONTEXT)).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    expect(await web.sessions.find(pending.cookie, 'webmail')).toBeUndefined();
    expect(await disputes.stopAll(token, CONTEXT)).toEqual({ hasStopped: false, ended: 0 });
  });
});
