// Days as people of one time zone count them. A day is kept as its date, at midnight in UTC: a number that neither summer
// time nor another time zone in the configuration makes ambiguous.

import type { Millis } from '../units.ts';

export const HOUR: Millis = 3_600_000;

export const DAY: Millis = 24 * HOUR;

/** Every zone's clock has gone by whole quarters of an hour for longer than there are audit logs. */
const QUARTER: Millis = HOUR / 4;

export class Calendar {
  readonly timeZone: string;
  readonly #format: Intl.DateTimeFormat;
  /** Asked for again and again: a page has up to 90 days, and a year has 365 more. */
  readonly #beginnings = new Map<Millis, Millis>();
  #last: { readonly quarter: number; readonly day: Millis } | undefined;

  /** @param timeZone - IANA name, as `Intl` knows it. */
  constructor(timeZone: string) {
    this.timeZone = timeZone;
    this.#format = new Intl.DateTimeFormat('en', {
      ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
    });
  }

  /** The date of a moment. */
  dayOf(at: Millis): Millis {
    const quarter = Math.floor(at / QUARTER);
    if (this.#last?.quarter !== quarter) this.#last = { quarter, day: Math.floor(this.#written(at) / DAY) * DAY };
    return this.#last.day;
  }

  /** The first moment of a date: 01:00 where summer time begins at midnight. */
  beginningOf(day: Millis): Millis {
    const known = this.#beginnings.get(day) ?? this.#findBeginning(day);
    this.#beginnings.set(day, known);
    return known;
  }

  #findBeginning(day: Millis): Millis {
    const usual = day - this.#offset(day);
    const possible = [day - this.#offset(day - DAY), day - this.#offset(day + DAY), usual];
    return Math.min(...possible.filter((at) => this.dayOf(at) === day), Math.max(...possible));
  }

  #offset(at: Millis): Millis {
    return this.#written(at) - Math.floor(at / 1_000) * 1_000;
  }

  /** What clocks show, as though it were UTC; to the second. */
  #written(at: Millis): Millis {
    const parts = new Map(this.#format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  }
}
