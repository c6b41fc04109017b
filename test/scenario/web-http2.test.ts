// The web doors over TLS: ALPN, HTTP/2 and its own tricks, and HTTP/1.1 beside it.

import { once } from 'node:events';
import { connect as connectHttp2Raw } from 'node:http2';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { describe, expect, it, vi } from 'vitest';
import { forwarded, relay } from '../../src/web/gate/http/relay.ts';
import { connectHttp2, type Http2Client } from '../support/http2-client.ts';
import { openWebFront, SITE_HOST, type WebFront } from '../support/web-front.ts';

function client(front: WebFront): Promise<Http2Client> {
  return connectHttp2({ port: front.port, ca: front.certificate?.ca ?? '', servername: SITE_HOST });
}

/** A TLS connection that has agreed on HTTP/2 and says nothing yet. */
async function bareConnection(front: WebFront): Promise<TLSSocket> {
  const socket = connectTls({
    port: front.port,
    host: '127.0.0.1',
    ca: front.certificate?.ca ?? '',
    servername: SITE_HOST,
    ALPNProtocols: ['h2'],
  });
  socket.on('error', () => undefined);
  await once(socket, 'secureConnect');
  return socket;
}

describe('HTTP/2', () => {
  it('serves several requests at once on one connection', async () => {
    await using front = await openWebFront({
      kind: 'https',
      answer: (request, response) => void response.end(request.url),
    });
    await using browser = await client(front);
    const answers = await Promise.all(['/a', '/b', '/c'].map((path) => browser.request({ ':path': path })));
    expect(answers.map(({ body }) => body.toString())).toEqual(['/a', '/b', '/c']);
    expect(front.seen[0]?.headers).toMatchObject({ host: SITE_HOST, 'x-forwarded-proto': 'https' });
  });

  it('sends bodies up and down', async () => {
    await using front = await openWebFront({
      kind: 'https',
      answer: (request, response) => void request.pipe(response),
    });
    await using browser = await client(front);
    const body = Buffer.alloc(5_000_000, 'abc');
    const answer = await browser.request({ ':path': '/', ':method': 'POST', 'content-length': body.length }, body);
    expect(answer.body.equals(body)).toBe(true);
  });

  it('joins cookies that came in pieces (RFC 9113 §8.2.3), and drops what came twice', async () => {
    await using front = await openWebFront({ kind: 'https' });
    await using browser = await client(front);
    await browser.request({ ':path': '/', cookie: ['a=1; b=2', 'c=3', 'b=4'] });
    expect(front.seen[0]?.headers.cookie).toBe('a=1; c=3');
  });

  it.each([
    ['an authority and another host', { ':path': '/', host: 'other.example.test' }, 400],
    ['an unknown authority', { ':path': '/', ':authority': 'other.example.test' }, 421],
    ['a path without a slash', { ':path': 'x' }, 'reset'],
    ['an absolute path', { ':path': `https://${SITE_HOST}/x` }, 'reset'],
    ['an encoded dot', { ':path': '/%2e%2e/x' }, 400],
    ['two slashes', { ':path': '//x' }, 400],
    ['a fragment', { ':path': '/x#y' }, 400],
    ['clear text', { ':path': '/', ':scheme': 'http' }, 400],
    ['TRACE', { ':path': '/', ':method': 'TRACE' }, 405],
    ['a method in lower case', { ':path': '/', ':method': 'post' }, 400],
    [
      'too many fields',
      { ':path': '/', ...Object.fromEntries(Array.from({ length: 110 }, (_, i) => [`x-${i}`, 'y'])) },
      'any',
    ],
  ] as const)('refuses %s', async (_what, headers, expected) => {
    await using front = await openWebFront({ kind: 'https' });
    await using browser = await client(front);
    const answer = await browser.request({ ...headers }).then(
      ({ status }) => status,
      () => 'reset' as const,
    );
    expect(front.seen).toEqual([]);
    if (expected === 'any') expect(answer).not.toBe(200);
    else if (expected === 'reset') expect([400, 'reset']).toContain(answer);
    else expect(answer).toBe(expected);
  });

  it('takes a host instead of an authority, if it is the only one', async () => {
    await using front = await openWebFront({ kind: 'https' });
    await using browser = await client(front);
    expect((await browser.request({ ':path': '/', host: SITE_HOST })).status).toBe(200);
  });

  it.each([
    ['a line feed in a value', ['x-a', 'b\nc']],
    ['a carriage return in a value', ['x-a', 'b\rhost: c']],
    ['a NUL in a value', ['x-a', 'b\0c']],
    ['an upper-case name', ['X-A', 'b']],
    ['a name with a colon', ['x:a', 'b']],
    ['a field about the connection', ['connection', 'close']],
    ['a transfer coding', ['transfer-encoding', 'chunked']],
    ['a pseudo-header field behind others', [':path', '/y']],
    ['an unknown pseudo-header field', [':secret', 'b']],
  ] as const)('never lets through %s', async (_what, [name, value]) => {
    await using front = await openWebFront({ kind: 'https' });
    const socket = await bareConnection(front);
    socket.resume();
    const fields: readonly (readonly [string, string])[] = [
      [':method', 'GET'],
      [':scheme', 'https'],
      [':authority', SITE_HOST],
      [':path', '/x'],
      ['accept', '*/*'],
      [name, value],
    ];
    socket.write(Buffer.concat([PREFACE, frame(4, 0, 0, Buffer.alloc(0)), frame(1, 5, 1, literals(fields))]));
    // A second, proper request on the same connection shows that the first has been dealt with.
    socket.write(frame(1, 5, 3, literals(fields.slice(0, 5))));
    await vi.waitFor(() => expect(socket.destroyed || front.seen.length > 0).toBe(true));
    expect(front.seen.filter(({ headers }) => headers[name.toLowerCase()] === value)).toEqual([]);
    expect(front.seen.every(({ rawHeaders }) => !rawHeaders.join().includes('\n'))).toBe(true);
    // nghttp2 takes a bad field out and lets the rest be a request; the field has vanished either way.
    expect(front.seen.length).toBeLessThanOrEqual(2);
    socket.destroy();
  });

  it('ends a connection that resets its streams all the time (rapid reset)', async () => {
    await using front = await openWebFront({ kind: 'https', answer: () => undefined });
    const socket = await bareConnection(front);
    let last = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      last = Buffer.concat([last, chunk]);
    });
    const fields = literals([
      [':method', 'GET'],
      [':scheme', 'https'],
      [':authority', SITE_HOST],
      [':path', '/x'],
    ]);
    socket.write(Buffer.concat([PREFACE, frame(4, 0, 0, Buffer.alloc(0))]));
    for (let stream = 1; stream < 6_000 && !socket.destroyed; stream += 2) {
      socket.write(Buffer.concat([frame(1, 5, stream, fields), frame(3, 0, stream, Buffer.from([0, 0, 0, 8]))]));
    }
    await once(socket, 'close');
    expect(front.seen.length).toBeLessThan(1_000);
    await vi.waitFor(() => expect(front.doors.exchanges).toBe(0));
  });

  it('survives what is no HTTP/2', async () => {
    await using front = await openWebFront({ kind: 'https' });
    for (const octets of [
      'GET / HTTP/1.1\r\n\r\n',
      '\0'.repeat(100),
      PREFACE.toString('latin1') + 'x'.repeat(10_000),
    ]) {
      const socket = await bareConnection(front);
      socket.resume();
      socket.write(octets, 'latin1');
      await once(socket, 'close');
    }
    await using browser = await client(front);
    expect((await browser.request({ ':path': '/' })).status).toBe(200);
  });

  it('ends with a client that says no more, even in the middle of its first words', async () => {
    await using front = await openWebFront({ kind: 'https' });
    const socket = await bareConnection(front);
    socket.resume();
    socket.end(PREFACE.subarray(0, 7));
    await once(socket, 'close');
    await vi.waitFor(() => expect(front.doors.connections).toBe(0));
  });

  it('survives octets that come with the handshake from clients that leave at once', async () => {
    await using front = await openWebFront({ kind: 'https', limits: { connectionsPerAddress: 1_000 } });
    const openings = [
      [PREFACE, Buffer.alloc(50, 1)],
      [Buffer.from('x\r\n'), Buffer.alloc(20_000, 2)],
      [PREFACE, frame(4, 0, 0, Buffer.alloc(0)), Buffer.alloc(9)],
    ];
    await Promise.all(
      Array.from({ length: 90 }, async (_, index) => {
        const socket = connectTls({
          port: front.port,
          ca: front.certificate?.ca ?? '',
          servername: SITE_HOST,
          ALPNProtocols: ['h2'],
          maxVersion: index % 2 === 0 ? 'TLSv1.3' : 'TLSv1.2',
        });
        socket.on('error', () => undefined).resume();
        // Written before the handshake is over, they travel with its last message.
        for (const octets of openings[index % 3] ?? []) socket.write(octets);
        socket.once('secureConnect', () => (index % 5 === 0 ? socket.end() : setImmediate(() => socket.destroy())));
        await once(socket, 'close');
      }),
    );
    await vi.waitFor(() => expect(front.doors.connections).toBe(0));
    await using browser = await client(front);
    expect((await browser.request({ ':path': '/' })).status).toBe(200);
  });

  it('resets a stream whose answer breaks off', async () => {
    await using front = await openWebFront({
      kind: 'https',
      answer: (_request, response) => {
        response.write('half');
        setImmediate(() => setImmediate(() => response.socket?.destroy()));
      },
    });
    await using browser = await client(front);
    await expect(browser.request({ ':path': '/' })).rejects.toThrow();
  });

  it('ends the request at the upstream when the browser resets its stream', async () => {
    const gone = Promise.withResolvers<void>();
    await using front = await openWebFront({
      kind: 'https',
      answer: (_request, response) => {
        response.write('x');
        response.once('close', () => gone.resolve());
      },
    });
    await using browser = await client(front);
    const stream = browser.session.request({ ':path': '/', ':authority': SITE_HOST });
    await once(stream, 'response');
    stream.close();
    await gone.promise;
  });

  it('ends a stream within a second when a session is revoked (R3.6, §4.8 #20)', async () => {
    const revoked = new AbortController();
    await using front = await openWebFront({
      kind: 'https',
      answer: (_request, response) => void response.write('secret'),
      handle: (upstream) => async (exchange) => {
        const answer = await upstream.send(forwarded(exchange, { signals: [revoked.signal] }));
        if (answer.kind === 'answer') await relay(exchange, answer, { cache: 'no-store' });
      },
    });
    await using browser = await client(front);
    const stream = browser.session.request({ ':path': '/', ':authority': SITE_HOST });
    await once(stream, 'response');
    const at = performance.now();
    revoked.abort();
    await expect(once(stream, 'close')).rejects.toThrow();
    expect(stream.rstCode).not.toBe(0);
    expect(performance.now() - at).toBeLessThan(1_000);
  });

  it('answers HEAD, 204 and 304 without a body', async () => {
    await using front = await openWebFront({
      kind: 'https',
      answer: (request, response) =>
        void response.writeHead(request.url === '/204' ? 204 : request.url === '/304' ? 304 : 200).end(),
    });
    await using browser = await client(front);
    expect((await browser.request({ ':path': '/', ':method': 'HEAD' })).status).toBe(200);
    expect((await browser.request({ ':path': '/204' })).status).toBe(204);
    expect((await browser.request({ ':path': '/304' })).status).toBe(304);
  });

  it('lets an upload be refused early', async () => {
    await using front = await openWebFront({
      kind: 'https',
      handle: () => async (exchange) => exchange.respond({ status: 403, headers: [], body: 'no' }),
    });
    await using browser = await client(front);
    const stream = browser.session.request({
      ':path': '/',
      ':method': 'POST',
      ':authority': SITE_HOST,
      'content-length': 1_000_000,
    });
    const [head] = await once(stream, 'response');
    expect(head[':status']).toBe(403);
    stream.resume();
    await once(stream, 'close');
    expect(stream.rstCode).toBe(0);
  });
});

describe('the handshake', () => {
  it.each([
    [['h2', 'http/1.1'], 'h2'],
    [['http/1.1', 'h2'], 'h2'],
    [['http/1.1'], 'http/1.1'],
  ])('agrees on the best that both know: %j', async (offered, chosen) => {
    await using front = await openWebFront({ kind: 'https' });
    const socket = connectTls({
      port: front.port,
      ca: front.certificate?.ca ?? '',
      servername: SITE_HOST,
      ALPNProtocols: offered,
    });
    await once(socket, 'secureConnect');
    expect(socket.alpnProtocol).toBe(chosen);
    socket.destroy();
  });

  it('refuses whoever offers only something else (RFC 7301 §3.2)', async () => {
    await using front = await openWebFront({ kind: 'https' });
    const socket = connectTls({
      port: front.port,
      ca: front.certificate?.ca ?? '',
      servername: SITE_HOST,
      ALPNProtocols: ['imap'],
    });
    const [error] = await once(socket, 'error');
    expect(String(error)).toMatch(/alert|no application protocol/i);
    await vi.waitFor(() => expect(front.refused).toContain('tls'));
  });

  it('leaves HTTP/1.1 to whoever offers nothing', async () => {
    await using front = await openWebFront({ kind: 'https' });
    await using connection = await front.connect();
    await connection.send(`GET / HTTP/1.1\r\nHost: ${SITE_HOST}\r\n\r\n`);
    expect((await connection.readResponse()).status).toBe(200);
  });

  it('shows the certificate that has the name (SNI)', async () => {
    await using front = await openWebFront({ kind: 'https' });
    const socket = connectTls({ port: front.port, ca: front.certificate?.ca ?? '', servername: 'other.example.test' });
    await once(socket, 'secureConnect');
    expect(socket.getPeerCertificate().subjectaltname).toContain('other.example.test');
    socket.destroy();
  });
});

describe('closing', () => {
  it('tells HTTP/2 to go away, and answers what is under way', async () => {
    const go = Promise.withResolvers<void>();
    await using front = await openWebFront({
      kind: 'https',
      answer: (_request, response) => void go.promise.then(() => response.end('done')),
    });
    const session = connectHttp2Raw(`https://127.0.0.1:${front.port}`, {
      ca: front.certificate?.ca ?? '',
      servername: SITE_HOST,
    });
    session.on('error', () => undefined);
    const stream = session.request({ ':path': '/', ':authority': SITE_HOST });
    await once(front.server, 'request');
    const goaway = once(session, 'goaway');
    const drained = front.doors.drain(20_000);
    await goaway;
    go.resolve();
    const [head] = await once(stream, 'response');
    expect(head[':status']).toBe(200);
    stream.resume();
    await once(stream, 'close');
    await drained;
    session.destroy();
  });
});

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/** RFC 9113 §4.1. */
function frame(type: number, flags: number, stream: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** HPACK without compression: each field as a literal that isn't indexed. RFC 7541 §6.2.2. */
function literals(fields: readonly (readonly [string, string])[]): Buffer {
  const text = (value: string): Buffer => {
    const octets = Buffer.from(value, 'latin1');
    if (octets.length > 126) throw new Error('too long for one octet of length');
    return Buffer.concat([Buffer.from([octets.length]), octets]);
  };
  return Buffer.concat(fields.flatMap(([name, value]) => [Buffer.from([0]), text(name), text(value)]));
}
