// Statistics as administrators ask for them.

import type { Millis } from '../units.ts';
import type { Calendar } from './calendar.ts';
import type { Enrolment } from './enrolment.ts';
import type { StatisticsStore } from './statistics-store.ts';

export interface StatisticsDesk {
  readonly store: Pick<StatisticsStore, 'buckets' | 'uses' | 'countUses'>;
  /** Of the installation's time zone. */
  readonly calendar: Calendar;
  /** When the audit log was last counted to its end; `undefined`: not since the start, so that numbers still grow. */
  countedAt(): Millis | undefined;
  /** `undefined`: it is being counted for the first time. Never throws. */
  enrolment(): Promise<Enrolment | undefined>;
}
