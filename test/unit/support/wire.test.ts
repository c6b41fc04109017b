// The test's own wire ends, against each other: what they promise to every scenario and interop test.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeConnection, startFakeBackend } from '../../support/fake-backend.ts';
import { lacks } from '../../support/programs.ts';
import { type Certificate, type CertificateAuthority, makeCertificateAuthority } from '../../support/tls.ts';
import { connectWire } from '../../support/wire-client.ts';
import { WireEndedError, WireMismatchError } from '../../support/wire-connection.ts';

async function greet(connection: FakeConnection): Promise<void> {
  await connection.send('* OK ready\r\n');
}

describe('a wire client and a fake backend', () => {
  it('reads lines whatever the segments were', async () => {
    await using backend = await startFakeBackend(async (connection) => {
      for (const octet of '* OK ready\r\nfürther\r\n') await connection.send(octet);
    });
    await using client = await connectWire({ port: backend.port });
    expect(await client.readLine()).toBe('* OK ready');
    expect(await client.readLine()).toBe('fürther');
    expect(await client.ended).toBe('fin');
  });

  it('leaves what it did not ask for', async () => {
    await using backend = await startFakeBackend((connection) => connection.send('+OK\r\none\r\n.\r\n+OK next\r\n'));
    await using client = await connectWire({ port: backend.port });
    expect(await client.readUntil('\r\n.\r\n')).toBe('+OK\r\none\r\n.\r\n');
    expect(await client.readBytes(3)).toEqual(Buffer.from('+OK'));
    expect(await client.readToEnd()).toBe(' next\r\n');
    expect(client.pending()).toBe('');
    expect(client.all()).toContain('one');
  });

  it('answers after the client has sent FIN', async () => {
    await using backend = await startFakeBackend(async (connection) => {
      const said = await connection.readToEnd();
      await connection.send(`heard ${said}`);
    });
    await using client = await connectWire({ port: backend.port });
    await client.send('a NOOP');
    client.halfClose();
    expect(await client.readToEnd()).toBe('heard a NOOP');
  });

  it('tells a reset from an end', async () => {
    await using backend = await startFakeBackend(async (connection) => {
      await connection.expect('a LOGOUT');
      connection.reset();
    });
    await using client = await connectWire({ port: backend.port });
    await client.send('a LOGOUT\r\n');
    expect(await client.ended).toBe('reset');
  });

  it('shows the conversation when the other side says something else', async () => {
    await using backend = await startFakeBackend(greet);
    await using client = await connectWire({ port: backend.port });
    const mismatch = client.expect(/^\* BYE/);
    await expect(mismatch).rejects.toThrow(WireMismatchError);
    await expect(mismatch).rejects.toThrow('< * OK ready\\r\\n');
  });

  it('shows the conversation when the other side ends', async () => {
    await using backend = await startFakeBackend(greet);
    await using client = await connectWire({ port: backend.port });
    await client.readLine();
    await expect(client.readLine()).rejects.toThrow(WireEndedError);
  });

  it('gives up when nothing comes in time', async () => {
    await using backend = await startFakeBackend((connection) => connection.stall());
    await using client = await connectWire({ port: backend.port, patienceMs: 50 });
    await expect(client.readLine()).rejects.toThrow('nothing within 50 ms: waiting for');
  });

  it('waits for a connection that has yet to come', async () => {
    await using backend = await startFakeBackend((connection) => connection.stall());
    const second = backend.connection(1);
    await using first = await connectWire({ port: backend.port });
    await using other = await connectWire({ port: backend.port });
    await other.send('hello\r\n');
    expect(await (await second).readLine()).toBe('hello');
    expect(first.all()).toBe('');
  });

  it('says at the end that a script met something unexpected', async () => {
    const backend = await startFakeBackend(async (connection) => {
      await connection.expect('a LOGIN');
    });
    await using client = await connectWire({ port: backend.port });
    await client.send('a LOGOUT\r\n');
    await client.ended;
    await expect(backend[Symbol.asyncDispose]()).rejects.toThrow('a script of the fake backend failed');
  });

  it('comes from the address that the test chose', async () => {
    await using backend = await startFakeBackend(async (connection) => {
      await connection.send(`${connection.socket.remoteAddress}\r\n`);
    });
    await using client = await connectWire({ port: backend.port, from: '127.0.0.77' });
    expect(await client.readLine()).toBe('127.0.0.77');
  });
});

describe.skipIf(lacks('openssl'))('a wire client and a fake backend over TLS', () => {
  let authority: CertificateAuthority;
  let certificate: Certificate;
  beforeAll(async () => {
    authority = await makeCertificateAuthority();
    certificate = await authority.issue({ names: ['localhost', '127.0.0.1'] });
  });
  afterAll(() => authority[Symbol.asyncDispose]());

  it('speaks implicit TLS and checks the certificate', async () => {
    await using backend = await startFakeBackend(greet, { tls: certificate });
    await using client = await connectWire({ port: backend.port, tls: { ca: authority.ca } });
    await client.expect('* OK ready');
    expect(await client.ended).toBe('fin');
  });

  it('refuses a certificate of another authority', async () => {
    await using other = await makeCertificateAuthority();
    await using backend = await startFakeBackend(greet, { tls: certificate });
    const connecting = connectWire({ port: backend.port, tls: { ca: other.ca } });
    await expect(connecting).rejects.toThrow();
    await backend.connection(0).then((connection) => connection.ended);
  });

  it('upgrades after STARTTLS, half-closes and is answered', async () => {
    await using backend = await startFakeBackend(async (connection) => {
      await connection.expect('a STARTTLS');
      await connection.send('a OK begin\r\n');
      await connection.startTls(certificate);
      await connection.send(`heard ${await connection.readToEnd()}`);
    });
    await using client = await connectWire({ port: backend.port });
    await client.ask('a STARTTLS', 'a OK begin');
    await client.startTls({ ca: authority.ca });
    await client.send('b NOOP');
    client.halfClose();
    expect(await client.readToEnd()).toBe('heard b NOOP');
  });

  it('notices clear text between the answer to STARTTLS and the handshake (A8)', async () => {
    await using backend = await startFakeBackend(async (connection) => {
      await connection.expect('a STARTTLS');
      await connection.send('a OK begin\r\n* injected\r\n');
      await connection.stall();
    });
    await using client = await connectWire({ port: backend.port });
    await client.ask('a STARTTLS', 'a OK begin');
    await expect(client.startTls()).rejects.toThrow('clear text before the handshake');
  });

  it('sends a preamble before the handshake', async () => {
    await using backend = await startFakeBackend(async (connection) => {
      await connection.expect('PROXY UNKNOWN');
      await connection.startTls(certificate);
      await connection.send('inside\r\n');
    });
    await using client = await connectWire({ port: backend.port, tls: true, preamble: 'PROXY UNKNOWN\r\n' });
    await client.expect('inside');
  });
});
