// /groups: groups of mailboxes with a layer of policy in common, and their members.

import { z } from 'zod';
import {
  addGroup,
  addGroupMember,
  changeGroup,
  findGroup,
  removeGroup,
  removeGroupMember,
} from '../../../core/accounts/manage-groups.ts';
import type { GroupMemberResource, GroupResource, ListResource } from '../client/resources.ts';
import { groupMemberSchema, groupSchema } from '../client/schemas/mailbox-schemas.ts';
import { listOf } from '../client/schemas/resource.ts';
import { type Answering, type Operation, operation } from '../operation.ts';
import { successOf } from '../problem.ts';
import { limit, policyFields, text } from '../requests.ts';
import { groupView } from '../views.ts';

const named = z.strictObject({ name: text });

export const listGroupsOperation: Answering<ListResource<GroupResource>> = operation({
  id: 'listGroups',
  method: 'GET',
  path: '/groups',
  tag: 'Groups',
  summary: 'The groups and what their policy says',
  permission: 'groups:read',
  within: 'handler',
  answer: listOf(groupSchema),
  handle: async (_input, { groups }) => ({ items: (await groups.list()).map(groupView) }),
});

export const addGroupOperation: Answering<GroupResource> = operation({
  id: 'addGroup',
  method: 'POST',
  path: '/groups',
  tag: 'Groups',
  summary: 'Add a group',
  permission: 'groups:write',
  within: 'platform',
  body: z.strictObject({ name: text, ...policyFields }),
  answer: groupSchema,
  status: 201,
  handle: async ({ body: { name, ...fields } }, services) =>
    groupView(successOf(await addGroup(name, fields, services))),
});

export const showGroupOperation: Answering<GroupResource> = operation({
  id: 'showGroup',
  method: 'GET',
  path: '/groups/{name}',
  tag: 'Groups',
  summary: 'A group and what its policy says',
  permission: 'groups:read',
  within: 'handler',
  params: named,
  answer: groupSchema,
  handle: async ({ params }, services) => groupView(successOf(await findGroup(params.name, services))),
});

export const changeGroupOperation: Answering<GroupResource> = operation({
  id: 'changeGroup',
  method: 'PATCH',
  path: '/groups/{name}',
  tag: 'Groups',
  summary: 'Change the policy of a group',
  permission: 'groups:write',
  within: 'platform',
  needsConfirmation: true,
  params: named,
  body: z.strictObject(policyFields),
  answer: groupSchema,
  changes: showGroupOperation,
  handle: async ({ params, body }, services) => groupView(successOf(await changeGroup(params.name, body, services))),
});

export const removeGroupOperation: Answering<GroupResource> = operation({
  id: 'removeGroup',
  method: 'DELETE',
  path: '/groups/{name}',
  tag: 'Groups',
  summary: 'Remove a group, not its members',
  permission: 'groups:write',
  within: 'platform',
  needsConfirmation: true,
  params: named,
  answer: groupSchema,
  handle: async ({ params }, services) => groupView(successOf(await removeGroup(params.name, services))),
});

export const listGroupMembersOperation: Answering<ListResource<GroupMemberResource>> = operation({
  id: 'listGroupMembers',
  method: 'GET',
  path: '/groups/{name}/members',
  tag: 'Groups',
  summary: 'The mailboxes of a group',
  permission: 'groups:read',
  within: 'handler',
  params: named,
  query: z.strictObject({ limit: limit.default(100), after: text.optional() }),
  answer: listOf(groupMemberSchema),
  handle: async ({ params, query: { limit, after } }, services) => {
    const { name } = successOf(await findGroup(params.name, services));
    const found = await services.groups.members(name, { limit, ...(after !== undefined && { after }) });
    return { ...found, items: found.items.map((mailbox) => ({ group: name, mailbox })) };
  },
});

export const addGroupMemberOperation: Answering<GroupMemberResource> = operation({
  id: 'addGroupMember',
  method: 'POST',
  path: '/groups/{name}/members',
  tag: 'Groups',
  summary: 'Add a mailbox to a group',
  permission: 'mailboxes:write',
  within: 'handler',
  needsConfirmation: true,
  params: named,
  body: z.strictObject({ mailbox: text }),
  answer: groupMemberSchema,
  status: 201,
  handle: async ({ params, body }, services) => successOf(await addGroupMember(params.name, body.mailbox, services)),
});

export const removeGroupMemberOperation: Answering<GroupMemberResource> = operation({
  id: 'removeGroupMember',
  method: 'DELETE',
  path: '/groups/{name}/members/{mailbox}',
  tag: 'Groups',
  summary: 'Take a mailbox out of a group',
  permission: 'mailboxes:write',
  within: 'handler',
  needsConfirmation: true,
  params: z.strictObject({ name: text, mailbox: text }),
  answer: groupMemberSchema,
  handle: async ({ params: { name, mailbox } }, services) =>
    successOf(await removeGroupMember(name, mailbox, services)),
});

export const GROUP_OPERATIONS: readonly Operation[] = [
  listGroupsOperation,
  addGroupOperation,
  showGroupOperation,
  changeGroupOperation,
  removeGroupOperation,
  listGroupMembersOperation,
  addGroupMemberOperation,
  removeGroupMemberOperation,
];
