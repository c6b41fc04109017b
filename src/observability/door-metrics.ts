// Prometheus metrics of the mail doors. Labels are closed sets: nothing that a client chose can make a time series.

import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { DoorMetrics } from '../mail/door.ts';

/** Seconds. Sign-ins take a millisecond or two; a delayed refusal or a slow backend takes seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Counts that wait to be counted together: one at a time, and rarely, each costs ten times as much. */
const COUNTS_TOGETHER = 500;

/** What is counted at each scrape. */
export interface ConnectionCounts {
  /** Connections now, signed in or not. */
  readonly open: () => number;
  /** Signed-in connections now. */
  readonly live: () => number;
}

/** Registers the doors' metrics. */
export function createDoorMetrics(registry: Registry, counts: ConnectionCounts): DoorMetrics {
  const registers = [registry];
  let waiting: (() => void)[] = [];
  const collect = (): void => {
    const counts = waiting;
    waiting = [];
    for (const count of counts) count();
  };
  const later = (count: () => void): void => {
    if (waiting.push(count) >= COUNTS_TOGETHER) collect();
  };
  const opened = new Counter({
    name: 'postern_connections_opened_total',
    help: 'Connections that clients opened.',
    labelNames: ['door'],
    registers,
    collect,
  });
  const rejected = new Counter({
    name: 'postern_connections_rejected_total',
    help: 'Connections turned away before a greeting.',
    labelNames: ['door', 'reason'],
    registers,
    collect,
  });
  const notes = new Counter({
    name: 'postern_dialogue_notes_total',
    help: 'Oddities before sign-in: bad commands, STARTTLS injection, cancelled SASL exchanges.',
    labelNames: ['door', 'note'],
    registers,
    collect,
  });
  const decisions = new Histogram({
    name: 'postern_sign_in_seconds',
    help: 'Sign-ins from credentials to decision, by outcome; delays of refusals not included.',
    labelNames: ['door', 'outcome'],
    buckets: BUCKETS,
    registers,
    collect,
  });
  const backend = new Histogram({
    name: 'postern_backend_sign_in_seconds',
    help: 'Sign-ins at the backend, connection included.',
    labelNames: ['door', 'outcome'],
    buckets: BUCKETS,
    registers,
    collect,
  });
  const octets = new Counter({
    name: 'postern_spliced_octets_total',
    help: 'Octets passed between signed-in clients and backends, counted when a connection ends.',
    labelNames: ['door', 'direction'],
    registers,
    collect,
  });
  const ended = new Counter({
    name: 'postern_connections_ended_total',
    help: 'Signed-in connections that ended, by what ended them.',
    labelNames: ['door', 'by'],
    registers,
    collect,
  });
  new Gauge({
    name: 'postern_connections_open',
    help: 'Connections now, signed in or not.',
    registers,
    collect() {
      this.set(counts.open());
    },
  });
  new Gauge({
    name: 'postern_connections_live',
    help: 'Signed-in connections now.',
    registers,
    collect() {
      this.set(counts.live());
    },
  });
  return {
    connectionOpened: (door) => later(() => opened.inc({ door })),
    connectionRejected: (door, reason) => later(() => rejected.inc({ door, reason })),
    note: (door, note) => later(() => notes.inc({ door, note })),
    decided: (door, decision, took) => {
      const outcome = decision.kind === 'deny' ? decision.reason : decision.kind;
      later(() => decisions.observe({ door, outcome }, took / 1_000));
    },
    backendSignIn: (door, outcome, took) => later(() => backend.observe({ door, outcome }, took / 1_000)),
    spliceEnded: (door, { up, down, endedBy: by }) =>
      later(() => {
        octets.inc({ door, direction: 'up' }, up);
        octets.inc({ door, direction: 'down' }, down);
        ended.inc({ door, by });
      }),
  };
}
