import { describe, expect, it } from 'vitest';
import type { Destination } from '../../../../src/core/messages/carriers.ts';
import { maskedName, type RecipientRules, recipientsOf } from '../../../../src/core/notices/recipients.ts';
import { ANNA, NOON } from '../../../support/factors-fixture.ts';
import { RULES } from '../../../support/notices-fixture.ts';

const DAY = 86_400_000;
const OWN: Destination = { kind: 'email', address: ANNA };
const HOME: Destination = { kind: 'email', address: 'anna@home.example' };
const PHONE: Destination = { kind: 'sms', number: '+491701234567' };

const KNOWN = [{ destination: HOME }, { destination: PHONE }];

const told = (rules: Partial<RecipientRules>, known: Parameters<typeof recipientsOf>[1] = KNOWN) =>
  recipientsOf(ANNA, known, { rules: { ...RULES, ...rules }, now: NOON });

describe('who is told', () => {
  it.each([
    ['the mailbox, and the addresses of its factors', {}, KNOWN, [OWN, HOME]],
    ['not the mailbox, as configured', { toMailbox: false }, KNOWN, [HOME]],
    ['not the factors, as configured: then their numbers', { toFactors: false }, KNOWN, [OWN, PHONE]],
    ['numbers where there is no address', {}, [{ destination: PHONE }], [OWN, PHONE]],
    ['numbers always, as configured', { bySms: 'always' }, KNOWN, [OWN, HOME, PHONE]],
    ['numbers never, as configured', { bySms: 'never' }, [{ destination: PHONE }], [OWN]],
    [
      'nobody twice',
      {},
      [{ destination: { kind: 'email', address: 'ANNA@example.org' } }],
      [{ ...OWN, address: 'ANNA@example.org' }],
    ],
    ['nobody', { toMailbox: false }, [], []],
  ] as const)('is %s', (_what, rules, known, expected) => {
    expect(told(rules, known)).toEqual(expected);
  });

  it('is an address that was removed, for some days', () => {
    // Negative control: fails when what has gone is no longer told.
    expect(told({}, [{ destination: HOME, goneAt: NOON - 7 * DAY + 1 }])).toEqual([OWN, HOME]);
    expect(told({}, [{ destination: HOME, goneAt: NOON - 7 * DAY }])).toEqual([OWN]);
  });
});

it('a destination is masked in logs', () => {
  expect([OWN, HOME, PHONE].map(maskedName)).toEqual(['a•••@example.org', 'a•••@home.example', '•••67']);
});
