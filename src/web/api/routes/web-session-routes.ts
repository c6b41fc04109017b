// /sessions: the browsers that are signed in now, at every site and in every worker, and their end.

import { z } from 'zod';
import { findAccount } from '../../../core/accounts/manage-mailboxes.ts';
import {
  type EndedWebSessions,
  endWebSession,
  endWebSessions,
  listWebSessions,
} from '../../../core/sessions/end-web-sessions.ts';
import type { ListResource, WebSessionResource } from '../client/resources.ts';
import { listOf } from '../client/schemas/resource.ts';
import { endedWebSessionsSchema, webSessionSchema } from '../client/schemas/sign-in-schemas.ts';
import { type Answering, type Operation, operation } from '../operation.ts';
import { successOf } from '../problem.ts';
import { text } from '../requests.ts';
import { webSessionView } from '../views.ts';

const target = z
  .strictObject({ id: text.optional(), mailbox: text.optional() })
  .refine(({ id, mailbox }) => (id === undefined) !== (mailbox === undefined), { error: 'name one of id and mailbox' });

export const listSessionsOperation: Answering<ListResource<WebSessionResource>> = operation({
  id: 'listSessions',
  method: 'GET',
  path: '/sessions',
  tag: 'Sessions and connections',
  summary: 'The browsers that are signed in now',
  permission: 'sessions:read',
  within: 'handler',
  query: z.strictObject({ mailbox: text.optional(), site: text.optional() }),
  answer: listOf(webSessionSchema),
  handle: async ({ query: { mailbox, site } }, services) => {
    const address = mailbox === undefined ? undefined : successOf(await findAccount(mailbox, services)).address;
    const sessions = await listWebSessions(address, services);
    return { items: sessions.filter((each) => site === undefined || each.site === site).map(webSessionView) };
  },
});

export const endSessionsOperation: Answering<EndedWebSessions> = operation({
  id: 'endSessions',
  method: 'POST',
  path: '/sessions/end',
  tag: 'Sessions and connections',
  summary: "End a browser's session, or all of a mailbox",
  permission: 'sessions:end',
  within: 'handler',
  body: target,
  answer: endedWebSessionsSchema,
  handle: async ({ body: { id, mailbox = '' } }, services) => {
    if (id !== undefined) {
      successOf(await endWebSession(id, services));
      return { ended: 1 };
    }
    const { address } = successOf(await findAccount(mailbox, services));
    return successOf(await endWebSessions(address, services));
  },
});

export const WEB_SESSION_OPERATIONS: readonly Operation[] = [listSessionsOperation, endSessionsOperation];
