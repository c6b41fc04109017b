// /policy/layers: what a layer of policy says and what comes of it (R1.5). /providers: what the operator decides of each
// kind of second step (R2.9), and how it is.

import { z } from 'zod';
import { findDomain } from '../../../core/accounts/manage-domains.ts';
import { findGroup } from '../../../core/accounts/manage-groups.ts';
import { findAccount } from '../../../core/accounts/manage-mailboxes.ts';
import { policyLayers } from '../../../core/accounts/policy-layers.ts';
import type { Permission } from '../../../core/administrators/permissions.ts';
import type { Requester } from '../../../core/administrators/requester.ts';
import type { FactorKind } from '../../../core/factors/factor.ts';
import { FACTOR_KINDS } from '../../../core/policy/policy.ts';
import type { RouteServices } from '../administration-services.ts';
import type { PolicyLayersResource, ProviderResource } from '../client/policy-resources.ts';
import type { ListResource } from '../client/resources.ts';
import { policyLayersSchema, providerSchema } from '../client/schemas/policy-schemas.ts';
import { listOf } from '../client/schemas/resource.ts';
import { type Answering, type Operation, operation } from '../operation.ts';
import { policyLayersView } from '../policy-views.ts';
import { ProblemError, problem, successOf } from '../problem.ts';
import { text } from '../requests.ts';
import { timestamp } from '../views.ts';

interface Target {
  readonly domain?: string | undefined;
  readonly group?: string | undefined;
  readonly mailbox?: string | undefined;
}

const target: z.ZodType<Target> = z
  .strictObject({ domain: text.optional(), group: text.optional(), mailbox: text.optional() })
  .refine((given) => Object.values(given).filter((name) => name !== undefined).length <= 1, {
    error: 'name one of domain, group and mailbox, or none for the platform',
  });

export const showPolicyLayersOperation: Answering<PolicyLayersResource> = operation({
  id: 'showPolicyLayers',
  method: 'GET',
  path: '/policy/layers',
  tag: 'Policy',
  summary: "One layer of policy, the platform's unless another one is named: what it says, and what comes of it",
  permission: 'domains:read',
  within: 'handler',
  query: target,
  answer: policyLayersSchema,
  handle: async ({ query }, services) => layersOf(query, services),
});

export const showProvidersOperation: Answering<ListResource<ProviderResource>> = operation({
  id: 'showProviders',
  method: 'GET',
  path: '/providers',
  tag: 'Policy',
  summary: 'What the configuration says of each kind of second step, how it is, and how many mailboxes use it',
  permission: 'mailboxes:read',
  within: 'handler',
  answer: listOf(providerSchema),
  handle: async (_input, services) => ({
    items: await Promise.all(FACTOR_KINDS.map((kind) => providerOf(kind, services))),
  }),
});

export const POLICY_OPERATIONS: readonly Operation[] = [showPolicyLayersOperation, showProvidersOperation];

async function layersOf({ domain, group, mailbox }: Target, services: RouteServices): Promise<PolicyLayersResource> {
  const { accounts, platformPolicy: platform, requester } = services;
  const above = { platform };
  if (domain !== undefined) {
    const { name, policy } = successOf(await findDomain(domain, accounts));
    return policyLayersView({ kind: 'domain', name }, { says: policy, above, layers: { ...above, domain: policy } });
  }
  if (group !== undefined) {
    requirePermission(requester, 'groups:read');
    const { name, policy } = successOf(await findGroup(group, services));
    const layers = { ...above, groups: [{ name, policy }] };
    return policyLayersView({ kind: 'group', name }, { says: policy, above, layers });
  }
  if (mailbox !== undefined) {
    requirePermission(requester, 'mailboxes:read');
    const account = successOf(await findAccount(mailbox, services));
    const layers = policyLayers(platform, account);
    const { mailbox: says = {}, ...others } = layers;
    return policyLayersView({ kind: 'mailbox', name: account.address }, { says, layers, above: others });
  }
  const { existingFactors: _existing, ...says } = platform;
  return policyLayersView({ kind: 'platform' }, { says, layers: above, above });
}

function requirePermission(requester: Requester, permission: Permission): void {
  if (requester.permissions.has(permission)) return;
  throw new ProblemError(problem('not-permitted', `this takes the permission ${permission}`));
}

/** So many are counted; of more it is only said that there are more. */
const MAX_COUNTED = 10_000;

async function providerOf(kind: FactorKind, services: RouteServices): Promise<ProviderResource> {
  const { delegation } = services;
  const of = delegation[kind];
  const isAssignable = kind === 'email' || kind === 'sms';
  return {
    kind,
    enabled: of?.enabled ?? false,
    users: of?.users ?? false,
    domainAdministrators: of?.domainAdministrators ?? false,
    ...(await pathOf(kind, services)),
    used: await countUsed(kind, services),
    keys: of
      ? {
          enabled: `factors.${kind}.enabled`,
          users: `factors.${kind}.users`,
          ...(isAssignable && { domainAdministrators: `factors.${kind}.domain-administrators` }),
        }
      : {},
  };
}

async function pathOf(
  kind: FactorKind,
  { status, sms }: RouteServices,
): Promise<Pick<ProviderResource, 'path' | 'lastFailure'>> {
  switch (kind) {
    case 'totp':
    case 'passkey':
      return { path: 'none' };
    case 'email': {
      const { mailPath } = await status();
      if (!mailPath) return { path: 'missing' };
      const { state, lastFailure: failed } = mailPath;
      return { path: state, ...(failed && { lastFailure: { at: timestamp(failed.at), text: failed.text } }) };
    }
    case 'sms': {
      if (sms.gateway === undefined) return { path: 'missing' };
      const { state, lastFailure: failed } = sms.health();
      return { path: state, ...(failed && { lastFailure: { at: timestamp(failed.at), text: failed.reason } }) };
    }
  }
}

async function countUsed(
  factor: FactorKind,
  { listing, platformPolicy }: RouteServices,
): Promise<ProviderResource['used']> {
  const counted = await listing.count({ factor }, platformPolicy, MAX_COUNTED + 1);
  return { mailboxes: Math.min(counted, MAX_COUNTED), atLeast: counted > MAX_COUNTED };
}
