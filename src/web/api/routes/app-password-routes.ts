// App passwords: made and listed under their mailbox, shown and revoked by their id.

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { findAccount } from '../../../core/accounts/manage-mailboxes.ts';
import { refuse } from '../../../core/administration/change.ts';
import { type CreateAppPasswordPorts, createAppPassword } from '../../../core/app-passwords/create-app-password.ts';
import { type Resealed, resealAppPasswords } from '../../../core/app-passwords/reseal-app-passwords.ts';
import { revokeAppPassword } from '../../../core/app-passwords/revoke-app-password.ts';
import type { RouteServices } from '../administration-services.ts';
import type { AppPasswordResource, CreatedAppPasswordResource, ListResource } from '../client/resources.ts';
import { successOf } from '../problem.ts';
import { flag, networks, password, pathParameter, read, text } from '../requests.ts';
import { appPasswordView, serversView } from '../views.ts';

const creation = z.strictObject({
  name: text,
  scopes: z.array(z.enum(['imap', 'pop3', 'smtp', 'sieve', 'dav', 'activesync'])).optional(),
  readOnly: z.boolean().optional(),
  expires: text.optional(),
  networks: networks.optional(),
  mailboxPassword: password.optional(),
});
const filter = z.strictObject({ revoked: flag.optional() });
const newPassword = z.strictObject({ password });

export function appPasswordRoutes(api: FastifyInstance, services: () => RouteServices): void {
  api.get(
    '/mailboxes/:address/app-passwords',
    async ({ params, query }): Promise<ListResource<AppPasswordResource>> => {
      const { appPasswords, clock, ...ports } = services();
      const { address } = successOf(await findAccount(pathParameter(params, 'address'), ports));
      const records = await appPasswords.list(address, { includeRevoked: read(filter, query).revoked ?? false });
      return { items: records.map((record) => appPasswordView(record, clock.now())) };
    },
  );

  api.post('/mailboxes/:address/app-passwords', async (request, reply): Promise<CreatedAppPasswordResource> => {
    const wish = read(creation, request.body);
    const now = services();
    const ports: CreateAppPasswordPorts = { ...now, store: now.appPasswords };
    const created = successOf(await createAppPassword(pathParameter(request.params, 'address'), wish, ports));
    const { record, shown } = created;
    const servers = serversView(await now.status(), record.scopes);
    reply.code(201);
    return { ...appPasswordView(record, now.clock.now()), password: shown, servers };
  });

  api.post('/mailboxes/:address/reseal', async ({ params, body }): Promise<Resealed> => {
    const { password } = read(newPassword, body);
    return successOf(await resealAppPasswords(pathParameter(params, 'address'), password, services()));
  });

  api.get('/app-passwords/:id', async ({ params }): Promise<AppPasswordResource> => {
    const id = pathParameter(params, 'id');
    const { appPasswords, clock } = services();
    const record = await appPasswords.find(id);
    if (!record) return successOf(refuse('unknown-app-password', `there is no app password ${id}`));
    return appPasswordView(record, clock.now());
  });

  api.delete('/app-passwords/:id', async ({ params }): Promise<AppPasswordResource> => {
    const ports = services();
    const record = successOf(await revokeAppPassword(pathParameter(params, 'id'), ports));
    return appPasswordView(record, ports.clock.now());
  });
}
