// The running node, and what it would decide: the schemas of node-resources.ts's types.

import { z } from 'zod';
import type { TraceStep } from '../../../../core/audit/audit-store.ts';
import type {
  BackupResource,
  MailPathResource,
  SmsResource,
  SmsTestResource,
  StatusResource,
} from '../node-resources.ts';
import type { ExplanationResource } from '../resources.ts';
import { mailDoorSchema } from './policy-schemas.ts';
import { countSchema, resource, timestampSchema } from './resource.ts';

const isWell = z.enum(['ok', 'unavailable']);

export const mailPathSchema: z.ZodType<MailPathResource> = resource<MailPathResource>({
  state: z.enum(['up', 'failing', 'down']),
  since: timestampSchema,
  queued: countSchema,
  oldest: z.exactOptional(timestampSchema),
  lastFailure: z.exactOptional(z.object({ at: timestampSchema, text: z.string() })),
});

export const statusSchema: z.ZodType<StatusResource> = resource<StatusResource>({
  version: z.string(),
  hostname: z.string(),
  startedAt: timestampSchema,
  uptimeSeconds: countSchema,
  workers: z.object({ running: countSchema, wanted: countSchema }),
  connections: countSchema,
  listeners: z.array(
    resource<StatusResource['listeners'][number]>({
      name: z.string(),
      protocol: z.union([mailDoorSchema, z.enum(['https', 'http', 'redirect'])]),
      address: z.string(),
      port: z.int(),
      tls: z.enum(['implicit', 'starttls', 'none']),
    }),
  ),
  stores: isWell,
  auditLog: isWell,
  notices: z.enum(['ok', 'delayed', 'unavailable']),
  mailPath: z.exactOptional(mailPathSchema),
});

export const smsSchema: z.ZodType<SmsResource> = resource<SmsResource>({
  gateway: z.string(),
  state: z.enum(['up', 'down', 'unknown']),
  lastAcceptedAt: z.exactOptional(timestampSchema),
  lastFailure: z.exactOptional(z.object({ at: timestampSchema, reason: z.string() })),
});

export const smsTestSchema: z.ZodType<SmsTestResource> = resource<SmsTestResource>({
  id: z.string(),
  gateway: z.string(),
  outcome: z.enum(['accepted', 'refused', 'unavailable']),
  reason: z.exactOptional(z.string()),
  gatewayId: z.exactOptional(z.string()),
  words: z.exactOptional(z.string()),
});

export const backupSchema: z.ZodType<BackupResource> = resource<BackupResource>({
  file: z.string(),
  octets: countSchema,
});

/** One check of a decision. */
export const traceStepSchema: z.ZodType<TraceStep> = resource<TraceStep>({
  check: z.string(),
  result: z.string(),
  layer: z.exactOptional(z.string()),
});

export const explanationSchema: z.ZodType<ExplanationResource> = resource<ExplanationResource>({
  loginName: z.string(),
  door: z.union([mailDoorSchema, z.literal('web')]),
  remoteAddress: z.string(),
  trace: z.array(traceStepSchema),
});
