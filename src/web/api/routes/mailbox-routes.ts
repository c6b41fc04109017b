// /mailboxes: mailboxes that Postern knows by themselves, and, one by one, those that it knows by their domain.

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { chooseChallengeMode } from '../../../core/accounts/choose-challenge-mode.ts';
import { addMailbox, changeMailbox, findAccount, removeMailbox } from '../../../core/accounts/manage-mailboxes.ts';
import { setLocalPassword } from '../../../core/accounts/set-local-password.ts';
import { CHALLENGE_MODES } from '../../../core/policy/policy.ts';
import type { RouteServices } from '../administration-services.ts';
import type {
  ClearedChoiceResource,
  ListResource,
  MailboxDetailResource,
  MailboxResource,
} from '../client/resources.ts';
import { successOf } from '../problem.ts';
import { flag, limit, password, pathParameter, policyFields, read, text } from '../requests.ts';
import { mailboxDetailView, mailboxView } from '../views.ts';

const change = z.strictObject({ ...policyFields, disabled: z.boolean().optional() });
const addition = z.strictObject({ address: text, ...change.shape });
const newPassword = z.strictObject({ password });
const filter = z.strictObject({
  domain: text.optional(),
  challenge: z.enum(CHALLENGE_MODES).optional(),
  disabled: flag.optional(),
  search: text.optional(),
  limit: limit.default(100),
  after: text.optional(),
});

export function mailboxRoutes(api: FastifyInstance, services: () => RouteServices): void {
  api.get('/mailboxes', async ({ query }): Promise<ListResource<MailboxResource>> => {
    const { limit, after, ...wanted } = read(filter, query);
    const page = await services().accounts.listMailboxes(present(wanted), {
      limit,
      ...(after !== undefined && { after }),
    });
    return { ...page, items: page.items.map(mailboxView) };
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

type Present<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

/** Without the fields that aren't there, which a filter takes as not asked for. */
function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}
