// Revocations end what they concern, whatever the order in which things happen (R3.6, R5.3).

import { describe, expect, it } from 'vitest';
import { openMemoryStores } from '../../../../src/adapters/stores/memory/stores.ts';
import { endOwnPasswordConnections } from '../../../../src/core/sessions/end-connections.ts';
import { LiveConnections, type MailConnection } from '../../../../src/core/sessions/live-connections.ts';
import type { RevocationTarget } from '../../../../src/core/sessions/revocation-log.ts';
import { START } from '../../../support/core-fixture.ts';

const connection = (id: string, fields: Partial<MailConnection> = {}): MailConnection => ({
  id,
  door: 'imap',
  mailbox: 'alice@example.com',
  remoteAddress: '198.51.100.7',
  since: START,
  ...fields,
});

function open() {
  const { revocations: log } = openMemoryStores();
  const live = new LiveConnections(log);
  const ended: string[] = [];
  return {
    log,
    live,
    ended,
    register: async (given: MailConnection, decidedAt?: number) =>
      live.register(given, decidedAt ?? (await log.current()), (reason) => ended.push(`${given.id} ${reason}`)),
    revoke: (target: RevocationTarget) => log.append({ at: START, target, reason: 'revoked' }),
  };
}

const PHONE = { appPassword: { id: 'ap-1', name: 'phone' } };

describe('a live connection', () => {
  it('is listed and counted until it is released, however often', async () => {
    const { live, register } = open();
    const first = await register(connection('1'));
    const second = await register(connection('2'));
    await register(connection('3', { mailbox: 'bob@example.com' }));
    expect(live.size).toBe(3);
    expect(live.count('alice@example.com')).toBe(2);
    first.release();
    first.release();
    expect(live.count('alice@example.com')).toBe(1);
    second.release();
    expect(live.count('alice@example.com')).toBe(0);
    expect(live.list().map(({ id }) => id)).toEqual(['3']);
  });

  it('does not lose its place to another of the same id', async () => {
    const { live, register, ended } = open();
    const first = await register(connection('same'));
    const second = await register(connection('same'));
    first.release();
    expect(live.count('alice@example.com')).toBe(1);
    second.release();
    expect(live.size).toBe(0);
    expect(ended).toEqual([]);
  });

  it.each<[RevocationTarget, readonly string[]]>([
    [{ kind: 'app-password', id: 'ap-1' }, ['phone']],
    [{ kind: 'mailbox', address: 'alice@example.com' }, ['phone', 'own']],
    [{ kind: 'domain', name: 'example.com' }, ['phone', 'own', 'bob']],
    [{ kind: 'connection', id: 'own' }, ['own']],
    [{ kind: 'web-session', id: 'own' }, []],
    [{ kind: 'own-password', of: { mailbox: 'alice@example.com' } }, ['own']],
    [{ kind: 'own-password', of: { domain: 'example.com' } }, ['own', 'bob']],
    [{ kind: 'own-password', of: { mailboxes: ['bob@example.com', 'alice@sub.example.com'] } }, ['bob', 'other']],
    [{ kind: 'own-password', of: 'everybody' }, ['own', 'bob', 'other']],
  ])('ends by a revocation of %j', async (target, expected) => {
    const { live, register, revoke, ended } = open();
    await live.follow();
    await register(connection('phone', PHONE));
    await register(connection('own'));
    await register(connection('bob', { mailbox: 'bob@example.com' }));
    await register(connection('other', { mailbox: 'alice@sub.example.com' }));
    await register(connection('app', { ...PHONE, mailbox: 'x@sub.example.com', appPassword: { id: '2', name: '' } }));
    await revoke(target);
    await live.follow();
    expect(ended).toEqual(expected.map((id) => `${id} revoked`));
    await live.follow();
    expect(ended).toHaveLength(expected.length);
    expect(live.size).toBe(5 - expected.length);
  });

  it('ends when it was revoked between its decision and its registration', async () => {
    // Negative control: fails when registering does not look for what was revoked since the decision.
    const { live, log, register, revoke, ended } = open();
    await live.follow();
    const decidedAt = await log.current();
    await revoke({ kind: 'app-password', id: 'ap-1' });
    await live.follow();
    await register(connection('late', PHONE), decidedAt);
    expect(ended).toEqual(['late revoked']);
    expect(live.size).toBe(0);
  });

  it('ends once when it is revoked while it registers', async () => {
    const { live, log, register, revoke, ended } = open();
    await live.follow();
    const decidedAt = await log.current();
    const registering = register(connection('1', PHONE), decidedAt);
    await revoke({ kind: 'app-password', id: 'ap-1' });
    await Promise.all([registering, live.follow()]);
    await live.follow();
    expect(ended).toEqual(['1 revoked']);
  });

  it('ends once when following was faster than its own look', async () => {
    const { live, log, register, revoke, ended } = open();
    await live.follow();
    const { since } = log;
    const look = Promise.withResolvers<void>();
    log.since = async (sequence) => {
      log.since = since;
      await look.promise;
      return since.call(log, sequence);
    };
    const registering = register(connection('1', PHONE), 0);
    await revoke({ kind: 'app-password', id: 'ap-1' });
    await live.follow();
    look.resolve();
    await registering;
    expect(ended).toEqual(['1 revoked']);
  });

  it('ends when it is revoked before the log was followed for the first time', async () => {
    // Negative control: fails when following begins at the newest revocation although something was registered before.
    const { live, register, revoke, ended } = open();
    await register(connection('early', PHONE));
    await revoke({ kind: 'app-password', id: 'ap-1' });
    await live.follow();
    expect(ended).toEqual(['early revoked']);
  });

  it('ends when it registered while the log was followed for the first time', async () => {
    const { live, log, register, revoke, ended } = open();
    const { current } = log;
    log.current = async () => {
      log.current = current;
      await register(connection('early', PHONE), 0);
      await revoke({ kind: 'app-password', id: 'ap-1' });
      return current.call(log);
    };
    await live.follow();
    expect(ended).toEqual(['early revoked']);
  });

  it('is not touched by what was revoked before its decision: who was ended may come back at once', async () => {
    // Negative control: fails when what is followed is applied to every connection that it concerns.
    const { live, register, revoke, ended } = open();
    await live.follow();
    await register(connection('before'));
    await revoke({ kind: 'mailbox', address: 'alice@example.com' });
    await register(connection('back'));
    await live.follow();
    expect(ended).toEqual(['before revoked']);
  });

  it('is released when the log can not be read, and the caller is told', async () => {
    const { live, log, register } = open();
    log.since = async () => Promise.reject(new Error('gone'));
    await expect(register(connection('1'), 0)).rejects.toThrow('gone');
    expect(live.size).toBe(0);
  });

  it('ends as soon as the log can be read again', async () => {
    const { live, log, register, revoke, ended } = open();
    await live.follow();
    await register(connection('1', PHONE));
    await revoke({ kind: 'app-password', id: 'ap-1' });
    const { since } = log;
    log.since = async () => Promise.reject(new Error('gone'));
    await expect(live.follow()).rejects.toThrow('gone');
    log.since = since;
    await Promise.all([live.follow(), live.follow()]);
    expect(ended).toEqual(['1 revoked']);
  });
});

describe('a change of the challenge mode', () => {
  it('ends what own passwords opened, unless they may still open everything (R3.1)', async () => {
    const { log } = open();
    const ports = { revocations: log, clock: { now: () => START } };
    await endOwnPasswordConnections('everybody', { challenge: 'never', userChoice: false }, ports);
    await endOwnPasswordConnections('everybody', {}, ports);
    expect(await log.since(0)).toEqual([]);
    for (const challenge of ['always', 'new-ip', 'new-country', 'inherit'] as const) {
      await endOwnPasswordConnections({ domain: 'example.com' }, { challenge }, ports);
    }
    expect(await log.since(3)).toEqual([
      {
        sequence: 4,
        at: START,
        target: { kind: 'own-password', of: { domain: 'example.com' } },
        reason: 'app-password-required',
      },
    ]);
  });
});
