// Groups and their members in memory.

import { domainOf, type Page } from '../../../core/accounts/account-store.ts';
import {
  type Group,
  type GroupStore,
  MAX_GROUPS_PER_MAILBOX,
  type MemberAddition,
  type MemberPage,
} from '../../../core/accounts/group-store.ts';
import type { MailboxAddress } from '../../../core/decision.ts';
import type { PolicyLayer } from '../../../core/policy/policy.ts';
import { groupsOf, type MemoryState } from './state.ts';

export class MemoryGroupStore implements GroupStore {
  readonly #state: MemoryState;

  constructor(state: MemoryState) {
    this.#state = state;
  }

  async find(name: string): Promise<Group | undefined> {
    return this.#state.groups.get(name)?.group;
  }

  async list(): Promise<readonly Group[]> {
    return Array.from(this.#state.groups.values(), ({ group }) => group).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async add(group: Group): Promise<boolean> {
    const { groups } = this.#state;
    if (groups.has(group.name)) return false;
    groups.set(group.name, { group, members: new Set() });
    return true;
  }

  async update(name: string, policy: PolicyLayer): Promise<boolean> {
    const kept = this.#state.groups.get(name);
    if (kept === undefined) return false;
    this.#state.groups.set(name, { ...kept, group: { ...kept.group, policy } });
    return true;
  }

  async remove(name: string): Promise<readonly MailboxAddress[] | undefined> {
    const members = this.#members(name);
    return this.#state.groups.delete(name) ? members : undefined;
  }

  async members(name: string, { limit, after = '', domains }: MemberPage): Promise<Page<MailboxAddress>> {
    const found = this.#members(name).filter(
      (address) => address > after && (domains?.includes(domainOf(address)) ?? true),
    );
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return { items, ...(found.length > limit && last !== undefined && { next: last }) };
  }

  async addMember(name: string, mailbox: MailboxAddress): Promise<MemberAddition> {
    const { groups, domains } = this.#state;
    const members = groups.get(name)?.members;
    if (members === undefined) return 'unknown-group';
    if (!domains.has(domainOf(mailbox))) return 'unknown-domain';
    if (members.has(mailbox)) return 'is-member';
    if (groupsOf(this.#state, mailbox).length >= MAX_GROUPS_PER_MAILBOX) return 'too-many-groups';
    members.add(mailbox);
    return 'added';
  }

  async removeMember(name: string, mailbox: MailboxAddress): Promise<boolean> {
    return this.#state.groups.get(name)?.members.delete(mailbox) ?? false;
  }

  #members(name: string): readonly MailboxAddress[] {
    return [...(this.#state.groups.get(name)?.members ?? [])].sort();
  }
}
