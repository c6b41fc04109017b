// Does, in one of several processes, what only one may win, and prints how often it won: [action, file].

import { openSqliteSentCodeStore } from '../../../src/adapters/ephemeral/sqlite/sent-code-store.ts';
import { openSqliteThrottleStore } from '../../../src/adapters/ephemeral/sqlite/throttle-store.ts';
import { openSqliteWebSessionStore } from '../../../src/adapters/ephemeral/sqlite/web-session-store.ts';
import { openSqliteStores } from '../../../src/adapters/stores/sqlite/stores.ts';
import { appPassword, draft, lookupKey, mailbox, openSession, sendingRequest } from '../records.ts';
import { waitForOthers } from './wait-for-others.ts';

/** Tries of each process. */
const TRIES = 150;

const actions: Readonly<Record<string, (file: string) => Promise<number>>> = {
  /** Makes and migrates files that aren't there yet; wins each that it could open. */
  async open(file) {
    let opened = 0;
    for (let count = 0; count < 10; count += 1) {
      await using stores = openSqliteStores(`${file}-${count}`);
      await using throttle = openSqliteThrottleStore(`${file}-throttle-${count}`);
      await stores.revocations.append({ at: count, target: { kind: 'connection', id: 'c' }, reason: 'removed' });
      await throttle.purge({ failures: 0, secondSteps: 0, secrets: 0, familiar: 0 });
      opened += 1;
    }
    return opened;
  },

  async addMailboxes(file) {
    await using stores = openSqliteStores(file);
    return await wins((index) => stores.accounts.addMailbox(mailbox(`m${index}@example.org`)));
  },

  async insertAppPasswords(file) {
    await using stores = openSqliteStores(file);
    return await wins(async (index) => {
      const id = `${process.pid}-${index}`;
      return (await stores.appPasswords.insert(appPassword(id), lookupKey(id))) === 'inserted';
    });
  },

  async revokeAppPasswords(file) {
    await using stores = openSqliteStores(file);
    return await wins((index) => stores.appPasswords.revoke(`ap${index}`, 5000));
  },

  async takeTries(file) {
    await using sessions = openSqliteWebSessionStore(file);
    return await wins(async (index) => (await sessions.takeTry(`s${index}`)) !== undefined);
  },

  async promoteSessions(file) {
    await using sessions = openSqliteWebSessionStore(file);
    return await wins(async (index) => {
      const id = `${process.pid}-${index}`;
      const session = openSession(id, { mailbox: `m${index}@example.org` });
      const before = { lookupKey: lookupKey(`s${index}`), version: 1 };
      const next = { session, lookupKey: lookupKey(id), sealedVault: new Uint8Array([2]) };
      return (await sessions.promote(before, next)).kind === 'promoted';
    });
  },

  async claimTimeSteps(file) {
    await using stores = openSqliteStores(file);
    return await wins((index) => stores.factors.claimTimeStep(`f${index}`, 51, 5000));
  },

  async consumeRecoveryCodes(file) {
    await using stores = openSqliteStores(file);
    return await wins((index) => stores.factors.consumeRecoveryCode('anna@example.org', `hash ${index}`));
  },

  async enrol(file) {
    await using stores = openSqliteStores(file);
    return await wins(async (index) => {
      const mine = draft(`${process.pid}-${index}`);
      if (typeof (await stores.factors.keepDraft(mine, 1000)) === 'string') return false;
      const confirmation = { name: 'Phone', at: 1000, step: 1, onlyFirst: false };
      return (await stores.factors.confirmDraft(mine, confirmation)) !== undefined;
    });
  },

  async tryDraft(file) {
    await using stores = openSqliteStores(file);
    return await wins(async () => (await stores.factors.tryDraft(draft('f1'), 1000)) !== undefined);
  },

  async reserveSendings(file) {
    await using codes = openSqliteSentCodeStore(file);
    const allowances = [{ key: 'sms', limit: 40, window: 5000 }];
    return await wins(async (index) => {
      const request = sendingRequest(`${process.pid}-${index}`, allowances);
      return (await codes.reserve(request)).kind === 'reserved';
    });
  },

  async consumeSentCodes(file) {
    await using codes = openSqliteSentCodeStore(file);
    return await wins((index) => codes.consume(`c${index}`));
  },

  async reserveAttempts(file) {
    await using throttle = openSqliteThrottleStore(file);
    const buckets = [{ key: 'network', leakPerHour: 0, capacity: 10_000 }];
    return await wins(async (index) => {
      const secretDigest = `${process.pid} ${index}`;
      return !(await throttle.reserveAttempt({ buckets, secretDigest, repeatWindow: 1000, now: 1000 })).repeated;
    });
  },
};

async function wins(attempt: (index: number) => Promise<boolean>): Promise<number> {
  let won = 0;
  for (let index = 0; index < TRIES; index += 1) if (await attempt(index)) won += 1;
  return won;
}

const [action = '', file = ''] = process.argv.slice(2);
await waitForOthers();
process.stdout.write(String(await actions[action]?.(file)));
