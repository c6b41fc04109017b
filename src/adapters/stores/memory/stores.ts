// All durable stores in memory, for tests: what they hold ends with the process.

import type { LocalPasswordStore } from '../../../core/accounts/local-passwords.ts';
import type { RevocationLog } from '../../../core/sessions/revocation-log.ts';
import type { DurableStores } from '../../../core/stores.ts';
import { unkeyedChainDigest } from '../../drivers/unkeyed-chain-digest.ts';
import { MemoryAccountStore } from './account-store.ts';
import { MemoryAdministratorStore } from './administrator-store.ts';
import { MemoryAppPasswordStore } from './app-password-store.ts';
import { MemoryAuditStore } from './audit-store.ts';
import { MemoryFactorStore } from './factor-store.ts';
import { MemoryGroupStore } from './group-store.ts';
import { MemoryJobStore } from './job-store.ts';
import { MemoryKnownPlaceStore } from './known-place-store.ts';
import { MemoryMailboxListing } from './mailbox-listing.ts';
import { MemoryNoticeStore } from './notice-store.ts';
import { emptyState, forget, type MemoryState, recordRevocation } from './state.ts';
import { MemoryStatisticsStore } from './statistics-store.ts';
import { MemoryTokenStore } from './token-store.ts';
import { MemoryTrustedBrowserStore } from './trusted-browser-store.ts';

/** Empty stores; a second "handle" on them is the same object. */
export function openMemoryStores(): DurableStores {
  const state = emptyState();
  return {
    accounts: new MemoryAccountStore(state),
    groups: new MemoryGroupStore(state),
    listing: new MemoryMailboxListing(state),
    localPasswords: localPasswordsIn(state),
    appPasswords: new MemoryAppPasswordStore(state),
    factors: new MemoryFactorStore(state),
    revocations: revocationLogIn(state),
    audit: new MemoryAuditStore(state, unkeyedChainDigest),
    notices: new MemoryNoticeStore(),
    statistics: new MemoryStatisticsStore(state),
    places: new MemoryKnownPlaceStore(state),
    trustedBrowsers: new MemoryTrustedBrowserStore(state),
    tokens: new MemoryTokenStore(),
    administrators: new MemoryAdministratorStore(state),
    jobs: new MemoryJobStore(),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function localPasswordsIn({ localPasswords }: MemoryState): LocalPasswordStore {
  return {
    find: async (mailbox) => localPasswords.get(mailbox),
    set: async (mailbox, phc) => {
      localPasswords.set(mailbox, phc);
    },
    remove: async (mailbox) => localPasswords.delete(mailbox),
  };
}

function revocationLogIn(state: MemoryState): RevocationLog {
  return {
    current: async () => state.revocations.at(-1)?.sequence ?? 0,
    since: async (sequence) => state.revocations.filter((entry) => entry.sequence > sequence),
    append: async (entry) => recordRevocation(state, entry),
    purge: async (before) => {
      const newest = state.revocations.at(-1);
      forget(state.revocations, (entry) => entry.at >= before || entry === newest);
    },
  };
}
