// Adding, changing and removing groups, and who is in them. What own passwords opened ends where the mode may be another
// one afterwards (R3.1); who still may, comes back at once.

import {
  type ChangePorts,
  done,
  invalid,
  type Outcome,
  type Refusal,
  recordChange,
  refusalWhileUnrecorded,
  refuse,
} from '../administration/change.ts';
import type { MailboxAddress } from '../decision.ts';
import type { PolicyLayer } from '../policy/policy.ts';
import { changePolicy, describePolicyChange, mayTightenMode, type PolicyChange } from '../policy/policy-change.ts';
import { appendOwnPasswordEnd } from '../sessions/end-connections.ts';
import type { RevocationLog } from '../sessions/revocation-log.ts';
import { canonicalGroupName, type Group, type GroupStore, MAX_GROUPS_PER_MAILBOX } from './group-store.ts';
import { canonicalAddress } from './login-name.ts';
import { type AccountPorts, findAccount } from './manage-mailboxes.ts';

export interface GroupPorts extends ChangePorts, AccountPorts {
  readonly groups: GroupStore;
  readonly revocations: RevocationLog;
}

export interface GroupMember {
  readonly group: string;
  readonly mailbox: MailboxAddress;
}

/** Most mailboxes that one revocation names; of a larger group all that own passwords opened ends, whosever it is. */
const MAX_NAMED_MAILBOXES = 1_000;

/** Adds a group without members. May throw `ERR_STORE_UNAVAILABLE`. */
export async function addGroup(given: string, change: PolicyChange, ports: GroupPorts): Promise<Outcome<Group>> {
  const name = canonicalGroupName(given);
  if (name === undefined) {
    return invalid([{ field: 'name', reason: 'must be 1 to 64 letters, digits, dots, dashes and underlines' }]);
  }
  const { policy, problems } = changePolicy({}, change);
  if (problems.length > 0) return invalid(problems);
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const group: Group = { name, policy, createdAt: ports.clock.now() };
  if (!(await ports.groups.add(group))) return refuse('exists', `the group ${name} is here already`);
  await recordChange(ports, { event: 'group.added', details: { group: name, ...describePolicyChange(change) } });
  return done(group);
}

/** Changes what `change` names. May throw `ERR_STORE_UNAVAILABLE`. */
export async function changeGroup(given: string, change: PolicyChange, ports: GroupPorts): Promise<Outcome<Group>> {
  const found = await findGroup(given, ports);
  if (found.kind === 'refused') return found;
  const { name } = found.value;
  const { policy, problems } = changePolicy(found.value.policy, change);
  if (problems.length > 0) return invalid(problems);
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  if (!(await ports.groups.update(name, policy))) return unknownGroup(given);
  if (mayTightenMode(change)) {
    const { items } = await ports.groups.members(name, { limit: MAX_NAMED_MAILBOXES + 1 });
    await endOwnPasswords(items, ports);
  }
  await recordChange(ports, { event: 'group.changed', details: { group: name, ...describePolicyChange(change) } });
  return done({ ...found.value, policy });
}

/** Removes a group; its members follow what else has a say. May throw `ERR_STORE_UNAVAILABLE`. */
export async function removeGroup(given: string, ports: GroupPorts): Promise<Outcome<Group>> {
  const found = await findGroup(given, ports);
  if (found.kind === 'refused') return found;
  const { name, policy } = found.value;
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const members = await ports.groups.remove(name);
  if (!members) return unknownGroup(given);
  if (speaksOfMode(policy)) await endOwnPasswords(members, ports);
  await recordChange(ports, { event: 'group.removed', details: { group: name, members: members.length } });
  return found;
}

/** Adds a mailbox, listed or not, by any of its names. May throw `ERR_STORE_UNAVAILABLE`. */
export async function addGroupMember(given: string, member: string, ports: GroupPorts): Promise<Outcome<GroupMember>> {
  const found = await findGroup(given, ports);
  if (found.kind === 'refused') return found;
  const account = await findAccount(member, ports);
  if (account.kind === 'refused') return account;
  const { name, policy } = found.value;
  const { address } = account.value;
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const addition = await ports.groups.addMember(name, address);
  if (addition !== 'added') return notAdded(addition, { group: name, mailbox: address });
  if (speaksOfMode(policy)) await endOwnPasswords([address], ports);
  await recordChange(ports, { event: 'group.member-added', mailbox: address, details: { group: name } });
  return done({ group: name, mailbox: address });
}

/** Takes a mailbox out. May throw `ERR_STORE_UNAVAILABLE`. */
export async function removeGroupMember(
  given: string,
  member: string,
  ports: GroupPorts,
): Promise<Outcome<GroupMember>> {
  const found = await findGroup(given, ports);
  if (found.kind === 'refused') return found;
  const { name, policy } = found.value;
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const mailbox = await takeOut(name, member, ports);
  if (mailbox === undefined) return refuse('unknown-member', `${member} is not in the group ${name}`);
  if (speaksOfMode(policy)) await endOwnPasswords([mailbox], ports);
  await recordChange(ports, { event: 'group.member-removed', mailbox, details: { group: name } });
  return done({ group: name, mailbox });
}

/** The group of this name, however it is spelt. May throw `ERR_STORE_UNAVAILABLE`. */
export async function findGroup(given: string, { groups }: Pick<GroupPorts, 'groups'>): Promise<Outcome<Group>> {
  const group = await groups.find(canonicalGroupName(given) ?? given);
  return group ? done(group) : unknownGroup(given);
}

function unknownGroup(given: string): Refusal {
  return refuse('unknown-group', `there is no group ${given}; groups are added by: postern group add ${given}`);
}

function notAdded(
  why: Exclude<Awaited<ReturnType<GroupStore['addMember']>>, 'added'>,
  { group, mailbox }: GroupMember,
): Refusal {
  switch (why) {
    case 'is-member':
      return refuse('exists', `${mailbox} is in the group ${group} already`);
    case 'too-many-groups':
      return refuse('too-many-groups', `${mailbox} is in ${MAX_GROUPS_PER_MAILBOX} groups, and can't be in more`);
    case 'unknown-group':
      return unknownGroup(group);
    case 'unknown-domain':
      return refuse('unknown-domain', `the domain of ${mailbox} is not here any more`);
  }
}

/** The address itself first: it may have become an alias since it was put in. */
async function takeOut(group: string, member: string, ports: GroupPorts): Promise<MailboxAddress | undefined> {
  const exact = canonicalAddress(member, ports.loginNames);
  if (exact !== undefined && (await ports.groups.removeMember(group, exact))) return exact;
  const account = await findAccount(member, ports);
  if (account.kind === 'refused') return undefined;
  const { address } = account.value;
  return (await ports.groups.removeMember(group, address)) ? address : undefined;
}

/** Whether who joins or leaves may have another mode than before. */
function speaksOfMode({ challenge, userChoice }: PolicyLayer): boolean {
  return challenge !== undefined || userChoice !== undefined;
}

async function endOwnPasswords(mailboxes: readonly MailboxAddress[], ports: GroupPorts): Promise<void> {
  if (mailboxes.length === 0) return;
  await appendOwnPasswordEnd(mailboxes.length > MAX_NAMED_MAILBOXES ? 'everybody' : { mailboxes }, ports);
}
