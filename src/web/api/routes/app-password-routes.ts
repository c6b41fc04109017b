// App passwords: made and listed under their mailbox, shown and revoked by their id.

import { z } from 'zod';
import { findAccount } from '../../../core/accounts/manage-mailboxes.ts';
import { refuse } from '../../../core/administration/change.ts';
import { createAppPassword } from '../../../core/app-passwords/create-app-password.ts';
import { type Resealed, resealAppPasswords } from '../../../core/app-passwords/reseal-app-passwords.ts';
import { revokeAppPassword } from '../../../core/app-passwords/revoke-app-password.ts';
import type { AppPasswordResource, CreatedAppPasswordResource, ListResource } from '../client/resources.ts';
import { scopeSchema } from '../client/schemas/policy-schemas.ts';
import { listOf } from '../client/schemas/resource.ts';
import { appPasswordSchema, createdAppPasswordSchema, resealedSchema } from '../client/schemas/sign-in-schemas.ts';
import { type Answering, type Operation, operation } from '../operation.ts';
import { successOf } from '../problem.ts';
import { addressed, flag, networks, password, text } from '../requests.ts';
import { appPasswordView, serversView } from '../views.ts';

const identified = z.strictObject({ id: text });

export const listAppPasswordsOperation: Answering<ListResource<AppPasswordResource>> = operation({
  id: 'listAppPasswords',
  method: 'GET',
  path: '/mailboxes/{address}/app-passwords',
  tag: 'App passwords',
  summary: 'The app passwords of a mailbox',
  permission: 'mailboxes:read',
  within: 'mailbox',
  params: addressed,
  query: z.strictObject({ revoked: flag.default(false) }),
  answer: listOf(appPasswordSchema),
  handle: async ({ params, query }, { appPasswords, clock, ...ports }) => {
    const { address } = successOf(await findAccount(params.address, ports));
    const records = await appPasswords.list(address, { includeRevoked: query.revoked });
    return { items: records.map((record) => appPasswordView(record, clock.now())) };
  },
});

export const createAppPasswordOperation: Answering<CreatedAppPasswordResource> = operation({
  id: 'createAppPassword',
  method: 'POST',
  path: '/mailboxes/{address}/app-passwords',
  tag: 'App passwords',
  summary: 'Make an app password, shown once',
  permission: 'mailboxes:recover',
  within: 'mailbox',
  needsConfirmation: true,
  params: addressed,
  body: z.strictObject({
    name: text,
    scopes: z.array(scopeSchema).optional(),
    readOnly: z.boolean().optional(),
    expires: text.optional(),
    networks: networks.optional(),
    mailboxPassword: password.optional(),
  }),
  answer: createdAppPasswordSchema,
  status: 201,
  handle: async ({ params, body }, services) => {
    const ports = { ...services, store: services.appPasswords };
    const { record, shown } = successOf(await createAppPassword(params.address, body, ports));
    const servers = serversView(await services.status(), record.scopes);
    return { ...appPasswordView(record, services.clock.now()), password: shown, servers };
  },
});

export const resealAppPasswordsOperation: Answering<Resealed> = operation({
  id: 'resealAppPasswords',
  method: 'POST',
  path: '/mailboxes/{address}/reseal',
  tag: 'App passwords',
  summary: "Give a mailbox's app passwords its new password, which the backend takes",
  permission: 'mailboxes:recover',
  within: 'mailbox',
  params: addressed,
  body: z.strictObject({ password }),
  answer: resealedSchema,
  handle: async ({ params, body }, services) =>
    successOf(await resealAppPasswords(params.address, body.password, services)),
});

export const showAppPasswordOperation: Answering<AppPasswordResource> = operation({
  id: 'showAppPassword',
  method: 'GET',
  path: '/app-passwords/{id}',
  tag: 'App passwords',
  summary: 'An app password, without the password',
  permission: 'mailboxes:read',
  within: 'handler',
  params: identified,
  answer: appPasswordSchema,
  handle: async ({ params: { id } }, { appPasswords, clock }) => {
    const record = await appPasswords.find(id);
    if (!record) return successOf(refuse('unknown-app-password', `there is no app password ${id}`));
    return appPasswordView(record, clock.now());
  },
});

export const revokeAppPasswordOperation: Answering<AppPasswordResource> = operation({
  id: 'revokeAppPassword',
  method: 'DELETE',
  path: '/app-passwords/{id}',
  tag: 'App passwords',
  summary: 'Revoke an app password; its connections end',
  permission: 'mailboxes:recover',
  within: 'handler',
  params: identified,
  answer: appPasswordSchema,
  handle: async ({ params }, services) =>
    appPasswordView(successOf(await revokeAppPassword(params.id, services)), services.clock.now()),
});

export const APP_PASSWORD_OPERATIONS: readonly Operation[] = [
  listAppPasswordsOperation,
  createAppPasswordOperation,
  resealAppPasswordsOperation,
  showAppPasswordOperation,
  revokeAppPasswordOperation,
];
