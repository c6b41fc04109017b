// /mailboxes: mailboxes that Postern knows by themselves, and, one by one, those that it knows by their domain.

import { z } from 'zod';
import { chooseChallengeMode } from '../../../core/accounts/choose-challenge-mode.ts';
import { LISTING_ORDERS } from '../../../core/accounts/mailbox-listing.ts';
import { addMailbox, changeMailbox, findAccount, removeMailbox } from '../../../core/accounts/manage-mailboxes.ts';
import { setLocalPassword } from '../../../core/accounts/set-local-password.ts';
import type {
  ClearedChoiceResource,
  ListedMailboxesResource,
  MailboxDetailResource,
  MailboxResource,
} from '../client/resources.ts';
import {
  clearedChoiceSchema,
  mailboxDetailSchema,
  mailboxesSchema,
  mailboxSchema,
} from '../client/schemas/mailbox-schemas.ts';
import { cursor, listingFilter, queryFilterFields, readCursor } from '../listing-requests.ts';
import { type Answering, type Operation, operation } from '../operation.ts';
import { successOf } from '../problem.ts';
import { addressed, flag, limit, password, policyFields, text } from '../requests.ts';
import { listedMailboxView, mailboxDetailView, mailboxView } from '../views.ts';

const change = z.strictObject({ ...policyFields, disabled: z.boolean().optional() });

/** So many are counted; of more it is only said that there are more. */
const MAX_COUNTED = 10_000;

export const listMailboxesOperation: Answering<ListedMailboxesResource> = operation({
  id: 'listMailboxes',
  method: 'GET',
  path: '/mailboxes',
  tag: 'Mailboxes',
  summary: 'Search the mailboxes that Postern knows by themselves',
  permission: 'mailboxes:read',
  within: 'handler',
  query: z.strictObject({
    ...queryFilterFields,
    order: z.enum(LISTING_ORDERS).default('address'),
    limit: limit.default(100),
    after: text.optional(),
    count: flag.default(false),
  }),
  answer: mailboxesSchema,
  handle: async ({ query }, { listing, platformPolicy }) => {
    const { order, limit, after, count, ...wanted } = query;
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
  },
});

export const addMailboxOperation: Answering<MailboxResource> = operation({
  id: 'addMailbox',
  method: 'POST',
  path: '/mailboxes',
  tag: 'Mailboxes',
  summary: 'Let Postern know a mailbox by itself, with a policy of its own',
  permission: 'mailboxes:write',
  within: 'handler',
  needsConfirmation: true,
  body: z.strictObject({ address: text, ...change.shape }),
  answer: mailboxSchema,
  status: 201,
  handle: async ({ body: { address, ...fields } }, services) =>
    mailboxView(successOf(await addMailbox(address, fields, services))),
});

export const showMailboxOperation: Answering<MailboxDetailResource> = operation({
  id: 'showMailbox',
  method: 'GET',
  path: '/mailboxes/{address}',
  tag: 'Mailboxes',
  summary: 'A mailbox, what holds for it in the end, and which layer said so',
  permission: 'mailboxes:read',
  within: 'mailbox',
  params: addressed,
  answer: mailboxDetailSchema,
  handle: async ({ params }, { accounts, appPasswords, platformPolicy, loginNames }) => {
    const account = successOf(await findAccount(params.address, { accounts, loginNames }));
    const [aliases, held] = await Promise.all([
      accounts.listAliases(account.address),
      appPasswords.list(account.address, { includeRevoked: false }),
    ]);
    const owned = { aliases: aliases.map(({ alias }) => alias), appPasswords: held.length };
    return mailboxDetailView(account, platformPolicy, owned);
  },
});

export const changeMailboxOperation: Answering<MailboxResource> = operation({
  id: 'changeMailbox',
  method: 'PATCH',
  path: '/mailboxes/{address}',
  tag: 'Mailboxes',
  summary: 'Change the policy of a mailbox, disable or enable it',
  permission: 'mailboxes:write',
  within: 'mailbox',
  needsConfirmation: true,
  params: addressed,
  body: change,
  answer: mailboxSchema,
  changes: showMailboxOperation,
  handle: async ({ params, body }, services) =>
    mailboxView(successOf(await changeMailbox(params.address, body, services))),
});

export const removeMailboxOperation: Answering<{ readonly address: string }> = operation({
  id: 'removeMailbox',
  method: 'DELETE',
  path: '/mailboxes/{address}',
  tag: 'Mailboxes',
  summary: 'Remove a mailbox with everything that belongs to it',
  permission: 'mailboxes:write',
  within: 'mailbox',
  needsConfirmation: true,
  params: addressed,
  answer: z.object({ address: z.string() }),
  handle: async ({ params }, services) => successOf(await removeMailbox(params.address, services)),
});

export const clearOwnChoiceOperation: Answering<ClearedChoiceResource> = operation({
  id: 'clearOwnChoice',
  method: 'DELETE',
  path: '/mailboxes/{address}/own-choice',
  tag: 'Mailboxes',
  summary: "Clear the owner's own, stricter choice of mode",
  permission: 'mailboxes:write',
  within: 'mailbox',
  needsConfirmation: true,
  params: addressed,
  answer: clearedChoiceSchema,
  handle: async ({ params }, services) => {
    const { address } = successOf(await findAccount(params.address, services));
    const { challenge } = successOf(await chooseChallengeMode(address, 'inherit', services));
    return { mailbox: address, challenge: challenge.value };
  },
});

export const setLocalPasswordOperation: Answering<{ readonly mailbox: string }> = operation({
  id: 'setLocalPassword',
  method: 'PUT',
  path: '/mailboxes/{address}/password',
  tag: 'Mailboxes',
  summary: 'Set the password of a mailbox whose passwords Postern keeps itself',
  permission: 'mailboxes:recover',
  within: 'mailbox',
  needsConfirmation: true,
  params: addressed,
  body: z.strictObject({ password }),
  answer: z.object({ mailbox: z.string() }),
  handle: async ({ params, body }, services) =>
    successOf(await setLocalPassword(params.address, body.password, services)),
});

export const MAILBOX_OPERATIONS: readonly Operation[] = [
  listMailboxesOperation,
  addMailboxOperation,
  showMailboxOperation,
  changeMailboxOperation,
  removeMailboxOperation,
  clearOwnChoiceOperation,
  setLocalPasswordOperation,
];
