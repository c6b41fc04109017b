// Mailboxes out of a table: each row adds a mailbox, changes one, or changes nothing, by the use cases that do it for one
// mailbox, so that each has its own entry in the audit log, with the id of the whole. A dry run goes the same way and stops
// before it would write. What was done already is `unchanged` the second time: an import that broke off is made again.

import {
  done,
  type FieldProblem,
  invalid,
  type Outcome,
  type Refusal,
  refusalWhileUnrecorded,
  refuse,
} from '../administration/change.ts';
import type { MailboxAddress } from '../decision.ts';
import { type EffectChange, effectChanges, type FieldChange } from '../policy/effective-fields.ts';
import type { GroupLayer } from '../policy/policy.ts';
import { changePolicy } from '../policy/policy-change.ts';
import { domainOf, type ResolvedAccount } from './account-store.ts';
import { type BulkItem, type BulkPorts, recordChanges } from './change-mailboxes.ts';
import { addressOf, type MailboxRow, readMailboxRow } from './mailbox-table.ts';
import { unknownDomain } from './manage-domains.ts';
import { addGroupMember, findGroup, removeGroupMember } from './manage-groups.ts';
import { addMailbox, changeMailbox, refusalOfKinds } from './manage-mailboxes.ts';
import { policyLayers } from './policy-layers.ts';

/** Most rows of one call. */
export const MAX_IMPORT_ROWS = 1_000;

export interface ImportRequest {
  readonly rows: readonly MailboxRow[];
  /** How many of them were done before. */
  readonly after: number;
  /** How many are done now, at most {@link MAX_IMPORT_ROWS}. */
  readonly limit: number;
  /** Nothing is changed, and the report says what would be. */
  readonly dryRun: boolean;
  /** In the audit entry of each mailbox. */
  readonly id: string;
}

export interface ImportItem extends Omit<BulkItem, 'outcome' | 'refusal'> {
  /** Of the file, counted from 1. */
  readonly line: number;
  readonly outcome: 'added' | BulkItem['outcome'];
  readonly refusal?: Pick<Refusal, 'code' | 'text' | 'problems'>;
}

export interface ImportReport {
  readonly id: string;
  readonly dryRun: boolean;
  readonly items: readonly ImportItem[];
  /** The following call's `after`; absent when all rows were done. */
  readonly next?: number;
}

export type ImportPorts = Omit<BulkPorts, 'listing'>;

/**
 * Each row is done as a whole or not at all, one after the other, but for groups that fill up or vanish meanwhile: doing it
 * again finishes it. May throw `ERR_STORE_UNAVAILABLE`, with some of them done.
 */
export async function importMailboxes(
  { rows, after, limit, dryRun, id }: ImportRequest,
  ports: ImportPorts,
): Promise<Outcome<ImportReport>> {
  const refusal = dryRun ? undefined : refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const items: ImportItem[] = [];
  const end = after + limit;
  for (const row of rows.slice(after, end)) {
    items.push(await importRow(row, dryRun, { ...ports, bulk: id }));
    await ports.pause();
  }
  return done({ id, dryRun, items, ...(end < rows.length && { next: end }) });
}

/** What a row comes to, before anything of it is done. */
interface Plan {
  readonly mailbox: MailboxAddress;
  readonly adds: boolean;
  readonly changes: readonly FieldChange[];
  readonly effects: readonly EffectChange[];
  readonly joins: readonly string[];
  readonly leaves: readonly string[];
}

async function importRow(row: MailboxRow, dryRun: boolean, ports: ImportPorts): Promise<ImportItem> {
  const planned = await planOf(row, ports);
  if (planned.kind === 'refused') return refused(row, planned);
  const plan = planned.value;
  const { mailbox, adds, changes, effects } = plan;
  if (!adds && changes.length === 0) return { line: row.line, mailbox, outcome: 'unchanged', changes, effects };
  const outcome = dryRun ? done(undefined) : await carryOut(row, plan, ports);
  if (outcome.kind === 'refused') return refused(row, outcome);
  return { line: row.line, mailbox, outcome: adds ? 'added' : 'changed', changes, effects };
}

async function planOf(row: MailboxRow, ports: ImportPorts): Promise<Outcome<Plan>> {
  const found = await accountOf(row, ports);
  if (found.kind === 'refused') return found;
  const account = found.value;
  const { request, groups: wanted, problems } = readMailboxRow(row);
  const own = account.mailbox ?? { policy: {}, disabled: false };
  const { policy, problems: more } = changePolicy(own.policy, request);
  const groups = wanted ? await layersOf(wanted, ports) : done(account.groups);
  const all: readonly FieldProblem[] = [...problems, ...more, ...(groups.kind === 'refused' ? [noGroup(groups)] : [])];
  if (all.length > 0 || groups.kind === 'refused') return invalid(all);
  const refusal = refusalOfKinds(account, policy, ports);
  if (refusal) return refusal;
  const [before, after] = [account.groups.map(({ name }) => name), groups.value.map(({ name }) => name)];
  const joins = after.filter((name) => !before.includes(name));
  const leaves = before.filter((name) => !after.includes(name));
  const layers = policyLayers(ports.platformPolicy, account);
  const state = { policy, disabled: request.disabled ?? own.disabled, groups: groups.value };
  return done({
    ...{ mailbox: account.address, adds: account.mailbox === undefined, joins, leaves },
    changes: recordChanges({ ...own, groups: account.groups }, state),
    effects: effectChanges(layers, { ...layers, mailbox: policy, groups: groups.value }),
  });
}

/** Whose row it is: by its own address only, as two names of one mailbox would be two rows of it. */
async function accountOf(row: MailboxRow, ports: ImportPorts): Promise<Outcome<ResolvedAccount>> {
  const { sameAsLine } = row;
  const address = addressOf(row);
  if (address === undefined) return invalid([{ field: 'address', reason: 'is no address such as anna@example.com' }]);
  if (sameAsLine !== undefined) {
    return invalid([{ field: 'address', reason: `is in line ${sameAsLine} already` }]);
  }
  const account = await ports.accounts.resolve(address);
  if (!account) return unknownDomain(domainOf(address));
  return account.address === address ? done(account) : refuse('exists', `${address} is an alias of ${account.address}`);
}

async function layersOf(names: readonly string[], ports: ImportPorts): Promise<Outcome<readonly GroupLayer[]>> {
  const layers: GroupLayer[] = [];
  for (const name of names) {
    const group = await findGroup(name, ports);
    if (group.kind === 'refused') return group;
    layers.push({ name: group.value.name, policy: group.value.policy });
  }
  return done(layers);
}

function noGroup({ text }: Refusal): FieldProblem {
  return { field: 'groups', reason: text };
}

/** It joins before it leaves: at no moment do fewer groups have a say than before or afterwards. */
async function carryOut(row: MailboxRow, plan: Plan, ports: ImportPorts): Promise<Outcome<unknown>> {
  const { mailbox, adds, changes, joins, leaves } = plan;
  const changed = new Set(changes.map(({ field }) => field));
  // Only what is another thing now: what is said again must not end what lives of the mailbox.
  const { request } = readMailboxRow(row, changed);
  const own = [...changed].some((field) => field !== 'groups');
  const steps = [
    ...(adds ? [() => addMailbox(mailbox, request, ports)] : []),
    ...joins.map((name) => () => addGroupMember(name, mailbox, ports)),
    ...(!adds && own ? [() => changeMailbox(mailbox, request, ports)] : []),
    ...leaves.map((name) => () => removeGroupMember(name, mailbox, ports)),
  ];
  for (const step of steps) {
    const outcome = await step();
    if (outcome.kind === 'refused') return outcome;
  }
  return done(undefined);
}

function refused({ line, cells }: MailboxRow, { code, text, problems }: Refusal): ImportItem {
  const refusal = { code, text, ...(problems && { problems }) };
  return { line, mailbox: cells.get('address') ?? '', outcome: 'refused', changes: [], effects: [], refusal };
}
