// What slows guessing down (R9.1): the client's network first, then the mailbox, with delay rather than lock.

import type { z } from 'zod';
import type { ThrottleLimits } from '../../core/throttle/throttle.ts';
import { group, list, withDefault } from '../schema/setting.ts';
import { count, duration, network } from '../schema/values.ts';

const window = { min: '1m', max: '7d' };

export const throttle: z.ZodType<ThrottleLimits> = withDefault(
  group<ThrottleLimits>({
    'network-failures': withDefault(count({ min: 1, max: 100_000 }), 20, {
      doc: 'Failed tries after which a network (an IPv4 address or an IPv6 /64) is refused for a while. Mailboxes that signed in from there lately are not.',
    }),
    'network-window': withDefault(duration(window), '15m', { doc: 'The time in which that many are forgotten.' }),
    'mailbox-failures': withDefault(count({ min: 1, max: 100_000 }), 5, {
      doc: 'Failed tries at one mailbox, from anywhere, after which answers are delayed. A mailbox is never locked.',
    }),
    'mailbox-window': withDefault(duration(window), '15m', { doc: 'The same for a mailbox.' }),
    'longest-delay': withDefault(duration({ min: '0s', max: '30s' }), '8s', { doc: 'The longest delay of an answer.' }),
    'repeat-window': withDefault(duration({ min: '1m', max: '30d' }), '24h', {
      doc: 'How long the same wrong password from the same network counts only once: a forgotten device repeats it all day.',
    }),
    'familiar-for': withDefault(duration({ min: '1h', max: '365d' }), '30d', {
      doc: 'How long a network stays familiar to a mailbox that signed in from there.',
    }),
    'exempt-networks': withDefault(list(network()), [], {
      doc: 'Networks that are never refused, whatever fails there: the webmail server, an office behind one address.',
      example: ['192.0.2.0/24'],
    }),
  }),
  {},
  { doc: 'What slows guessing down.' },
);
