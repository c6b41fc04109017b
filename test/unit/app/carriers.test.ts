// How messages leave a node, and how those of its workers get there.

import { Registry } from 'prom-client';
import { describe, expect, it, vi } from 'vitest';
import { type CarriersOptions, openCarriers } from '../../../src/app/carriers.ts';
import type { FromWorker } from '../../../src/app/workers/messages.ts';
import { RemoteCarriers } from '../../../src/app/workers/remote-carriers.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import type { OutgoingSms } from '../../../src/core/messages/carriers.ts';
import { letter, SILENT_LOG } from '../../support/mail-path-settings.ts';
import { LEAST } from '../config/load-text.ts';

const SMS: OutgoingSms = { id: 's-1', to: '+491701234567', text: 'code', endsAt: Date.now() + 600_000 };

function loadedWithout() {
  const loaded = loadConfig({ path: 'x.yaml', text: LEAST, environment: {}, readFile: () => '' });
  if (loaded.kind === 'invalid') throw new Error('invalid');
  return loaded;
}

function options(differing: Partial<CarriersOptions> = {}): CarriersOptions {
  const registry = new Registry();
  const clock = { now: () => 1_000 };
  return { loaded: loadedWithout(), clock, log: SILENT_LOG, registry, onDelivery: () => undefined, ...differing };
}

describe('the carriers of a node', () => {
  it('are unavailable where nothing is configured', async () => {
    const registry = new Registry();
    await using carriers = await openCarriers(options({ registry }));
    const notConfigured = { kind: 'unavailable', reason: 'not configured' };
    expect(await carriers.mail.carry(letter('m-1'))).toEqual(notConfigured);
    expect(await carriers.sms.carry(SMS)).toEqual(notConfigured);
    expect(await carriers.mailHealth()).toBeUndefined();
    const metrics = await registry.metrics();
    expect(metrics).toContain('postern_messages_handed_over_total{channel="email",outcome="unavailable"} 1');
    expect(metrics).toContain('postern_mail_path_up 0');
  });
});

describe('the carriers of a worker', () => {
  it('pass messages to the node, and its answers back to who waits for them', async () => {
    const said: FromWorker[] = [];
    const remote = new RemoteCarriers((message) => said.push(message));
    const mail = remote.mail.carry(letter('m-1'));
    const sms = remote.sms.carry(SMS);
    expect(said).toMatchObject([
      { kind: 'carry', id: 1, message: { channel: 'email', mail: { id: 'm-1' } } },
      { kind: 'carry', id: 2, message: { channel: 'sms', sms: { id: 's-1' } } },
    ]);
    remote.carried(2, { kind: 'refused', reason: 'no such number' });
    remote.carried(1, { kind: 'accepted' });
    remote.carried(7, { kind: 'accepted' });
    expect(await mail).toEqual({ kind: 'accepted' });
    expect(await sms).toEqual({ kind: 'refused', reason: 'no such number' });
  });

  it('are unavailable when the node does not answer in time', async () => {
    vi.useFakeTimers();
    try {
      const handedOver = new RemoteCarriers(() => undefined).mail.carry(letter('m-1'));
      vi.advanceTimersByTime(5_000);
      expect(await handedOver).toMatchObject({ kind: 'unavailable' });
    } finally {
      vi.useRealTimers();
    }
  });
});
