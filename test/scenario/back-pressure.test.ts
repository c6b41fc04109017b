// Much data through the splice: what a slow reader doesn't take waits at the backend and not in our memory, and no
// octet of one connection is ever seen in another (the read buffer towards plain backends is shared by all of them).

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeBackend, type FakeConnection, startFakeBackend } from '../support/fake-backend.ts';
import { afterImapSignIn } from '../support/fake-mail-server.ts';
import { ALICE } from '../support/mail-site.ts';
import { type DoorTls, type Postern, startPostern } from '../support/postern.ts';
import type { Certificate } from '../support/tls.ts';
import { makeCertificate } from '../support/tls.ts';

const MEBI = 1024 * 1024;
const SMALLER = 20 * MEBI;
const CHUNK = 256 * 1024;
/** What a slow reader takes before it pauses. */
const SIP = MEBI;

/** A stream of octets that no other name shares: a counter and the name, over and over. */
function* octetsOf(name: string, total: number): Generator<Buffer> {
  for (let sent = 0; sent < total; sent += CHUNK) {
    const chunk = Buffer.alloc(Math.min(CHUNK, total - sent), name.padEnd(64, '.'));
    for (let at = 0; at + 8 <= chunk.length; at += 4_096) chunk.writeDoubleBE(sent + at, at);
    yield chunk;
  }
}

function hashOf(name: string, total: number): string {
  const hash = createHash('sha256');
  for (const chunk of octetsOf(name, total)) hash.update(chunk);
  return hash.digest('hex');
}

/** Sends what the client asked for with `GET <name> <octets>`; takes what it announced with `PUT <octets>`. */
async function serveBulk(connection: FakeConnection): Promise<void> {
  const [verb, ...words] = (await connection.readLine()).split(' ');
  if (verb === 'GET') {
    const [name = '', total = '0'] = words;
    await sendAll(connection, octetsOf(name, Number(total)));
    await connection.ended;
    return;
  }
  const hash = createHash('sha256');
  let left = Number(words[0]);
  connection.socket.removeAllListeners('data');
  connection.socket.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    left -= chunk.length;
    if (left <= 0) connection.socket.write(`${hash.digest('hex')}\r\n`);
  });
  await connection.send('+ OK\r\n');
  await connection.ended;
}

/** Sends as the other side takes it; gives up when that side has gone. */
async function sendAll({ socket, ended }: FakeConnection, chunks: Iterable<Buffer>): Promise<void> {
  for (const chunk of chunks) {
    if (socket.destroyed) return;
    if (!socket.write(chunk)) await Promise.race([new Promise((resolve) => void socket.once('drain', resolve)), ended]);
  }
}

/** Reads `total` octets and gives back their hash. `slowly`: in sips, with turns of the event loop between. */
async function download(socket: Socket, total: number, slowly: boolean): Promise<string> {
  const hash = createHash('sha256');
  let left = total;
  const done = Promise.withResolvers<void>();
  socket.removeAllListeners('data');
  socket.on('close', () => done.reject(new Error(`closed with ${left} octets to come`)));
  socket.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    left -= chunk.length;
    if (left <= 0) done.resolve();
    else if (slowly && left % SIP < chunk.length) {
      socket.pause();
      afterTurns(50, () => socket.resume());
    }
  });
  await done.promise;
  return hash.digest('hex');
}

function afterTurns(turns: number, then: () => void): void {
  if (turns === 0) then();
  else setImmediate(() => afterTurns(turns - 1, then));
}

describe.each([
  ['in clear text', 'none', 100 * MEBI],
  ['over TLS', 'implicit', 20 * MEBI],
] as const)('a splice to a backend %s', (_, backendTls, big) => {
  let certificate: Certificate & AsyncDisposable;
  let backend: FakeBackend;
  let postern: Postern;
  let appPassword: string;

  beforeEach(async () => {
    certificate = await makeCertificate({ names: ['127.0.0.1'] });
    const tls = backendTls === 'implicit' ? { tls: certificate } : {};
    backend = await startFakeBackend(afterImapSignIn(serveBulk), tls);
    postern = await startPostern({
      backend: `imap: { host: 127.0.0.1, port: ${backend.port}, tls: ${backendTls}, certificate-authority: ${certificate.caFile} }`,
      more: 'limits: { write-stall-timeout: 1s }',
    });
    appPassword = (await postern.issue({ mailbox: ALICE, mailboxPassword: 'x' })).shown;
  });

  afterEach(async () => {
    await postern[Symbol.asyncDispose]();
    await backend[Symbol.asyncDispose]();
    await certificate[Symbol.asyncDispose]();
  });

  async function signedIn(tls: DoorTls): Promise<Socket> {
    const client = await postern.connect('imap', tls);
    await client.readLine();
    await client.ask(`a LOGIN ${ALICE} ${appPassword}`, /^a OK/);
    return client.socket;
  }

  // Seen failing (with a plain backend) when `onBytes` wrote the shared buffer to plain clients without a copy, and
  // when it wrote it to a TLS client whose earlier octets still waited.
  it('carries different data to slow and fast readers at once, each octet its own', async () => {
    const before = process.memoryUsage().rss;
    const readers = [
      { name: 'slow-tls', tls: 'implicit', total: big, slowly: true },
      { name: 'slow-plain', tls: 'none', total: SMALLER, slowly: true },
      { name: 'fast-plain', tls: 'none', total: SMALLER, slowly: false },
      { name: 'fast-tls', tls: 'implicit', total: SMALLER, slowly: false },
    ] as const;
    const sockets = await Promise.all(readers.map(({ tls }) => signedIn(tls)));
    let highest = 0;
    const hashes = await Promise.all(
      readers.map(async ({ name, total, slowly }, index) => {
        const socket = sockets[index];
        if (!socket) throw new Error('unreachable: one socket for each reader');
        const received = download(socket, total, slowly);
        socket.on('data', () => {
          highest = Math.max(highest, process.memoryUsage.rss());
        });
        socket.write(`GET ${name} ${total}\r\n`);
        return received;
      }),
    );
    expect(hashes).toEqual(readers.map(({ name, total }) => hashOf(name, total)));
    expect(highest - before).toBeLessThan(250e6);
    for (const socket of sockets) socket.destroy();
  });

  it('carries an upload of 50 MB whole', async () => {
    const total = 50 * MEBI;
    const socket = await signedIn('implicit');
    socket.removeAllListeners('data');
    const goOn = once(socket, 'data');
    socket.write(`PUT ${total}\r\n`);
    await goOn;
    const answer = once(socket, 'data');
    for (const chunk of octetsOf('upload', total)) {
      if (!socket.write(chunk)) await once(socket, 'drain');
    }
    expect(String((await answer)[0]).trim()).toBe(hashOf('upload', total));
    socket.destroy();
  });

  // Seen failing without the pause: the backend could send all of it, and it waited in our memory.
  it('stops reading from the backend while a client takes nothing, and then ends it', async () => {
    const before = process.memoryUsage().rss;
    const socket = await signedIn('implicit');
    socket.pause();
    socket.write(`GET stalled ${100 * MEBI}\r\n`);
    await postern.untilOpen(0);
    const ended = postern.logged.find(({ event }) => event === 'connection.ended');
    expect(ended?.fields['endedBy']).toBe('stalled');
    expect(Number(ended?.fields['down'])).toBeLessThan(30e6);
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
    socket.destroy();
  });
});

describe('the last octets of a backend that closes', () => {
  it('reach a client that reads slowly', async () => {
    const total = 20 * MEBI;
    await using backend = await startFakeBackend(
      afterImapSignIn(async (connection) => {
        await connection.readLine();
        await sendAll(connection, octetsOf('last', total));
      }),
    );
    await using postern = await startPostern({
      backend: `imap: { host: 127.0.0.1, port: ${backend.port}, tls: none }`,
    });
    const { shown } = await postern.issue({ mailbox: ALICE, mailboxPassword: 'x' });
    await using client = await postern.connect('imap', 'implicit');
    await client.readLine();
    await client.ask(`a LOGIN ${ALICE} ${shown}`, /^a OK/);
    client.socket.removeAllListeners('data');
    const received = download(client.socket, total, true);
    client.socket.write('GET\r\n');
    expect(await received).toBe(hashOf('last', total));
  });
});
