// The Prometheus metric of the SMS gateway. Texts themselves are counted with all messages (message-metrics.ts).

import { Gauge, type Registry } from 'prom-client';
import type { SmsGatewayHealth } from '../core/messages/sms-gateway.ts';

export interface SmsMetricsSource {
  /** The gateway's kind; absent: there is none, and nothing is shown. */
  readonly gateway: string | undefined;
  health(): SmsGatewayHealth;
}

/** Registers it. It is read at each scrape. */
export function createSmsMetrics(registry: Registry, source: SmsMetricsSource): void {
  new Gauge({
    name: 'postern_sms_gateway_up',
    help: 'Whether the SMS gateway takes texts, by its connection or by the last text; 1 before the first.',
    labelNames: ['gateway'],
    registers: [registry],
    collect() {
      this.reset();
      const { gateway } = source;
      if (gateway !== undefined) this.set({ gateway }, source.health().state === 'down' ? 0 : 1);
    },
  });
}
