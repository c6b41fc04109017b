// Layers of policy, what comes of them, and what a change would change: the schemas of resources.ts's types.

import { z } from 'zod';
import type { BulkItem } from '../../../../core/accounts/change-mailboxes.ts';
import type { PolicyPreview, PreviewedField } from '../../../../core/accounts/preview-policy.ts';
import { REFUSAL_CODES } from '../../../../core/administration/change.ts';
import type { MailDoor, Scope } from '../../../../core/decision.ts';
import type { FactorKind } from '../../../../core/factors/factor.ts';
import type { CountryRule } from '../../../../core/places/country-rules.ts';
import type { EffectChange, FieldChange } from '../../../../core/policy/effective-fields.ts';
import {
  type ByDoor,
  CHALLENGE_MODES,
  type ChallengeMode,
  COMPARISONS,
  ENROLMENT_RULES,
  FACTOR_KINDS,
  type LayerName,
  type Sourced,
} from '../../../../core/policy/policy.ts';
import type {
  LayeredPolicyResource,
  PolicyLayersResource,
  PolicyOwner,
  ProviderResource,
} from '../policy-resources.ts';
import type { BulkResource, EffectivePolicyResource, PolicyResource } from '../resources.ts';
import { countSchema, resource, type Shape, timestampSchema } from './resource.ts';

export const mailDoorSchema: z.ZodType<MailDoor> = z.enum(['imap', 'pop3', 'smtp', 'sieve']);

export const scopeSchema: z.ZodType<Scope> = z.enum(['imap', 'pop3', 'smtp', 'sieve', 'dav', 'activesync']);

export const challengeModeSchema: z.ZodType<ChallengeMode> = z.enum(CHALLENGE_MODES);

export const factorKindSchema: z.ZodType<FactorKind> = z.enum(FACTOR_KINDS);

const networks = z.array(z.string());

const countryRule: z.ZodType<CountryRule> = z.union([
  z.object({ allow: z.array(z.string()) }),
  z.object({ deny: z.array(z.string()) }),
]);

const inherit = z.literal('inherit');

function byPolicyDoor<T>(value: z.ZodType<T>): z.ZodType<ByDoor<T>> {
  const its = z.exactOptional(value);
  return resource<ByDoor<T>>({
    ...{ mail: its, imap: its, pop3: its, smtp: its, sieve: its },
    ...{ web: its, administration: its },
  });
}

/** Of everything that has a layer of policy. */
export const policyShape: Shape<PolicyResource> = {
  challenge: z.union([challengeModeSchema, inherit]),
  permittedNetworks: byPolicyDoor<readonly string[]>(networks),
  permittedCountries: byPolicyDoor(countryRule),
  trustedNetworks: z.union([networks, inherit]),
  evenFromTrustedNetworks: z.union([z.boolean(), inherit]),
  trustedBrowserDays: z.union([countSchema, inherit]),
  userChoice: z.union([z.boolean(), inherit]),
  compare: z.union([z.enum(COMPARISONS), inherit]),
  enrolment: z.union([z.enum(ENROLMENT_RULES), inherit]),
  factors: z.union([z.array(factorKindSchema), inherit]),
};

const layerName: z.ZodType<LayerName> = z.union([
  z.enum(['platform', 'domain', 'mailbox', 'own choice']),
  z.templateLiteral(['group ', z.string()]),
  z.templateLiteral(['groups ', z.string()]),
]);

/** A value, and the layer that said it. */
export function sourced<T>(value: z.ZodType<T>): z.ZodType<Sourced<T>> {
  return resource<Sourced<T>>({ value, layer: layerName });
}

type ByItsDoor<T> = Readonly<Partial<Record<MailDoor | 'web', Sourced<T>>>>;

function bySignInDoor<T>(value: z.ZodType<T>): z.ZodType<ByItsDoor<T>> {
  const its = z.exactOptional(sourced(value));
  return resource<ByItsDoor<T>>({ imap: its, pop3: its, smtp: its, sieve: its, web: its });
}

const everyDoorShape = {
  challenge: sourced(challengeModeSchema),
  trustedNetworks: sourced<readonly string[]>(networks),
  evenFromTrustedNetworks: sourced(z.boolean()),
  trustedBrowserDays: sourced(countSchema),
  userChoice: sourced(z.boolean()),
  compare: sourced(z.enum(COMPARISONS)),
  enrolment: sourced(z.enum(ENROLMENT_RULES)),
  factors: sourced<readonly FactorKind[]>(z.array(factorKindSchema)),
};

export const effectivePolicySchema: z.ZodType<EffectivePolicyResource> = resource<EffectivePolicyResource>({
  ...everyDoorShape,
  byPolicy: challengeModeSchema,
  permittedNetworks: bySignInDoor<readonly string[]>(networks),
  permittedCountries: bySignInDoor(countryRule),
});

const layeredPolicy = resource<LayeredPolicyResource>({
  ...everyDoorShape,
  permittedNetworks: byPolicyDoor(sourced<readonly string[]>(networks)),
  permittedCountries: byPolicyDoor(sourced(countryRule)),
});

const policyOwner: z.ZodType<PolicyOwner> = z.union([
  z.object({ kind: z.literal('platform') }),
  z.object({ kind: z.enum(['domain', 'group', 'mailbox']), name: z.string() }),
]);

const key = z.string();

export const policyLayersSchema: z.ZodType<PolicyLayersResource> = resource<PolicyLayersResource>({
  of: policyOwner,
  says: resource<PolicyResource>(policyShape),
  effective: layeredPolicy,
  inherited: layeredPolicy,
  keys: z.exactOptional(
    resource<NonNullable<PolicyLayersResource['keys']>>({
      ...{ challenge: key, permittedNetworks: key, permittedCountries: key, trustedNetworks: key },
      ...{ evenFromTrustedNetworks: key, trustedBrowserDays: key, userChoice: key, compare: key },
      ...{ enrolment: key, factors: key },
    }),
  ),
});

export const providerSchema: z.ZodType<ProviderResource> = resource<ProviderResource>({
  kind: factorKindSchema,
  enabled: z.boolean(),
  users: z.boolean(),
  domainAdministrators: z.boolean(),
  path: z.enum(['none', 'missing', 'up', 'failing', 'down', 'unknown']),
  lastFailure: z.exactOptional(z.object({ at: timestampSchema, text: z.string() })),
  used: z.object({ mailboxes: countSchema, atLeast: z.boolean() }),
  keys: resource<ProviderResource['keys']>({
    enabled: z.exactOptional(key),
    users: z.exactOptional(key),
    domainAdministrators: z.exactOptional(key),
  }),
});

const fieldChangeShape: Shape<FieldChange> = { field: z.string(), from: z.string(), to: z.string() };

/** Of one mailbox among many that are changed. */
export const changedShape: Shape<Pick<BulkItem, 'mailbox' | 'changes' | 'effects'>> = {
  mailbox: z.string(),
  changes: z.array(resource<FieldChange>(fieldChangeShape)),
  effects: z.array(resource<EffectChange>({ ...fieldChangeShape, layer: layerName })),
};

const bulkItem = resource<BulkItem>({
  ...changedShape,
  outcome: z.enum(['changed', 'unchanged', 'refused']),
  refusal: z.exactOptional(
    resource<NonNullable<BulkItem['refusal']>>({ code: z.enum(REFUSAL_CODES), text: z.string() }),
  ),
});

export const bulkSchema: z.ZodType<BulkResource> = resource<BulkResource>({
  id: z.string(),
  dryRun: z.boolean(),
  items: z.array(bulkItem),
  next: z.exactOptional(z.string()),
});

export const policyPreviewSchema: z.ZodType<PolicyPreview> = resource<PolicyPreview>({
  mailboxes: countSchema,
  affected: countSchema,
  fields: z.array(
    resource<PreviewedField>({ ...fieldChangeShape, mailboxes: countSchema, examples: z.array(z.string()) }),
  ),
});
