// Layers of policy one by one, and what the operator decides of each kind of second step, in the administration API's
// JSON. As resources.ts says.

import type { FactorKind } from '../../../core/factors/factor.ts';
import type { CountryRule } from '../../../core/places/country-rules.ts';
import type { ByDoor, PolicyLayer, Sourced, WebPolicy } from '../../../core/policy/policy.ts';
import type { PolicyResource, Timestamp } from './resources.ts';

/** Whose layer. */
export type PolicyOwner =
  | { readonly kind: 'platform' }
  | { readonly kind: 'domain' | 'group' | 'mailbox'; readonly name: string };

/** What comes of layers; a door that isn't there is permitted from everywhere. */
export interface LayeredPolicyResource
  extends Omit<WebPolicy, 'byPolicy' | 'permittedNetworks' | 'permittedCountries'> {
  readonly permittedNetworks: ByDoor<Sourced<readonly string[]>>;
  readonly permittedCountries: ByDoor<Sourced<CountryRule>>;
}

/** One layer, and what comes of it together with those above it. */
export interface PolicyLayersResource {
  readonly of: PolicyOwner;
  readonly says: PolicyResource;
  /**
   * Of a mailbox all that holds; of a domain or a group what holds for its mailboxes unless their groups, domains or own
   * settings say something else.
   */
  readonly effective: LayeredPolicyResource;
  /** What would hold if this layer said nothing. */
  readonly inherited: LayeredPolicyResource;
  /** Of the platform's layer: where the configuration says each field. */
  readonly keys?: Readonly<Record<keyof PolicyLayer, string>>;
}

/**
 * The way on which codes leave: `none` for kinds that send nothing, `missing` where the configuration has none, `failing`:
 * it takes codes, and can't deliver them now.
 */
export type ProviderPath = 'none' | 'missing' | 'up' | 'failing' | 'down' | 'unknown';

/** What the operator decides of one kind of second step (R2.9), and how it is. */
export interface ProviderResource {
  readonly kind: FactorKind;
  readonly enabled: boolean;
  readonly users: boolean;
  readonly domainAdministrators: boolean;
  readonly path: ProviderPath;
  readonly lastFailure?: { readonly at: Timestamp; readonly text: string };
  /** Listed mailboxes that have set one up: exact, or `atLeast` of more than are counted. */
  readonly used: { readonly mailboxes: number; readonly atLeast: boolean };
  /** Where the configuration says it; a kind that Postern doesn't have yet has none. */
  readonly keys: {
    readonly enabled?: string;
    readonly users?: string;
    readonly domainAdministrators?: string;
  };
}
