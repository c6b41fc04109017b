import { describe, expect, it } from 'vitest';
import type { Notice, NoticeKind } from '../../../../src/core/messages/message.ts';
import { isDue, listed, MAX_LISTED } from '../../../../src/core/notices/pace.ts';
import { ANNA, NOON } from '../../../support/factors-fixture.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const notice = (kind: NoticeKind, at: number): Notice => ({
  kind,
  byAdministrator: false,
  occasion: { at, mailbox: ANNA },
});

describe('a message', () => {
  it.each([
    ['a moment after something happened', { since: NOON - 999, sentAt: [] }, false],
    ['a second after it', { since: NOON - 1_000, sentAt: [] }, true],
    ['with a clock that was set back', { since: NOON + HOUR, sentAt: [] }, true],
    ['less than five minutes after another one', { since: NOON - MINUTE, sentAt: [NOON - 5 * MINUTE + 1] }, false],
    ['five minutes after another one', { since: NOON - MINUTE, sentAt: [NOON - 5 * MINUTE] }, true],
    [
      'as the fifth of an hour',
      { since: NOON - MINUTE, sentAt: [10, 20, 30, 59].map((n) => NOON - n * MINUTE) },
      false,
    ],
    [
      'as the fourth of an hour',
      { since: NOON - MINUTE, sentAt: [10, 20, 30, 60].map((n) => NOON - n * MINUTE) },
      true,
    ],
    [
      'as the thirteenth of a day',
      { since: NOON - MINUTE, sentAt: Array.from({ length: 12 }, (_, n) => NOON - (n + 1) * 1.9 * HOUR) },
      false,
    ],
    [
      'as the twelfth of a day',
      { since: NOON - MINUTE, sentAt: Array.from({ length: 12 }, (_, n) => NOON - (n + 1) * 2 * HOUR) },
      true,
    ],
    ['after one that is yet to come', { since: NOON - MINUTE, sentAt: [NOON + HOUR] }, true],
  ])('%s is due: %j → %s', (_what, waiting, expected) => {
    expect(isDue(waiting, NOON)).toBe(expected);
  });

  it('lists everything, oldest first', () => {
    const [one, two] = [notice('factor-added', NOON), notice('factor-removed', NOON - 1)];
    expect(listed([one, two])).toEqual({ notices: [two, one], more: 0 });
  });

  it('lists twenty, and hides no kind behind a flood of another', () => {
    // Negative control: fails when the newest, or the oldest, twenty are listed.
    const flood = Array.from({ length: 40 }, (_, n) => notice('recovery-codes-renewed', NOON + n));
    const telling = notice('factor-removed', NOON - 1);
    const last = notice('app-password-made', NOON + 20);
    const { notices, more } = listed([...flood, last, telling]);
    expect(notices).toHaveLength(MAX_LISTED);
    expect(more).toBe(22);
    expect(notices[0]).toBe(telling);
    expect(notices).toContain(last);
    expect(notices.at(-1)).toBe(flood.at(-1));
    expect(notices).toContain(flood[0]);
  });
});
