// Prometheus metrics of messages that leave: codes and notices. Labels are closed sets.

import { Counter, Gauge, type Registry } from 'prom-client';
import type { DeliveryReport, Destination, HandedOver } from '../core/messages/carriers.ts';
import type { MailPathHealth } from '../core/messages/mail-path-health.ts';

export interface MessageMetrics {
  handedOver(channel: Destination['kind'], outcome: HandedOver['kind']): void;
  reported(outcome: DeliveryReport['outcome']): void;
}

/** Registers them. @param health - Of the mail path, at each scrape; nothing: there is none. */
export function createMessageMetrics(
  registry: Registry,
  health: () => Promise<MailPathHealth | undefined>,
): MessageMetrics {
  const registers = [registry];
  const handedOver = new Counter({
    name: 'postern_messages_handed_over_total',
    help: 'Codes and notices that were to leave.',
    labelNames: ['channel', 'outcome'],
    registers,
  });
  const reported = new Counter({
    name: 'postern_messages_reported_total',
    help: 'What became of accepted ones; delays are counted each time.',
    labelNames: ['outcome'],
    registers,
  });
  new Gauge({
    name: 'postern_mail_path_up',
    help: '1 while the mail path takes mail, 0 while it does not, or there is none.',
    registers,
    async collect() {
      const state = (await health())?.state ?? 'down';
      this.set(state === 'down' ? 0 : 1);
    },
  });
  new Gauge({
    name: 'postern_mail_path_queued',
    help: 'Messages in the queue of the mail path.',
    registers,
    async collect() {
      this.set((await health())?.queued ?? 0);
    },
  });
  new Gauge({
    name: 'postern_mail_path_oldest_seconds',
    help: 'Age of the oldest message in that queue; 0 when it is empty.',
    registers,
    async collect() {
      const oldest = (await health())?.oldest;
      this.set(oldest === undefined ? 0 : Math.max(0, (Date.now() - oldest) / 1_000));
    },
  });
  return {
    handedOver: (channel, outcome) => handedOver.inc({ channel, outcome }),
    reported: (outcome) => reported.inc({ outcome }),
  };
}
