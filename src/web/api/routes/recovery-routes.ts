// /mailboxes/…: a new password, the lock-down of a mailbox that somebody else may be in, and the way back (R6.4, R6.5).

import { z } from 'zod';
import { enableMailbox, lockDownMailbox } from '../../../core/accounts/lock-down.ts';
import { resetPassword } from '../../../core/accounts/reset-password.ts';
import type { EnabledMailboxResource, LockedDownResource, PasswordResetResource } from '../client/resources.ts';
import { enabledMailboxSchema, lockedDownSchema, passwordResetSchema } from '../client/schemas/mailbox-schemas.ts';
import { type Answering, type Operation, operation } from '../operation.ts';
import { successOf } from '../problem.ts';
import { addressed, password } from '../requests.ts';

export const resetPasswordOperation: Answering<PasswordResetResource> = operation({
  id: 'resetPassword',
  method: 'POST',
  path: '/mailboxes/{address}/reset-password',
  tag: 'Recovery',
  summary: 'Give a mailbox another password, and end everything that the old one opened',
  permission: 'mailboxes:recover',
  within: 'mailbox',
  needsConfirmation: true,
  params: addressed,
  body: z.strictObject({
    password: password.optional(),
    mustChange: z.boolean().default(false),
    revokeAppPasswords: z.boolean().default(false),
  }),
  answer: passwordResetSchema,
  handle: async ({ params, body }, services) => successOf(await resetPassword(params.address, body, services)),
});

export const lockDownMailboxOperation: Answering<LockedDownResource> = operation({
  id: 'lockDownMailbox',
  method: 'POST',
  path: '/mailboxes/{address}/lock-down',
  tag: 'Recovery',
  summary: 'Lock down a mailbox that somebody else may be in: everything ends, and nothing lets in any more',
  permission: 'mailboxes:recover',
  within: 'mailbox',
  needsConfirmation: true,
  params: addressed,
  answer: lockedDownSchema,
  handle: async ({ params }, services) => successOf(await lockDownMailbox(params.address, services)),
});

export const enableMailboxOperation: Answering<EnabledMailboxResource> = operation({
  id: 'enableMailbox',
  method: 'POST',
  path: '/mailboxes/{address}/enable',
  tag: 'Recovery',
  summary: 'Let a disabled mailbox in again',
  permission: 'mailboxes:recover',
  within: 'mailbox',
  needsConfirmation: true,
  params: addressed,
  answer: enabledMailboxSchema,
  handle: async ({ params }, services) => successOf(await enableMailbox(params.address, services)),
});

export const RECOVERY_OPERATIONS: readonly Operation[] = [
  resetPasswordOperation,
  lockDownMailboxOperation,
  enableMailboxOperation,
];
