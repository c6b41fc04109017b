// /sessions: the browsers that are signed in now, at every site and in every worker, and their end.

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { findAccount } from '../../../core/accounts/manage-mailboxes.ts';
import {
  type EndedWebSessions,
  endWebSession,
  endWebSessions,
  listWebSessions,
} from '../../../core/sessions/end-web-sessions.ts';
import type { RouteServices } from '../administration-services.ts';
import type { ListResource, WebSessionResource } from '../client/resources.ts';
import { successOf } from '../problem.ts';
import { read, text } from '../requests.ts';
import { webSessionView } from '../views.ts';

const filter = z.strictObject({ mailbox: text.optional(), site: text.optional() });
const target = z
  .strictObject({ id: text.optional(), mailbox: text.optional() })
  .refine(({ id, mailbox }) => (id === undefined) !== (mailbox === undefined), { error: 'name one of id and mailbox' });

export function webSessionRoutes(api: FastifyInstance, services: () => RouteServices): void {
  api.get('/sessions', async ({ query }): Promise<ListResource<WebSessionResource>> => {
    const { mailbox, site } = read(filter, query);
    const address = mailbox === undefined ? undefined : successOf(await findAccount(mailbox, services())).address;
    const sessions = await listWebSessions(address, services());
    return { items: sessions.filter((each) => site === undefined || each.site === site).map(webSessionView) };
  });

  api.post('/sessions/end', async ({ body }): Promise<EndedWebSessions> => {
    const { id, mailbox = '' } = read(target, body);
    if (id !== undefined) {
      successOf(await endWebSession(id, services()));
      return { ended: 1 };
    }
    const { address } = successOf(await findAccount(mailbox, services()));
    return successOf(await endWebSessions(address, services()));
  });
}
