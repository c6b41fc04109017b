// Changing many mailboxes as one: each by the use case that changes it alone, so that what lives of it ends in the same way
// and each has its own entry in the audit log, with the id of the whole. A dry run tells the same without changing anything.
// What was done already is `unchanged` the second time: a change that broke off is made again from its beginning.

import { done, invalid, type Outcome, type RefusalCode, refusalWhileUnrecorded } from '../administration/change.ts';
import type { MailboxAddress } from '../decision.ts';
import type { LimitedPorts } from '../factors/factor-limits.ts';
import { type EffectChange, effectChanges, type FieldChange, layerChanges } from '../policy/effective-fields.ts';
import type { GroupLayer, PlatformPolicy, PolicyLayer, PolicyLayers } from '../policy/policy.ts';
import { changePolicy } from '../policy/policy-change.ts';
import type { ResolvedAccount } from './account-store.ts';
import type { Group } from './group-store.ts';
import type { ListingFilter, MailboxListing } from './mailbox-listing.ts';
import { addGroupMember, findGroup, type GroupPorts, removeGroupMember } from './manage-groups.ts';
import { changeMailbox, findAccount, type MailboxRequest, refusalOfKinds, unlisted } from './manage-mailboxes.ts';
import { policyLayers } from './policy-layers.ts';

/** Most mailboxes of one call. */
export const MAX_BULK_MAILBOXES = 1_000;

export type BulkSelection =
  | { readonly kind: 'named'; readonly mailboxes: readonly string[] }
  | { readonly kind: 'found'; readonly filter: ListingFilter; readonly limit: number; readonly after?: string };

export type BulkAction =
  | { readonly kind: 'set'; readonly request: MailboxRequest }
  | { readonly kind: 'add-to-group' | 'remove-from-group'; readonly group: string };

export interface BulkChange {
  readonly selection: BulkSelection;
  readonly action: BulkAction;
  /** Nothing is changed, and the report says what would be. */
  readonly dryRun: boolean;
  /** In the audit entry of each mailbox. */
  readonly id: string;
}

export interface BulkItem {
  /** As it was given, where nobody has this name. */
  readonly mailbox: string;
  readonly outcome: 'changed' | 'unchanged' | 'refused';
  /** Of the mailbox's own record: its layer of policy, `disabled`, `groups`. */
  readonly changes: readonly FieldChange[];
  /** What holds in the end, where that is another thing afterwards. */
  readonly effects: readonly EffectChange[];
  readonly refusal?: { readonly code: RefusalCode; readonly text: string };
}

export interface BulkReport {
  readonly id: string;
  readonly dryRun: boolean;
  readonly items: readonly BulkItem[];
  /** Where to go on; absent when all that were selected are in the report. */
  readonly next?: string;
}

export interface BulkPorts extends GroupPorts, LimitedPorts {
  readonly listing: MailboxListing;
  readonly platformPolicy: PlatformPolicy;
  /** Lets others have a turn: between two mailboxes nobody waits for this. */
  pause(): Promise<void>;
}

/** What an action makes of one mailbox. */
interface Plan {
  readonly changes: readonly FieldChange[];
  readonly after: PolicyLayers;
  carryOut(mailbox: MailboxAddress, ports: BulkPorts): Promise<Outcome<unknown>>;
}

/**
 * Each mailbox is changed as a whole or not at all, one after the other. Refused as a whole, before any is changed, where the
 * action itself makes no sense. May throw `ERR_STORE_UNAVAILABLE`, with some of them changed.
 */
export async function changeMailboxes(change: BulkChange, ports: BulkPorts): Promise<Outcome<BulkReport>> {
  const planned = await planOf(change.action, ports);
  if (planned.kind === 'refused') return planned;
  const refusal = change.dryRun ? undefined : refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const { names, next } = await select(change.selection, ports);
  const items: BulkItem[] = [];
  for (const name of names) {
    items.push(await changeOne(name, planned.value, change, ports));
    await ports.pause();
  }
  const { id, dryRun } = change;
  return done({ id, dryRun, items, ...(next !== undefined && { next }) });
}

async function select(
  selection: BulkSelection,
  { listing, platformPolicy }: BulkPorts,
): Promise<{ readonly names: readonly string[]; readonly next?: string }> {
  if (selection.kind === 'named') return { names: [...new Set(selection.mailboxes)] };
  const { filter, limit, after } = selection;
  const page = { order: 'address', limit, ...(after !== undefined && { after }) } as const;
  const { items, next } = await listing.list(filter, page, platformPolicy);
  return { names: items.map(({ address }) => address), ...(next !== undefined && { next }) };
}

async function changeOne(
  name: string,
  planFor: (account: ResolvedAccount, before: PolicyLayers) => Outcome<Plan>,
  { dryRun, id }: BulkChange,
  ports: BulkPorts,
): Promise<BulkItem> {
  const found = await findAccount(name, ports);
  if (found.kind === 'refused') return refused(name, found);
  const { address } = found.value;
  const before = policyLayers(ports.platformPolicy, found.value);
  const planned = planFor(found.value, before);
  if (planned.kind === 'refused') return refused(address, planned);
  const { changes, after } = planned.value;
  if (changes.length === 0) return { mailbox: address, outcome: 'unchanged', changes, effects: [] };
  const outcome = dryRun ? done(undefined) : await planned.value.carryOut(address, { ...ports, bulk: id });
  if (outcome.kind === 'refused') return refused(address, outcome);
  return { mailbox: address, outcome: 'changed', changes, effects: effectChanges(before, after) };
}

function refused(mailbox: string, { code, text }: { readonly code: RefusalCode; readonly text: string }): BulkItem {
  return { mailbox, outcome: 'refused', changes: [], effects: [], refusal: { code, text } };
}

type Planner = (account: ResolvedAccount, before: PolicyLayers) => Outcome<Plan>;

async function planOf(action: BulkAction, ports: BulkPorts): Promise<Outcome<Planner>> {
  if (action.kind !== 'set') {
    const found = await findGroup(action.group, ports);
    return found.kind === 'refused' ? found : done(membershipPlan(action.kind === 'add-to-group', found.value));
  }
  const { problems } = changePolicy({}, action.request);
  return problems.length > 0 ? invalid(problems) : done(settingPlan(action.request, ports));
}

function settingPlan(request: MailboxRequest, limits: LimitedPorts): Planner {
  return (account, before) => {
    const { address, mailbox, groups } = account;
    if (mailbox === undefined) return unlisted(address);
    const { policy } = changePolicy(mailbox.policy, request);
    const refusal = refusalOfKinds(account, policy, limits);
    if (refusal) return refusal;
    const { disabled = mailbox.disabled } = request;
    const after = { policy, disabled, groups };
    return done({
      changes: recordChanges({ ...mailbox, groups }, after),
      after: { ...before, mailbox: policy },
      carryOut: (member, ports) => changeMailbox(member, request, ports),
    });
  };
}

function membershipPlan(joins: boolean, { name, policy }: Group): Planner {
  return ({ groups }, before) => {
    const isMember = groups.some((group) => group.name === name);
    const others = groups.filter((group) => group.name !== name);
    const after = joins ? [...others, { name, policy }].sort((one, other) => (one.name < other.name ? -1 : 1)) : others;
    return done({
      changes: isMember === joins ? [] : groupChanges(groups, after),
      after: { ...before, groups: after },
      carryOut: (member, ports) =>
        joins ? addGroupMember(name, member, ports) : removeGroupMember(name, member, ports),
    });
  };
}

/** What a mailbox's own record says, and who it is with. */
export interface MailboxState {
  readonly policy: PolicyLayer;
  readonly disabled: boolean;
  readonly groups: readonly GroupLayer[];
}

/** What differs between two states of a mailbox's own record. */
export function recordChanges(before: MailboxState, after: MailboxState): readonly FieldChange[] {
  const [from, to] = [String(before.disabled), String(after.disabled)];
  return [
    ...layerChanges(before.policy, after.policy),
    ...(from === to ? [] : [{ field: 'disabled', from, to }]),
    ...groupChanges(before.groups, after.groups),
  ];
}

function groupChanges(before: readonly GroupLayer[], after: readonly GroupLayer[]): readonly FieldChange[] {
  const words = (list: readonly GroupLayer[]): string => list.map(({ name }) => name).join(' ') || 'none';
  const [from, to] = [words(before), words(after)];
  return from === to ? [] : [{ field: 'groups', from, to }];
}
