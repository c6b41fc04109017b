// Looking for mailboxes among very many: by name, domain, group, what holds for them in the end, their factors and their
// last sign-in. And how many have the same layers of policy, so that a change can be judged before it is made.

import type { MailboxAddress } from '../decision.ts';
import type { FactorKind } from '../factors/factor.ts';
import type { ChallengeMode, GroupLayer, PlatformPolicy, PolicyLayer } from '../policy/policy.ts';
import type { Millis } from '../units.ts';
import type { MailboxFilter, Page, ResolvedAccount } from './account-store.ts';

/** `unverified`: it has factors, and none of them has been proved; a kind: it has at least one of this kind. */
export type FactorState = 'none' | 'any' | 'unverified' | FactorKind;

/** Every condition holds; one that is left out asks for nothing. */
export interface ListingFilter extends MailboxFilter {
  /** Beginning of the address. */
  readonly prefix?: string;
  /** Of one of these domains, by their canonical names; of none: nobody. */
  readonly domains?: readonly string[];
  /** A group's canonical name. */
  readonly group?: string;
  /** The mode that holds in the end, whichever layer said it. */
  readonly effective?: ChallengeMode;
  readonly factor?: FactorState;
  /** The last sign-in was at this time or later. */
  readonly signedInSince?: Millis;
  /** The last sign-in was before this time; who never signed in isn't among them. */
  readonly signedInBefore?: Millis;
  /** Whether any sign-in is known. */
  readonly hasSignedIn?: boolean;
}

/** `last-sign-in`: newest first, of those only who have signed in. */
export const LISTING_ORDERS = ['address', 'last-sign-in'] as const;

export type ListingOrder = (typeof LISTING_ORDERS)[number];

export interface ListingPage {
  readonly order: ListingOrder;
  readonly limit: number;
  /** Where the page before ended, as its `next` says: only the store that made it can read it. */
  readonly after?: string;
}

/** A mailbox with all that lists show of it. */
export interface ListedMailbox extends ResolvedAccount {
  readonly mailbox: NonNullable<ResolvedAccount['mailbox']>;
  /** Each kind once, in the order of their names. */
  readonly factors: readonly FactorKind[];
  readonly lastSignInAt?: Millis;
}

/** Whose policy is asked for; neither: everybody's. */
export interface CombinationScope {
  readonly domain?: string;
  readonly group?: string;
}

/** What is said for mailboxes besides the platform's layer, and how many have exactly this. */
export interface LayerCombination {
  readonly domain: string;
  readonly mailbox?: PolicyLayer;
  readonly groups: readonly GroupLayer[];
  readonly ownChoice?: ChallengeMode;
  readonly mailboxes: number;
  /** The first of them and the last, by address; the same one where there is one only. */
  readonly examples: readonly [MailboxAddress, MailboxAddress];
}

export interface SignInTime {
  readonly mailbox: MailboxAddress;
  readonly at: Millis;
}

/** Durable; atomic per call; may throw `ERR_STORE_UNAVAILABLE`. */
export interface MailboxListing {
  /** Listed mailboxes, each once on the pages that follow one another, whatever is added meanwhile. */
  list(filter: ListingFilter, page: ListingPage, platform: PlatformPolicy): Promise<Page<ListedMailbox>>;
  /** How many there are, counted up to `atMost` and no further. */
  count(filter: ListingFilter, platform: PlatformPolicy, atMost: number): Promise<number>;
  /**
   * Combinations among the next `limit` mailboxes in the order of their addresses: listed ones, and those of known
   * domains that signed in, are in a group or have an owner's choice. A combination may come again on another page.
   */
  combinations(
    scope: CombinationScope,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<Page<LayerCombination>>;
  /** Keeps the newest of each mailbox of a known domain, listed or not. Written in batches: no sign-in waits for it. */
  recordSignIns(times: readonly SignInTime[]): Promise<void>;
}
