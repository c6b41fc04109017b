// /mailboxes/{address}/overview: one mailbox in full (R6.3). It is the answers of the operations that show its parts, so that
// it can't show more than they do, nor to anybody to whom they show nothing.

import { z } from 'zod';
import type { RouteServices } from '../administration-services.ts';
import type { MailboxOverviewResource } from '../client/overview-resources.ts';
import { auditSchema } from '../client/schemas/audit-schemas.ts';
import { mailboxDetailSchema } from '../client/schemas/mailbox-schemas.ts';
import { policyLayersSchema } from '../client/schemas/policy-schemas.ts';
import { resource } from '../client/schemas/resource.ts';
import {
  appPasswordSchema,
  connectionSchema,
  factorsSchema,
  knownPlacesSchema,
  trustedBrowserSchema,
  webSessionSchema,
} from '../client/schemas/sign-in-schemas.ts';
import { etagOf } from '../etag.ts';
import { type Answering, type Operation, operation } from '../operation.ts';
import { isPermitted, perform } from '../perform.ts';
import { addressed } from '../requests.ts';
import { listAppPasswordsOperation } from './app-password-routes.ts';
import { searchAuditOperation } from './audit-routes.ts';
import { listConnectionsOperation } from './connection-routes.ts';
import { listFactorsOperation } from './factor-routes.ts';
import { showMailboxOperation } from './mailbox-routes.ts';
import { listPlacesOperation, listTrustedBrowsersOperation } from './place-routes.ts';
import { showPolicyLayersOperation } from './policy-routes.ts';
import { listSessionsOperation } from './web-session-routes.ts';

/** Sign-ins that are shown. */
const SIGN_INS = '10';

export const showMailboxOverviewOperation: Answering<MailboxOverviewResource> = operation({
  id: 'showMailboxOverview',
  method: 'GET',
  path: '/mailboxes/{address}/overview',
  tag: 'Mailboxes',
  summary:
    'A mailbox with its policy, factors, app passwords, places, browsers, sessions, connections and last sign-ins',
  permission: 'mailboxes:read',
  within: 'mailbox',
  params: addressed,
  answer: resource<MailboxOverviewResource>({
    mailbox: mailboxDetailSchema,
    etag: z.string(),
    passwordResettable: z.boolean(),
    policy: z.exactOptional(policyLayersSchema),
    factors: factorsSchema,
    appPasswords: z.array(appPasswordSchema),
    places: knownPlacesSchema,
    trustedBrowsers: z.array(trustedBrowserSchema),
    sessions: z.exactOptional(z.array(webSessionSchema)),
    connections: z.exactOptional(z.array(connectionSchema)),
    signIns: z.exactOptional(z.array(auditSchema)),
  }),
  handle: ({ params, signal }, services) => overviewOf(params.address, signal, services),
});

export const OVERVIEW_OPERATIONS: readonly Operation[] = [showMailboxOverviewOperation];

async function overviewOf(
  given: string,
  signal: AbortSignal,
  services: RouteServices,
): Promise<MailboxOverviewResource> {
  const ask = <Answer>(part: Answering<Answer>, params: object, query: object = {}): Promise<Answer> =>
    perform(part, { params, query, body: undefined, signal }, services.requester, services);
  const askIfPermitted = async <Answer>(part: Answering<Answer>, query: object): Promise<Answer | undefined> =>
    isPermitted(part.permission, services.requester) ? ask(part, {}, query) : undefined;
  const mailbox = await ask(showMailboxOperation, { address: given });
  const address = { address: mailbox.address };
  const filter = { mailbox: mailbox.address };
  const [policy, factors, appPasswords, places, browsers, sessions, connections, signIns] = await Promise.all([
    askIfPermitted(showPolicyLayersOperation, filter),
    ask(listFactorsOperation, address),
    ask(listAppPasswordsOperation, address),
    ask(listPlacesOperation, address),
    ask(listTrustedBrowsersOperation, address),
    askIfPermitted(listSessionsOperation, filter),
    askIfPermitted(listConnectionsOperation, filter),
    askIfPermitted(searchAuditOperation, { ...filter, kind: 'sign-in', limit: SIGN_INS }),
  ]);
  return {
    mailbox,
    etag: etagOf(mailbox),
    passwordResettable: services.passwordSetters.has(mailbox.signInSource),
    ...(policy && { policy }),
    factors,
    appPasswords: appPasswords.items,
    places,
    trustedBrowsers: browsers.items,
    ...(sessions && { sessions: sessions.items }),
    ...(connections && { connections: connections.items }),
    ...(signIns && { signIns: signIns.items }),
  };
}
