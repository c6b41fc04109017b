// /mailboxes: mailboxes that Postern knows by themselves, and, one by one, those that it knows by their domain.

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { chooseChallengeMode } from '../../../core/accounts/choose-challenge-mode.ts';
import { LISTING_ORDERS } from '../../../core/accounts/mailbox-listing.ts';
import { addMailbox, changeMailbox, findAccount, removeMailbox } from '../../../core/accounts/manage-mailboxes.ts';
import { setLocalPassword } from '../../../core/accounts/set-local-password.ts';
import type { RouteServices } from '../administration-services.ts';
import type {
  ClearedChoiceResource,
  ListedMailboxesResource,
  MailboxDetailResource,
  MailboxResource,
} from '../client/resources.ts';
import { cursor, listingFilter, queryFilterFields, readCursor } from '../listing-requests.ts';
import { successOf } from '../problem.ts';
import { flag, limit, password, pathParameter, policyFields, read, text } from '../requests.ts';
import { listedMailboxView, mailboxDetailView, mailboxView } from '../views.ts';

const change = z.strictObject({ ...policyFields, disabled: z.boolean().optional() });
const addition = z.strictObject({ address: text, ...change.shape });
const newPassword = z.strictObject({ password });
const page = z.strictObject({
  ...queryFilterFields,
  order: z.enum(LISTING_ORDERS).default('address'),
  limit: limit.default(100),
  after: text.optional(),
  count: flag.default(false),
});

/** So many are counted; of more it is only said that there are more. */
const MAX_COUNTED = 10_000;

export function mailboxRoutes(api: FastifyInstance, services: () => RouteServices): void {
  api.get('/mailboxes', async ({ query }): Promise<ListedMailboxesResource> => {
    const { order, limit, after, count, ...wanted } = read(page, query);
    const { listing, platformPolicy } = services();
    const filter = listingFilter(wanted);
    const from = after === undefined ? {} : { after: readCursor(after, order) };
    const found = await listing.list(filter, { order, limit, ...from }, platformPolicy);
    const counted = count ? await listing.count(filter, platformPolicy, MAX_COUNTED + 1) : undefined;
    return {
      items: found.items.map((item) => listedMailboxView(item, platformPolicy)),
      ...(found.next !== undefined && { next: cursor(found.next, order) }),
      ...(counted !== undefined && {
        total: { mailboxes: Math.min(counted, MAX_COUNTED), atLeast: counted > MAX_COUNTED },
      }),
    };
  });

  api.post('/mailboxes', async (request, reply): Promise<MailboxResource> => {
    const { address, ...fields } = read(addition, request.body);
    const mailbox = successOf(await addMailbox(address, fields, services()));
    reply.code(201);
    return mailboxView(mailbox);
  });

  api.get('/mailboxes/:address', async ({ params }): Promise<MailboxDetailResource> => {
    const { accounts, appPasswords, platformPolicy, loginNames } = services();
    const account = successOf(await findAccount(pathParameter(params, 'address'), { accounts, loginNames }));
    const [aliases, held] = await Promise.all([
      accounts.listAliases(account.address),
      appPasswords.list(account.address, { includeRevoked: false }),
    ]);
    const owned = { aliases: aliases.map(({ alias }) => alias), appPasswords: held.length };
    return mailboxDetailView(account, platformPolicy, owned);
  });

  api.patch('/mailboxes/:address', async ({ params, body }): Promise<MailboxResource> => {
    return mailboxView(
      successOf(await changeMailbox(pathParameter(params, 'address'), read(change, body), services())),
    );
  });

  api.delete('/mailboxes/:address', async ({ params }): Promise<{ readonly address: string }> => {
    return successOf(await removeMailbox(pathParameter(params, 'address'), services()));
  });

  api.delete('/mailboxes/:address/own-choice', async ({ params }): Promise<ClearedChoiceResource> => {
    const { address } = successOf(await findAccount(pathParameter(params, 'address'), services()));
    const { challenge } = successOf(await chooseChallengeMode(address, 'inherit', services()));
    return { mailbox: address, challenge: challenge.value };
  });

  api.put('/mailboxes/:address/password', async ({ params, body }): Promise<{ readonly mailbox: string }> => {
    const { password } = read(newPassword, body);
    return successOf(await setLocalPassword(pathParameter(params, 'address'), password, services()));
  });
}
