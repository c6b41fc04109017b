// /aliases: addresses that stand for mailboxes, and domains that stand for others.

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addAlias, listAliases, removeAlias } from '../../../core/accounts/manage-aliases.ts';
import type { RouteServices } from '../administration-services.ts';
import type { AliasResource, ListResource } from '../client/resources.ts';
import { successOf } from '../problem.ts';
import { pathParameter, read, text } from '../requests.ts';

const addition = z.strictObject({ alias: text, target: text });
const filter = z.strictObject({ target: text });

export function aliasRoutes(api: FastifyInstance, services: () => RouteServices): void {
  api.get('/aliases', async ({ query }): Promise<ListResource<AliasResource>> => {
    return { items: await listAliases(read(filter, query).target, services()) };
  });

  api.post('/aliases', async (request, reply): Promise<AliasResource> => {
    const alias = successOf(await addAlias(read(addition, request.body), services()));
    reply.code(201);
    return alias;
  });

  api.delete('/aliases/:alias', async ({ params }): Promise<{ readonly alias: string }> => {
    return successOf(await removeAlias(pathParameter(params, 'alias'), services()));
  });
}
