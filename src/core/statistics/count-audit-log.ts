// Counts on in the audit log, a bounded piece at a time: what a piece comes to and how far it went are kept in one step, so
// that after a crash nothing counts twice or never.

import { domainOf } from '../accounts/account-store.ts';
import type { AuditStore, StoredAuditEntry } from '../audit/audit-store.ts';
import type { MailboxAddress } from '../decision.ts';
import type { Millis } from '../units.ts';
import { type Calendar, HOUR } from './calendar.ts';
import { countedEntry, goneWith, ownPasswordUse } from './counted-entry.ts';
import { type Bucket, type Counted, EVERYWHERE, type Span, Sum } from './counts.ts';
import type { OwnPasswordUse, StatisticsStep, StatisticsStore } from './statistics-store.ts';

/** Entries of one piece: some milliseconds of this process's time, and less of the store's. */
const ENTRIES_TOGETHER = 250;

export interface CountingPorts {
  readonly audit: Pick<AuditStore, 'search'>;
  readonly store: Pick<StatisticsStore, 'cursor' | 'advance'>;
  readonly calendar: Calendar;
}

/**
 * Counts one piece; the first time ever from the oldest entry on. `behind`: there may be more. May throw
 * `ERR_STORE_UNAVAILABLE`, and goes on where it was the next time.
 *
 * @param atMost - Entries of the piece.
 */
export async function countAuditLog(
  ports: CountingPorts,
  atMost: number = ENTRIES_TOGETHER,
): Promise<'behind' | 'at-the-end'> {
  const { audit, store, calendar } = ports;
  const from = await store.cursor();
  // All of it: most entries count, and to leave out the others by an index costs more than to read them.
  const entries = await audit.search({}, { limit: atMost, after: from ?? 0 });
  const last = entries.at(-1);
  if (last === undefined) return 'at-the-end';
  // False: another one counts the same log, and was first.
  await store.advance(from, { ...stepOf(entries, calendar), to: last.sequence });
  return entries.length < atMost ? 'at-the-end' : 'behind';
}

function stepOf(entries: readonly StoredAuditEntry[], calendar: Calendar): Omit<StatisticsStep, 'to'> {
  const forgotten = new Set<string>();
  const sheet = new BucketSheet(calendar);
  const uses = new Map<MailboxAddress, OwnPasswordUse>();
  for (const entry of entries) {
    const gone = goneWith(entry);
    if (gone !== undefined) {
      forgotten.add(gone);
      for (const mailbox of uses.keys()) if (isOf(mailbox, gone)) uses.delete(mailbox);
      if (gone.startsWith('@')) sheet.forget(gone.slice(1));
    }
    const counted = countedEntry(entry);
    if (counted) sheet.count(counted);
    const use = ownPasswordUse(entry);
    if (use) uses.set(use.mailbox, newer(uses.get(use.mailbox), use));
  }
  return { forgotten: [...forgotten], buckets: sheet.buckets(), uses: [...uses.values()] };
}

/** @param gone - A mailbox, or a domain behind an `@`. */
export function isOf(mailbox: MailboxAddress, gone: string): boolean {
  return gone.startsWith('@') ? domainOf(mailbox) === gone.slice(1) : mailbox === gone;
}

/** Entries of several workers aren't quite in the order of their times. */
export function newer(known: OwnPasswordUse | undefined, use: OwnPasswordUse): OwnPasswordUse {
  return known !== undefined && known.at > use.at ? known : use;
}

/** Sums by hour and by day, of everywhere and of each domain. */
export class BucketSheet {
  readonly #calendar: Calendar;
  readonly #sums = new Map<string, Omit<Bucket, 'counts'> & { readonly sum: Sum }>();

  constructor(calendar: Calendar) {
    this.#calendar = calendar;
  }

  count(counted: Counted): void {
    const { at, domain } = counted;
    for (const where of domain === undefined ? [EVERYWHERE] : [EVERYWHERE, domain]) {
      this.#sumOf('hour', Math.floor(at / HOUR) * HOUR, where).count(counted);
      this.#sumOf('day', this.#calendar.dayOf(at), where).count(counted);
    }
  }

  add(buckets: readonly Bucket[]): void {
    for (const { span, at, domain, counts } of buckets) this.#sumOf(span, at, domain).add(counts);
  }

  forget(domain: string): void {
    for (const [key, sum] of this.#sums) if (sum.domain === domain) this.#sums.delete(key);
  }

  buckets(): readonly Bucket[] {
    return Array.from(this.#sums.values(), ({ sum, ...where }) => ({ ...where, counts: sum.counts() }));
  }

  #sumOf(span: Span, at: Millis, domain: string): Sum {
    const key = `${span} ${at} ${domain}`;
    const known = this.#sums.get(key) ?? { span, at, domain, sum: new Sum() };
    this.#sums.set(key, known);
    return known.sum;
  }
}
