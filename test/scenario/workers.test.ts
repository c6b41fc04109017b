import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/ports.ts';
import { type Postern, startPostern } from '../support/postern.ts';
import { lacks } from '../support/programs.ts';
import { type Dovecot, startDovecot } from '../support/servers/dovecot.ts';
import type { WireClient } from '../support/wire-client.ts';

const ALICE = 'alice@example.test';

/** Whether anybody listens there. */
async function isOpen(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port });
  return once(socket, 'connect').then(
    () => {
      socket.destroy();
      return true;
    },
    () => false,
  );
}

describe.skipIf(lacks('dovecot'))('a configuration that can not be used', () => {
  let dovecot: Dovecot;
  let blocker: Server;
  beforeAll(async () => {
    dovecot = await startDovecot({ trustedNetworks: ['127.0.0.0/8'] });
    blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
  });
  afterAll(async () => {
    blocker.close();
    await dovecot[Symbol.asyncDispose]();
  });

  it.each([1, 2])('changes nothing, neither at mail doors nor at web doors, with %d workers', async (workers) => {
    // Negative control: fails when the mail doors change before the web doors are known to be able to.
    const backend = `imap: { host: 127.0.0.1, port: ${dovecot.ports.imap}, tls: none, forward-client: id }`;
    const own = { protocol: 'imap', tls: 'implicit', port: await freePort() } as const;
    await using postern = await startPostern({ backend, doors: [own], workers });
    const port = await freePort();
    const address = blocker.address();
    const taken = typeof address === 'object' ? address?.port : 0;
    const reload = postern.reload({
      ...{ backend, workers },
      doors: [own, { protocol: 'imap', tls: 'starttls', port }],
      more: `app-passwords: { hint: false }
web:
  listeners: [{ kind: http, address: 127.0.0.1, port: ${taken} }]
sites:
  webmail:
    origin: https://webmail.example.test
    upstream: { kind: network, host: 127.0.0.1, port: 1 }
    profile: { kind: roundcube }`,
    });
    await expect(reload).rejects.toThrow(/listen/);
    await expect.poll(() => isOpen(port)).toBe(false);
    expect(await postern.node.pool.listeners()).toHaveLength(1);
    for (let tries = 0; tries < 4; tries += 1) {
      await using client = await postern.connect('imap', 'implicit');
      await client.readLine();
      await client.ask(`a LOGIN ${ALICE} alice-secret`, /^a NO \[ALERT\]/);
    }
  });
});

describe.skipIf(lacks('dovecot'))('several workers', () => {
  let dovecot: Dovecot;
  let postern: Postern;

  beforeAll(async () => {
    dovecot = await startDovecot({ trustedNetworks: ['127.0.0.0/8'] });
    postern = await startPostern({
      backend: `imap: { host: 127.0.0.1, port: ${dovecot.ports.imap}, tls: none, forward-client: id }`,
      doors: [{ protocol: 'imap', tls: 'implicit', port: await freePort() }],
      workers: 2,
    });
  });

  afterAll(async () => {
    await postern[Symbol.asyncDispose]();
    await dovecot[Symbol.asyncDispose]();
  });

  /** Signs in until both workers hold at least one connection. */
  async function signInOnBoth(shown: string): Promise<readonly WireClient[]> {
    const clients: WireClient[] = [];
    while (new Set((await postern.node.pool.connections()).map(({ worker }) => worker)).size < 2) {
      const client = await postern.connect('imap', 'implicit');
      clients.push(client);
      await client.readLine();
      await client.ask(`a LOGIN ${ALICE} ${shown}`, /^a OK/);
    }
    return clients;
  }

  /** How many workers run that aren't the one with this process id. */
  function replacedOf(pid: number | undefined): number {
    return postern.node.pool.running.filter((worker) => worker.pid !== pid).length;
  }

  it('share the ports and the stores, and end what is revoked in each of them within a second (R3.6)', async () => {
    const { id, shown } = await postern.issue({ mailbox: ALICE, mailboxPassword: 'alice-secret' });
    const clients = await signInOnBoth(shown);
    expect(await postern.node.pool.connections()).toHaveLength(clients.length);
    const revokedAt = performance.now();
    await postern.node.state.stores.appPasswords.revoke(id, Date.now());
    await Promise.all(clients.map(({ ended }) => ended));
    expect(performance.now() - revokedAt).toBeLessThan(1_000);
  });

  it('are replaced when they crash, while the others go on', async () => {
    const { shown } = await postern.issue({ mailbox: ALICE, mailboxPassword: 'alice-secret' });
    const clients = await signInOnBoth(shown);
    const [victim] = postern.node.pool.running;
    const survivors = (await postern.node.pool.connections()).filter(({ worker }) => worker !== victim?.worker);
    process.kill(victim?.pid ?? 0, 'SIGKILL');
    await expect.poll(() => replacedOf(victim?.pid), { timeout: 10_000 }).toBe(2);
    expect((await postern.node.pool.connections()).map(({ id }) => id).sort()).toEqual(
      survivors.map(({ id }) => id).sort(),
    );
    expect(postern.logged.some(({ event }) => event === 'worker.crashed')).toBe(true);
    const again = await signInOnBoth(shown);
    for (const client of [...clients, ...again]) await client[Symbol.asyncDispose]();
  });

  it('go over to a new configuration without dropping a connection', async () => {
    const { shown } = await postern.issue({ mailbox: ALICE, mailboxPassword: 'alice-secret' });
    const clients = await signInOnBoth(shown);
    await postern.reload({
      backend: `imap: { host: 127.0.0.1, port: ${dovecot.ports.imap}, tls: none, forward-client: id }`,
      doors: [{ protocol: 'imap', tls: 'implicit', port: postern.port('imap', 'implicit') }],
      workers: 2,
      more: 'app-passwords: { hint: false }',
    });
    for (const client of clients) await client.ask('n NOOP', /^n OK/);
    await using client = await postern.connect('imap', 'implicit');
    await client.readLine();
    await client.ask(`a LOGIN ${ALICE} alice-secret`, /^a NO \[AUTHENTICATIONFAILED\]/);
    for (const each of clients) await each[Symbol.asyncDispose]();
  });
});
