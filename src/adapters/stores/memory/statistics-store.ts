// Statistics in memory.

import { domainOf, type Page } from '../../../core/accounts/account-store.ts';
import type { MailboxAddress } from '../../../core/decision.ts';
import { isOf, newer } from '../../../core/statistics/count-audit-log.ts';
import { type Bucket, Sum } from '../../../core/statistics/counts.ts';
import type {
  BucketRange,
  CensusGroup,
  OwnPasswordUse,
  StatisticsStep,
  StatisticsStore,
  UseFilter,
} from '../../../core/statistics/statistics-store.ts';
import type { Millis } from '../../../core/units.ts';
import { groupsOf, type MemoryState, removeFrom } from './state.ts';

export class MemoryStatisticsStore implements StatisticsStore {
  readonly #state: MemoryState;
  #cursor: number | undefined;
  readonly #buckets = new Map<string, Bucket>();
  readonly #uses = new Map<MailboxAddress, OwnPasswordUse>();

  constructor(state: MemoryState) {
    this.#state = state;
  }

  async cursor(): Promise<number | undefined> {
    return this.#cursor;
  }

  async advance(from: number | undefined, step: StatisticsStep): Promise<boolean> {
    if (this.#cursor !== from) return false;
    this.#cursor = step.to;
    for (const gone of step.forgotten) {
      removeFrom(this.#uses, (mailbox) => isOf(mailbox, gone));
      removeFrom(this.#buckets, (_key, { domain }) => gone === `@${domain}`);
    }
    for (const bucket of step.buckets) this.#add(bucket);
    for (const use of step.uses) this.#uses.set(use.mailbox, newer(this.#uses.get(use.mailbox), use));
    return true;
  }

  async add(buckets: readonly Bucket[]): Promise<void> {
    for (const bucket of buckets) this.#add(bucket);
  }

  async buckets({ span, from, until, domains }: BucketRange): Promise<readonly Bucket[]> {
    return Array.from(this.#buckets.values())
      .filter((bucket) => bucket.span === span && bucket.at >= from && bucket.at < until)
      .filter(({ domain }) => domains.includes(domain))
      .sort((one, other) => one.at - other.at || (one.domain < other.domain ? -1 : 1));
  }

  async uses(
    filter: UseFilter,
    { limit, after }: { readonly limit: number; readonly after?: string },
  ): Promise<Page<OwnPasswordUse>> {
    const inOrder = this.#found(filter).sort(
      (one, other) => other.at - one.at || (one.mailbox < other.mailbox ? 1 : -1),
    );
    const beyond = after === undefined ? 0 : inOrder.findIndex((use) => keyOf(use) === after) + 1;
    const items = inOrder.slice(beyond, beyond + limit);
    const last = items.at(-1);
    return { items, ...(inOrder.length > beyond + limit && last && { next: keyOf(last) }) };
  }

  async countUses(filter: UseFilter): Promise<number> {
    return this.#found(filter).length;
  }

  async census({ limit, after = '' }: { readonly limit: number; readonly after?: string }): Promise<Page<CensusGroup>> {
    const { domains, mailboxes, groups, ownChoices, signInTimes, factors } = this.#state;
    const names = new Set([...mailboxes.keys(), ...ownChoices.keys(), ...signInTimes.keys()]);
    for (const { members } of groups.values()) for (const member of members) names.add(member);
    for (const { mailbox } of factors.values()) names.add(mailbox);
    const wanted = [...names].filter((address) => address > after && domains.has(domainOf(address))).sort();
    const taken = wanted.slice(0, limit);
    const last = taken.at(-1);
    return {
      items: taken.map((address) => this.#counted(address)),
      ...(taken.length === limit && last !== undefined && { next: last }),
    };
  }

  async purge(before: { readonly hours: Millis; readonly days: Millis; readonly uses: Millis }): Promise<void> {
    removeFrom(this.#buckets, (_key, { span, at }) => at < (span === 'hour' ? before.hours : before.days));
    removeFrom(this.#uses, (_mailbox, { at }) => at < before.uses);
  }

  #add(bucket: Bucket): void {
    const { span, at, domain, counts } = bucket;
    const key = `${span} ${at} ${domain}`;
    const sum = new Sum().add(this.#buckets.get(key)?.counts ?? {}).add(counts);
    this.#buckets.set(key, { ...bucket, counts: sum.counts() });
  }

  #found({ domains, since }: UseFilter): OwnPasswordUse[] {
    return Array.from(this.#uses.values()).filter(
      ({ at, mailbox }) => at >= since && (domains === 'all' || domains.includes(domainOf(mailbox))),
    );
  }

  #counted(address: MailboxAddress): CensusGroup {
    const mailbox = this.#state.mailboxes.get(address);
    const ownChoice = this.#state.ownChoices.get(address);
    const factors = Array.from(this.#state.factors.values()).filter((factor) => factor.mailbox === address);
    return {
      domain: domainOf(address),
      ...(mailbox && { mailbox: mailbox.policy }),
      groups: groupsOf(this.#state, address),
      ...(ownChoice !== undefined && { ownChoice }),
      isListed: mailbox !== undefined,
      isDisabled: mailbox?.disabled === true,
      hasSignedIn: this.#state.signInTimes.has(address),
      factors: [...new Set(factors.map(({ kind }) => kind))].sort(),
      isUnverified: factors.length > 0 && factors.every(({ isUnverified }) => isUnverified === true),
      mailboxes: 1,
    };
  }
}

function keyOf({ at, mailbox }: OwnPasswordUse): string {
  return `${at} ${mailbox}`;
}
