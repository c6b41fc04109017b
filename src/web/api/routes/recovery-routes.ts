// /mailboxes/…: a new password, the lock-down of a mailbox that somebody else may be in, and the way back (R6.4, R6.5).

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { enableMailbox, lockDownMailbox } from '../../../core/accounts/lock-down.ts';
import { resetPassword } from '../../../core/accounts/reset-password.ts';
import type { RouteServices } from '../administration-services.ts';
import type { EnabledMailboxResource, LockedDownResource, PasswordResetResource } from '../client/resources.ts';
import { successOf } from '../problem.ts';
import { password, pathParameter, read } from '../requests.ts';

const wish = z.strictObject({
  password: password.optional(),
  mustChange: z.boolean().default(false),
  revokeAppPasswords: z.boolean().default(false),
});

export function recoveryRoutes(api: FastifyInstance, services: () => RouteServices): void {
  api.post('/mailboxes/:address/reset-password', async ({ params, body }): Promise<PasswordResetResource> => {
    return successOf(await resetPassword(pathParameter(params, 'address'), read(wish, body), services()));
  });

  api.post('/mailboxes/:address/lock-down', async ({ params }): Promise<LockedDownResource> => {
    return successOf(await lockDownMailbox(pathParameter(params, 'address'), services()));
  });

  api.post('/mailboxes/:address/enable', async ({ params }): Promise<EnabledMailboxResource> => {
    return successOf(await enableMailbox(pathParameter(params, 'address'), services()));
  });
}
