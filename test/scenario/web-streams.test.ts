// Bodies through the web doors: both ways, with back-pressure, in bounded memory, and broken off where they break off.

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { forwarded, relay } from '../../src/web/gate/http/relay.ts';
import { PATIENCE_MS } from '../support/deadline.ts';
import { openWebFront, SITE_HOST } from '../support/web-front.ts';

const HOST = `Host: ${SITE_HOST}\r\n`;
const MIB = 1_048_576;

/** What this process holds beyond the heap's own ups and downs. */
function resident(): number {
  return process.memoryUsage().rss;
}

/** Waits until a count stands still. */
async function untilQuiet(count: () => number): Promise<void> {
  let last = -1;
  await vi.waitFor(
    () => {
      const isQuiet = count() === last;
      last = count();
      expect(isQuiet).toBe(true);
    },
    { interval: 300, timeout: PATIENCE_MS },
  );
}

describe('a download', () => {
  it('of 200 MiB to a slow reader takes little memory', async () => {
    const chunk = Buffer.alloc(65_536, 'x');
    let written = 0;
    await using front = await openWebFront({
      answer: (_request, response) => {
        const more = (): void => {
          while (written < 200 * MIB) {
            written += chunk.length;
            if (!response.write(chunk)) return void response.once('drain', more);
          }
          response.end();
        };
        more();
      },
    });
    const browser = connect(front.port, '127.0.0.1');
    browser.write(`GET /big HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`);
    await once(front.server, 'request');
    // Nothing is read: what the upstream could write is what Postern and the kernel hold.
    const before = resident();
    await untilQuiet(() => written);
    expect(written).toBeLessThan(40 * MIB);
    let received = 0;
    browser.on('data', (octets: Buffer) => {
      received += octets.length;
    });
    await once(browser, 'end');
    expect(received).toBeGreaterThan(200 * MIB);
    expect(resident() - before).toBeLessThan(128 * MIB);
  });

  it('arrives as it was sent', async () => {
    const body = Buffer.alloc(10 * MIB, 'abcdefg');
    await using front = await openWebFront({
      answer: (_request, response) => void response.setHeader('content-length', body.length).end(body),
    });
    await using connection = await front.connect();
    await connection.send(`GET /big HTTP/1.1\r\n${HOST}\r\n`);
    const response = await connection.readResponse();
    expect(response.header('content-length')).toBe(`${body.length}`);
    expect(createHash('sha256').update(response.body).digest('hex')).toBe(
      createHash('sha256').update(body).digest('hex'),
    );
  });

  it.each([
    ['with a length', true],
    ['in chunks', false],
  ])('that the upstream breaks off is broken off: %s', async (_how, hasLength) => {
    await using front = await openWebFront({
      answer: (_request, response) => {
        if (hasLength) response.setHeader('content-length', 100);
        response.write('half of it');
        setImmediate(() => setImmediate(() => response.socket?.destroy()));
      },
    });
    await using connection = await front.connect();
    await connection.send(`GET / HTTP/1.1\r\n${HOST}\r\n`);
    await expect(connection.readResponse()).rejects.toThrow();
    await vi.waitFor(() => expect(front.ended[0]?.wasComplete).toBe(false));
  });

  it('that is broken off never looks complete to a client of HTTP/1.0', async () => {
    await using front = await openWebFront({
      answer: (_request, response) => {
        response.write('half of it');
        setImmediate(() => setImmediate(() => response.socket?.destroy()));
      },
    });
    await using connection = await front.connect();
    await connection.send(`GET / HTTP/1.0\r\n${HOST}\r\n`);
    expect(await connection.wire.ended).toBe('reset');
  });

  it('ends at the upstream when the browser goes away', async () => {
    const gone = Promise.withResolvers<void>();
    await using front = await openWebFront({
      answer: (_request, response) => {
        response.write('something');
        response.once('close', () => gone.resolve());
      },
    });
    const connection = await front.connect();
    await connection.send(`GET / HTTP/1.1\r\n${HOST}\r\n`);
    await connection.readHead();
    connection.wire.reset();
    await gone.promise;
  });

  it('of events comes event by event', async () => {
    const next = Promise.withResolvers<void>();
    await using front = await openWebFront({
      answer: (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
        void next.promise.then(() => {
          response.write('data: one\n\n');
        });
      },
    });
    await using connection = await front.connect();
    await connection.send(`GET / HTTP/1.1\r\n${HOST}\r\n`);
    expect((await connection.readHead()).header('content-type')).toBe('text/event-stream');
    next.resolve();
    expect(await connection.wire.readUntil('one\n\n')).toContain('data: one');
  });

  it('ends within a second when a session is revoked (R3.6, §4.8 #20)', async () => {
    const revoked = new AbortController();
    await using front = await openWebFront({
      answer: (_request, response) => void response.write('secret'),
      handle: (upstream) => async (exchange) => {
        const answer = await upstream.send(forwarded(exchange, { signals: [revoked.signal] }));
        if (answer.kind === 'answer') await relay(exchange, answer, { cache: 'no-store' });
      },
    });
    await using connection = await front.connect();
    await connection.send(`GET / HTTP/1.1\r\n${HOST}\r\n`);
    await connection.readHead();
    const at = performance.now();
    revoked.abort();
    await expect(connection.readResponse()).rejects.toThrow();
    expect(performance.now() - at).toBeLessThan(1_000);
  });
});

describe('an upload', () => {
  it('of 200 MiB to a slow upstream takes little memory, and arrives whole', async () => {
    const go = Promise.withResolvers<void>();
    let received = 0;
    await using front = await openWebFront({
      answer: (request, response) => {
        request.pause();
        void go.promise.then(() => {
          request.on('data', (chunk: Buffer) => {
            received += chunk.length;
          });
          request.on('end', () => response.end(`${received}`)).resume();
        });
      },
    });
    const size = 200 * MIB;
    const browser = connect(front.port, '127.0.0.1');
    browser.write(`POST /up HTTP/1.1\r\n${HOST}Content-Length: ${size}\r\nConnection: close\r\n\r\n`);
    const chunk = Buffer.alloc(65_536, 'y');
    let sent = 0;
    const more = (): void => {
      while (sent < size) {
        sent += chunk.length;
        if (!browser.write(chunk)) return void browser.once('drain', more);
      }
    };
    more();
    await once(front.server, 'request');
    const before = resident();
    await untilQuiet(() => sent);
    expect(sent).toBeLessThan(40 * MIB);
    go.resolve();
    const [answer] = await once(browser, 'data');
    expect(String(answer)).toContain(`\r\n\r\n${size}`);
    expect(resident() - before).toBeLessThan(96 * MIB);
    browser.destroy();
    expect(front.seen[0]?.headers['content-length']).toBe(`${size}`);
  });

  it('in chunks arrives whole, without its trailer', async () => {
    const bodies: string[] = [];
    await using front = await openWebFront({
      answer: (request, response) => {
        let body = '';
        request.on('data', (chunk: Buffer) => {
          body += chunk.toString();
        });
        request.on('end', () => {
          bodies.push(body, JSON.stringify(request.trailers));
          response.end();
        });
      },
    });
    await using connection = await front.connect();
    await connection.send(
      `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\nTrailer: X-Forwarded-For\r\n\r\n3\r\nabc\r\n4;ext=1\r\ndefg\r\n0\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n`,
    );
    expect((await connection.readResponse()).status).toBe(200);
    expect(bodies).toEqual(['abcdefg', '{}']);
  });

  it('is asked for only when somebody wants it', async () => {
    await using front = await openWebFront({
      answer: (request, response) => {
        request.resume().on('end', () => response.end('thanks'));
      },
    });
    await using connection = await front.connect();
    await connection.send(`POST / HTTP/1.1\r\n${HOST}Expect: 100-continue\r\nContent-Length: 3\r\n\r\n`);
    expect((await connection.readHead()).status).toBe(100);
    await connection.send('abc');
    expect((await connection.readResponse()).text()).toBe('thanks');
    expect(front.seen[0]?.headers.expect).toBeUndefined();
  });

  it('isn’t asked for when it is refused', async () => {
    await using front = await openWebFront({
      handle: () => async (exchange) => exchange.respond({ status: 403, headers: [], body: 'no' }),
    });
    await using connection = await front.connect();
    await connection.send(`POST / HTTP/1.1\r\n${HOST}Expect: 100-continue\r\nContent-Length: 3000000\r\n\r\n`);
    const head = await connection.readHead();
    expect(head.status).toBe(403);
    expect(head.header('connection')).toBe('close');
  });

  it('that the upstream refuses early is told so', async () => {
    await using front = await openWebFront({
      answer: (_request, response) => void response.writeHead(413).end('too much'),
    });
    await using connection = await front.connect();
    await connection.send(`POST / HTTP/1.1\r\n${HOST}Content-Length: 1000000\r\n\r\nabc`);
    const response = await connection.readResponse();
    expect(response.status).toBe(413);
    expect(response.text()).toBe('too much');
  });

  it('that breaks off is broken off at the upstream, never complete', async () => {
    const ends: string[] = [];
    await using front = await openWebFront({
      answer: (request) => {
        request.resume();
        request.on('end', () => ends.push('end')).on('error', () => ends.push('error'));
      },
    });
    const connection = await front.connect();
    await connection.send(`POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`);
    await once(front.server, 'request');
    connection.wire.reset();
    await vi.waitFor(() => expect(ends).toEqual(['error']));
  });

  it('over the limit is refused, with a length and without', async () => {
    await using front = await openWebFront({
      limits: { maxBody: 1_000 },
      answer: (request, response) => {
        request.on('error', () => undefined);
        request.resume().on('end', () => response.end());
      },
    });
    await using one = await front.connect();
    await one.send(`POST / HTTP/1.1\r\n${HOST}Content-Length: 1001\r\n\r\n${'a'.repeat(1_001)}`);
    expect((await one.readResponse()).status).toBe(413);
    expect(front.seen).toEqual([]);
    await using other = await front.connect();
    await other.send(
      `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n3e9\r\n${'a'.repeat(1_001)}\r\n0\r\n\r\n`,
    );
    expect((await other.readResponse()).status).toBe(413);
  });
});

describe('an answer without a body', () => {
  it.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
  ])('to %s with %i leaves the connection in order', async (method, status) => {
    await using front = await openWebFront({
      answer: (request, response) => {
        if (request.url === '/first') response.writeHead(status, status === 200 ? { 'content-length': '5' } : {}).end();
        else response.end('second');
      },
    });
    await using connection = await front.connect();
    await connection.send(`${method} /first HTTP/1.1\r\n${HOST}\r\n`);
    const first = await connection.readResponse(method);
    expect(first.status).toBe(status);
    if (status === 200) expect(first.header('content-length')).toBe('5');
    await connection.send(`GET /second HTTP/1.1\r\n${HOST}\r\n`);
    expect((await connection.readResponse()).text()).toBe('second');
  });
});
