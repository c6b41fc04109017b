// Postern's state folder before its start: domains, mailboxes and app passwords, made by the program's own code; in a
// large store most are copies that nobody signs in to.

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createPasswordHasher } from '../../src/adapters/crypto/password-hasher.ts';
import { systemClock } from '../../src/adapters/system/system-clock.ts';
import { systemRandom } from '../../src/adapters/system/system-random.ts';
import { openState, STATE_FILES, type State } from '../../src/app/state.ts';
import { issueAppPassword } from '../../src/core/app-passwords/issue-app-password.ts';
import type { ContenderAccounts } from '../contender.ts';
import type { Account } from '../load/dialogues.ts';
import { DOMAINS, type Site } from '../site.ts';

/** What is in the large store in all. */
const LARGE = { mailboxes: 100_000, appPasswords: 300_000 } as const;

/** Fills an empty state folder and says what clients sign in with. */
export async function seedState(folder: string, site: Site, store: 'small' | 'large'): Promise<ContenderAccounts> {
  const accounts = await seedAccounts(folder, site, store === 'large' ? site.all : site.everyday);
  if (store === 'large') addOthers(join(folder, STATE_FILES.stores));
  return accounts;
}

async function seedAccounts(folder: string, site: Site, mailboxes: readonly Account[]): Promise<ContenderAccounts> {
  await using state = openState(folder);
  const { accounts, localPasswords } = state.stores;
  const createdAt = systemClock.now();
  const domain = { backend: 'default', policy: {}, createdAt };
  await accounts.putDomain({ ...domain, name: DOMAINS.everyday, signInSource: 'default' });
  await accounts.putDomain({ ...domain, name: DOMAINS.local, signInSource: 'local' });
  const everyday: Account[] = [];
  for (const mailbox of mailboxes) everyday.push(await addMailbox(state, mailbox));
  const large = await addMailbox(state, site.large);
  // Mode `never`: its own password opens the door, once Argon2id has said that it is right.
  const { user, password } = site.local;
  await accounts.addMailbox({ address: user, policy: { challenge: 'never' }, disabled: false, createdAt });
  await localPasswords.set(user, await createPasswordHasher().hash(password), createdAt);
  return { everyday, large, local: site.local };
}

/** Adds a mailbox with one app password; what it gives back signs in with that. */
async function addMailbox({ stores, crypto }: State, { user, password }: Account): Promise<Account> {
  await stores.accounts.addMailbox({ address: user, policy: {}, disabled: false, createdAt: systemClock.now() });
  const result = await issueAppPassword(
    {
      ...{ mailbox: user, name: 'bench', readOnly: false, mailboxPassword: password },
      scopes: ['imap', 'pop3', 'smtp', 'sieve'],
    },
    { store: stores.appPasswords, crypto, clock: systemClock, random: systemRandom },
  );
  if (result.kind !== 'issued') throw new Error(`no app password for ${user}: ${result.kind}`);
  return { user, password: result.shown };
}

/** A copy of any row, but for what must be unique. */
function copyColumns(database: DatabaseSync, table: string, changed: Readonly<Record<string, string>>): string {
  const columns = database.prepare('SELECT name FROM pragma_table_info(?)').all(table);
  return columns.map(({ name }) => changed[String(name)] ?? `template.${name}`).join(', ');
}

/** Fills the store up with mailboxes and app passwords that have the right size and the right indexes. */
function addOthers(file: string): void {
  const database = new DatabaseSync(file);
  try {
    const count = (table: string): number =>
      Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n']);
    const fill = (table: string, upTo: number, changed: Readonly<Record<string, string>>): void => {
      const missing = upTo - count(table);
      database.exec(`
        INSERT INTO ${table}
        WITH RECURSIVE counter (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter WHERE n < ${missing}),
          template AS (SELECT * FROM ${table} WHERE domain = '${DOMAINS.everyday}' LIMIT 1)
        SELECT ${copyColumns(database, table, changed)} FROM counter, template`);
    };
    const other = (n: string): string => `'other' || (${n}) || '@${DOMAINS.everyday}'`;
    fill('mailboxes', LARGE.mailboxes, { address: other('n') });
    fill('app_passwords', LARGE.appPasswords, {
      id: "'ap-' || lower(hex(randomblob(5))) || n",
      lookup_key: 'randomblob(32)',
      mailbox: other(`n % ${LARGE.mailboxes} + 1`),
    });
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
}
