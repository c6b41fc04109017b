// Domains, groups and mailboxes: the schemas of resources.ts's types.

import { z } from 'zod';
import type {
  AliasResource,
  ClearedChoiceResource,
  DomainResource,
  EnabledMailboxResource,
  GroupMemberResource,
  GroupResource,
  ListedMailboxesResource,
  ListedMailboxResource,
  LockedDownResource,
  MailboxDetailResource,
  MailboxResource,
  PasswordResetResource,
} from '../resources.ts';
import {
  challengeModeSchema,
  effectivePolicySchema,
  factorKindSchema,
  policyShape,
  sourced,
} from './policy-schemas.ts';
import { countSchema, resource, type Shape, timestampSchema } from './resource.ts';

export const domainSchema: z.ZodType<DomainResource> = resource<DomainResource>({
  ...policyShape,
  name: z.string(),
  backend: z.string(),
  signInSource: z.string(),
  createdAt: timestampSchema,
});

export const groupSchema: z.ZodType<GroupResource> = resource<GroupResource>({
  ...policyShape,
  name: z.string(),
  createdAt: timestampSchema,
});

export const groupMemberSchema: z.ZodType<GroupMemberResource> = resource<GroupMemberResource>({
  group: z.string(),
  mailbox: z.string(),
});

export const aliasSchema: z.ZodType<AliasResource> = resource<AliasResource>({
  alias: z.string(),
  target: z.string(),
});

const mailboxShape: Shape<MailboxResource> = {
  ...policyShape,
  address: z.string(),
  listed: z.boolean(),
  disabled: z.boolean(),
  createdAt: z.exactOptional(timestampSchema),
};

export const mailboxSchema: z.ZodType<MailboxResource> = resource<MailboxResource>(mailboxShape);

export const mailboxesSchema: z.ZodType<ListedMailboxesResource> = resource<ListedMailboxesResource>({
  items: z.array(
    resource<ListedMailboxResource>({
      ...mailboxShape,
      effective: sourced(challengeModeSchema),
      groups: z.array(z.string()),
      factors: z.array(factorKindSchema),
      lastSignInAt: z.exactOptional(timestampSchema),
    }),
  ),
  next: z.exactOptional(z.string()),
  total: z.exactOptional(z.object({ mailboxes: countSchema, atLeast: z.boolean() })),
});

export const mailboxDetailSchema: z.ZodType<MailboxDetailResource> = resource<MailboxDetailResource>({
  ...mailboxShape,
  domain: z.string(),
  backend: z.string(),
  signInSource: z.string(),
  effective: effectivePolicySchema,
  groups: z.array(z.string()),
  ownChoice: z.exactOptional(challengeModeSchema),
  passwordChangeDueSince: z.exactOptional(timestampSchema),
  aliases: z.array(z.string()),
  appPasswords: countSchema,
});

export const clearedChoiceSchema: z.ZodType<ClearedChoiceResource> = resource<ClearedChoiceResource>({
  mailbox: z.string(),
  challenge: challengeModeSchema,
});

const endedShape = { connections: countSchema, webSessions: countSchema, trustedBrowsers: countSchema };

export const passwordResetSchema: z.ZodType<PasswordResetResource> = resource<PasswordResetResource>({
  mailbox: z.string(),
  password: z.exactOptional(z.string()),
  mustChange: z.boolean(),
  ended: z.object(endedShape),
  appPasswords: z.object({ revoked: countSchema, stale: countSchema }),
});

export const lockedDownSchema: z.ZodType<LockedDownResource> = resource<LockedDownResource>({
  ...endedShape,
  mailbox: z.string(),
  wasDisabled: z.boolean(),
  appPasswords: countSchema,
  factors: countSchema,
  knownPlaces: countSchema,
});

export const enabledMailboxSchema: z.ZodType<EnabledMailboxResource> = resource<EnabledMailboxResource>({
  mailbox: z.string(),
  wasDisabled: z.boolean(),
  appPasswords: countSchema,
});
