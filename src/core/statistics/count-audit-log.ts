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

/** How many entries a piece has. */
export interface PieceSize {
  /** Read at once: some milliseconds of this process's time. */
  readonly together: number;
  /** So many are enough, in whole readings. */
  readonly enough: number;
}

const PIECE: PieceSize = { together: 250, enough: 2_500 };

/**
 * Sums of one piece, from which on no more is read for it: each is a row, and in a file a page, so that writing them takes
 * some milliseconds, and entries of the same hour are written together.
 */
const ENOUGH_BUCKETS = 200;

export interface CountingPorts {
  readonly audit: Pick<AuditStore, 'search'>;
  readonly store: Pick<StatisticsStore, 'cursor' | 'advance'>;
  readonly calendar: Calendar;
  /** Lets others have a turn. */
  pause(): Promise<void>;
}

/**
 * Counts one piece; the first time ever from the oldest entry on. `behind`: there may be more. May throw
 * `ERR_STORE_UNAVAILABLE`, and goes on where it was the next time.
 */
export async function countAuditLog(
  ports: CountingPorts,
  { together, enough }: PieceSize = PIECE,
): Promise<'behind' | 'at-the-end'> {
  const { audit, store, calendar, pause } = ports;
  const from = await store.cursor();
  const piece = new Piece(calendar);
  let to = from ?? 0;
  let isMore = true;
  while (isMore && piece.entries < enough && piece.buckets < ENOUGH_BUCKETS) {
    // All of it: most entries count, and to leave out the others by an index costs more than to read them.
    const entries = await audit.search({}, { limit: together, after: to });
    for (const entry of entries) piece.count(entry);
    to = entries.at(-1)?.sequence ?? to;
    isMore = entries.length === together;
    await pause();
  }
  // False: another one counts the same log, and was first.
  if (to !== (from ?? 0)) await store.advance(from, { ...piece.step(), to });
  return isMore ? 'behind' : 'at-the-end';
}

/** What entries come to, in their order. */
class Piece {
  readonly #forgotten = new Set<string>();
  readonly #sheet: BucketSheet;
  readonly #uses = new Map<MailboxAddress, OwnPasswordUse>();
  #entries = 0;

  constructor(calendar: Calendar) {
    this.#sheet = new BucketSheet(calendar);
  }

  get entries(): number {
    return this.#entries;
  }

  get buckets(): number {
    return this.#sheet.size;
  }

  count(entry: StoredAuditEntry): void {
    this.#entries += 1;
    const gone = goneWith(entry);
    if (gone !== undefined) this.#forget(gone);
    const counted = countedEntry(entry);
    if (counted) this.#sheet.count(counted);
    const use = ownPasswordUse(entry);
    if (use) this.#uses.set(use.mailbox, newer(this.#uses.get(use.mailbox), use));
  }

  step(): Omit<StatisticsStep, 'to'> {
    return { forgotten: [...this.#forgotten], buckets: this.#sheet.buckets(), uses: [...this.#uses.values()] };
  }

  #forget(gone: string): void {
    this.#forgotten.add(gone);
    for (const mailbox of this.#uses.keys()) if (isOf(mailbox, gone)) this.#uses.delete(mailbox);
    if (gone.startsWith('@')) this.#sheet.forget(gone.slice(1));
  }
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

  get size(): number {
    return this.#sums.size;
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
