import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { createNoticeMetrics } from '../../../src/observability/notice-metrics.ts';

it('notices are counted by outcome, and what waits is looked at as it is scraped', async () => {
  const registry = new Registry();
  let status = async () => ({ waiting: 3, since: 4_000, readAt: 9_500 });
  const metrics = createNoticeMetrics(registry, {
    dispatcher: () => ({ status: () => status() }),
    clock: { now: () => 10_000 },
  });
  metrics.handedOver('accepted');
  metrics.merged(4);
  metrics.nobody(2);
  const lines = async () => (await registry.metrics()).split('\n').filter((line) => /^postern/.test(line));
  const expected = [
    'postern_notices_messages_total{outcome="accepted"} 1',
    'postern_notices_messages_total{outcome="refused"} 0',
    'postern_notices_messages_total{outcome="unavailable"} 0',
    'postern_notices_messages_total{outcome="expired"} 0',
    'postern_notices_merged_total 4',
    'postern_notices_untold_total 2',
    'postern_notices_waiting 3',
    'postern_notices_oldest_seconds 6',
    'postern_notices_lag_seconds 0.5',
  ];
  expect(await lines()).toEqual(expected);
  status = async () => {
    throw new Error('busy');
  };
  expect(await lines()).toEqual(expected);
});
