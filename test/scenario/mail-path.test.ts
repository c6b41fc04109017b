// The mail path of a whole node: workers' messages, status, health, metrics, reload and the end (R7.1).

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNodeClient } from '../../src/cli/node-client.ts';
import type { DeliveryReport } from '../../src/core/messages/carriers.ts';
import type { StatusResource } from '../../src/web/api/client/node-resources.ts';
import { PATIENCE_MS } from '../support/deadline.ts';
import { letter } from '../support/mail-path-settings.ts';
import { type MailSink, startMailSink } from '../support/mail-sink.ts';
import { type Postern, startPostern } from '../support/postern.ts';

describe("a node's mail path", () => {
  let belongings: AsyncDisposableStack;
  let sink: MailSink;
  let postern: Postern;
  let reports: DeliveryReport[];

  const section = (port: number) => `
metrics: { address: 127.0.0.1, port: 0 }
mail-path:
  from: { name: Example, address: security@example.test }
  delivery: { kind: smarthost, host: 127.0.0.1, port: ${port}, tls: none }`;
  const BACKEND = 'imap: { host: 127.0.0.1, port: 1, tls: none }';

  beforeEach(async () => {
    belongings = new AsyncDisposableStack();
    reports = [];
    sink = belongings.use(await startMailSink());
    postern = belongings.use(
      await startPostern({
        backend: BACKEND,
        more: section(sink.port),
        doors: [{ protocol: 'imap', tls: 'none' }],
        onDelivery: (report) => reports.push(report),
      }),
    );
  });

  afterEach(() => belongings.disposeAsync());

  const status = () => createNodeClient(postern.node.administration.socketPath).ask<StatusResource>('GET', '/status');

  const get = async (path: string): Promise<string> =>
    (await fetch(`http://127.0.0.1:${postern.node.operatorPort}${path}`)).text();

  it('carries, reports once, and shows how it is', async () => {
    expect(await postern.node.carriers.mail.carry(letter('m-1'))).toEqual({ kind: 'accepted' });
    await expect.poll(() => reports, { timeout: PATIENCE_MS }).toMatchObject([{ id: 'm-1', outcome: 'delivered' }]);
    expect(sink.mails).toHaveLength(1);
    expect(postern.logged.map(({ event }) => event)).toContain('message.delivered');
    await expect.poll(async () => (await status()).mailPath).toMatchObject({ state: 'up', queued: 0 });
    expect(await get('/health/ready')).toBe('ok\n');
    const metrics = await get('/metrics');
    expect(metrics).toContain('postern_messages_handed_over_total{channel="email",outcome="accepted"} 1');
    expect(metrics).toContain('postern_messages_reported_total{outcome="delivered"} 1');
    expect(metrics).toContain('postern_mail_path_up 1');
    // No log line has what only the recipient may know.
    expect(JSON.stringify(postern.logged)).not.toContain('123456');
  });

  it('is degraded, and still ready, while the smarthost is dead; a reload with another one mends it', async () => {
    await sink[Symbol.asyncDispose]();
    await postern.node.carriers.mail.carry(letter('m-1'));
    await expect.poll(() => get('/health/ready'), { timeout: PATIENCE_MS }).toMatch(/^ok\ndegraded: .*ECONNREFUSED/);
    expect((await status()).mailPath).toMatchObject({ state: 'failing', queued: 1 });
    expect(await get('/metrics')).toContain('postern_mail_path_queued 1');
    const next = belongings.use(await startMailSink());
    await postern.reload({ backend: BACKEND, more: section(next.port), doors: [{ protocol: 'imap', tls: 'none' }] });
    await expect.poll(() => next.mails.length, { timeout: PATIENCE_MS }).toBe(1);
  });

  it('goes away when the configuration has none any more', async () => {
    await postern.reload({ backend: BACKEND, doors: [{ protocol: 'imap', tls: 'none' }] });
    expect(await postern.node.carriers.mail.carry(letter('m-1'))).toMatchObject({ kind: 'unavailable' });
    expect((await status()).mailPath).toBeUndefined();
  });
});
