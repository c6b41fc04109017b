// /groups: groups of mailboxes with a layer of policy in common, and their members.

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import {
  addGroup,
  addGroupMember,
  changeGroup,
  findGroup,
  type GroupMember,
  removeGroup,
  removeGroupMember,
} from '../../../core/accounts/manage-groups.ts';
import type { RouteServices } from '../administration-services.ts';
import type { GroupMemberResource, GroupResource, ListResource } from '../client/resources.ts';
import { successOf } from '../problem.ts';
import { limit, pathParameter, policyFields, read, text } from '../requests.ts';
import { groupView } from '../views.ts';

const change = z.strictObject(policyFields);
const addition = z.strictObject({ name: text, ...policyFields });
const membership = z.strictObject({ mailbox: text });
const page = z.strictObject({ limit: limit.default(100), after: text.optional() });

export function groupRoutes(api: FastifyInstance, services: () => RouteServices): void {
  api.get('/groups', async (): Promise<ListResource<GroupResource>> => {
    return { items: (await services().groups.list()).map(groupView) };
  });

  api.post('/groups', async (request, reply): Promise<GroupResource> => {
    const { name, ...fields } = read(addition, request.body);
    const group = successOf(await addGroup(name, fields, services()));
    reply.code(201);
    return groupView(group);
  });

  api.get('/groups/:name', async ({ params }): Promise<GroupResource> => {
    return groupView(successOf(await findGroup(pathParameter(params, 'name'), services())));
  });

  api.patch('/groups/:name', async ({ params, body }): Promise<GroupResource> => {
    return groupView(successOf(await changeGroup(pathParameter(params, 'name'), read(change, body), services())));
  });

  api.delete('/groups/:name', async ({ params }): Promise<GroupResource> => {
    return groupView(successOf(await removeGroup(pathParameter(params, 'name'), services())));
  });

  api.get('/groups/:name/members', async ({ params, query }): Promise<ListResource<GroupMemberResource>> => {
    const { limit, after } = read(page, query);
    const { name } = successOf(await findGroup(pathParameter(params, 'name'), services()));
    const found = await services().groups.members(name, { limit, ...(after !== undefined && { after }) });
    return { ...found, items: found.items.map((mailbox) => ({ group: name, mailbox })) };
  });

  api.post('/groups/:name/members', async (request, reply): Promise<GroupMemberResource> => {
    const { mailbox } = read(membership, request.body);
    const added = await addGroupMember(pathParameter(request.params, 'name'), mailbox, services());
    const member: GroupMember = successOf(added);
    reply.code(201);
    return member;
  });

  api.delete('/groups/:name/members/:mailbox', async ({ params }): Promise<GroupMemberResource> => {
    const [name, mailbox] = [pathParameter(params, 'name'), pathParameter(params, 'mailbox')];
    return successOf(await removeGroupMember(name, mailbox, services()));
  });
}
