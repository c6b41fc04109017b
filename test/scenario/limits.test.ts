// Limits on connections and time: what one client does, or thousands do, leaves the door open for others (A7, A12, A16).

import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemStopwatch } from '../../src/adapters/system/system-stopwatch.ts';
import { type FakeBackend, startFakeBackend } from '../support/fake-backend.ts';
import { afterImapSignIn } from '../support/fake-mail-server.ts';
import { ALICE } from '../support/mail-site.ts';
import { type Postern, type PosternOptions, startPostern } from '../support/postern.ts';
import type { WireClient } from '../support/wire-client.ts';

describe('limits', () => {
  let backend: FakeBackend;

  beforeAll(async () => {
    backend = await startFakeBackend(afterImapSignIn((connection) => connection.stall()));
  });

  afterAll(() => backend[Symbol.asyncDispose]());

  function start(limits: string, options: Partial<PosternOptions> = {}): Promise<Postern> {
    return startPostern({
      backend: `imap: { host: 127.0.0.1, port: ${backend.port}, tls: none }`,
      more: `limits: { ${limits} }`,
      ...options,
    });
  }

  async function signedIn(postern: Postern, password: string, from = '127.0.0.1'): Promise<WireClient> {
    const client = await postern.connect('imap', 'none', { from });
    await client.expect(/^\* OK/);
    await client.ask(`a LOGIN ${ALICE} ${password}`, /^a OK/);
    return client;
  }

  it('turns away who comes from an address with too many connections, in words, and nobody else', async () => {
    await using postern = await start('connections-per-address: 2');
    const { shown } = await postern.issue({ mailbox: ALICE, mailboxPassword: 'x' });
    await using first = await signedIn(postern, shown);
    await using _second = await signedIn(postern, shown);
    await using third = await postern.connect('imap', 'none');
    expect(await third.readToEnd()).toMatch(/^\* BYE Too many connections\.\r\n$/);
    await expect(postern.connect('imap', 'implicit')).rejects.toThrow();
    await using elsewhere = await postern.connect('imap', 'none', { from: '127.0.0.2' });
    await elsewhere.expect(/^\* OK/);
    await first[Symbol.asyncDispose]();
    await postern.untilOpen(2);
    await using again = await postern.connect('imap', 'none');
    await again.expect(/^\* OK/);
  });

  it('measures time by a steady clock: nobody is cut because the machine’s clock is set forward', async () => {
    // Negative control: fails within a quarter of a second when time-outs go by the clock.
    let ahead = 0;
    const clock = { now: () => Date.now() + ahead };
    await using postern = await start('sign-in-timeout: 2s', { clock, stopwatch: systemStopwatch });
    await using client = await postern.connect('imap', 'none');
    await client.expect(/^\* OK/);
    const since = performance.now();
    ahead = 3_600_000;
    await client.ended;
    expect(performance.now() - since).toBeGreaterThan(1_500);
  });

  it('turns away who comes from an address with too many that have not signed in', async () => {
    await using postern = await start('unauthenticated-per-address: 2');
    const { shown } = await postern.issue({ mailbox: ALICE, mailboxPassword: 'x' });
    await using _first = await postern.connect('imap', 'none');
    await using second = await postern.connect('imap', 'none');
    await second.expect(/^\* OK/);
    await using third = await postern.connect('imap', 'none');
    expect(await third.readToEnd()).toMatch(/^\* BYE/);
    await second.ask(`a LOGIN ${ALICE} ${shown}`, /^a OK/);
    await using fourth = await postern.connect('imap', 'none');
    await fourth.expect(/^\* OK/);
  });

  it('takes no more connections than it may have in all', async () => {
    await using postern = await start('connections: 2');
    await using _first = await postern.connect('imap', 'none');
    await using second = await postern.connect('imap', 'none', { from: '127.0.0.2' });
    await second.expect(/^\* OK/);
    await using third = await postern.connect('imap', 'none', { from: '127.0.0.3' });
    expect(await third.readToEnd()).toMatch(/^\* BYE/);
  });

  // Seen failing with the newest turned away instead: twenty addresses that only connect shut the door for all.
  it('lets the oldest that has not signed in make room for the newest', async () => {
    await using postern = await start('unauthenticated: 2');
    const { shown } = await postern.issue({ mailbox: ALICE, mailboxPassword: 'x' });
    await using settled = await signedIn(postern, shown);
    await using oldest = await postern.connect('imap', 'none', { from: '127.0.0.2' });
    await oldest.expect(/^\* OK/);
    await using second = await postern.connect('imap', 'none', { from: '127.0.0.3' });
    await second.expect(/^\* OK/);
    await using newest = await signedIn(postern, shown, '127.0.0.4');
    await oldest.expect(/^\* BYE Too many connections/);
    await oldest.ended;
    await second.ask('a NOOP', /^a OK/);
    expect(newest.pending()).toBe('');
    expect(settled.pending()).toBe('');
  });

  it('refuses a mailbox more connections than it may have, with LIMIT (I7)', async () => {
    await using postern = await start('connections-per-mailbox: 2');
    const { shown } = await postern.issue({ mailbox: ALICE, mailboxPassword: 'x' });
    await using first = await signedIn(postern, shown);
    await using _second = await signedIn(postern, shown);
    await using third = await postern.connect('imap', 'none');
    await third.readLine();
    await third.ask(`a LOGIN ${ALICE} ${shown}`, /^a NO \[LIMIT\]/);
    first.reset();
    await postern.untilOpen(2);
    await third.ask(`b LOGIN ${ALICE} ${shown}`, /^b OK/);
  });

  // Seen failing with the limit looked at only before the backend was asked: all of them got in.
  it('refuses a mailbox more connections than it may have, when they come all at once (P-11)', async () => {
    await using postern = await start('connections-per-mailbox: 3');
    const { shown } = await postern.issue({ mailbox: ALICE, mailboxPassword: 'x' });
    const clients = await Promise.all(Array.from({ length: 12 }, () => postern.connect('imap', 'none')));
    const answers = await Promise.all(
      clients.map(async (client) => {
        await client.readLine();
        return client.ask(`a LOGIN ${ALICE} ${shown}`, /^a (OK|NO \[LIMIT\])/);
      }),
    );
    for (const client of clients) client.reset();
    expect(answers.filter((answer) => answer.startsWith('a OK'))).toHaveLength(3);
  });

  // Seen failing with a timer that each octet starts anew.
  it('ends a sign-in that takes too long in all, whatever is sent meanwhile (A12)', async () => {
    await using postern = await start('sign-in-timeout: 1s');
    await using idle = await postern.connect('imap', 'none');
    await idle.expect(/^\* OK/);
    await using loris = await postern.connect('imap', 'none', { from: '127.0.0.2' });
    await loris.expect(/^\* OK/);
    const trickle = (async (): Promise<void> => {
      for (let octets = 0; ; octets += 1) {
        await loris.send('a NOOP\r\n'.charAt(octets % 8));
        await new Promise((resolve) => void setImmediate(resolve));
      }
    })().catch(() => undefined);
    await idle.expect(/^\* BYE Timed out/);
    expect(await idle.ended).toBe('fin');
    await loris.readUntil(/^\* BYE Timed out/m);
    loris.halfClose();
    await loris.ended;
    await trickle;
    await postern.untilOpen(0);
  });

  it('leaves a signed-in client alone, however long it is idle (A12)', async () => {
    await using postern = await start('sign-in-timeout: 1s');
    const { shown } = await postern.issue({ mailbox: ALICE, mailboxPassword: 'x' });
    await using settled = await signedIn(postern, shown);
    await using idle = await postern.connect('imap', 'none');
    await idle.readToEnd();
    const live = await postern.node.pool.connections();
    expect(live).toHaveLength(1);
    expect(settled.pending()).toBe('');
  });

  it('ends a connection that stays half-closed', async () => {
    await using silent = await startFakeBackend(afterImapSignIn(() => new Promise<void>(() => undefined)));
    const backendText = `imap: { host: 127.0.0.1, port: ${silent.port}, tls: none }`;
    await using postern = await start('half-closed-timeout: 1s', { backend: backendText });
    const { shown } = await postern.issue({ mailbox: ALICE, mailboxPassword: 'x' });
    await using client = await signedIn(postern, shown);
    client.halfClose();
    await client.ended;
    await postern.untilOpen(0);
    const ended = postern.logged.find(({ event }) => event === 'connection.ended');
    expect(ended?.fields['endedBy']).toBe('half-closed');
  });

  // Seen failing without the pause in `#flow`: the answers grew to hundreds of megabytes in our memory.
  it('stops reading from a client that asks and asks and takes no answer', async () => {
    await using postern = await start('sign-in-timeout: 1s');
    const socket = connect({ host: '127.0.0.1', port: postern.port('imap', 'none') });
    socket.on('error', () => undefined);
    const flood = Buffer.from('a CAPABILITY\r\n'.repeat(5_000));
    let taken = 0;
    const more = (): void => {
      while (socket.write(flood)) taken += flood.length;
      taken += flood.length;
    };
    socket.on('drain', more);
    const before = process.memoryUsage().rss;
    more();
    await postern.untilOpen(1);
    await postern.untilOpen(0);
    expect(taken).toBeLessThan(40e6);
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
    socket.destroy();
  });

  it('bears thousands that connect and say nothing, and still serves others', async () => {
    await using postern = await start('unauthenticated: 3000, unauthenticated-per-address: 300, connections: 4000');
    const { shown } = await postern.issue({ mailbox: ALICE, mailboxPassword: 'x' });
    const before = process.memoryUsage().rss;
    const sockets = await Promise.all(
      Array.from({ length: 2_000 }, (_, index) => halfOpen(postern, `127.0.1.${1 + (index % 20)}`)),
    );
    await postern.untilOpen(2_000);
    const since = performance.now();
    await using client = await signedIn(postern, shown);
    expect(performance.now() - since).toBeLessThan(1_000);
    // Both ends of each connection live in this process.
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
    for (const socket of sockets) socket.destroy();
    await postern.untilOpen(1);
    expect(client.pending()).toBe('');
  });

  async function halfOpen(postern: Postern, localAddress: string): Promise<Socket> {
    const socket = connect({ host: '127.0.0.1', port: postern.port('imap', 'none'), localAddress });
    socket.on('error', () => undefined);
    await new Promise((resolve) => void socket.once('data', resolve));
    return socket;
  }
});

describe('waiting for an answer that is held back (A7, R9.1)', () => {
  let backend: FakeBackend;
  let postern: Postern;

  beforeAll(async () => {
    backend = await startFakeBackend(async (connection) => {
      await connection.send('* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n');
      if ((await connection.readLine()).startsWith('L ')) await connection.send('L NO [AUTHENTICATIONFAILED] No\r\n');
    });
    postern = await startPostern({
      backend: `imap: { host: 127.0.0.1, port: ${backend.port}, tls: none }`,
      more: 'throttle: { mailbox-failures: 1, longest-delay: 1s }\nlimits: { failures-per-connection: 10 }',
    });
  });

  afterAll(async () => {
    await postern[Symbol.asyncDispose]();
    await backend[Symbol.asyncDispose]();
  });

  it('slows a guesser down, and nobody who connects meanwhile', async () => {
    await using guesser = await postern.connect('imap', 'none');
    await guesser.readLine();
    await guesser.ask(`a LOGIN ${ALICE} guess-1`, /^a NO/);
    await guesser.ask(`b LOGIN ${ALICE} guess-2`, /^b NO/);
    const since = performance.now();
    await guesser.send(`c LOGIN ${ALICE} guess-3\r\n`);
    await using other = await postern.connect('imap', 'none');
    await other.expect(/^\* OK/);
    await other.ask('a NOOP', /^a OK/);
    expect(guesser.pending()).toBe('');
    await guesser.expect(/^c NO/);
    expect(performance.now() - since).toBeGreaterThan(490);
  });

  // Seen failing with a session that doesn't listen to its socket's end (`#onGone`): the slot was kept for the delay.
  it('frees the slot of a client that leaves (A16)', async () => {
    await using guesser = await postern.connect('imap', 'none', { from: '127.0.0.5' });
    await guesser.readLine();
    await guesser.ask(`a LOGIN bob@example.test guess-1`, /^a NO/);
    await guesser.ask(`b LOGIN bob@example.test guess-2`, /^b NO/);
    await guesser.ask(`c LOGIN bob@example.test guess-3`, /^c NO/);
    const decided = postern.logged.length;
    await guesser.send(`d LOGIN bob@example.test guess-4\r\n`);
    await expect.poll(() => postern.logged.slice(decided).some(({ event }) => event === 'sign-in.refused')).toBe(true);
    const since = performance.now();
    guesser.reset();
    await postern.untilOpen(0);
    expect(performance.now() - since).toBeLessThan(500);
  });
});
