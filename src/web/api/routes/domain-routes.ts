// /domains: the domains whose mailboxes Postern protects.

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addDomain, changeDomain, findDomain, removeDomain } from '../../../core/accounts/manage-domains.ts';
import type { RouteServices } from '../administration-services.ts';
import type { DomainResource, ListResource } from '../client/resources.ts';
import { successOf } from '../problem.ts';
import { pathParameter, policyFields, read, text } from '../requests.ts';
import { domainView } from '../views.ts';

const fields = { ...policyFields, backend: text.optional(), signInSource: text.optional() };
const addition = z.strictObject({ name: text, ...fields });
const change = z.strictObject(fields);

export function domainRoutes(api: FastifyInstance, services: () => RouteServices): void {
  api.get('/domains', async (): Promise<ListResource<DomainResource>> => {
    return { items: (await services().accounts.listDomains()).map(domainView) };
  });

  api.post('/domains', async (request, reply): Promise<DomainResource> => {
    const { name, ...fields } = read(addition, request.body);
    const domain = successOf(await addDomain(name, fields, services()));
    reply.code(201);
    return domainView(domain);
  });

  api.get('/domains/:name', async ({ params }): Promise<DomainResource> => {
    return domainView(successOf(await findDomain(pathParameter(params, 'name'), services().accounts)));
  });

  api.patch('/domains/:name', async ({ params, body }): Promise<DomainResource> => {
    return domainView(successOf(await changeDomain(pathParameter(params, 'name'), read(change, body), services())));
  });

  api.delete('/domains/:name', async ({ params }): Promise<DomainResource> => {
    return domainView(successOf(await removeDomain(pathParameter(params, 'name'), services())));
  });
}
