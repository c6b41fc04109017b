// Prometheus metrics of notices, which the node alone has. Labels are closed sets.

import { Counter, Gauge, type Registry } from 'prom-client';
import type { NoticeDispatcher, NoticeMetrics, NoticeStatus } from '../core/notices/notice-dispatcher.ts';
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
  const seconds = (since: number | undefined): number =>
    since === undefined ? 0 : Math.max(0, clock.now() - since) / 1_000;
  const gauge = (name: string, help: string, read: (status: NoticeStatus) => number): void => {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        const status = await dispatcher()
          .status()
          .catch(() => undefined);
        // A store that doesn't answer leaves it as it was.
        if (status) this.set(read(status));
      },
    });
  };
  gauge('postern_notices_waiting', 'Messages that are not handed over yet.', ({ waiting }) => waiting);
  gauge('postern_notices_oldest_seconds', 'For how long the oldest of them waits.', ({ since }) => seconds(since));
  gauge('postern_notices_lag_seconds', 'Since when the audit log was not read to its end.', ({ readAt }) =>
    seconds(readAt),
  );
  for (const outcome of ['accepted', 'refused', 'unavailable', 'expired']) messages.inc({ outcome }, 0);
  return {
    handedOver: (outcome) => messages.inc({ outcome }),
    merged: (notices) => merged.inc(notices),
    nobody: (mailboxes) => nobody.inc(mailboxes),
  };
}
