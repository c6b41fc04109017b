import { describe, expect, it } from 'vitest';
import type { Destination } from '../../../../src/core/messages/carriers.ts';
import { maskedName, type RecipientRules, recipientsOf } from '../../../../src/core/notices/recipients.ts';
import { ANNA, NOON } from '../../../support/factors-fixture.ts';
import { RULES } from '../../../support/notices-fixture.ts';

const DAY = 86_400_000;
const OWN: Destination = { kind: 'email', address: ANNA };
const HOME: Destination = { kind: 'email', address: 'anna@home.example' };
const PHONE: Destination = { kind: 'sms', number: '+491701234567' };

const SINCE = NOON - 100 * DAY;
const known = (destination: Destination) => ({ destination, since: SINCE });
const KNOWN = [known(HOME), known(PHONE)];

const told = (rules: Partial<RecipientRules>, all: Parameters<typeof recipientsOf>[1] = KNOWN) =>
  recipientsOf(ANNA, all, { rules: { ...RULES, ...rules }, now: NOON });

describe('who is told', () => {
  it.each([
    ['the mailbox, and the addresses of its factors', {}, KNOWN, [OWN, HOME]],
    ['not the mailbox, as configured', { toMailbox: false }, KNOWN, [HOME]],
    ['not the factors, as configured: then their numbers', { toFactors: false }, KNOWN, [OWN, PHONE]],
    ['numbers where there is no address', {}, [known(PHONE)], [OWN, PHONE]],
    ['numbers always, as configured', { bySms: 'always' }, KNOWN, [OWN, HOME, PHONE]],
    ['numbers never, as configured', { bySms: 'never' }, [known(PHONE)], [OWN]],
    [
      'nobody twice',
      {},
      [known({ kind: 'email', address: 'ANNA@example.org' })],
      [{ ...OWN, address: 'ANNA@example.org' }],
    ],
    ['nobody', { toMailbox: false }, [], []],
  ] as const)('is %s', (_what, rules, all, expected) => {
    expect(told(rules, all)).toEqual(expected);
  });

  it('is an address that was removed, for some days', () => {
    // Negative control: fails when what has gone is no longer told.
    expect(told({}, [{ ...known(HOME), goneAt: NOON - 7 * DAY + 1 }])).toEqual([OWN, HOME]);
    expect(told({}, [{ ...known(HOME), goneAt: NOON - 7 * DAY }])).toEqual([OWN]);
  });

  it('is an address that was there for an hour for an hour more, as it may be the thief’s', () => {
    // Negative control: fails when every address is told for as long.
    const added = { destination: HOME, since: NOON };
    const rules = { rules: RULES };
    const toldAfter = (goneAt: number, now: number) =>
      recipientsOf(ANNA, [{ ...added, goneAt }], { ...rules, now }).length;
    const HOUR = 3_600_000;
    expect(toldAfter(NOON + HOUR, NOON + 2 * HOUR - 1)).toBe(2);
    expect(toldAfter(NOON + HOUR, NOON + 2 * HOUR)).toBe(1);
    expect(toldAfter(NOON + 1, NOON + 600_000)).toBe(2);
    expect(toldAfter(NOON + 1, NOON + 600_001)).toBe(1);
  });
});

it('a destination is masked in logs', () => {
  expect([OWN, HOME, PHONE].map(maskedName)).toEqual(['a•••@example.org', 'a•••@home.example', '•••67']);
});
