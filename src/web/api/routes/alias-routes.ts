// /aliases: addresses that stand for mailboxes, and domains that stand for others.

import { z } from 'zod';
import { addAlias, listAliases, removeAlias } from '../../../core/accounts/manage-aliases.ts';
import { type Operation, operation } from '../operation.ts';
import { successOf } from '../problem.ts';
import { text } from '../requests.ts';

const alias = z.strictObject({ alias: text, target: text });

const listAliasesOperation = operation({
  id: 'listAliases',
  method: 'GET',
  path: '/aliases',
  tag: 'Aliases',
  summary: 'The aliases of a mailbox, or of a domain',
  permission: 'mailboxes:read',
  within: 'platform',
  query: z.strictObject({ target: text }),
  answer: z.object({ items: z.array(alias) }),
  handle: async ({ query }, services) => ({ items: [...(await listAliases(query.target, services))] }),
});

const addAliasOperation = operation({
  id: 'addAlias',
  method: 'POST',
  path: '/aliases',
  tag: 'Aliases',
  summary: 'Add an alias of a mailbox, or of a domain',
  permission: 'mailboxes:write',
  within: 'platform',
  body: alias,
  answer: alias,
  status: 201,
  handle: async ({ body }, services) => successOf(await addAlias(body, services)),
});

const removeAliasOperation = operation({
  id: 'removeAlias',
  method: 'DELETE',
  path: '/aliases/{alias}',
  tag: 'Aliases',
  summary: 'Remove an alias, not what it stands for',
  permission: 'mailboxes:write',
  within: 'platform',
  params: z.strictObject({ alias: text }),
  answer: z.object({ alias: text }),
  handle: async ({ params }, services) => successOf(await removeAlias(params.alias, services)),
});

export const ALIAS_OPERATIONS: readonly Operation[] = [listAliasesOperation, addAliasOperation, removeAliasOperation];
