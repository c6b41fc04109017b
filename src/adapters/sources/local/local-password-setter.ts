// Sets passwords of the sign-in source `local`: Postern keeps them itself.

import type { LocalPasswordStore, PasswordHasher } from '../../../core/accounts/local-passwords.ts';
import type { PasswordSetter } from '../../../core/accounts/password-setter.ts';
import type { Clock, Log } from '../../../core/ports.ts';

export interface LocalPasswordSetterPorts {
  readonly passwords: Pick<LocalPasswordStore, 'set'>;
  readonly hasher: Pick<PasswordHasher, 'hash'>;
  readonly clock: Clock;
  readonly log: Log;
}

export function createLocalPasswordSetter({ passwords, hasher, clock, log }: LocalPasswordSetterPorts): PasswordSetter {
  return {
    async set({ mailbox, password }) {
      try {
        await passwords.set(mailbox, await hasher.hash(password), clock.now());
        return { kind: 'set' };
      } catch (error) {
        log.error('password-setter.failed', error, { mailbox });
        return { kind: 'unavailable', reason: 'the store can not be asked' };
      }
    },
  };
}
