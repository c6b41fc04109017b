// TLS at the doors: versions, certificates by name, ALPN (A10), and handshakes that come to nothing.

import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeBackend, startFakeBackend } from '../support/fake-backend.ts';
import { signInOverImap } from '../support/fake-mail-server.ts';
import { ALL_MAIL_DOORS, type Postern, startPostern } from '../support/postern.ts';
import { type Certificate, makeCertificate } from '../support/tls.ts';
import type { WireClient } from '../support/wire-client.ts';

describe('TLS at the doors', () => {
  let other: Certificate & AsyncDisposable;
  let backend: FakeBackend;
  let postern: Postern;

  beforeAll(async () => {
    other = await makeCertificate({ names: ['other.example.org', '*.wild.example.org'] });
    backend = await startFakeBackend(async (connection) => void (await signInOverImap(connection)));
    const at = `{ host: 127.0.0.1, port: ${backend.port}, tls: none }`;
    postern = await startPostern({
      doors: ALL_MAIL_DOORS,
      backend: `imap: ${at}\npop3: ${at}`,
      certificates: [other],
      tls: 'handshake-timeout: 1s',
    });
  });

  afterAll(async () => {
    await postern[Symbol.asyncDispose]();
    await backend[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
  });

  function secured(client: WireClient): TLSSocket {
    if (client.socket instanceof TLSSocket) return client.socket;
    throw new Error('not over TLS');
  }

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('speaks %s', async (version) => {
    await using client = await postern.connect('imap', 'implicit', {
      tls: { minVersion: version, maxVersion: version },
    });
    expect(secured(client).getProtocol()).toBe(version);
    await client.expect(/^\* OK/);
  });

  // Seen failing with `minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0'` in the terminator.
  it('refuses TLS 1.1', async () => {
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(postern.connect('imap', 'implicit', { tls: old })).rejects.toThrow(/alert protocol version/);
    await postern.untilOpen(0);
  });

  it.each([
    ['localhost', 'localhost'],
    ['other.example.org', 'other.example.org'],
    ['OTHER.example.org', 'other.example.org'],
    ['a.wild.example.org', 'other.example.org'],
    ['unknown.example.net', 'localhost'],
  ])('shows a client that asks for %s the certificate of %s', async (servername, subject) => {
    await using client = await postern.connect('imap', 'implicit', {
      tls: { servername, ca: [postern.certificate.ca, other.ca], checkServerIdentity: () => undefined },
    });
    expect(secured(client).getPeerCertificate().subject.CN).toBe(subject);
  });

  it.each([
    ['imap', ['imap']],
    ['imap', ['http/1.1', 'imap']],
    ['pop3', ['pop3']],
  ] as const)('agrees at the %s door on one of %j (A10)', async (protocol, ALPNProtocols) => {
    await using client = await postern.connect(protocol, 'implicit', { tls: { ALPNProtocols: [...ALPNProtocols] } });
    expect(secured(client).alpnProtocol).toBe(protocol);
  });

  // Seen failing without the `ALPNCallback`: the door then answered a client of another protocol (ALPACA).
  it.each([
    ['imap', ['http/1.1']],
    ['imap', ['h2', 'pop3']],
    ['pop3', ['imap']],
  ] as const)('refuses at the %s door a client that speaks only %j (A10)', async (protocol, ALPNProtocols) => {
    const refused = postern.connect(protocol, 'implicit', { tls: { ALPNProtocols: [...ALPNProtocols] } });
    await expect(refused).rejects.toThrow(/no application protocol/i);
    await postern.untilOpen(0);
  });

  it.each([
    ['another protocol', 'GET / HTTP/1.1\r\n\r\n'],
    ['a PROXY header from an unlisted peer (P-01)', 'PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n'],
    ['random octets', Buffer.from('16030100ff0badc0de', 'hex')],
  ])('ends a connection that begins with %s', async (_, octets) => {
    const socket = connect({ host: '127.0.0.1', port: postern.port('imap', 'implicit') });
    const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
    socket.on('error', () => undefined);
    socket.resume();
    socket.write(octets);
    await closed;
    await postern.untilOpen(0);
  });

  // Seen failing without `handshakeTimeout`: the connection stayed open.
  it('ends a handshake that never comes to its end (A12)', async () => {
    const socket = connect({ host: '127.0.0.1', port: postern.port('imap', 'implicit') });
    const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
    socket.on('error', () => undefined);
    socket.resume();
    socket.write(Buffer.from([0x16, 3, 1, 0, 200]));
    await closed;
    await postern.untilOpen(0);
  });

  // Seen failing, the connection open for ever, without the terminator's listener for errors behind the handshake.
  it('ends a connection whose records can not be decrypted', async () => {
    const raw = connect(postern.port('imap', 'implicit'), '127.0.0.1');
    const damaged = Buffer.concat([Buffer.from('1703030020', 'hex'), Buffer.alloc(32)]);
    const socket = connectTls({ socket: raw, rejectUnauthorized: false });
    socket.on('error', () => undefined);
    socket.once('data', () => raw.write(damaged));
    await once(raw, 'close');
    await postern.untilOpen(0);
  });

  it('resumes a session, as clients that come back do', async () => {
    await using first = await postern.connect('imap', 'implicit', { tls: { maxVersion: 'TLSv1.2' } });
    const session = secured(first).getSession();
    await using second = await postern.connect('imap', 'implicit', {
      tls: { maxVersion: 'TLSv1.2', ...(session && { session }) },
    });
    expect(secured(second).isSessionReused()).toBe(true);
    await second.expect(/^\* OK/);
  });
});
