// What a change of the platform's, a domain's or a group's layer would change in the end, and for how many mailboxes:
// asked before it is saved.

import { done, invalid, type Outcome } from '../administration/change.ts';
import type { MailboxAddress } from '../decision.ts';
import { effectChanges, type FieldChange } from '../policy/effective-fields.ts';
import type { PlatformPolicy, PolicyLayer, PolicyLayers } from '../policy/policy.ts';
import { changePolicy, type PolicyChange } from '../policy/policy-change.ts';
import type { AccountStore } from './account-store.ts';
import type { GroupStore } from './group-store.ts';
import type { CombinationScope, LayerCombination, MailboxListing } from './mailbox-listing.ts';
import { findDomain } from './manage-domains.ts';
import { findGroup } from './manage-groups.ts';

/** Whose layer. */
export type PolicyTarget = { readonly kind: 'platform' } | { readonly kind: 'domain' | 'group'; readonly name: string };

/** How many mailboxes would have another value. */
export interface PreviewedField extends FieldChange {
  readonly mailboxes: number;
  /** Some of them. */
  readonly examples: readonly MailboxAddress[];
}

export interface PolicyPreview {
  /**
   * Who has this layer among the mailboxes that are known: listed, or signed in once, in a group, with an owner's choice.
   * Others of the same domains follow as those do who have no settings of their own.
   */
  readonly mailboxes: number;
  /** For whom something would hold that doesn't hold now. */
  readonly affected: number;
  /** By field, from and to; the most mailboxes first. */
  readonly fields: readonly PreviewedField[];
}

export interface PreviewPorts {
  readonly accounts: AccountStore;
  readonly groups: GroupStore;
  readonly listing: MailboxListing;
  readonly platformPolicy: PlatformPolicy;
  /** Lets others have a turn: between two pages nobody waits for this. */
  pause(): Promise<void>;
}

/** Addresses that are named for each change. */
const MAX_EXAMPLES = 5;

/** Mailboxes whose layers are read at once, while everything else of the process waits. */
const PAGE = 2_000;

/** A target, found. */
interface Target {
  readonly scope: CombinationScope;
  readonly layer: PolicyLayer;
  /** The layers of a combination with another layer of the target's in its place. */
  with(layers: PolicyLayers, changed: PolicyLayer): PolicyLayers;
}

/** Nothing is changed. May throw `ERR_STORE_UNAVAILABLE`. */
export async function previewPolicyChange(
  wanted: PolicyTarget,
  change: PolicyChange,
  ports: PreviewPorts,
): Promise<Outcome<PolicyPreview>> {
  const target = await findTarget(wanted, ports);
  if (target.kind === 'refused') return target;
  const { scope, layer } = target.value;
  const { policy, problems } = changePolicy(layer, change);
  if (problems.length > 0) return invalid(problems);
  const domains = new Map((await ports.accounts.listDomains()).map((domain) => [domain.name, domain.policy]));
  const tally = new Tally();
  let after: string | undefined;
  do {
    const page = await ports.listing.combinations(scope, { limit: PAGE, ...(after !== undefined && { after }) });
    for (const combination of page.items) {
      const before = layersOf(combination, domains, ports.platformPolicy);
      tally.add(effectChanges(before, target.value.with(before, policy)), combination);
    }
    after = page.next;
    if (after !== undefined) await ports.pause();
  } while (after !== undefined);
  return done(tally.preview);
}

async function findTarget(wanted: PolicyTarget, ports: PreviewPorts): Promise<Outcome<Target>> {
  if (wanted.kind === 'platform') {
    return done({
      scope: {},
      layer: ports.platformPolicy,
      with: (layers, changed) => ({ ...layers, platform: platformLayer(layers, changed) }),
    });
  }
  if (wanted.kind === 'domain') {
    const found = await findDomain(wanted.name, ports.accounts);
    if (found.kind === 'refused') return found;
    const { name, policy } = found.value;
    return done({ scope: { domain: name }, layer: policy, with: (layers, domain) => ({ ...layers, domain }) });
  }
  const found = await findGroup(wanted.name, ports);
  if (found.kind === 'refused') return found;
  const { name, policy } = found.value;
  return done({
    scope: { group: name },
    layer: policy,
    with: ({ groups = [], ...layers }, changed) => ({
      ...layers,
      groups: groups.map((group) => (group.name === name ? { name, policy: changed } : group)),
    }),
  });
}

/** The platform always has a mode, and which kinds of factors exist isn't a layer's business. */
function platformLayer({ platform }: PolicyLayers, changed: PolicyLayer): PlatformPolicy {
  const { existingFactors } = platform;
  return {
    ...changed,
    challenge: changed.challenge ?? platform.challenge,
    ...(existingFactors && { existingFactors }),
  };
}

function layersOf(
  { domain, groups, mailbox, ownChoice }: LayerCombination,
  domains: ReadonlyMap<string, PolicyLayer>,
  platform: PlatformPolicy,
): PolicyLayers {
  return {
    ...{ platform, domain: domains.get(domain) ?? {}, groups },
    ...(mailbox && { mailbox }),
    ...(ownChoice !== undefined && { ownChoice }),
  };
}

class Tally {
  readonly #fields = new Map<string, PreviewedField>();
  #mailboxes = 0;
  #affected = 0;

  add(
    changes: readonly FieldChange[],
    { mailboxes, examples }: Pick<LayerCombination, 'mailboxes' | 'examples'>,
  ): void {
    this.#mailboxes += mailboxes;
    if (changes.length > 0) this.#affected += mailboxes;
    for (const { field, from, to } of changes) {
      const key = JSON.stringify([field, from, to]);
      const counted = this.#fields.get(key);
      const named = [...new Set([...(counted?.examples ?? []), ...examples])].slice(0, MAX_EXAMPLES);
      this.#fields.set(key, {
        ...{ field, from, to, examples: named },
        mailboxes: (counted?.mailboxes ?? 0) + mailboxes,
      });
    }
  }

  get preview(): PolicyPreview {
    const fields = [...this.#fields.values()].sort((one, other) => other.mailboxes - one.mailboxes);
    return { mailboxes: this.#mailboxes, affected: this.#affected, fields };
  }
}
