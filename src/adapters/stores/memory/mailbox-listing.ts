// Searches among mailboxes in memory, and the times of their last sign-ins.

import { domainOf, type Page } from '../../../core/accounts/account-store.ts';
import type {
  CombinationScope,
  FactorState,
  LayerCombination,
  ListedMailbox,
  ListingFilter,
  ListingPage,
  MailboxListing,
  SignInTime,
} from '../../../core/accounts/mailbox-listing.ts';
import { policyLayers } from '../../../core/accounts/policy-layers.ts';
import { effectiveWebPolicy, type PlatformPolicy } from '../../../core/policy/policy.ts';
import { matches } from './account-store.ts';
import { groupsOf, type MemoryState } from './state.ts';

export class MemoryMailboxListing implements MailboxListing {
  readonly #state: MemoryState;

  constructor(state: MemoryState) {
    this.#state = state;
  }

  async list(filter: ListingFilter, page: ListingPage, platform: PlatformPolicy): Promise<Page<ListedMailbox>> {
    const { order, limit, after } = page;
    const found = this.#found(filter, platform);
    const inOrder = order === 'address' ? found.sort(byAddress) : found.filter(hasSignedIn).sort(byLastSignIn);
    const keyOf = (item: ListedMailbox): string =>
      order === 'address' ? item.address : `${item.lastSignInAt} ${item.address}`;
    const rest = after === undefined ? inOrder : inOrder.filter((item) => isBeyond(keyOf(item), after, order));
    const items = rest.slice(0, limit);
    const last = items.at(-1);
    return { items, ...(rest.length > limit && last && { next: keyOf(last) }) };
  }

  async count(filter: ListingFilter, platform: PlatformPolicy, atMost: number): Promise<number> {
    return Math.min(this.#found(filter, platform).length, atMost);
  }

  async combinations(
    { domain, group }: CombinationScope,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<Page<LayerCombination>> {
    const { mailboxes, groups, ownChoices, signInTimes } = this.#state;
    const members = [...groups.values()].filter((each) => group === undefined || each.group.name === group);
    const names = new Set(members.flatMap((each) => [...each.members]));
    if (group === undefined) {
      for (const address of [...mailboxes.keys(), ...ownChoices.keys(), ...signInTimes.keys()]) names.add(address);
    }
    const wanted = [...names]
      .filter((address) => address > (page.after ?? '') && (domain === undefined || domainOf(address) === domain))
      .sort();
    const taken = wanted.slice(0, page.limit);
    const last = taken.at(-1);
    const isFull = taken.length === page.limit && last !== undefined;
    return { items: taken.map((address) => this.#combination(address)), ...(isFull && { next: last }) };
  }

  async recordSignIns(times: readonly SignInTime[]): Promise<void> {
    const { domains, signInTimes } = this.#state;
    for (const { mailbox, at } of times) {
      if (domains.has(domainOf(mailbox))) signInTimes.set(mailbox, Math.max(at, signInTimes.get(mailbox) ?? 0));
    }
  }

  #combination(address: string): LayerCombination {
    const mailbox = this.#state.mailboxes.get(address)?.policy;
    const ownChoice = this.#state.ownChoices.get(address);
    return {
      domain: domainOf(address),
      ...(mailbox && { mailbox }),
      groups: groupsOf(this.#state, address),
      ...(ownChoice !== undefined && { ownChoice }),
      mailboxes: 1,
      examples: [address, address],
    };
  }

  #found(filter: ListingFilter, platform: PlatformPolicy): ListedMailbox[] {
    const all = Array.from(this.#state.mailboxes.keys(), (address) => this.#listed(address));
    return all.filter((item) => item !== undefined).filter((item) => this.#fits(item, filter, platform));
  }

  #listed(address: string): ListedMailbox | undefined {
    const { domains, mailboxes, ownChoices, signInTimes } = this.#state;
    const mailbox = mailboxes.get(address);
    const domain = domains.get(domainOf(address));
    const ownChoice = ownChoices.get(address);
    const lastSignInAt = signInTimes.get(address);
    const kinds = new Set(this.#factorsOf(address).map(({ kind }) => kind));
    return (
      mailbox &&
      domain && {
        ...{ address, domain, mailbox },
        groups: groupsOf(this.#state, address),
        ...(ownChoice !== undefined && { ownChoice }),
        factors: [...kinds].sort(),
        ...(lastSignInAt !== undefined && { lastSignInAt }),
      }
    );
  }

  #factorsOf(address: string) {
    return Array.from(this.#state.factors.values()).filter(({ mailbox }) => mailbox === address);
  }

  #fits(item: ListedMailbox, filter: ListingFilter, platform: PlatformPolicy): boolean {
    const { prefix, domains, group, effective, factor, signedInSince, signedInBefore } = filter;
    const { lastSignInAt } = item;
    return (
      matches(item.mailbox, filter) &&
      (prefix === undefined || item.address.startsWith(prefix.toLowerCase())) &&
      (domains === undefined || domains.includes(domainOf(item.address))) &&
      (group === undefined || item.groups.some(({ name }) => name === group)) &&
      (effective === undefined || effectiveWebPolicy(policyLayers(platform, item)).challenge.value === effective) &&
      (factor === undefined || this.#isInState(item, factor)) &&
      (signedInSince === undefined || (lastSignInAt ?? -1) >= signedInSince) &&
      (signedInBefore === undefined || (lastSignInAt ?? Number.POSITIVE_INFINITY) < signedInBefore) &&
      (filter.hasSignedIn === undefined || filter.hasSignedIn === hasSignedIn(item))
    );
  }

  #isInState({ address, factors }: ListedMailbox, state: FactorState): boolean {
    if (state === 'none') return factors.length === 0;
    if (state === 'any') return factors.length > 0;
    if (state !== 'unverified') return factors.includes(state);
    return factors.length > 0 && this.#factorsOf(address).every(({ isUnverified }) => isUnverified === true);
  }
}

function hasSignedIn({ lastSignInAt }: ListedMailbox): boolean {
  return lastSignInAt !== undefined;
}

function byAddress(one: ListedMailbox, other: ListedMailbox): number {
  return one.address < other.address ? -1 : 1;
}

function byLastSignIn(one: ListedMailbox, other: ListedMailbox): number {
  return (other.lastSignInAt ?? 0) - (one.lastSignInAt ?? 0) || byAddress(other, one);
}

function isBeyond(key: string, after: string, order: ListingPage['order']): boolean {
  if (order === 'address') return key > after;
  const [at, address] = partsOf(key);
  const [afterAt, afterAddress] = partsOf(after);
  return at < afterAt || (at === afterAt && address < afterAddress);
}

function partsOf(key: string): readonly [at: number, address: string] {
  const [at = '', address = ''] = key.split(' ');
  return [Number(at), address];
}
