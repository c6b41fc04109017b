// /connections: the mail connections that live now, in every worker, and their end.

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { findAccount } from '../../../core/accounts/manage-mailboxes.ts';
import { type EndedConnections, endConnections } from '../../../core/sessions/end-connections.ts';
import type { RevocationTarget } from '../../../core/sessions/revocation-log.ts';
import type { RouteServices } from '../administration-services.ts';
import type { ConnectionResource, ListResource } from '../client/resources.ts';
import { successOf } from '../problem.ts';
import { mailDoor, read, text } from '../requests.ts';
import { connectionView } from '../views.ts';

const filter = z.strictObject({ mailbox: text.optional(), appPassword: text.optional(), door: mailDoor.optional() });
const targets = z
  .strictObject({ id: text.optional(), mailbox: text.optional(), appPassword: text.optional() })
  .refine((given) => Object.values(given).filter((name) => name !== undefined).length === 1, {
    error: 'name one of id, mailbox and appPassword',
  });

export function connectionRoutes(api: FastifyInstance, services: () => RouteServices): void {
  api.get('/connections', async ({ query }): Promise<ListResource<ConnectionResource>> => {
    const { mailbox, appPassword, door } = read(filter, query);
    const address = mailbox === undefined ? undefined : successOf(await findAccount(mailbox, services())).address;
    const connections = (await services().connections()).filter(
      (connection) =>
        (address === undefined || connection.mailbox === address) &&
        (appPassword === undefined || connection.appPassword?.id === appPassword) &&
        (door === undefined || connection.door === door),
    );
    return { items: connections.map(connectionView).sort((one, other) => (one.since < other.since ? -1 : 1)) };
  });

  api.post('/connections/end', async ({ body }): Promise<EndedConnections> => {
    const target = await targetOf(read(targets, body), services());
    return successOf(await endConnections(target, services()));
  });
}

async function targetOf(given: z.output<typeof targets>, services: RouteServices): Promise<RevocationTarget> {
  const { id, mailbox, appPassword } = given;
  if (id !== undefined) return { kind: 'connection', id };
  if (appPassword !== undefined) return { kind: 'app-password', id: appPassword };
  const { address } = successOf(await findAccount(mailbox ?? '', services));
  return { kind: 'mailbox', address };
}
