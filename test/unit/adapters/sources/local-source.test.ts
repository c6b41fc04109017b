// The source `local`: no and can't-tell, and nothing that says which mailboxes have a password.

import { describe, expect, it } from 'vitest';
import { createLocalSource } from '../../../../src/adapters/sources/local/local-source.ts';
import { openMemoryStores } from '../../../../src/adapters/stores/memory/stores.ts';
import type { LocalPasswordStore, PasswordHasher } from '../../../../src/core/accounts/local-passwords.ts';
import type { ClientContext } from '../../../../src/core/decision.ts';
import { PosternError, type PosternErrorCode } from '../../../../src/core/errors.ts';
import type { Log } from '../../../../src/core/ports.ts';

const context: ClientContext = {
  door: 'imap',
  listener: 'imaps',
  remoteAddress: '192.0.2.1',
  remotePort: 40_000,
  localAddress: '192.0.2.2',
  localPort: 993,
  connectionId: 'c1',
};

/** A hasher that is quick and notes what it was asked. */
function plainHasher(): PasswordHasher & { readonly checked: string[] } {
  const checked: string[] = [];
  return {
    checked,
    hash: async (password) => `plain:${password}`,
    verify: async (phc, password) => {
      checked.push(phc);
      return phc === `plain:${password}` ? 'right' : 'wrong';
    },
  };
}

function notedLog(): Log & { readonly events: string[] } {
  const events: string[] = [];
  const note = (event: string): void => {
    events.push(event);
  };
  return { events, debug: note, info: note, warn: note, error: note };
}

describe('the source "local"', () => {
  it('says right and wrong by the mailbox that is asked for (R4.2)', async () => {
    const { localPasswords: passwords } = openMemoryStores();
    await passwords.set('anna@example.org', 'plain:secret', 1000);
    const source = await createLocalSource({ passwords, hasher: plainHasher(), log: notedLog() });
    expect(await source.verify('anna@example.org', 'secret', context)).toEqual({ kind: 'right' });
    expect(await source.verify('anna@example.org', 'Secret', context)).toEqual({ kind: 'wrong' });
    expect(await source.verify('ben@example.org', 'secret', context)).toEqual({ kind: 'wrong' });
  });

  it('checks a hash for a mailbox that has none too, and never finds it right', async () => {
    // Negative control: the first line fails without the dummy hash, the second when its verdict is passed on.
    const hasher = plainHasher();
    const { localPasswords: passwords } = openMemoryStores();
    const source = await createLocalSource({ passwords, hasher, log: notedLog() });
    expect(await source.verify('ben@example.org', '', context)).toEqual({ kind: 'wrong' });
    expect(hasher.checked).toHaveLength(1);
  });

  it('says that it can not tell when too many passwords are being checked (R4.4)', async () => {
    const hasher: PasswordHasher = { ...plainHasher(), verify: async () => 'overloaded' };
    const { localPasswords: passwords } = openMemoryStores();
    const source = await createLocalSource({ passwords, hasher, log: notedLog() });
    const verdict = await source.verify('anna@example.org', 'secret', context);
    expect(verdict).toEqual({ kind: 'unavailable', dependency: 'password-hashing' });
  });

  it.each([
    ['ERR_STORE_UNAVAILABLE', 'store'],
    ['ERR_STORE_BROKEN', 'sign-in-source'],
  ] as const)('says that it can not tell on %s, and logs it (R4.4)', async (code: PosternErrorCode, dependency) => {
    const log = notedLog();
    const passwords: LocalPasswordStore = {
      ...openMemoryStores().localPasswords,
      find: () => Promise.reject(new PosternError(code, 'down')),
    };
    const source = await createLocalSource({ passwords, hasher: plainHasher(), log });
    expect(await source.verify('anna@example.org', 'x', context)).toEqual({ kind: 'unavailable', dependency });
    expect(log.events).toEqual(['sign-in-source.local.failed']);
  });
});
