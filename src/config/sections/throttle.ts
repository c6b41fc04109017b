// What slows guessing down (R9.1): the client's network first, then the mailbox, with delay rather than lock.

import type { z } from 'zod';
import type { Millis } from '../../core/units.ts';
import { group, list, withDefault } from '../schema/setting.ts';
import { count, duration, network } from '../schema/values.ts';

export interface ThrottleConfig {
  readonly networkFailures: number;
  readonly per: Millis;
  readonly mailboxDelayAfter: number;
  readonly longestDelay: Millis;
  readonly repeatWindow: Millis;
  /** CIDR. */
  readonly exemptNetworks: readonly string[];
}

export const throttle: z.ZodType<ThrottleConfig> = withDefault(
  group<ThrottleConfig>({
    'network-failures': withDefault(count({ min: 1, max: 100_000 }), 20, {
      doc: 'Failed tries that a network (an IPv4 address or an IPv6 /64) may have in the time of `per`; then it is refused for a while.',
    }),
    per: withDefault(duration({ min: '1m', max: '7d' }), '15m', { doc: 'The time in which failures are forgotten.' }),
    'mailbox-delay-after': withDefault(count({ min: 1, max: 100_000 }), 5, {
      doc: 'Failed tries at a mailbox, from anywhere, after which answers to strange networks are delayed. A mailbox is never locked.',
    }),
    'longest-delay': withDefault(duration({ min: '0s', max: '30s' }), '8s', { doc: 'The longest delay of an answer.' }),
    'repeat-window': withDefault(duration({ min: '1m', max: '30d' }), '24h', {
      doc: 'How long the same wrong password from the same network counts once only: a forgotten device repeats it all day.',
    }),
    'exempt-networks': withDefault(list(network()), [], {
      doc: "Networks whose failures aren't counted by network, such as a webmail server that signs in for everybody. The mailbox's count goes on.",
      example: ['192.0.2.10/32'],
    }),
  }),
  {},
  { doc: 'What slows guessing down.' },
);
