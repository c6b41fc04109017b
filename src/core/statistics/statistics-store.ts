// What lasts of statistics: how far the audit log was counted, sums by hour and by day, and which mailboxes used their own
// password at a mail door last and when. The cursor moves together with what was counted, so that nothing counts twice.

import type { Page } from '../accounts/account-store.ts';
import type { LayerCombination } from '../accounts/mailbox-listing.ts';
import type { MailboxAddress } from '../decision.ts';
import type { FactorKind } from '../factors/factor.ts';
import type { Millis } from '../units.ts';
import type { Bucket, Span } from './counts.ts';

export interface OwnPasswordUse {
  readonly mailbox: MailboxAddress;
  readonly at: Millis;
  readonly door: string;
  readonly remoteAddress?: string;
  readonly country?: string;
  /** What the client said of itself; untrusted and bounded. */
  readonly client?: string;
}

/** How far the log is counted by one step, and what that came to. */
export interface StatisticsStep {
  /** The sequence of the last entry that was counted. */
  readonly to: number;
  /** Mailboxes, and domains as `@example.org`, of which all is forgotten first, but for the sums of everywhere. */
  readonly forgotten: readonly string[];
  /** Added to what is there. */
  readonly buckets: readonly Bucket[];
  /** The newest of each mailbox stays. */
  readonly uses: readonly OwnPasswordUse[];
}

export interface BucketRange {
  readonly span: Span;
  /** From this hour or day on. */
  readonly from: Millis;
  /** Before this one. */
  readonly until: Millis;
  readonly domains: readonly string[];
}

export interface UseFilter {
  readonly domains: 'all' | readonly string[];
  readonly since: Millis;
}

/** Mailboxes that have everything of this in common. */
export interface CensusGroup extends Omit<LayerCombination, 'examples'> {
  readonly isListed: boolean;
  readonly isDisabled: boolean;
  readonly hasSignedIn: boolean;
  /** Each kind once, in the order of their names. */
  readonly factors: readonly FactorKind[];
  /** It has factors, and none of them was proved. */
  readonly isUnverified: boolean;
}

/** Durable; atomic per call; may throw `ERR_STORE_UNAVAILABLE`. */
export interface StatisticsStore {
  /** How far the audit log was counted; `undefined`: never. */
  cursor(): Promise<number | undefined>;
  /** All of the step, or nothing where the log was counted on from `from` already: of N callers at once one hears true. */
  advance(from: number | undefined, step: StatisticsStep): Promise<boolean>;
  /** Adds what no entry tells of. */
  add(buckets: readonly Bucket[]): Promise<void>;
  /** By time. */
  buckets(range: BucketRange): Promise<readonly Bucket[]>;
  /** The newest first. */
  uses(filter: UseFilter, page: { readonly limit: number; readonly after?: string }): Promise<Page<OwnPasswordUse>>;
  countUses(filter: UseFilter): Promise<number>;
  /**
   * The next `limit` mailboxes in the order of their addresses: listed ones, and those of known domains that signed in, have
   * a factor, are in a group or have an owner's choice. A group may come again on another page.
   */
  census(page: { readonly limit: number; readonly after?: string }): Promise<Page<CensusGroup>>;
  /** Forgets sums and uses from before these times. */
  purge(before: { readonly hours: Millis; readonly days: Millis; readonly uses: Millis }): Promise<void>;
}
