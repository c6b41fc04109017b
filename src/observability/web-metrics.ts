// Prometheus metrics of the web doors. Labels are closed sets: nothing that a browser chose can make a time series.

import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { WebMetrics } from '../web/gate/http/web-metrics.ts';

/** Seconds. Small answers take milliseconds, a large mailbox a second; streams run for minutes. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600];

/** What is counted at each scrape. */
export interface WebCounts {
  readonly connections: () => number;
  /** Requests that are being answered now. */
  readonly exchanges: () => number;
}

/** Registers the web doors' metrics. */
export function createWebMetrics(registry: Registry, counts: WebCounts): WebMetrics {
  const registers = [registry];
  const opened = new Counter({
    name: 'postern_web_connections_opened_total',
    help: 'Connections that browsers opened.',
    registers,
  });
  const connectionsRefused = new Counter({
    name: 'postern_web_connections_refused_total',
    help: "Browsers' connections that were turned away.",
    labelNames: ['reason'],
    registers,
  });
  const requestsRefused = new Counter({
    name: 'postern_web_requests_refused_total',
    help: 'Requests that Postern itself answered with an error, or cut.',
    labelNames: ['reason'],
    registers,
  });
  const requests = new Histogram({
    name: 'postern_web_request_seconds',
    help: 'Requests from their head to the end of their answer.',
    labelNames: ['site', 'protocol', 'status'],
    buckets: BUCKETS,
    registers,
  });
  const octets = new Counter({
    name: 'postern_web_octets_total',
    help: 'Octets of bodies from and to browsers, counted when a request ends.',
    labelNames: ['site', 'direction'],
    registers,
  });
  const cut = new Counter({
    name: 'postern_web_answers_cut_total',
    help: 'Answers that broke off.',
    labelNames: ['site'],
    registers,
  });
  new Gauge({
    name: 'postern_web_connections_open',
    help: 'Connections of browsers now.',
    registers,
    collect() {
      this.set(counts.connections());
    },
  });
  new Gauge({
    name: 'postern_web_requests_open',
    help: 'Requests that are being answered now.',
    registers,
    collect() {
      this.set(counts.exchanges());
    },
  });
  return {
    connectionOpened: () => opened.inc(),
    connectionRefused: (reason) => connectionsRefused.inc({ reason }),
    requestRefused: (reason) => requestsRefused.inc({ reason }),
    exchangeEnded: ({ site, protocol, status, wasComplete, received, sent, took }) => {
      requests.observe({ site, protocol, status }, took / 1_000);
      octets.inc({ site, direction: 'up' }, received);
      octets.inc({ site, direction: 'down' }, sent);
      if (!wasComplete) cut.inc({ site });
    },
  };
}
