// /aliases: addresses that stand for mailboxes, and domains that stand for others.

import { z } from 'zod';
import { domainOf } from '../../../core/accounts/account-store.ts';
import { canonicalDomain } from '../../../core/accounts/login-name.ts';
import { addAlias, listAliases, removeAlias } from '../../../core/accounts/manage-aliases.ts';
import { unknownDomain } from '../../../core/accounts/manage-domains.ts';
import type { Requester } from '../../../core/administrators/requester.ts';
import type { AliasResource, ListResource } from '../client/resources.ts';
import { aliasSchema } from '../client/schemas/mailbox-schemas.ts';
import { listOf } from '../client/schemas/resource.ts';
import { type Answering, type Operation, operation } from '../operation.ts';
import { ProblemError, problem, successOf } from '../problem.ts';
import { text } from '../requests.ts';

export const listAliasesOperation: Answering<ListResource<AliasResource>> = operation({
  id: 'listAliases',
  method: 'GET',
  path: '/aliases',
  tag: 'Aliases',
  summary: 'The aliases of a mailbox, or of a domain',
  permission: 'mailboxes:read',
  within: 'handler',
  query: z.strictObject({ target: text }),
  answer: listOf(aliasSchema),
  handle: async ({ query }, services) => ({ items: await listAliases(query.target, services) }),
});

export const addAliasOperation: Answering<AliasResource> = operation({
  id: 'addAlias',
  method: 'POST',
  path: '/aliases',
  tag: 'Aliases',
  summary: 'Add an alias of a mailbox, or of a domain',
  permission: 'mailboxes:write',
  within: 'handler',
  body: z.strictObject({ alias: text, target: text }),
  answer: aliasSchema,
  status: 201,
  handle: async ({ body }, services) => {
    requireOwn(body.alias, services.requester);
    return successOf(await addAlias(body, services));
  },
});

export const removeAliasOperation: Answering<{ readonly alias: string }> = operation({
  id: 'removeAlias',
  method: 'DELETE',
  path: '/aliases/{alias}',
  tag: 'Aliases',
  summary: 'Remove an alias, not what it stands for',
  permission: 'mailboxes:write',
  within: 'handler',
  params: z.strictObject({ alias: text }),
  answer: z.object({ alias: z.string() }),
  handle: async ({ params }, services) => successOf(await removeAlias(params.alias, services)),
});

export const ALIAS_OPERATIONS: readonly Operation[] = [listAliasesOperation, addAliasOperation, removeAliasOperation];

/** Which domains there are, by whatever name, is for administrators of all of them to say. */
function requireOwn(alias: string, { domains }: Requester): void {
  if (domains === 'all') return;
  if (alias.startsWith('@'))
    throw new ProblemError(problem('not-permitted', 'this takes an administrator of all domains'));
  const domain = domainOf(alias);
  if (!domains.has(canonicalDomain(domain) ?? domain)) successOf(unknownDomain(domain));
}
