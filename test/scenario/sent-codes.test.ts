// Codes by mail and SMS at two workers of one node, put together as in production, on the files that they share.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PendingSession } from '../../src/core/sessions/web-session.ts';
import type { PresentedSession } from '../../src/core/sign-in/web-sign-in-contract.ts';
import { type SignInWorker, type SignInWorkers, startSignInWorkers } from '../support/sign-in-workers.ts';
import { CONTEXT } from '../support/web-sign-in-fixture.ts';

const ALICE = 'alice@example.test';
const MAIL = 'alice@elsewhere.example';
const NUMBER = '+491701234567';
const WISH = { context: CONTEXT, language: 'en', again: false } as const;
const OPTIONS = { context: CONTEXT, trustBrowser: false };
const IN_ENGLISH = { context: CONTEXT, language: 'en' } as const;
const GERMAN_SMS = `sms:
  gateway: { kind: kannel, url: "http://127.0.0.1:13013/", name: postern, password: secret }
  allowed-prefixes: ["+49"]`;

async function pending(worker: SignInWorker): Promise<PresentedSession<PendingSession>> {
  const { session, ...presented } = await worker.accept(ALICE);
  if (session.state !== 'pending') throw new Error(session.state);
  return { ...presented, session };
}

async function supply(worker: SignInWorker): Promise<string> {
  const factor = await worker.factors.supply(ALICE, { kind: 'email', destination: MAIL });
  if (typeof factor === 'string') throw new Error(factor);
  return factor.id;
}

/** Everything that is written down, without the factors' own fields. */
async function writtenDown(workers: SignInWorkers, { state, audit }: SignInWorker): Promise<string> {
  await audit.flush();
  const files = readdirSync(state.folder).filter((name) => name.includes('.db'));
  const contents = files.map((name) => readFileSync(join(state.folder, name), 'latin1'));
  expect(files).toContain('codes.db');
  expect(workers.outbox.messages.length).toBeGreaterThan(0);
  return contents.join('\n');
}

describe('a code by mail or SMS', () => {
  it('that one worker sent is answered at the other, once among all of them (P-11)', async () => {
    // Negative control: fails when each worker has codes of its own, or none is consumed.
    await using workers = await startSignInWorkers();
    const [one, two] = [await workers.open(), await workers.open()];
    const factorId = await supply(one);
    const asking = await pending(one);
    expect(await one.signIn.sendCode(asking, factorId, WISH)).toMatchObject({ kind: 'sent' });
    const { code, origin, disputeUrl } = workers.outbox.lastCode();
    expect(origin).toBe('https://webmail.example.test');
    expect(disputeUrl).toMatch(/^https:\/\/webmail\.example\.test\/\.postern\//);
    const answer = { kind: 'factor', factorId, code } as const;
    const outcomes = await Promise.all(
      [one, two, one, two].map((worker) => worker.signIn.answer(asking, answer, OPTIONS)),
    );
    expect(outcomes.filter(({ kind }) => kind === 'open')).toHaveLength(1);
    expect(await two.signIn.answer(await pending(two), answer, OPTIONS)).toMatchObject({ kind: 'not-right' });
    expect(await one.factors.list(ALICE)).not.toHaveProperty('0.isUnverified');
  });

  it('is written down nowhere, nor where it went, nor the token in its message (R6.6)', async () => {
    // Negative control: fails when codes, destinations or tokens rest as they are.
    await using workers = await startSignInWorkers();
    const one = await workers.open(GERMAN_SMS);
    const first = await pending(one);
    await one.account.enrolment.start(first, { kind: 'sms', destination: NUMBER }, IN_ENGLISH);
    const verification = workers.outbox.lastCode();
    await one.account.enrolment.finishAtSignIn(
      first,
      { kind: 'sms', code: verification.code, name: 'Mobile' },
      OPTIONS,
    );
    await supply(one);
    for (const { id } of await one.factors.list(ALICE)) await one.signIn.sendCode(await pending(one), id, WISH);
    const written = await writtenDown(workers, one);
    expect(workers.outbox.messages).toHaveLength(3);
    for (const { message } of workers.outbox.messages) {
      expect(written).not.toContain(message.disputeUrl.slice(-22));
    }
    for (const secret of [MAIL, NUMBER, NUMBER.slice(1)]) expect(written).not.toContain(secret);
  });

  it('counts five sendings in an hour for a mailbox, whichever worker is asked (R2.7, P-30)', async () => {
    await using workers = await startSignInWorkers();
    const [one, two] = [await workers.open(), await workers.open()];
    const factorId = await supply(one);
    const sessions = [await pending(one), await pending(two), await pending(one)];
    const kinds: string[] = [];
    for (const session of [...sessions, ...sessions]) {
      workers.now += 15_000;
      const worker = kinds.length % 2 === 0 ? two : one;
      kinds.push((await worker.signIn.sendCode(session, factorId, { ...WISH, again: true })).kind);
    }
    expect(kinds).toEqual(['sent', 'sent', 'sent', 'sent', 'sent', 'slowed']);
    expect(workers.outbox.messages).toHaveLength(5);
  });

  it('is sent nowhere while nothing can be sent, and nobody is let in by that (R9.3)', async () => {
    await using workers = await startSignInWorkers();
    const one = await workers.open();
    const factorId = await supply(one);
    workers.outbox.reached = [];
    const asking = await pending(one);
    expect(await one.signIn.sendCode(asking, factorId, WISH)).toEqual({ kind: 'not-sent' });
    expect(await one.signIn.view(asking)).toMatchObject({ unsendable: ['email'], factors: [{ id: factorId }] });
    expect(await one.signIn.answer(asking, { kind: 'factor', factorId, code: '000000' }, OPTIONS)).toMatchObject({
      kind: 'not-right',
    });
  });

  it('is found doubtful by its recipient, and the session at the other worker ends (R2.7)', async () => {
    await using workers = await startSignInWorkers();
    const [one, two] = [await workers.open(), await workers.open()];
    const factorId = await supply(one);
    const asking = await pending(one);
    await one.signIn.sendCode(asking, factorId, WISH);
    const token = /[A-Za-z0-9_-]{22}$/.exec(workers.outbox.lastCode().disputeUrl)?.[0] ?? '';
    const { code } = workers.outbox.lastCode();
    const opened = await two.signIn.answer(asking, { kind: 'factor', factorId, code }, OPTIONS);
    if (opened.kind !== 'open') throw new Error(opened.kind);
    const { cookie } = opened.presented;
    expect(await two.sessions.find(cookie, 'webmail')).toBeDefined();
    expect(await one.disputes.find(token)).toMatchObject({ mailbox: ALICE, signIn: 'signed-in' });
    expect(await one.disputes.stop(token, CONTEXT)).toMatchObject({ hasStopped: true });
    expect(await two.sessions.find(cookie, 'webmail')).toBeUndefined();
  });
});

describe('a kind of factor that the operator switched off (R2.9)', () => {
  it('vanishes: it is neither offered nor usable, and who has no other is refused, not enrolled anew', async () => {
    // Negative control: fails when the configuration isn't joined with policy.
    await using workers = await startSignInWorkers();
    const before = await workers.open();
    const factorId = await supply(before);
    const asked = await pending(before);
    await before.signIn.sendCode(asked, factorId, WISH);
    const { code } = workers.outbox.lastCode();
    const after = await workers.open('factors: { email: { enabled: false } }');
    const answer = { kind: 'factor', factorId, code } as const;
    expect(await after.signIn.answer(asked, answer, OPTIONS)).toMatchObject({ kind: 'not-right' });
    const next = await pending(after);
    expect(next.session.step).toBe('challenge');
    expect(await after.signIn.view(next)).toMatchObject({ factors: [], hasRecoveryCodes: false });
    expect(await after.signIn.sendCode(next, factorId, WISH)).toEqual({ kind: 'ended' });
    expect(await after.account.enrolment.kinds(next)).toEqual([]);
    for (const wish of [{ kind: 'totp' }, { kind: 'email', destination: 'x@elsewhere.example' }] as const) {
      expect((await after.account.enrolment.start(next, wish, IN_ENGLISH)).kind).toBe('refused');
    }
    expect((await before.signIn.answer(asked, answer, OPTIONS)).kind).toBe('open');
  });

  it('is set up by nobody where it is not for owners, and numbers only where some are allowed (R7.4)', async () => {
    await using workers = await startSignInWorkers();
    const kinds = async (more: string) => {
      const worker = await workers.open(more);
      return worker.account.enrolment.kinds(await pending(worker));
    };
    expect(await kinds('')).toEqual(['totp', 'email']);
    expect(await kinds(GERMAN_SMS)).toEqual(['totp', 'email', 'sms']);
    expect(await kinds('factors: { totp: { users: false }, email: { enabled: false } }')).toEqual([]);
  });
});
