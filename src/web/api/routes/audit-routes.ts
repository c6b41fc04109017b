// /audit: searching the audit log, newest first, or following it: after a sequence, oldest first, waiting for more;
// exporting it in pages, and verifying its chain in pieces.

import { z } from 'zod';
import { canonicalAddress, canonicalDomain, type LoginNameRules } from '../../../core/accounts/login-name.ts';
import { CHAIN_POSITION, chainPosition } from '../../../core/audit/audit-chain.ts';
import type { AuditFilter, AuditStore, StoredAuditEntry } from '../../../core/audit/audit-store.ts';
import { verifyChain } from '../../../core/audit/verify-chain.ts';
import { canonicalIp } from '../../../core/places/networks.ts';
import type { Millis } from '../../../core/units.ts';
import type { AuditExportResource, AuditPageResource, AuditVerificationResource } from '../client/audit-resources.ts';
import { auditExportSchema, auditPageSchema, auditVerificationSchema } from '../client/schemas/audit-schemas.ts';
import { type Answering, type Operation, operation } from '../operation.ts';
import { limit, text, wholeNumber } from '../requests.ts';
import { auditView, verificationView } from '../views.ts';

/** How often a waiting request looks: a worker writes its entries in batches of about this pace. */
const LOOK_EVERY: Millis = 250;

/** Longest wait of one request, in seconds. */
const LONGEST_WAIT = 60;

const sequence = wholeNumber({ min: 0, max: Number.MAX_SAFE_INTEGER });
const time = z.iso.datetime({ offset: true }).transform((written) => Date.parse(written));
const filters = {
  kind: z.enum(['sign-in', 'connection', 'change']).optional(),
  event: text.optional(),
  mailbox: text.optional(),
  domain: text.optional(),
  decisionId: text.optional(),
  ip: text.optional(),
  door: text.optional(),
  country: text.optional(),
  reason: text.optional(),
  actor: text.optional(),
  since: time.optional(),
  until: time.optional(),
};
const search = z
  .strictObject({
    ...filters,
    limit: limit.default(50),
    before: sequence.optional(),
    after: sequence.optional(),
    wait: wholeNumber({ min: 0, max: LONGEST_WAIT }).default(0),
  })
  .refine(({ before, after }) => before === undefined || after === undefined, {
    error: 'before and after exclude one another',
  });

type Search = z.output<typeof search>;

const position = z
  .string()
  .regex(CHAIN_POSITION, { error: 'must be a sequence and a digest: 4711:0a1b…' })
  .transform(chainPosition);

/** Entries of one request: less than a second's work. */
const PIECE = 20_000;

export const searchAuditOperation: Answering<AuditPageResource> = operation({
  id: 'searchAudit',
  method: 'GET',
  path: '/audit',
  tag: 'Audit log',
  summary: 'Search the audit log, newest first, or follow it',
  permission: 'audit:read',
  within: 'handler',
  query: search,
  answer: auditPageSchema,
  handle: async ({ query, signal }, { auditStore, loginNames }) => {
    const filter = filterOf(query, loginNames);
    if (query.after === undefined) return newestFirst(query, filter, auditStore);
    const items = await waitForMore({ ...query, after: query.after }, filter, { auditStore, gone: signal });
    return { items: items.map(auditView), after: items.at(-1)?.sequence ?? query.after };
  },
});

export const exportAuditOperation: Answering<AuditExportResource> = operation({
  id: 'exportAudit',
  method: 'GET',
  path: '/audit/export',
  tag: 'Audit log',
  summary: 'Entries of the audit log, oldest first, each with what it can be checked by',
  permission: 'audit:read',
  within: 'handler',
  query: z.strictObject({ ...filters, limit: limit.default(500), after: sequence.default(0) }),
  answer: auditExportSchema,
  handle: async ({ query: { limit, after, ...wanted } }, { auditStore, loginNames }) => {
    const items = await auditStore.export(filterOf(wanted, loginNames), { limit, after });
    const last = items.at(-1);
    return { items: items.map(auditView), ...(items.length === limit && last && { next: last.sequence }) };
  },
});

export const verifyAuditOperation: Answering<AuditVerificationResource> = operation({
  id: 'verifyAudit',
  method: 'GET',
  path: '/audit/verification',
  tag: 'Audit log',
  summary: 'Recompute a piece of the chain of the audit log',
  permission: 'audit:read',
  within: 'platform',
  query: z.strictObject({
    from: position.optional(),
    expect: position.optional(),
    last: sequence.optional(),
  }),
  answer: auditVerificationSchema,
  handle: async ({ query: { from, expect, last } }, { auditStore, auditChain }) => {
    const options = { ...(from && { from }), ...(expect && { expect }), ...(last !== undefined && { last }) };
    return verificationView(await verifyChain(auditStore, auditChain, { ...options, limit: PIECE }));
  },
});

export const AUDIT_OPERATIONS: readonly Operation[] = [
  searchAuditOperation,
  exportAuditOperation,
  verifyAuditOperation,
];

async function newestFirst(
  { limit, before }: Search,
  filter: AuditFilter,
  auditStore: AuditStore,
): Promise<AuditPageResource> {
  const [newest] = await auditStore.search({}, { limit: 1 });
  const items = await auditStore.search(filter, { limit, ...(before !== undefined && { before }) });
  const last = items.at(-1);
  return {
    items: items.map(auditView),
    ...(items.length === limit && last && { before: last.sequence }),
    after: newest?.sequence ?? 0,
  };
}

async function waitForMore(
  { after, limit, wait }: Search & { readonly after: number },
  filter: AuditFilter,
  { auditStore, gone }: { readonly auditStore: AuditStore; readonly gone: AbortSignal },
): Promise<readonly StoredAuditEntry[]> {
  const until = performance.now() + wait * 1_000;
  for (;;) {
    const items = await auditStore.search(filter, { limit, after });
    if (items.length > 0 || gone.aborted || performance.now() >= until) return items;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
}

type Filters = Pick<Search, keyof typeof filters>;

function filterOf(wanted: Filters, loginNames: LoginNameRules): AuditFilter {
  const { kind, event, mailbox, domain, decisionId, ip, door, country, reason, actor, since, until } = wanted;
  return {
    ...(kind !== undefined && { kind }),
    ...(event !== undefined && { event }),
    ...(mailbox !== undefined && { mailbox: canonicalAddress(mailbox, loginNames) ?? mailbox }),
    ...(domain !== undefined && { domains: [canonicalDomain(domain) ?? domain] }),
    // Decision ids are upper-case; people type them as they like.
    ...(decisionId !== undefined && { decisionId: decisionId.toUpperCase() }),
    ...(ip !== undefined && { remoteAddress: canonicalIp(ip) ?? ip }),
    ...(door !== undefined && { door }),
    ...(country !== undefined && { country: country.toUpperCase() }),
    ...(reason !== undefined && { reason }),
    ...(actor !== undefined && { actor }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
}
