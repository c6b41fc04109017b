// Limits on connections and time, so that nobody can use up the machine. There is no idle limit after sign-in (A12).

import type { z } from 'zod';
import type { Millis } from '../../core/units.ts';
import { group, withDefault } from '../schema/setting.ts';
import { count, duration } from '../schema/values.ts';

export interface LimitsConfig {
  readonly connections: number;
  readonly connectionsPerAddress: number;
  readonly connectionsPerMailbox: number;
  readonly unauthenticated: number;
  readonly unauthenticatedPerAddress: number;
  readonly failuresPerConnection: number;
  readonly signInTimeout: Millis;
  readonly halfClosedTimeout: Millis;
  readonly writeStallTimeout: Millis;
  readonly drainTimeout: Millis;
}

const connections = (otherwise: number, doc: string): z.ZodType<number> =>
  withDefault(count({ min: 1, max: 1_000_000 }), otherwise, { doc });

export const limits: z.ZodType<LimitsConfig> = withDefault(
  group<LimitsConfig>({
    connections: connections(9_000, 'Connections in each worker. One that is signed in takes two file descriptors.'),
    'connections-per-address': connections(
      200,
      'Connections from one address (or IPv6 /64) in each worker. An office may share one.',
    ),
    'connections-per-mailbox': connections(50, 'Signed-in connections of one mailbox in each worker.'),
    unauthenticated: connections(
      1_000,
      'Connections in each worker that have not signed in yet. Beyond that, the oldest of them makes room for the newest.',
    ),
    'unauthenticated-per-address': connections(20, 'The same, from one address.'),
    'failures-per-connection': withDefault(count({ min: 2, max: 20 }), 3, {
      doc: 'Failed sign-ins after which a connection is ended. Not 1: many clients lose the text of a refusal when the connection ends with it.',
    }),
    'sign-in-timeout': withDefault(duration({ min: '1s', max: '10m' }), '2m', {
      doc: 'How long a client may take to sign in, whatever it sends meanwhile.',
    }),
    'half-closed-timeout': withDefault(duration({ min: '1s', max: '1h' }), '60s', {
      doc: 'How long a connection that one side has closed may go on.',
    }),
    'write-stall-timeout': withDefault(duration({ min: '1s', max: '1h' }), '5m', {
      doc: 'How long a side may take nothing of what waits for it.',
    }),
    'drain-timeout': withDefault(duration({ min: '0s', max: '1d' }), '30s', {
      doc: 'How long connections may go on after a stop was asked for. Those that are left are then ended, spread over a few seconds.',
    }),
  }),
  {},
  { doc: 'Limits on connections and time. There is none on how long a signed-in client may be idle.' },
);
