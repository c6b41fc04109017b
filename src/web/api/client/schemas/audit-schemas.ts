// The audit log: the schemas of audit-resources.ts's types.

import { z } from 'zod';
import type { ChainFault } from '../../../../core/audit/verify-chain.ts';
import type {
  AuditExportResource,
  AuditPageResource,
  AuditResource,
  AuditVerificationResource,
  ChainPositionResource,
  ExportedAuditResource,
} from '../audit-resources.ts';
import { traceStepSchema } from './node-schemas.ts';
import { countSchema, resource, type Shape, timestampSchema } from './resource.ts';

const auditShape: Shape<AuditResource> = {
  sequence: countSchema,
  at: timestampSchema,
  kind: z.enum(['sign-in', 'connection', 'change']),
  event: z.string(),
  decisionId: z.exactOptional(z.string()),
  mailbox: z.exactOptional(z.string()),
  loginName: z.exactOptional(z.string()),
  door: z.exactOptional(z.string()),
  remoteAddress: z.exactOptional(z.string()),
  reason: z.exactOptional(z.string()),
  appPassword: z.exactOptional(z.string()),
  actor: z.exactOptional(z.string()),
  trace: z.exactOptional(z.array(traceStepSchema)),
  details: z.exactOptional(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))),
};

export const auditSchema: z.ZodType<AuditResource> = resource<AuditResource>(auditShape);

export const auditPageSchema: z.ZodType<AuditPageResource> = resource<AuditPageResource>({
  items: z.array(auditSchema),
  before: z.exactOptional(countSchema),
  after: countSchema,
});

export const auditExportSchema: z.ZodType<AuditExportResource> = resource<AuditExportResource>({
  items: z.array(
    resource<ExportedAuditResource>({
      ...auditShape,
      chain: z.exactOptional(z.string()),
      previous: z.exactOptional(z.string()),
    }),
  ),
  next: z.exactOptional(countSchema),
});

const position = resource<ChainPositionResource>({ sequence: countSchema, digest: z.string() });

const fault: z.ZodType<ChainFault> = z.enum(['changed', 'missing', 'inserted', 'covered', 'mark', 'unexpected']);

const markShape = { sequence: countSchema, entries: countSchema, at: timestampSchema };

export const auditVerificationSchema: z.ZodType<AuditVerificationResource> = resource<AuditVerificationResource>({
  checked: countSchema,
  begin: z.exactOptional(z.object(markShape)),
  purged: z.exactOptional(z.object({ ...markShape, by: z.string() })),
  head: z.exactOptional(position),
  broken: z.exactOptional(z.object({ sequence: countSchema, fault })),
  expected: z.exactOptional(z.enum(['confirmed', 'purged'])),
  next: z.exactOptional(position),
});
