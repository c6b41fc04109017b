// Statistics: the schemas of statistics-resources.ts's types.

import { z } from 'zod';
import type {
  DeliveryResource,
  EnrolmentFiguresResource,
  EnrolmentResource,
  MainPasswordUseResource,
  MainPasswordUsesResource,
  SignInCountsResource,
  StatisticsResource,
} from '../statistics-resources.ts';
import { mailPathSchema, smsSchema } from './node-schemas.ts';
import { challengeModeSchema } from './policy-schemas.ts';
import { countSchema, resource, type Shape, timestampSchema } from './resource.ts';

const range = z.enum(['24h', '7d', '30d', '90d']);

const counts: Shape<SignInCountsResource> = {
  allowed: countSchema,
  challenged: countSchema,
  refused: countSchema,
  codeRefused: countSchema,
  unavailable: countSchema,
};

export const statisticsSchema: z.ZodType<StatisticsResource> = resource<StatisticsResource>({
  range,
  by: z.enum(['hour', 'day']),
  timeZone: z.string(),
  domain: z.exactOptional(z.string()),
  countedAt: z.exactOptional(timestampSchema),
  periods: z.array(z.object({ ...counts, since: timestampSchema, until: timestampSchema })),
  totals: resource<SignInCountsResource>(counts),
  doors: z.array(z.object({ ...counts, door: z.string() })),
  countries: z.array(z.object({ ...counts, country: z.string() })),
  reasons: z.array(
    z.object({
      outcome: z.enum(['allowed', 'challenged', 'refused', 'codeRefused', 'unavailable']),
      reason: z.string(),
      count: countSchema,
    }),
  ),
});

const mainPasswordUse = resource<MainPasswordUseResource>({
  mailbox: z.string(),
  lastUsedAt: timestampSchema,
  door: z.string(),
  remoteAddress: z.exactOptional(z.string()),
  country: z.exactOptional(z.string()),
  client: z.exactOptional(z.string()),
  challenge: challengeModeSchema,
});

export const mainPasswordUsesSchema: z.ZodType<MainPasswordUsesResource> = resource<MainPasswordUsesResource>({
  items: z.array(mainPasswordUse),
  next: z.exactOptional(z.string()),
  total: countSchema,
  since: timestampSchema,
});

export const enrolmentSchema: z.ZodType<EnrolmentResource> = resource<EnrolmentResource>({
  domain: z.exactOptional(z.string()),
  countedAt: z.exactOptional(timestampSchema),
  figures: z.exactOptional(
    resource<EnrolmentFiguresResource>({
      mailboxes: countSchema,
      unlisted: countSchema,
      disabled: countSchema,
      neverSignedIn: countSchema,
      enrolled: countSchema,
      unverified: countSchema,
      withoutFactor: countSchema,
      byKind: z.array(z.object({ kind: z.string(), mailboxes: countSchema })),
      byMode: z.array(z.object({ challenge: challengeModeSchema, mailboxes: countSchema, withoutFactor: countSchema })),
    }),
  ),
});

export const deliverySchema: z.ZodType<DeliveryResource> = resource<DeliveryResource>({
  range,
  mailPath: z.exactOptional(mailPathSchema),
  sms: smsSchema,
  notices: z.enum(['ok', 'delayed', 'unavailable']),
  codes: z.array(
    z.object({ kind: z.enum(['email', 'sms']), sent: countSchema, failed: countSchema, limited: countSchema }),
  ),
  messages: z.object({ delivered: countSchema, failed: countSchema }),
});
