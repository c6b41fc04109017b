// Statistics are counted in rounds, beside everything else: no sign-in waits for them, a round that breaks off goes on in
// the next one, and a long log from before is counted in pieces.

import type { AuditStore } from '../audit/audit-store.ts';
import type { DeliveryReport } from '../messages/carriers.ts';
import type { Clock, Log } from '../ports.ts';
import type { Millis } from '../units.ts';
import { type Calendar, DAY } from './calendar.ts';
import { BucketSheet, countAuditLog } from './count-audit-log.ts';
import { UNKNOWN_PLACE } from './counted-entry.ts';
import { OTHER } from './counts.ts';
import type { StatisticsStore } from './statistics-store.ts';

/** How long sums by the hour are kept: a quarter of a year of them is what can be looked at. */
const KEEP_HOURS: Millis = 92 * DAY;

/** How long sums by the day are kept: this year and the one before. */
const KEEP_DAYS: Millis = 731 * DAY;

export interface StatisticsPorts {
  readonly audit: Pick<AuditStore, 'search'>;
  readonly store: Pick<StatisticsStore, 'cursor' | 'advance' | 'add' | 'purge'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Lets others have a turn. */
  pause(): Promise<void>;
}

export class StatisticsCounter {
  readonly #ports: StatisticsPorts;
  #calendar: Calendar;
  #deliveries: BucketSheet;
  #countedAt: Millis | undefined;
  #hasFailed = false;

  constructor(ports: StatisticsPorts, calendar: Calendar) {
    this.#ports = ports;
    this.#calendar = calendar;
    this.#deliveries = new BucketSheet(calendar);
  }

  /** When the log was last counted to its end; absent: not since the start. */
  get countedAt(): Millis | undefined {
    return this.#countedAt;
  }

  /** What counts from now on is of days in another time zone. */
  reload(calendar: Calendar): void {
    this.#calendar = calendar;
  }

  /** Counts what became of a message, with the next round. */
  recordDelivery({ outcome, at }: DeliveryReport): void {
    if (outcome === 'delayed') return;
    this.#deliveries.count({
      outcome: outcome === 'delivered' ? 'message-delivered' : 'message-failed',
      ...{ at, door: OTHER, country: UNKNOWN_PLACE, reason: outcome },
    });
  }

  /** One piece; one at a time. Never throws: what broke off goes on in the next round. */
  async round(): Promise<'behind' | 'at-the-end' | 'failed'> {
    const { audit, store, clock, log, pause } = this.#ports;
    try {
      const beganAt = clock.now();
      await this.#keepDeliveries();
      const state = await countAuditLog({ audit, store, calendar: this.#calendar, pause });
      if (state === 'at-the-end') this.#countedAt = beganAt;
      if (this.#hasFailed) log.info('statistics.working-again');
      this.#hasFailed = false;
      return state;
    } catch (error) {
      if (!this.#hasFailed) log.error('statistics.failed', error);
      this.#hasFailed = true;
      return 'failed';
    }
  }

  /**
   * Forgets what is older than is kept. May throw `ERR_STORE_UNAVAILABLE`.
   *
   * @param keepUses - How long it is known where a mailbox's own password was used: as long as the audit log knows it.
   */
  purge(keepUses: Millis): Promise<void> {
    const now = this.#ports.clock.now();
    return this.#ports.store.purge({ hours: now - KEEP_HOURS, days: now - KEEP_DAYS, uses: now - keepUses });
  }

  async #keepDeliveries(): Promise<void> {
    const before = this.#deliveries;
    const buckets = before.buckets();
    if (buckets.length === 0) return;
    this.#deliveries = new BucketSheet(this.#calendar);
    try {
      await this.#ports.store.add(buckets);
    } catch (error) {
      // They are counted with the next round, together with what comes until then.
      this.#deliveries.add(buckets);
      throw error;
    }
  }
}
