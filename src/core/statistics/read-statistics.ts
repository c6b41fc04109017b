// Reading statistics: a range up to now as periods without a hole, and what they come to by door, country and reason.

import type { Millis } from '../units.ts';
import { type Calendar, DAY, HOUR } from './calendar.ts';
import {
  type Aspect,
  type CountedOutcome,
  type CountedValue,
  countedValues,
  EVERYWHERE,
  OUTCOMES,
  type Span,
} from './counts.ts';
import type { StatisticsStore } from './statistics-store.ts';

/** How far back one can look, and by what at first. */
export const RANGES = { '24h': 1, '7d': 7, '30d': 30, '90d': 90 } as const;

export type StatisticsRange = keyof typeof RANGES;

/** Longest range by the hour, in days: more columns can't be told apart. */
export const MAX_DAYS_BY_HOUR = 7;

export type OutcomeCounts = Readonly<Record<CountedOutcome, number>>;

export interface Period {
  /** An hour's beginning, or a date: see {@link Span}. */
  readonly at: Millis;
  /** Of an hour or a day, in time. */
  readonly since: Millis;
  readonly until: Millis;
  readonly counts: OutcomeCounts;
}

/** One door, country or reason. */
export interface ValueCounts {
  readonly value: string;
  readonly counts: OutcomeCounts;
}

export interface Statistics {
  readonly span: Span;
  readonly periods: readonly Period[];
  readonly totals: OutcomeCounts;
  readonly by: Readonly<Record<Aspect, readonly ValueCounts[]>>;
}

export interface StatisticsQuestion {
  readonly range: StatisticsRange;
  readonly span: Span;
  /** `all`: everywhere, with what is of no domain. */
  readonly domains: 'all' | readonly string[];
  readonly now: Millis;
}

/** May throw `ERR_STORE_UNAVAILABLE`. */
export async function readStatistics(
  { range, span, domains, now }: StatisticsQuestion,
  { store, calendar }: { readonly store: Pick<StatisticsStore, 'buckets'>; readonly calendar: Calendar },
): Promise<Statistics> {
  const times = timesOf(RANGES[range], { span, now }, calendar);
  const [from = 0] = times;
  const until = (times.at(-1) ?? from) + 1;
  const asked = domains === 'all' ? [EVERYWHERE] : domains;
  const buckets = asked.length === 0 ? [] : await store.buckets({ span, from, until, domains: asked });
  const read = buckets.map(({ at, counts }) => ({ at, values: countedValues(counts) }));
  const byTime = Map.groupBy(read, ({ at }) => at);
  const all = read.flatMap(({ values }) => values);
  return {
    span,
    periods: times.map((at) => ({
      at,
      ...boundsOf(at, span, calendar),
      counts: outcomesOf((byTime.get(at) ?? []).flatMap(({ values }) => values)),
    })),
    totals: outcomesOf(all),
    by: { door: valuesOf(all, 'door'), country: valuesOf(all, 'country'), reason: valuesOf(all, 'reason') },
  };
}

/** Hours or days up to this one, the oldest first. */
function timesOf(
  days: number,
  { span, now }: Pick<StatisticsQuestion, 'span' | 'now'>,
  calendar: Calendar,
): readonly Millis[] {
  const [length, newest, periods] =
    span === 'hour' ? [HOUR, Math.floor(now / HOUR) * HOUR, days * 24] : [DAY, calendar.dayOf(now), days];
  return Array.from({ length: periods }, (_, index) => newest - (periods - 1 - index) * length);
}

function boundsOf(at: Millis, span: Span, calendar: Calendar): Pick<Period, 'since' | 'until'> {
  return span === 'hour'
    ? { since: at, until: at + HOUR }
    : { since: calendar.beginningOf(at), until: calendar.beginningOf(at + DAY) };
}

type Tally = { -readonly [Outcome in CountedOutcome]: number };

function noCounts(): Tally {
  const none = OUTCOMES.map((outcome) => [outcome, 0] as const);
  return Object.fromEntries(none) as Tally;
}

/** Each entry counts once by each aspect: one of them is all. */
function outcomesOf(values: readonly CountedValue[]): OutcomeCounts {
  const tally = noCounts();
  for (const { aspect, outcome, count } of values) if (aspect === 'door') tally[outcome] += count;
  return tally;
}

/** The largest first. */
function valuesOf(all: readonly CountedValue[], wanted: Aspect): readonly ValueCounts[] {
  const tallies = new Map<string, Tally>();
  for (const { aspect, value, outcome, count } of all) {
    if (aspect !== wanted) continue;
    const tally = tallies.get(value) ?? noCounts();
    tallies.set(value, tally);
    tally[outcome] += count;
  }
  const sizeOf = ({ counts }: ValueCounts): number => OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0);
  return Array.from(tallies, ([value, counts]) => ({ value, counts })).sort(
    (one, other) => sizeOf(other) - sizeOf(one) || (one.value < other.value ? -1 : 1),
  );
}
