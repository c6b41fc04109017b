// What lets a mailbox skip its second step: known places and trusted browsers, under their mailbox.

import type { FastifyInstance } from 'fastify';
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
import { successOf } from '../problem.ts';
import { pathParameter, read, text } from '../requests.ts';
import { knownPlacesView, trustedBrowserView } from '../views.ts';

const which = z
  .strictObject({ network: text.optional(), country: text.optional() })
  .refine(({ network, country }) => network === undefined || country === undefined, {
    error: 'name one of network and country, or none',
  });

function whichOf({ network, country }: z.infer<typeof which>): KnownPlaceName | undefined {
  if (network !== undefined) return { network };
  return country === undefined ? undefined : { country: country.toUpperCase() };
}

export function placeRoutes(api: FastifyInstance, services: () => RouteServices): void {
  const addressIn = async (params: unknown): Promise<string> =>
    successOf(await findAccount(pathParameter(params, 'address'), services())).address;

  api.get('/mailboxes/:address/places', async ({ params }): Promise<KnownPlacesResource> => {
    const address = await addressIn(params);
    return knownPlacesView(address, await listPlaces(address, services()));
  });

  api.delete('/mailboxes/:address/places', async ({ params, query }): Promise<ForgottenPlacesResource> => {
    return successOf(await forgetPlaces(await addressIn(params), services(), whichOf(read(which, query))));
  });

  api.get('/mailboxes/:address/trusted-browsers', async ({ params }): Promise<ListResource<TrustedBrowserResource>> => {
    const browsers = await listTrustedBrowsers(await addressIn(params), services());
    return { items: browsers.map(trustedBrowserView) };
  });

  api.delete('/mailboxes/:address/trusted-browsers', async ({ params }): Promise<RevokedBrowsersResource> => {
    return successOf(await revokeTrustedBrowsers(await addressIn(params), services()));
  });

  api.delete('/mailboxes/:address/trusted-browsers/:id', async ({ params }): Promise<{ readonly id: string }> => {
    return successOf(await revokeTrustedBrowser(await addressIn(params), pathParameter(params, 'id'), services()));
  });
}
