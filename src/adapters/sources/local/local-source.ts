// The sign-in source `local` (R4.2): passwords that Postern keeps itself. A mailbox without one is answered like a
// wrong password, and as late.

import type { LocalPasswordStore, PasswordHasher } from '../../../core/accounts/local-passwords.ts';
import type { SignInSource, SignInVerdict } from '../../../core/accounts/sign-in-source.ts';
import { isUnavailable } from '../../../core/errors.ts';
import type { Log } from '../../../core/ports.ts';

export interface LocalSourcePorts {
  readonly passwords: LocalPasswordStore;
  readonly hasher: PasswordHasher;
  readonly log: Log;
}

/** Makes one hash first, for mailboxes that have none. */
export async function createLocalSource({ passwords, hasher, log }: LocalSourcePorts): Promise<SignInSource> {
  const nobodys = await hasher.hash('');
  return {
    async verify(mailbox, password): Promise<SignInVerdict> {
      try {
        const phc = await passwords.find(mailbox);
        const verdict = await hasher.verify(phc ?? nobodys, password);
        if (verdict === 'overloaded') return { kind: 'unavailable', dependency: 'password-hashing' };
        // Without a hash of its own a mailbox has no right password, not even the empty one.
        return { kind: phc === undefined ? 'wrong' : verdict };
      } catch (error) {
        // A source never throws: what it can't tell is no "wrong" (R4.4).
        log.error('sign-in-source.local.failed', error, { mailbox });
        return { kind: 'unavailable', dependency: isUnavailable(error) ? 'store' : 'sign-in-source' };
      }
    },
  };
}
