// What lets a mailbox skip its second step: known places and trusted browsers, under their mailbox.

import { z } from 'zod';
import { findAccount } from '../../../core/accounts/manage-mailboxes.ts';
import type { KnownPlaceName } from '../../../core/places/known-place-store.ts';
import { forgetPlaces, listPlaces } from '../../../core/places/known-places.ts';
import {
  listTrustedBrowsers,
  revokeTrustedBrowser,
  revokeTrustedBrowsers,
} from '../../../core/places/trusted-browsers.ts';
import type { RouteServices } from '../administration-services.ts';
import type {
  ForgottenPlacesResource,
  KnownPlacesResource,
  ListResource,
  RevokedBrowsersResource,
  TrustedBrowserResource,
} from '../client/resources.ts';
import { listOf } from '../client/schemas/resource.ts';
import {
  forgottenPlacesSchema,
  knownPlacesSchema,
  revokedBrowsersSchema,
  trustedBrowserSchema,
} from '../client/schemas/sign-in-schemas.ts';
import { type Answering, type Operation, operation } from '../operation.ts';
import { successOf } from '../problem.ts';
import { addressed, text } from '../requests.ts';
import { knownPlacesView, trustedBrowserView } from '../views.ts';

const which = z
  .strictObject({ network: text.optional(), country: text.optional() })
  .refine(({ network, country }) => network === undefined || country === undefined, {
    error: 'name one of network and country, or none',
  });

export const listPlacesOperation: Answering<KnownPlacesResource> = operation({
  id: 'listPlaces',
  method: 'GET',
  path: '/mailboxes/{address}/places',
  tag: 'Places and browsers',
  summary: 'Networks and countries that a mailbox is known from',
  permission: 'mailboxes:read',
  within: 'mailbox',
  params: addressed,
  answer: knownPlacesSchema,
  handle: async ({ params }, services) => {
    const address = await canonical(params, services);
    return knownPlacesView(address, await listPlaces(address, services));
  },
});

export const forgetPlacesOperation: Answering<ForgottenPlacesResource> = operation({
  id: 'forgetPlaces',
  method: 'DELETE',
  path: '/mailboxes/{address}/places',
  tag: 'Places and browsers',
  summary: 'Forget all places that a mailbox is known from, or one of them',
  permission: 'mailboxes:recover',
  within: 'mailbox',
  params: addressed,
  query: which,
  answer: forgottenPlacesSchema,
  handle: async ({ params, query }, services) =>
    successOf(await forgetPlaces(await canonical(params, services), services, whichOf(query))),
});

export const listTrustedBrowsersOperation: Answering<ListResource<TrustedBrowserResource>> = operation({
  id: 'listTrustedBrowsers',
  method: 'GET',
  path: '/mailboxes/{address}/trusted-browsers',
  tag: 'Places and browsers',
  summary: 'Browsers that a mailbox trusts',
  permission: 'mailboxes:read',
  within: 'mailbox',
  params: addressed,
  answer: listOf(trustedBrowserSchema),
  handle: async ({ params }, services) => {
    const browsers = await listTrustedBrowsers(await canonical(params, services), services);
    return { items: browsers.map(trustedBrowserView) };
  },
});

export const revokeTrustedBrowsersOperation: Answering<RevokedBrowsersResource> = operation({
  id: 'revokeTrustedBrowsers',
  method: 'DELETE',
  path: '/mailboxes/{address}/trusted-browsers',
  tag: 'Places and browsers',
  summary: 'Trust no browser of a mailbox any more',
  permission: 'mailboxes:recover',
  within: 'mailbox',
  params: addressed,
  answer: revokedBrowsersSchema,
  handle: async ({ params }, services) =>
    successOf(await revokeTrustedBrowsers(await canonical(params, services), services)),
});

export const revokeTrustedBrowserOperation: Answering<{ readonly id: string }> = operation({
  id: 'revokeTrustedBrowser',
  method: 'DELETE',
  path: '/mailboxes/{address}/trusted-browsers/{id}',
  tag: 'Places and browsers',
  summary: 'Trust one browser of a mailbox no more',
  permission: 'mailboxes:recover',
  within: 'mailbox',
  params: addressed.extend({ id: text }),
  answer: z.object({ id: z.string() }),
  handle: async ({ params }, services) =>
    successOf(await revokeTrustedBrowser(await canonical(params, services), params.id, services)),
});

export const PLACE_OPERATIONS: readonly Operation[] = [
  listPlacesOperation,
  forgetPlacesOperation,
  listTrustedBrowsersOperation,
  revokeTrustedBrowsersOperation,
  revokeTrustedBrowserOperation,
];

async function canonical({ address }: { readonly address: string }, services: RouteServices): Promise<string> {
  return successOf(await findAccount(address, services)).address;
}

function whichOf({ network, country }: z.infer<typeof which>): KnownPlaceName | undefined {
  if (network !== undefined) return { network };
  return country === undefined ? undefined : { country: country.toUpperCase() };
}
