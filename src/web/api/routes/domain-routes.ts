// /domains: the domains whose mailboxes Postern protects.

import { z } from 'zod';
import { addDomain, changeDomain, findDomain, removeDomain } from '../../../core/accounts/manage-domains.ts';
import type { DomainResource, ListResource } from '../client/resources.ts';
import { domainSchema } from '../client/schemas/mailbox-schemas.ts';
import { listOf } from '../client/schemas/resource.ts';
import { type Answering, type Operation, operation } from '../operation.ts';
import { ProblemError, problem, successOf } from '../problem.ts';
import { policyFields, text } from '../requests.ts';
import { domainView } from '../views.ts';

const fields = { ...policyFields, backend: text.optional(), signInSource: text.optional() };
const named = z.strictObject({ name: text });

export const listDomainsOperation: Answering<ListResource<DomainResource>> = operation({
  id: 'listDomains',
  method: 'GET',
  path: '/domains',
  tag: 'Domains',
  summary: 'The domains whose mailboxes Postern protects',
  permission: 'domains:read',
  within: 'handler',
  answer: listOf(domainSchema),
  handle: async (_input, { accounts }) => ({ items: (await accounts.listDomains()).map(domainView) }),
});

export const addDomainOperation: Answering<DomainResource> = operation({
  id: 'addDomain',
  method: 'POST',
  path: '/domains',
  tag: 'Domains',
  summary: 'Add a domain',
  permission: 'platform:write',
  within: 'platform',
  body: z.strictObject({ name: text, ...fields }),
  answer: domainSchema,
  status: 201,
  handle: async ({ body: { name, ...fields } }, services) =>
    domainView(successOf(await addDomain(name, fields, services))),
});

export const showDomainOperation: Answering<DomainResource> = operation({
  id: 'showDomain',
  method: 'GET',
  path: '/domains/{name}',
  tag: 'Domains',
  summary: 'A domain and what its policy says',
  permission: 'domains:read',
  within: 'domain',
  params: named,
  answer: domainSchema,
  handle: async ({ params }, { accounts }) => domainView(successOf(await findDomain(params.name, accounts))),
});

export const changeDomainOperation: Answering<DomainResource> = operation({
  id: 'changeDomain',
  method: 'PATCH',
  path: '/domains/{name}',
  tag: 'Domains',
  summary: 'Change the policy of a domain, its backend or its sign-in source',
  permission: 'domains:write',
  within: 'domain',
  needsConfirmation: true,
  params: named,
  body: z.strictObject(fields),
  answer: domainSchema,
  changes: showDomainOperation,
  handle: async ({ params, body }, services) => {
    const { backend, signInSource } = body;
    if (services.requester.domains !== 'all' && (backend !== undefined || signInSource !== undefined)) {
      const detail = 'where a domain signs in is for administrators of all domains to say';
      throw new ProblemError(problem('not-permitted', detail));
    }
    return domainView(successOf(await changeDomain(params.name, body, services)));
  },
});

export const removeDomainOperation: Answering<DomainResource> = operation({
  id: 'removeDomain',
  method: 'DELETE',
  path: '/domains/{name}',
  tag: 'Domains',
  summary: 'Remove a domain that has no mailboxes and no aliases',
  permission: 'platform:write',
  within: 'platform',
  needsConfirmation: true,
  params: named,
  answer: domainSchema,
  handle: async ({ params }, services) => domainView(successOf(await removeDomain(params.name, services))),
});

export const DOMAIN_OPERATIONS: readonly Operation[] = [
  listDomainsOperation,
  addDomainOperation,
  showDomainOperation,
  changeDomainOperation,
  removeDomainOperation,
];
