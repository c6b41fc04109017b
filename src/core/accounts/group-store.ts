// Groups of mailboxes that have a layer of policy in common (R1.5): the noun, and the store that keeps them. Members are
// canonical addresses of known domains, listed or not.

import type { MailboxAddress } from '../decision.ts';
import type { PolicyLayer } from '../policy/policy.ts';
import type { Millis } from '../units.ts';
import type { Page } from './account-store.ts';

export interface Group {
  /** As {@link canonicalGroupName} makes it. */
  readonly name: string;
  readonly policy: PolicyLayer;
  readonly createdAt: Millis;
}

/** Most groups of one mailbox: each has a say at each of its sign-ins. */
export const MAX_GROUPS_PER_MAILBOX = 100;

export interface MemberPage {
  readonly limit: number;
  readonly after?: string;
  /** Only members of these; absent: of whichever. */
  readonly domains?: readonly string[];
}

export type MemberAddition = 'added' | 'is-member' | 'unknown-group' | 'unknown-domain' | 'too-many-groups';

/**
 * Durable. Writers and readers may be in several processes; each call is atomic. A sign-in reads what its mailbox's groups
 * say through `AccountStore.resolve`. Memberships go with their mailbox (`AccountStore.removeMailbox`) and their domain.
 * Every call may throw PosternError `ERR_STORE_UNAVAILABLE`.
 */
export interface GroupStore {
  find(name: string): Promise<Group | undefined>;
  /** All, by name. */
  list(): Promise<readonly Group[]>;
  /** Says false when there is one of this name. */
  add(group: Group): Promise<boolean>;
  /** Says false when there is none of this name. */
  update(name: string, policy: PolicyLayer): Promise<boolean>;
  /** Removes it, and says who was in it; `undefined` when there is none of this name. */
  remove(name: string): Promise<readonly MailboxAddress[] | undefined>;

  /** By address. An unknown group has none. */
  members(name: string, page: MemberPage): Promise<Page<MailboxAddress>>;
  /** Of many calls at once, no more than {@link MAX_GROUPS_PER_MAILBOX} find a place. */
  addMember(name: string, mailbox: MailboxAddress): Promise<MemberAddition>;
  /** Says false when it wasn't in the group. */
  removeMember(name: string, mailbox: MailboxAddress): Promise<boolean>;
}

/** Lower-case, 1 to 64 letters, digits, dots, dashes and underlines; `undefined` for anything else. */
export function canonicalGroupName(name: string): string | undefined {
  const folded = name.trim().toLowerCase();
  return /^[a-z0-9][a-z0-9._-]{0,63}$/.test(folded) ? folded : undefined;
}
