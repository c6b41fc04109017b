// Oracles and leaks: what somebody without a right secret can find out, and what is kept of what they typed
// (P-28, P-15, R6.6).

import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../../src/core/decision.ts';
import { PosternError } from '../../../../src/core/errors.ts';
import type { Log } from '../../../../src/core/ports.ts';
import {
  CONTEXT,
  type CoreFixture,
  createCoreFixture,
  removeDomain,
  START,
  silentLog,
} from '../../../support/core-fixture.ts';

const ALICE = 'alice@always.example';
const OPEN = 'alice@never.example';

const refusal = (decision: Decision) =>
  decision.kind === 'deny' ? `${decision.reason} ${decision.delay}` : decision.kind;

async function audited(core: CoreFixture) {
  await core.parts.audit.flush();
  return core.stores.audit.search({}, { limit: 100, after: 0 });
}

describe('without a right secret', () => {
  it('a wrong password is answered alike for every mailbox, whatever its mode and state', async () => {
    const core = await createCoreFixture();
    core.source = { kind: 'wrong' };
    core.backend = { kind: 'refused', text: 'no' };
    await core.stores.accounts.updateMailbox('bob@always.example', { disabled: true }, core.now);
    await core.stores.accounts.updateMailbox('bob@never.example', { disabled: true }, core.now);
    core.liveConnections = 0;
    const names = [
      ALICE,
      OPEN,
      'bob@always.example',
      'bob@never.example',
      'carol@always.example',
      'carol@never.example',
    ];
    for (const [index, name] of names.entries()) {
      const remoteAddress = `203.0.113.${index}`;
      expect(refusal(await core.attempt(name, 'guess', { remoteAddress }))).toBe('wrong-secret 0');
    }
  });

  it('nobody learns that a mailbox is at its limit of connections', async () => {
    // Negative control: fails when the limit is looked at before the password.
    const core = await createCoreFixture();
    core.liveConnections = 10;
    core.source = { kind: 'wrong' };
    expect(refusal(await core.attempt(OPEN, 'guess'))).toBe('wrong-secret 0');
    core.source = { kind: 'right' };
    expect(refusal(await core.attempt(OPEN, 'own password'))).toBe('too-many-connections 0');
    expect(core.asked).toEqual([]);
  });

  it('the hint is no way to guess faster: wrong ones count, and right ones are as late (A13)', async () => {
    const core = await createCoreFixture();
    core.source = { kind: 'wrong' };
    const from = (n: number) => ({ remoteAddress: `203.0.113.${n}` });
    for (let n = 0; n < 6; n += 1) await core.attempt(ALICE, `guess ${n}`, from(n));
    const wrong = await core.attempt(ALICE, 'guess', from(7));
    core.source = { kind: 'right' };
    const right = await core.attempt(ALICE, 'own password', from(8));
    expect([refusal(wrong), refusal(right)]).toEqual(['wrong-secret 8000', 'app-password-required 8000']);
    core.source = { kind: 'wrong' };
    for (let n = 0; n < 5; n += 1) await core.attempt(ALICE, `here ${n}`);
    core.source = { kind: 'right' };
    expect(refusal(await core.attempt(ALICE, 'own password'))).toBe('throttled 0');
  });

  it('spellings of a name that nobody has are slowed like those of one that somebody has', async () => {
    // Negative control: fails when failures of unknown names are counted for what was typed.
    const core = await createCoreFixture();
    const answers = [];
    for (const [n, name] of ['eve@gone.example', 'EVE@gone.example', 'ｅve@Gone.example'].entries()) {
      answers.push(refusal(await core.attempt(name, `guess ${n}`, { remoteAddress: `203.0.113.${n}` })));
    }
    expect(answers).toEqual(['unknown-account 0', 'unknown-account 0', 'unknown-account 500']);
    for (let n = 0; n < 6; n += 1) await core.attempt('*', `guess ${n}`);
    expect(refusal(await core.attempt('*', 'guess'))).toBe('throttled 0');
  });

  it('N names that nobody has at once are N failures of their network', async () => {
    const core = await createCoreFixture();
    const tries = Array.from({ length: 30 }, (_, n) => core.attempt(`${n}@gone.example`, 'guess'));
    const answers = (await Promise.all(tries)).map(refusal);
    expect(answers.filter((answer) => answer.startsWith('unknown-account'))).toHaveLength(5);
    expect(answers.filter((answer) => answer.startsWith('throttled'))).toHaveLength(25);
  });

  it('N guesses at a mailbox whose password opens are N', async () => {
    const core = await createCoreFixture();
    core.backend = { kind: 'refused', text: 'no' };
    await Promise.all(Array.from({ length: 30 }, (_, n) => core.attempt(OPEN, `guess ${n}`)));
    expect(core.asked).toHaveLength(5);
  });
});

describe('what is kept of what was typed (R6.6)', () => {
  it('is no name that is nobody and may be a password in the wrong field', async () => {
    // Negative control: fails when every name is kept.
    const lines: unknown[] = [];
    const log: Log = { ...silentLog, info: (event, fields) => lines.push({ event, ...fields }) };
    const core = await createCoreFixture({ loginNames: {}, log });
    for (const typed of ['correct horse battery staple', 'p@ssw0rd', 'hunter2']) await core.attempt(typed, 'x');
    const entries = await audited(core);
    expect(entries.map(({ loginName }) => loginName)).toEqual([
      '28 characters, no address',
      '8 characters, no address',
      '7 characters, no address',
    ]);
    expect(JSON.stringify([entries, lines])).not.toMatch(/horse|ssw0rd|hunter2/);
  });

  it('is an address that is nobody, and how a mailbox was called, where that differs', async () => {
    const core = await createCoreFixture();
    await core.attempt('eve@gone.example', 'x');
    await core.attempt('ALICE+news', 'x');
    await core.attempt(ALICE, 'x');
    expect((await audited(core)).map(({ loginName }) => loginName)).toEqual([
      'eve@gone.example',
      'ALICE+news',
      undefined,
    ]);
  });

  it('can not steer the terminal of who reads it', async () => {
    const core = await createCoreFixture();
    await core.attempt('\u009b2Jeve\u202e\ud800@gone.example', 'x');
    expect((await audited(core))[0]?.loginName).toBe('\ufffd2Jeve\ufffd\ufffd@gone.example');
  });
});

describe('once the backend said yes', () => {
  const down = async (): Promise<never> => {
    throw new PosternError('ERR_STORE_UNAVAILABLE', 'disk full');
  };

  it('a try that can not be given back does not turn it into no', async () => {
    // Negative control: fails, and leaves the connection to the backend open, when the refund may throw.
    const logged: string[] = [];
    const core = await createCoreFixture({ log: { ...silentLog, error: (event) => logged.push(event) } });
    core.throttleStore.refundAttempt = down;
    expect((await core.attempt(OPEN, 'own password')).kind).toBe('allow');
    expect(logged).toEqual(['throttle.not-refunded']);
  });

  it('neither does a stale mark that can not be cleared', async () => {
    const logged: string[] = [];
    const core = await createCoreFixture({ log: { ...silentLog, error: (event) => logged.push(event) } });
    const { shown } = await core.issue();
    core.backend = { kind: 'refused', text: 'no' };
    await core.attempt(ALICE, shown);
    core.now += 600_000;
    core.backend = { kind: 'signed-in' };
    core.stores.appPasswords.clearStale = down;
    expect((await core.attempt(ALICE, shown)).kind).toBe('allow');
    expect(logged).toEqual(['app-password.still-stale']);
  });
});

describe('the name that a master user acts for', () => {
  const separator = (character: string) =>
    ({
      kind: 'master',
      loginName: 'local-part',
      name: 'postern',
      password: 'm',
      form: { kind: 'separator', separator: character },
    }) as const;

  it('never holds the separator, which would name another mailbox and another master (P-15)', async () => {
    // Negative control: fails when the name is joined without a look.
    const core = await createCoreFixture({ plan: separator('-'), isOtherJudge: true });
    await removeDomain(core, 'always.example');
    const { shown } = await core.issue({ isUnsealed: true, mailbox: 'victim-alice@never.example' });
    expect(await core.attempt('victim-alice@never.example', shown)).toMatchObject({ kind: 'unavailable' });
    expect(await core.attempt('victim-alice@never.example', 'own password')).toMatchObject({ kind: 'unavailable' });
    expect(core.asked).toEqual([]);
    expect(await core.attempt(OPEN, 'own password')).toMatchObject({ kind: 'allow' });
    expect(core.asked[0]?.signIn).toMatchObject({ authenticationIdentity: 'alice-postern', password: 'm' });
    core.backend = { kind: 'refused', text: 'no' };
    expect(await core.attempt(OPEN, 'own password')).toMatchObject({ kind: 'unavailable', dependency: 'backend' });
  });

  it('stands beside the master user where the backend takes it so', async () => {
    const form = { kind: 'authorization-identity' } as const;
    const plan = { kind: 'master', loginName: 'address', name: 'postern', password: 'm', form } as const;
    const core = await createCoreFixture({ plan });
    const { shown } = await core.issue({ isUnsealed: true });
    await core.attempt(ALICE, shown);
    expect(core.asked[0]?.signIn).toEqual({
      authenticationIdentity: 'postern',
      authorizationIdentity: ALICE,
      password: 'm',
      refusalMeans: 'operator',
    });
  });
});

describe('what can not be asked', () => {
  it('is unavailable when the configuration lost a backend or a source that a domain names', async () => {
    const withoutBackend = await createCoreFixture({ backends: new Map() });
    const { shown } = await withoutBackend.issue();
    expect(await withoutBackend.attempt(ALICE, shown)).toMatchObject({ kind: 'unavailable', dependency: 'backend' });
    expect(await withoutBackend.attempt(OPEN, 'x')).toMatchObject({ dependency: 'sign-in-source' });
    const withoutSource = await createCoreFixture({ sources: new Map() });
    expect(await withoutSource.attempt(OPEN, 'x')).toMatchObject({ dependency: 'sign-in-source' });
  });

  it('is unavailable when the backend fails or limits an own password, and the try does not count (R4.4, I10)', async () => {
    const core = await createCoreFixture();
    core.backend = { kind: 'failed', text: 'down' };
    for (let n = 0; n < 10; n += 1) {
      expect(await core.attempt(OPEN, `try ${n}`)).toMatchObject({ kind: 'unavailable', dependency: 'backend' });
    }
    core.backend = { kind: 'failed', text: 'limit', limit: { text: 'too many' } };
    expect(await core.attempt(OPEN, 'try')).toMatchObject({ limit: { text: 'too many' } });
  });

  it('is unavailable, and logged as a fault, when something broke', async () => {
    const logged: string[] = [];
    const core = await createCoreFixture({ log: { ...silentLog, error: (event) => logged.push(event) } });
    core.stores.accounts.resolve = async () => {
      throw new TypeError('a bug');
    };
    expect(await core.attempt(ALICE, 'x')).toMatchObject({ kind: 'unavailable', dependency: 'store' });
    expect(logged).toEqual(['sign-in.broken']);
  });
});

describe('a clock that was set back', () => {
  it('does not keep a sealed password stale for long (A14)', async () => {
    // Negative control: fails when a time that has not come yet counts as just now.
    const core = await createCoreFixture();
    const { shown } = await core.issue();
    core.backend = { kind: 'refused', text: 'no' };
    await core.attempt(ALICE, shown);
    core.now = START - 86_400_000;
    core.backend = { kind: 'signed-in' };
    expect((await core.attempt(ALICE, shown)).kind).toBe('allow');
  });
});

describe('an app password', () => {
  it('without a sealed password, or with one that can not be opened, is told apart from a wrong one (A14)', async () => {
    const core = await createCoreFixture();
    const { shown } = await core.issue({ isUnsealed: true });
    expect(await core.attempt(ALICE, shown)).toMatchObject({ reason: 'stale-sealed-password' });
    expect(core.asked).toEqual([]);
  });

  it('that nobody has is a wrong secret', async () => {
    const core = await createCoreFixture();
    core.source = { kind: 'wrong' };
    expect(await core.attempt(ALICE, 'abcd-efgh-jkmn-pqrs-tuvw')).toMatchObject({ reason: 'wrong-secret' });
  });

  it('explains itself for a mailbox that is disabled or somewhere else', async () => {
    const core = await createCoreFixture();
    await core.stores.accounts.updateMailbox(ALICE, { disabled: true }, core.now);
    const opens = async (name: string) => (await core.signIn.explain(name, CONTEXT)).at(-1)?.result;
    expect(await opens(ALICE)).toBe('nothing');
    expect(await opens('carol@never.example')).toContain('the mailbox password');
    await core.stores.accounts.updateMailbox(OPEN, { policy: { permittedNetworks: { imap: [] } } }, core.now);
    expect(await opens(OPEN)).toBe('nothing');
  });
});
