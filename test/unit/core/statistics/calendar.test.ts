// Days of a time zone, through the years and their summer times.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Calendar, DAY, HOUR } from '../../../../src/core/statistics/calendar.ts';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'America/Santiago',
  'Pacific/Auckland',
  'Australia/Lord_Howe',
];

describe('days of a time zone', () => {
  it.each(ZONES)('begin where the date changes, and hold every moment once in %s', (zone) => {
    const calendar = new Calendar(zone);
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2020, 0, 2), max: Date.UTC(2029, 0, 1) }), (at) => {
        const day = calendar.dayOf(at);
        const [begins, ends] = [calendar.beginningOf(day), calendar.beginningOf(day + DAY)];
        expect(calendar.dayOf(begins)).toBe(day);
        expect(calendar.dayOf(begins - 1)).toBe(day - DAY);
        expect(begins <= at && at < ends).toBe(true);
        expect(ends - begins).toBeGreaterThanOrEqual(23 * HOUR);
        expect(ends - begins).toBeLessThanOrEqual(25 * HOUR);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00Z', 23],
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00Z', 25],
    ['America/Santiago', '2026-09-06', '2026-09-06T04:00Z', 23],
  ])('know that %s begins and ends summer time: %s', (zone, date, begins, hours) => {
    const calendar = new Calendar(zone);
    const day = Date.parse(date);
    expect(calendar.beginningOf(day)).toBe(Date.parse(begins));
    expect(calendar.beginningOf(day + DAY) - calendar.beginningOf(day)).toBe(hours * HOUR);
  });
});
