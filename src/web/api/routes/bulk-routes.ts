// /mailboxes/bulk: one change of many mailboxes. /policy/preview: what a change of a layer would change for how many.

import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import {
  type BulkAction,
  type BulkSelection,
  changeMailboxes,
  MAX_BULK_MAILBOXES,
} from '../../../core/accounts/change-mailboxes.ts';
import { type PolicyTarget, previewPolicyChange } from '../../../core/accounts/preview-policy.ts';
import { newRecordId } from '../../../core/record-id.ts';
import type { BulkResource, PolicyPreviewResource } from '../client/resources.ts';
import { bulkSchema, policyPreviewSchema } from '../client/schemas/policy-schemas.ts';
import { cursor, filterBody, readCursor } from '../listing-requests.ts';
import { type Answering, type Operation, operation } from '../operation.ts';
import { ProblemError, problem, successOf } from '../problem.ts';
import { policyFields, text } from '../requests.ts';

/** Mailboxes of one answer, where nobody says how many: each is written to the disk on its own. */
const DEFAULT_LIMIT = 100;

const bulk = z.strictObject({
  mailboxes: z.array(text).min(1).max(MAX_BULK_MAILBOXES).optional(),
  filter: filterBody.optional(),
  after: text.optional(),
  limit: z.number().int().min(1).max(MAX_BULK_MAILBOXES).default(DEFAULT_LIMIT),
  set: z.strictObject({ ...policyFields, disabled: z.boolean().optional() }).optional(),
  addToGroup: text.optional(),
  removeFromGroup: text.optional(),
  dryRun: z.boolean().default(false),
  /** Of a part before: the parts of one change have one id. */
  id: z
    .string()
    .regex(/^bulk-[0-9a-z]{10}$/)
    .optional(),
});

const preview = z.strictObject({
  domain: text.optional(),
  group: text.optional(),
  change: z.strictObject(policyFields),
});

export const changeMailboxesOperation: Answering<BulkResource> = operation({
  id: 'changeMailboxes',
  method: 'POST',
  path: '/mailboxes/bulk',
  tag: 'Mailboxes',
  summary: 'Make one change of many mailboxes, or see what it would change',
  permission: 'mailboxes:write',
  within: 'handler',
  needsConfirmation: true,
  changesNothing: ({ dryRun }) => dryRun,
  body: bulk,
  answer: bulkSchema,
  handle: async ({ body: { dryRun, id, ...asked } }, services) => {
    const change = {
      selection: selectionOf(asked),
      action: actionOf(asked),
      dryRun,
      id: id ?? newRecordId('bulk', services.random),
    };
    const { next, ...report } = successOf(await changeMailboxes(change, { ...services, pause }));
    return { ...report, ...(next !== undefined && { next: cursor(next, 'address') }) };
  },
});

export const previewPolicyOperation: Answering<PolicyPreviewResource> = operation({
  id: 'previewPolicy',
  method: 'POST',
  path: '/policy/preview',
  tag: 'Policy',
  summary: 'What a change of a layer of policy would change in the end, and for how many mailboxes',
  permission: 'domains:read',
  within: 'handler',
  body: preview,
  answer: policyPreviewSchema,
  handle: async ({ body: { change, ...given } }, services) => {
    const target = targetOf(given);
    if (target.kind !== 'domain' && services.requester.domains !== 'all') {
      throw new ProblemError(problem('not-permitted', 'only the policy of your domains is for you to change'));
    }
    return successOf(await previewPolicyChange(target, change, { ...services, pause }));
  },
});

export const BULK_OPERATIONS: readonly Operation[] = [changeMailboxesOperation, previewPolicyOperation];

async function pause(): Promise<void> {
  await setImmediate();
}

type Asked = Omit<z.infer<typeof bulk>, 'dryRun' | 'id'>;

function selectionOf({ mailboxes, filter, after, limit }: Asked): BulkSelection {
  if (mailboxes && filter === undefined && after === undefined) return { kind: 'named', mailboxes };
  if (mailboxes || filter === undefined) throw invalid('mailboxes', 'or filter: one of them says which mailboxes');
  return { kind: 'found', filter, limit, ...(after !== undefined && { after: readCursor(after, 'address') }) };
}

function actionOf({ set, addToGroup, removeFromGroup }: Asked): BulkAction {
  const actions: readonly (BulkAction | false)[] = [
    set !== undefined && { kind: 'set', request: set },
    addToGroup !== undefined && { kind: 'add-to-group', group: addToGroup },
    removeFromGroup !== undefined && { kind: 'remove-from-group', group: removeFromGroup },
  ];
  const [action, ...more] = actions.filter((each) => each !== false);
  if (action === undefined || more.length > 0) {
    throw invalid('set', 'or addToGroup, or removeFromGroup: one of them says what is done');
  }
  return action;
}

function targetOf({
  domain,
  group,
}: {
  readonly domain?: string | undefined;
  readonly group?: string | undefined;
}): PolicyTarget {
  if (domain !== undefined && group !== undefined) throw invalid('domain', 'or group: not both');
  if (domain !== undefined) return { kind: 'domain', name: domain };
  return group === undefined ? { kind: 'platform' } : { kind: 'group', name: group };
}

function invalid(field: string, reason: string): ProblemError {
  return new ProblemError(problem('invalid', `${field} ${reason}`, [{ field, reason }]));
}
