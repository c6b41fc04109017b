// Prometheus metrics of notices, which the node alone has. Labels are closed sets.

import { Counter, Gauge, type Registry } from 'prom-client';
import type { NoticeDispatcher, NoticeMetrics } from '../core/notices/notice-dispatcher.ts';
import type { Clock } from '../core/ports.ts';

/** What is looked at for each scrape. */
export interface NoticeGauges {
  readonly dispatcher: () => Pick<NoticeDispatcher, 'status'>;
  readonly clock: Clock;
}

/** Registers them. */
export function createNoticeMetrics(registry: Registry, { dispatcher, clock }: NoticeGauges): NoticeMetrics {
  const registers = [registry];
  const messages = new Counter({
    name: 'postern_notices_messages_total',
    help: 'Messages to owners of mailboxes, by what handing them over came to.',
    labelNames: ['outcome'],
    registers,
  });
  const merged = new Counter({
    name: 'postern_notices_merged_total',
    help: 'Notices that share a message with another one.',
    registers,
  });
  const nobody = new Counter({
    name: 'postern_notices_untold_total',
    help: 'Mailboxes whose owner could not be told anything: no address, or no way to reach it.',
    registers,
  });
  const waiting = new Gauge({
    name: 'postern_notices_waiting',
    help: 'Messages that are not handed over yet.',
    registers,
  });
  const oldest = new Gauge({
    name: 'postern_notices_oldest_seconds',
    help: 'For how long the oldest of them waits.',
    registers,
  });
  new Gauge({
    name: 'postern_notices_lag_seconds',
    help: 'Since when the audit log was not read to its end.',
    registers,
    async collect() {
      const status = await dispatcher()
        .status()
        .catch(() => undefined);
      const seconds = (since: number | undefined): number =>
        since === undefined ? 0 : Math.max(0, clock.now() - since) / 1_000;
      this.set(seconds(status?.readAt));
      // A store that doesn't answer leaves them as they were.
      if (!status) return;
      waiting.set(status.waiting);
      oldest.set(seconds(status.since));
    },
  });
  for (const outcome of ['accepted', 'refused', 'unavailable', 'expired']) messages.inc({ outcome }, 0);
  return {
    handedOver: (outcome) => messages.inc({ outcome }),
    merged: (notices) => merged.inc(notices),
    nobody: (mailboxes) => nobody.inc(mailboxes),
  };
}
