// Prometheus metrics of text messages, read at each scrape from what the node counts.

import { Counter, Gauge, type Registry } from 'prom-client';
import type { DeliveryReport, HandedOver } from '../core/messages/carriers.ts';
import type { SmsGatewayHealth } from '../core/messages/sms-gateway.ts';

export interface SmsMetricsSource {
  /** The gateway's kind; absent: there is none, and nothing is shown. */
  readonly gateway: string | undefined;
  readonly counts: {
    readonly handedOver: Readonly<Record<HandedOver['kind'], number>>;
    readonly reported: Readonly<Record<DeliveryReport['outcome'], number>>;
  };
  health(): SmsGatewayHealth;
}

export function createSmsMetrics(registry: Registry, source: SmsMetricsSource): void {
  const registers = [registry];
  new Gauge({
    name: 'postern_sms_gateway_up',
    help: 'Whether the SMS gateway takes texts, by its connection or by the last text; 1 before the first.',
    labelNames: ['gateway'],
    registers,
    collect() {
      this.reset();
      const { gateway } = source;
      if (gateway !== undefined) this.set({ gateway }, source.health().state === 'down' ? 0 : 1);
    },
  });
  new Counter({
    name: 'postern_sms_total',
    help: 'Text messages that were to be sent, by what handing over came to.',
    labelNames: ['outcome'],
    registers,
    collect() {
      this.reset();
      if (source.gateway === undefined) return;
      for (const [outcome, count] of Object.entries(source.counts.handedOver)) this.inc({ outcome }, count);
    },
  });
  new Counter({
    name: 'postern_sms_reports_total',
    help: 'Delivery reports of text messages, by outcome.',
    labelNames: ['outcome'],
    registers,
    collect() {
      this.reset();
      if (source.gateway === undefined) return;
      for (const [outcome, count] of Object.entries(source.counts.reported)) this.inc({ outcome }, count);
    },
  });
}
