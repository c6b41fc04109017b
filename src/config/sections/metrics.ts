// Prometheus metrics and the health end points.

import type { z } from 'zod';
import { group, withDefault } from '../schema/setting.ts';
import { flag, ipAddress, listeningPort } from '../schema/values.ts';

export interface MetricsConfig {
  readonly enabled: boolean;
  readonly address: string;
  readonly port: number;
}

export const metrics: z.ZodType<MetricsConfig> = withDefault(
  group<MetricsConfig>({
    enabled: withDefault(flag(), true, { doc: 'Whether they are served.' }),
    address: withDefault(ipAddress(), '127.0.0.1', {
      doc: 'IP address to listen on. Nobody is asked for a password here.',
    }),
    port: withDefault(listeningPort(), 9187, { doc: 'Port of both.' }),
  }),
  {},
  { doc: 'Prometheus metrics (`/metrics`) and health (`/health/live`, `/health/ready`), over HTTP.' },
);
