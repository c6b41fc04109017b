// What only several processes can show: SQLite's files are shared by the machine's workers, and any of them may be killed.

import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { unkeyedChainDigest } from '../../src/adapters/drivers/unkeyed-chain-digest.ts';
import { openSqliteSentCodeStore } from '../../src/adapters/ephemeral/sqlite/sent-code-store.ts';
import { openSqliteThrottleStore } from '../../src/adapters/ephemeral/sqlite/throttle-store.ts';
import { openSqliteWebSessionStore } from '../../src/adapters/ephemeral/sqlite/web-session-store.ts';
import { openSqliteStores } from '../../src/adapters/stores/sqlite/stores.ts';
import { MAX_APP_PASSWORDS_PER_MAILBOX } from '../../src/core/app-passwords/app-password-store.ts';
import { verifyChain } from '../../src/core/audit/verify-chain.ts';
import { MAX_FACTORS_PER_MAILBOX, MAX_TRIES_PER_DRAFT } from '../../src/core/factors/factor-store.ts';
import { type Child, forkTogether, startChild } from '../support/fork.ts';
import {
  appPassword,
  auditEntry,
  domain,
  draft,
  lookupKey,
  pendingSession,
  sendingRequest,
} from '../support/records.ts';
import { temporaryFolder } from '../support/stores-under-test.ts';

const PROCESSES = 3;
/** As many as each child tries. */
const TRIES = 150;

async function race(action: string, file: string): Promise<number> {
  const won = await forkTogether('race-for-stores.ts', Array(PROCESSES).fill([action, file]));
  return won.reduce((sum, count) => sum + Number(count), 0);
}

describe('SQLite files that several processes share', () => {
  it('are made and migrated once, whoever comes first', async () => {
    // Negative control: fails with "table exists" when the version is read before the transaction begins.
    using folder = temporaryFolder();
    const file = join(folder.path, 'store.db');
    expect(await race('open', file)).toBe(PROCESSES * 10);
    await using stores = openSqliteStores(`${file}-0`);
    expect(await stores.revocations.current()).toBe(PROCESSES);
  });

  it('let one process add each mailbox', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'store.db');
    await using stores = openSqliteStores(file);
    await stores.accounts.putDomain(domain('example.org'));
    expect(await race('addMailboxes', file)).toBe(TRIES);
  });

  it('let exactly as many app passwords in as a mailbox may have (R3.3)', async () => {
    // Negative control: fails when the transaction begins DEFERRED, or without one.
    using folder = temporaryFolder();
    const file = join(folder.path, 'store.db');
    await using stores = openSqliteStores(file);
    expect(await race('insertAppPasswords', file)).toBe(MAX_APP_PASSWORDS_PER_MAILBOX);
    const held = await stores.appPasswords.list('anna@example.org', { includeRevoked: true });
    expect(held).toHaveLength(MAX_APP_PASSWORDS_PER_MAILBOX);
  });

  it('let one process revoke each app password, and log it once', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'store.db');
    await using stores = openSqliteStores(file);
    for (let index = 0; index < TRIES; index += 1) {
      const record = appPassword(`ap${index}`, { mailbox: `m${index}@example.org` });
      await stores.appPasswords.insert(record, lookupKey(record.id));
    }
    expect(await race('revokeAppPasswords', file)).toBe(TRIES);
    expect(await stores.revocations.current()).toBe(TRIES);
  });

  it('let one process claim each time step (P-10, P-11)', async () => {
    // Negative control: fails when the step is read, compared and then stored, each by a statement of its own.
    using folder = temporaryFolder();
    const file = join(folder.path, 'store.db');
    await using stores = openSqliteStores(file);
    for (let index = 0; index < TRIES; index += 1) {
      const mine = draft(`f${index}`, { mailbox: `m${index}@example.org` });
      await stores.factors.keepDraft(mine, 1000);
      await stores.factors.confirmDraft(mine, { name: 'Phone', at: 1000, step: 50, onlyFirst: true });
    }
    expect(await race('claimTimeSteps', file)).toBe(TRIES);
  });

  it('let one process take each recovery code (P-11)', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'store.db');
    await using stores = openSqliteStores(file);
    const hashes = Array.from({ length: TRIES }, (_, index) => `hash ${index}`);
    await stores.factors.replaceRecoveryCodes('anna@example.org', hashes);
    expect(await race('consumeRecoveryCodes', file)).toBe(TRIES);
    expect(await stores.factors.recoveryCodesLeft('anna@example.org')).toBe(0);
  });

  it('let exactly as many factors in as a mailbox may have, and as many tries as a draft has', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'store.db');
    await using stores = openSqliteStores(file);
    await stores.factors.keepDraft(draft('f1', { mailbox: 'anna@example.org' }), 1000);
    expect(await race('tryDraft', file)).toBe(MAX_TRIES_PER_DRAFT);
    // Each enrolment ends the others' drafts, so that fewer may win; then the rest of the room is taken.
    expect(await race('enrol', file)).toBe(MAX_FACTORS_PER_MAILBOX);
    expect(await stores.factors.list('anna@example.org')).toHaveLength(MAX_FACTORS_PER_MAILBOX);
  });

  it('count every failed try (R9.1)', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'throttle.db');
    await using throttle = openSqliteThrottleStore(file);
    await race('reserveAttempts', file);
    const bucket = { key: 'network', leakPerHour: 0, capacity: 10_000 };
    expect(await throttle.levels([bucket], 1000)).toEqual([PROCESSES * TRIES]);
  });
});

describe('the sessions that several processes share', () => {
  it('are promoted by one process each, and all of their tries are counted', async () => {
    // Negative control: fails when the transaction begins DEFERRED, or when a try is read before it is taken.
    using folder = temporaryFolder();
    const file = join(folder.path, 'sessions.db');
    await using sessions = openSqliteWebSessionStore(file);
    for (let index = 0; index < TRIES; index += 1) {
      const session = pendingSession(`s${index}`, { mailbox: `m${index}@example.org`, triesLeft: 2 });
      await sessions.insert({ session, lookupKey: lookupKey(`s${index}`), sealedVault: new Uint8Array([1]) });
    }
    expect(await race('takeTries', file)).toBe(2 * TRIES);
    expect(await race('promoteSessions', file)).toBe(TRIES);
    expect(await sessions.list()).toHaveLength(TRIES);
    expect((await sessions.list()).every(({ state }) => state === 'open')).toBe(true);
  });
});

describe('the codes that several processes share', () => {
  it('are each used up by one process (P-11)', async () => {
    // Negative control: fails when a code is found and then removed, each by a statement of its own.
    using folder = temporaryFolder();
    const file = join(folder.path, 'codes.db');
    await using codes = openSqliteSentCodeStore(file);
    for (let index = 0; index < TRIES; index += 1) await codes.reserve(sendingRequest(`c${index}`));
    expect(await race('consumeSentCodes', file)).toBe(TRIES);
  });

  it('are sent as often as may be, by all processes together (P-30)', async () => {
    // Negative control: fails when the transaction begins DEFERRED, or without one.
    using folder = temporaryFolder();
    expect(await race('reserveSendings', join(folder.path, 'codes.db'))).toBe(40);
  });
});

describe('a backup', () => {
  it('is whole, however busily another process writes', async () => {
    // Negative control: never ends with one page a step, as each write of the other process starts it anew.
    using folder = temporaryFolder();
    const file = join(folder.path, 'store.db');
    await using stores = openSqliteStores(file);
    await stores.audit.append(Array.from({ length: 3000 }, (_, at) => auditEntry(at, { reason: 'x'.repeat(10_000) })));
    const writer = startAppending(file);
    await once(writer.stdout.resume(), 'data');
    const before = await stores.revocations.current();
    await stores.backup(join(folder.path, 'backup.db'));
    writer.kill('SIGKILL');
    await once(writer, 'close');
    await using copy = openSqliteStores(join(folder.path, 'backup.db'));
    expect(await copy.integrityProblems()).toEqual([]);
    expect(await copy.revocations.current()).toBeGreaterThanOrEqual(before);
  });
});

describe('a process that is killed while it writes', () => {
  it('leaves a sound file that holds everything it was told is kept, and nothing by halves', async () => {
    // Negative control: fails when `append` answers before COMMIT.
    using folder = temporaryFolder();
    const file = join(folder.path, 'store.db');
    for (const round of [1, 2, 3]) {
      const acknowledged = await appendUntil(round * 40, file);
      await using stores = openSqliteStores(file);
      expect(await stores.integrityProblems()).toEqual([]);
      expect(await stores.revocations.current()).toBeGreaterThanOrEqual(acknowledged);
      const entries = await stores.audit.search({}, { limit: 10_000 });
      expect(entries.length).toBeGreaterThanOrEqual(2 * round);
      expect(entries.length % 2).toBe(0);
      expect((await verifyChain(stores.audit, unkeyedChainDigest)).break).toBeUndefined();
    }
  });
});

/** Lets a child write until it acknowledged so many, kills it, and gives the last sequence that it acknowledged. */
async function appendUntil(count: number, file: string): Promise<number> {
  const child = startAppending(file);
  let acknowledged = 0;
  let lines = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line);
    lines += 1;
    if (lines === count) child.kill('SIGKILL');
  }
  if (child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return acknowledged;
}

/** A process that appends until it is killed, at the test's end at the latest. */
function startAppending(file: string): Child {
  const child = startChild('append-until-killed.ts', [file]);
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}
