// /connections: the mail connections that live now, in every worker, and their end.

import { z } from 'zod';
import { findAccount } from '../../../core/accounts/manage-mailboxes.ts';
import { refuse } from '../../../core/administration/change.ts';
import { type EndedConnections, endConnections } from '../../../core/sessions/end-connections.ts';
import type { RevocationTarget } from '../../../core/sessions/revocation-log.ts';
import type { RouteServices } from '../administration-services.ts';
import type { ConnectionResource, ListResource } from '../client/resources.ts';
import { listOf } from '../client/schemas/resource.ts';
import { connectionSchema, endedConnectionsSchema } from '../client/schemas/sign-in-schemas.ts';
import { type Answering, type Operation, operation } from '../operation.ts';
import { successOf } from '../problem.ts';
import { mailDoor, text } from '../requests.ts';
import { connectionView } from '../views.ts';

const targets = z
  .strictObject({ id: text.optional(), mailbox: text.optional(), appPassword: text.optional() })
  .refine((given) => Object.values(given).filter((name) => name !== undefined).length === 1, {
    error: 'name one of id, mailbox and appPassword',
  });

export const listConnectionsOperation: Answering<ListResource<ConnectionResource>> = operation({
  id: 'listConnections',
  method: 'GET',
  path: '/connections',
  tag: 'Sessions and connections',
  summary: 'The mail connections that live now',
  permission: 'sessions:read',
  within: 'handler',
  query: z.strictObject({ mailbox: text.optional(), appPassword: text.optional(), door: mailDoor.optional() }),
  answer: listOf(connectionSchema),
  handle: async ({ query: { mailbox, appPassword, door } }, services) => {
    const address = mailbox === undefined ? undefined : successOf(await findAccount(mailbox, services)).address;
    const connections = (await services.connections()).filter(
      (connection) =>
        (address === undefined || connection.mailbox === address) &&
        (appPassword === undefined || connection.appPassword?.id === appPassword) &&
        (door === undefined || connection.door === door),
    );
    return { items: connections.map(connectionView).sort((one, other) => (one.since < other.since ? -1 : 1)) };
  },
});

export const endConnectionsOperation: Answering<EndedConnections> = operation({
  id: 'endConnections',
  method: 'POST',
  path: '/connections/end',
  tag: 'Sessions and connections',
  summary: 'End a mail connection, or all of a mailbox or of an app password',
  permission: 'sessions:end',
  within: 'handler',
  body: targets,
  answer: endedConnectionsSchema,
  handle: async ({ body }, services) => successOf(await endConnections(await targetOf(body, services), services)),
});

export const CONNECTION_OPERATIONS: readonly Operation[] = [listConnectionsOperation, endConnectionsOperation];

async function targetOf(given: z.output<typeof targets>, services: RouteServices): Promise<RevocationTarget> {
  const { id, mailbox, appPassword } = given;
  if (id !== undefined) return { kind: 'connection', id };
  if (appPassword !== undefined) {
    const isOurs = services.requester.domains === 'all' || (await services.appPasswords.find(appPassword));
    if (!isOurs) return successOf(refuse('unknown-app-password', `there is no app password ${appPassword}`));
    return { kind: 'app-password', id: appPassword };
  }
  const { address } = successOf(await findAccount(mailbox ?? '', services));
  return { kind: 'mailbox', address };
}
