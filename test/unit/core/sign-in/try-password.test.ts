import { describe, expect, it } from 'vitest';
import { PosternError } from '../../../../src/core/errors.ts';
import { domain } from '../../../support/records.ts';
import { ALICE, CONTEXT, createWebSignInFixture, VAULT } from '../../../support/web-sign-in-fixture.ts';

const SECRET = 'correct horse battery staple';

describe('a password that a browser sends', () => {
  it('goes to the upstream with the canonical address, whatever was typed (P-14, §4.8 #3)', async () => {
    const web = await createWebSignInFixture();
    for (const typed of ['alice', 'ALICE@Always.Example', 'alice+tag@always.example']) {
      expect(await web.try(typed, 'x')).toMatchObject({ kind: 'proceed', mailbox: ALICE });
    }
  });

  it.each(['backend', 'local'])('needs a second step whatever source judges passwords: %s (P-35)', async (source) => {
    const web = await createWebSignInFixture();
    await web.stores.accounts.putDomain(domain('always.example', { signInSource: source }));
    expect((await web.accept(ALICE)).kind).toBe('pending');
  });

  it("goes there under nobody's name where nobody has it, never with a second meaning (P-15, P-28)", async () => {
    // Negative control: fails when the name is sent as it was typed.
    const web = await createWebSignInFixture();
    const sent = async (typed: string) => {
      const tried = await web.try(typed, 'x');
      return tried.kind === 'proceed' ? tried.mailbox : tried.kind;
    };
    expect(await sent('nobody@elsewhere.example')).toBe('nobody@elsewhere.example');
    expect(await sent('alice*master')).toBe('alice_master@invalid');
    expect(await sent('müller@elsewhere.example')).toBe('m_ller_elsewhere.example@invalid');
  });

  it.each([
    ['without a name', '', 'x'],
    ['without a password', ALICE, ''],
    ['with a line break in the name', 'alice\r\n', 'x'],
    ['with a NUL in the password', ALICE, 'x\0'],
    ['that is longer than any', ALICE, 'x'.repeat(1025)],
    ['for a name that is longer than any', 'a'.repeat(1025), 'x'],
  ])('is not looked at %s', async (_what, loginName, password) => {
    const web = await createWebSignInFixture();
    expect(await web.try(loginName, password)).toMatchObject({ kind: 'refused', reason: 'malformed-credentials' });
  });

  it('is refused from where its mailbox may not be used, before anything is counted (R1.2, R5.1)', async () => {
    const web = await createWebSignInFixture();
    web.rules.isPermittedPlace = (_context, trace) => {
      trace.push({ check: 'permitted-networks', result: 'elsewhere' });
      return false;
    };
    for (let index = 0; index < 20; index += 1) {
      expect(await web.try(ALICE, `guess ${index}`)).toMatchObject({ reason: 'network-not-permitted', delay: 0 });
    }
    web.rules.isPermittedPlace = () => true;
    expect(await web.try(ALICE, 'x')).toMatchObject({ kind: 'proceed', delay: 0 });
  });

  it('is throttled by network, and slowed by mailbox, as at mail doors (R9.1)', async () => {
    const web = await createWebSignInFixture();
    const delays: number[] = [];
    for (let index = 0; index < 5; index += 1) {
      const tried = await web.try(ALICE, `guess ${index}`);
      if (tried.kind === 'proceed') {
        delays.push(tried.delay);
        await tried.refused();
      }
    }
    expect(delays).toEqual([0, 0, 500, 1000, 2000]);
    expect(await web.try(ALICE, 'one more')).toMatchObject({ kind: 'refused', reason: 'throttled' });
    const elsewhere = await web.try(ALICE, 'one more', { remoteAddress: '203.0.113.9' });
    expect(elsewhere).toMatchObject({ kind: 'proceed', delay: 4000 });
  });

  it('counts before it is judged: of many guesses at once so many go on as may fail (P-11)', async () => {
    const web = await createWebSignInFixture();
    const tries = await Promise.all(Array.from({ length: 20 }, (_, index) => web.try(ALICE, `guess ${index}`)));
    expect(tries.filter(({ kind }) => kind === 'proceed')).toHaveLength(5);
    expect(tries.filter((tried) => tried.kind === 'refused' && tried.reason === 'throttled')).toHaveLength(15);
  });

  it('counts no failure when it was right, or when nobody could say (R4.4)', async () => {
    const web = await createWebSignInFixture();
    for (let index = 0; index < 10; index += 1) {
      const tried = await web.try(ALICE, `right or unknown ${index}`);
      if (tried.kind !== 'proceed') throw new Error(tried.kind);
      expect(tried.delay).toBe(0);
      if (index % 2 === 0) await tried.unknown();
      else await tried.accepted({ before: undefined, vault: VAULT });
    }
  });

  it("counts for nobody's name like for a mailbox's (P-28)", async () => {
    const web = await createWebSignInFixture();
    const delays = async (loginName: string): Promise<readonly unknown[]> => {
      const seen: unknown[] = [];
      for (let index = 0; index < 4; index += 1) {
        const tried = await web.try(loginName, `guess ${index}`, { remoteAddress: `203.0.113.${index}` });
        seen.push(tried.kind === 'proceed' ? tried.delay : tried.kind);
        if (tried.kind === 'proceed') await tried.refused();
      }
      return seen;
    };
    expect(await delays('nobody@always.example')).toEqual(await delays(ALICE));
  });

  it("is not taken where its backend can't tell the mailbox from another domain's (P-14)", async () => {
    const web = await createWebSignInFixture({
      backends: new Map([['default', { kind: 'sealed', loginName: 'local-part' }]]),
    });
    await web.stores.accounts.putDomain(domain('other.example'));
    expect(await web.try(ALICE, 'x')).toMatchObject({ kind: 'unavailable', dependency: 'backend' });
  });

  it('is settled once: what is said later changes nothing', async () => {
    const web = await createWebSignInFixture();
    const tried = await web.try(ALICE, 'x');
    if (tried.kind !== 'proceed') throw new Error(tried.kind);
    await tried.refused();
    await tried.refused();
    await tried.unknown();
    expect(await tried.accepted({ before: undefined, vault: VAULT })).toMatchObject({ kind: 'unavailable' });
    expect(await web.sessionStore.list()).toEqual([]);
    expect((await web.audited({ event: 'web-sign-in.refused' })).length).toBe(1);
  });
});

describe('a password that was right', () => {
  it("of nobody's name is refused all the same, and counts as wrong (§4.8 #11)", async () => {
    // Negative control: fails when an unknown account is treated as a mailbox in mode `never`.
    const web = await createWebSignInFixture();
    web.requirement = { needed: false, because: 'mode-never' };
    for (let index = 0; index < 5; index += 1) {
      const refused = await web.accept('ghost@elsewhere.example', { password: `${index}` });
      expect(refused).toMatchObject({ kind: 'refused', reason: 'unknown-account' });
    }
    expect(await web.accept('ghost@elsewhere.example')).toMatchObject({ reason: 'throttled' });
    expect(await web.sessionStore.list()).toEqual([]);
  });

  it('of a disabled mailbox is refused, and only a right one hears of it (R5.3, P-28)', async () => {
    const web = await createWebSignInFixture();
    await web.stores.accounts.updateMailbox(ALICE, { disabled: true }, web.now);
    const tried = await web.try(ALICE, 'x');
    expect(tried.kind).toBe('proceed');
    expect(await web.accept(ALICE)).toMatchObject({ kind: 'refused', reason: 'mailbox-disabled' });
  });

  it.each([
    ['disabled', 'mailbox-disabled'],
    ['removed', 'unknown-account'],
    ['password-changed', 'wrong-secret'],
  ] as const)('opens nothing when the mailbox was %s while the upstream was asked', async (reason, refusal) => {
    // Negative control: fails when nobody looks for revocations after the session was kept.
    const web = await createWebSignInFixture();
    for (const needed of [true, false]) {
      web.requirement = { needed, because: 'x' };
      const tried = await web.try(ALICE, 'own password');
      await web.stores.revocations.append({ at: web.now, target: { kind: 'mailbox', address: ALICE }, reason });
      // Every worker has applied it before the session is there.
      await web.sessions.keepUp();
      const accepted = tried.kind === 'proceed' && (await tried.accepted({ before: undefined, vault: VAULT }));
      expect(accepted).toMatchObject({ kind: 'refused', reason: refusal });
      expect(await web.sessionStore.list()).toEqual([]);
    }
  });

  it('opens the session at once where no second step is needed', async () => {
    const web = await createWebSignInFixture();
    web.requirement = { needed: false, because: 'trusted-network' };
    const accepted = await web.accept(ALICE);
    expect(accepted).toMatchObject({
      kind: 'open',
      presented: { session: { state: 'open', mailbox: ALICE, secondStep: 'trusted-network' }, vault: VAULT },
    });
    if (accepted.kind !== 'open') throw new Error(accepted.kind);
    expect(accepted.presented.session.confirmedAt).toBeUndefined();
    expect((await web.sessions.find(accepted.presented.cookie, 'webmail'))?.session).toEqual(
      accepted.presented.session,
    );
  });

  it('leads to a challenge where the mailbox has a factor, and to enrolment where it has none (R2.2)', async () => {
    const web = await createWebSignInFixture();
    expect((await web.pending()).session).toMatchObject({ step: 'enrolment', triesLeft: 5 });
    await web.factors.enrol(ALICE);
    expect((await web.pending()).session).toMatchObject({ step: 'challenge', endsAt: web.now + 300_000 });
  });

  it('leads to a challenge, never to enrolment, where policy allows none of the factors that there are (P-07)', async () => {
    const web = await createWebSignInFixture();
    await web.factors.enrol(ALICE);
    web.rules.factors = { value: ['passkey'] };
    const presented = await web.pending();
    expect(presented.session.step).toBe('challenge');
    expect(await web.signIn.view(presented)).toMatchObject({ factors: [] });
  });

  it('gives the browser a new cookie and ends what the old one stood for (P-20)', async () => {
    const web = await createWebSignInFixture();
    const before = await web.sessions.begin(CONTEXT, new Uint8Array(0));
    const accepted = await web.accept(ALICE, { before: before.cookie });
    if (accepted.kind !== 'pending') throw new Error(accepted.kind);
    expect(accepted.presented.cookie).not.toBe(before.cookie);
    expect(accepted.presented.session.id).not.toBe(before.session.id);
    expect(await web.sessions.find(before.cookie, 'webmail')).toBeUndefined();
    // Another sign-in in the same browser, while one is pending: that one is over, and says so.
    await web.accept('bob', { before: accepted.presented.cookie });
    expect(await web.sessions.find(accepted.presented.cookie, 'webmail')).toBeUndefined();
    expect(await web.audited({ event: 'web-session.ended' })).toMatchObject([{ mailbox: ALICE, reason: 'replaced' }]);
    // What isn't a cookie of ours changes nothing.
    for (const other of ['something else', 'A'.repeat(43)]) {
      expect((await web.accept(ALICE, { before: other })).kind).toBe('pending');
    }
  });

  it('leaves three pending sign-ins of a mailbox at most, and the oldest goes (§4.8 #12)', async () => {
    const web = await createWebSignInFixture();
    const first = await web.pending();
    for (let index = 0; index < 3; index += 1) {
      web.now += 1;
      await web.pending();
    }
    expect(await web.sessions.find(first.cookie, 'webmail')).toBeUndefined();
    expect(await web.sessionStore.list(ALICE)).toHaveLength(3);
    expect(await web.audited({ event: 'web-session.ended' })).toMatchObject([{ reason: 'displaced' }]);
  });

  it('makes the network familiar only once the session is open (R9.1)', async () => {
    const recorded: unknown[] = [];
    const web = await createWebSignInFixture({
      uses: { recordFamiliar: (...familiar) => void recorded.push(familiar) },
    });
    await web.pending();
    expect(recorded).toEqual([]);
    web.requirement = { needed: false, because: 'mode-never' };
    await web.accept(ALICE);
    expect(recorded).toEqual([[ALICE, CONTEXT.remoteAddress, web.now]]);
  });
});

describe('what is recorded of a password', () => {
  it('is one entry for each answer, with the id that is shown and the whole trace (R1.8)', async () => {
    const web = await createWebSignInFixture();
    const { session } = await web.pending();
    const entries = await web.audited();
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      event: 'web-sign-in.challenged',
      decisionId: session.decisionId,
      mailbox: ALICE,
      remoteAddress: CONTEXT.remoteAddress,
      door: 'web',
      details: { site: 'webmail', step: 'enrolment' },
      trace: [
        { check: 'account', result: `mailbox ${ALICE}` },
        { check: 'permitted-networks', result: 'permitted' },
        { check: 'throttle', result: 'free' },
        { check: 'password', result: 'right' },
        { check: 'challenge', result: 'mode-always' },
      ],
    });
  });

  it('says why, and what was typed where it says more than the mailbox', async () => {
    const web = await createWebSignInFixture();
    const tries = [await web.try('ALICE@always.example', 'x'), await web.try('ghost@elsewhere.example', 'x')];
    for (const tried of tries) if (tried.kind === 'proceed') await tried.refused();
    await web.try('my password in the wrong field', '');
    expect((await web.audited()).map(({ event, reason, loginName }) => [event, reason, loginName])).toEqual([
      ['web-sign-in.refused', 'wrong-secret', 'ALICE@always.example'],
      ['web-sign-in.refused', 'unknown-account', 'ghost@elsewhere.example'],
      ['web-sign-in.refused', 'malformed-credentials', '30 characters, no address'],
    ]);
  });

  it('never holds the password (R6.6)', async () => {
    const lines: unknown[] = [];
    const log = {
      debug: (...line: readonly unknown[]) => void lines.push(line),
      info: (...line: readonly unknown[]) => void lines.push(line),
      warn: (...line: readonly unknown[]) => void lines.push(line),
      error: (...line: readonly unknown[]) => void lines.push(line),
    };
    const web = await createWebSignInFixture({ log });
    await web.accept(ALICE, { password: SECRET });
    await web.accept('ghost@elsewhere.example', { password: SECRET });
    const tried = await web.try(ALICE, SECRET);
    if (tried.kind === 'proceed') await tried.refused();
    const kept = JSON.stringify([lines, await web.audited(), await web.sessionStore.list()]);
    expect(kept).not.toContain(SECRET);
    expect(lines).toHaveLength(3);
  });
});

describe("when something can't be asked", () => {
  const down = async (): Promise<never> => {
    throw new PosternError('ERR_STORE_UNAVAILABLE', 'down');
  };

  it("nothing is decided that can't be recorded (R9.3)", async () => {
    const web = await createWebSignInFixture();
    const tried = await web.try(ALICE, 'own password');
    web.stores.audit.append = down;
    await web.parts.audit.flush();
    web.parts.audit.record({ at: 1, kind: 'change', event: 'backup.made' });
    await web.parts.audit.flush();
    expect(await web.try(ALICE, 'x')).toMatchObject({ kind: 'unavailable', dependency: 'audit-log' });
    const accepted = tried.kind === 'proceed' && (await tried.accepted({ before: undefined, vault: VAULT }));
    expect(accepted).toMatchObject({ kind: 'unavailable', dependency: 'audit-log' });
  });

  it.each([
    ['the accounts', (web: Fixture): object => Object.assign(web.stores.accounts, { resolve: down })],
    ['the revocations', (web: Fixture): object => Object.assign(web.stores.revocations, { current: down })],
    ['policy', (web: Fixture): object => Object.assign(web.rules, { isPermittedPlace: broken })],
    ['the requirement', (web: Fixture): object => Object.assign(web.rules, { requireSecondStep: down })],
    ['the factors', (web: Fixture): object => Object.assign(web.factors.factors, { list: down })],
    ['the app passwords', (web: Fixture): object => Object.assign(web.stores.appPasswords, { list: down })],
    ['the sessions', (web: Fixture): object => Object.assign(web.sessionStore, { insert: down })],
  ] as const)('%s: it is unavailable, never a skipped step (P-08)', async (_what, breakIt) => {
    const web = await createWebSignInFixture();
    breakIt(web);
    expect(await web.accept(ALICE)).toMatchObject({ kind: 'unavailable', dependency: 'store' });
    expect(await web.sessionStore.list()).toEqual([]);
    expect((await web.audited()).map(({ event }) => event)).toEqual(['web-sign-in.unavailable']);
  });

  it('what broke is in the log, what is only down is not', async () => {
    const web = await createWebSignInFixture();
    web.stores.accounts.resolve = down;
    await web.try(ALICE, 'x');
    expect(web.broken).toEqual([]);
    web.stores.accounts.resolve = broken;
    await web.try(ALICE, 'x');
    expect(web.broken).toEqual(['web-sign-in.broken']);
  });

  it('a session whose revocations nobody can read is not kept', async () => {
    const web = await createWebSignInFixture();
    const tried = await web.try(ALICE, 'own password');
    web.stores.revocations.since = down;
    const accepted = tried.kind === 'proceed' && (await tried.accepted({ before: undefined, vault: VAULT }));
    expect(accepted).toMatchObject({ kind: 'unavailable', dependency: 'store' });
    expect(await web.sessionStore.list()).toEqual([]);
  });

  it('who could not be judged is told so', async () => {
    const web = await createWebSignInFixture();
    const tried = await web.try(ALICE, 'x');
    if (tried.kind === 'proceed') await tried.unknown();
    expect(await web.audited()).toMatchObject([{ event: 'web-sign-in.unavailable', reason: 'sign-in-source' }]);
  });

  const broken = (): never => {
    throw new TypeError('a bug');
  };
});

type Fixture = Awaited<ReturnType<typeof createWebSignInFixture>>;
