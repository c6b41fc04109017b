// The web doors themselves: redirects, limits, silence, front proxies, reload and drain, and upstreams of every kind.

import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createNetServer } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { forwarded, relay } from '../../src/web/gate/http/relay.ts';
import type { WebDoorSettings, WebDoors } from '../../src/web/gate/http/web-doors.ts';
import { makeTempFolder } from '../support/temp.ts';
import { makeCertificateAuthority } from '../support/tls.ts';
import { openWebFront, SITE_HOST, type WebFront } from '../support/web-front.ts';

const HOST = `Host: ${SITE_HOST}\r\n`;
const GET = `GET / HTTP/1.1\r\n${HOST}\r\n`;

async function statusOf(front: WebFront, raw = GET): Promise<number> {
  await using connection = await front.connect();
  await connection.send(raw);
  return (await connection.readResponse()).status;
}

const change = async (doors: WebDoors, settings: WebDoorSettings) => (await doors.prepare(settings)).commit();

describe('a redirecting door', () => {
  it('sends browsers to the configured address and never to what they asked for', async () => {
    await using front = await openWebFront({ kind: 'redirect' });
    await using connection = await front.connect();
    await connection.send(`GET /a?b=c HTTP/1.1\r\nHost: ${SITE_HOST}:8080\r\n\r\n`);
    const response = await connection.readResponse();
    expect(response.status).toBe(308);
    expect(response.header('location')).toBe(`https://${SITE_HOST}/a?b=c`);
    expect(front.seen).toEqual([]);
  });

  it('knows no other host', async () => {
    await using front = await openWebFront({ kind: 'redirect' });
    expect(await statusOf(front, 'GET / HTTP/1.1\r\nHost: evil.example.test\r\n\r\n')).toBe(421);
  });
});

describe('a site', () => {
  it('sends its aliases to its own name', async () => {
    await using front = await openWebFront({ aliases: ['www.mail.example.test'] });
    await using connection = await front.connect();
    await connection.send('GET /x HTTP/1.1\r\nHost: WWW.mail.example.test\r\n\r\n');
    const response = await connection.readResponse();
    expect(response.status).toBe(308);
    expect(response.header('location')).toBe(`https://${SITE_HOST}/x`);
  });

  it('is only redirected to where a front proxy was asked in clear text', async () => {
    await using front = await openWebFront({ trustedProxies: ['127.0.0.1'] });
    expect(await statusOf(front, `GET / HTTP/1.1\r\n${HOST}X-Forwarded-Proto: http\r\n\r\n`)).toBe(308);
    expect(await statusOf(front, `GET / HTTP/1.1\r\n${HOST}X-Forwarded-Proto: https\r\n\r\n`)).toBe(200);
  });

  it('answers 500 and logs it when its gate breaks, and 503 when a store is down', async () => {
    await using front = await openWebFront({ handle: () => () => Promise.reject(new Error('a bug')) });
    expect(await statusOf(front)).toBe(500);
    expect(front.logged.map(({ event }) => event)).toEqual(['web.exchange-failed']);
    const { PosternError } = await import('../../src/core/errors.ts');
    await using other = await openWebFront({
      handle: () => () => Promise.reject(new PosternError('ERR_STORE_UNAVAILABLE', 'down')),
    });
    expect(await statusOf(other)).toBe(503);
  });

  it('answers 500 when nobody answers', async () => {
    await using front = await openWebFront({ handle: () => () => Promise.resolve() });
    expect(await statusOf(front)).toBe(500);
  });

  it('reads a small body as a whole, and says of a larger one that it is too large', async () => {
    await using front = await openWebFront({
      handle: () => async (exchange) => {
        const body = await exchange.readBody(10);
        exchange.respond({
          status: 200,
          headers: [],
          body: typeof body === 'string' ? body : Buffer.from(body).toString('hex'),
        });
      },
    });
    const answerTo = async (raw: string) => {
      await using connection = await front.connect();
      await connection.send(raw);
      return (await connection.readResponse()).text();
    };
    expect(await answerTo(`POST / HTTP/1.1\r\n${HOST}Content-Length: 3\r\n\r\nabc`)).toBe('616263');
    expect(await answerTo(GET)).toBe('');
    expect(await answerTo(`POST / HTTP/1.1\r\n${HOST}Content-Length: 11\r\n\r\n${'a'.repeat(11)}`)).toBe('too-large');
    expect(
      await answerTo(`POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\nb\r\n${'a'.repeat(11)}\r\n0\r\n\r\n`),
    ).toBe('too-large');
  });
});

describe('limits', () => {
  it('on requests at once from one address are answered 429', async () => {
    await using front = await openWebFront({ limits: { requestsPerAddress: 2 }, answer: () => undefined });
    await using one = await front.connect();
    await using two = await front.connect();
    await one.send(GET);
    await two.send(GET);
    await vi.waitFor(() => expect(front.seen.length).toBe(2));
    expect(await statusOf(front)).toBe(429);
    one.wire.reset();
    await vi.waitFor(() => expect(front.doors.exchanges).toBe(1));
  });

  it('count behind a front proxy for each client', async () => {
    await using front = await openWebFront({
      limits: { requestsPerAddress: 1, connectionsPerAddress: 1 },
      trustedProxies: ['127.0.0.1'],
      answer: (request, response) => {
        if (request.url !== '/held') response.end();
      },
    });
    await using held = await front.connect();
    await held.send(`GET /held HTTP/1.1\r\n${HOST}X-Forwarded-For: 192.0.2.1\r\n\r\n`);
    await vi.waitFor(() => expect(front.seen.length).toBe(1));
    expect(await statusOf(front, `GET / HTTP/1.1\r\n${HOST}X-Forwarded-For: 192.0.2.1\r\n\r\n`)).toBe(429);
    expect(await statusOf(front, `GET / HTTP/1.1\r\n${HOST}X-Forwarded-For: 192.0.2.2\r\n\r\n`)).toBe(200);
  });

  it('on connections from one address close the next', async () => {
    await using front = await openWebFront({ limits: { connectionsPerAddress: 1 } });
    await using one = await front.connect();
    await one.send(GET);
    await one.readResponse();
    await using two = await front.connect();
    await two.wire.ended;
    expect(front.refused).toEqual(['limit']);
    await using other = await front.connect({ from: '127.0.0.2' });
    await other.send(GET);
    expect((await other.readResponse()).status).toBe(200);
  });
});

describe('silence', () => {
  it.each(['', 'GET / HT', `GET / HTTP/1.1\r\nHost: x`])(
    'in the middle of a request’s head ends the connection: %j',
    async (begun) => {
      await using front = await openWebFront({ limits: { headTimeout: 400, keepAliveTimeout: 10_000 } });
      await using connection = await front.connect();
      if (begun !== '') await connection.send(begun);
      expect((await connection.readHead()).status).toBe(408);
      await connection.wire.ended;
    },
  );

  it('isn’t broken by one octet now and then (slowloris)', async () => {
    await using front = await openWebFront({ limits: { headTimeout: 600, keepAliveTimeout: 10_000 } });
    await using connection = await front.connect();
    await connection.send(GET);
    await connection.readResponse();
    await connection.send('GET / HTTP/1.1\r\nX-Slow: ');
    const dribble = setInterval(() => void connection.send('x').catch(() => undefined), 50);
    expect((await connection.readHead()).status).toBe(408);
    clearInterval(dribble);
  });

  it('between requests ends the connection in order', async () => {
    await using front = await openWebFront({ limits: { keepAliveTimeout: 400 } });
    await using connection = await front.connect();
    await connection.send(GET);
    await connection.readResponse();
    expect(await connection.wire.ended).toBe('fin');
  });

  it('in the middle of a body ends the request', async () => {
    await using front = await openWebFront({
      limits: { bodyIdleTimeout: 400 },
      answer: (request) => void request.on('error', () => undefined).resume(),
    });
    await using connection = await front.connect();
    await connection.send(`POST / HTTP/1.1\r\n${HOST}Content-Length: 100\r\n\r\nabc`);
    await connection.wire.ended;
    expect(front.refused).toEqual(['time-out']);
  });

  it('of an upload that nobody reads is the reader’s, not the browser’s', async () => {
    const go = Promise.withResolvers<void>();
    await using front = await openWebFront({
      limits: { bodyIdleTimeout: 400, headTimeout: 400 },
      answer: (_request, response) => void go.promise.then(() => response.end('late')),
    });
    await using connection = await front.connect();
    await connection.send(`POST / HTTP/1.1\r\n${HOST}Content-Length: 3\r\n\r\nabc`);
    await new Promise((resolve) => front.server.once('request', resolve));
    const sweeps = Date.now() + 1_000;
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(sweeps), { timeout: 5_000 });
    go.resolve();
    expect((await connection.readResponse()).text()).toBe('late');
  });
});

describe('a front proxy', () => {
  it('brings its clients by PROXY protocol', async () => {
    await using front = await openWebFront({ proxyFrom: ['127.0.0.1'] });
    await using connection = await front.connect({ preamble: 'PROXY TCP4 192.0.2.9 127.0.0.1 4711 80\r\n' });
    await connection.send(GET);
    // From elsewhere in clear text: only the proxy may be believed, and it isn't one that terminates TLS.
    await connection.wire.ended;
    expect(front.refused).toEqual(['clear-text']);
  });

  it('brings its clients by PROXY protocol over TLS', async () => {
    await using front = await openWebFront({ kind: 'https', proxyFrom: ['127.0.0.1'] });
    await using connection = await front.connect({ preamble: 'PROXY TCP4 192.0.2.9 127.0.0.1 4711 80\r\n' });
    await connection.send(GET);
    expect((await connection.readResponse()).status).toBe(200);
    expect(front.seen[0]?.headers['x-forwarded-for']).toBe('192.0.2.9');
  });

  it('that doesn’t say whom it brings is closed', async () => {
    await using front = await openWebFront({ proxyFrom: ['127.0.0.1'] });
    await using connection = await front.connect();
    await connection.send(GET);
    await connection.wire.ended;
    expect(front.refused).toEqual(['proxy-header']);
  });
});

describe('a WebSocket', () => {
  const UPGRADE = `GET /ws HTTP/1.1\r\n${HOST}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: abc\r\nSec-WebSocket-Version: 13\r\n\r\n`;

  /** An upstream that upgrades and echoes. */
  function echo(front: WebFront): void {
    front.server.on('upgrade', (request, socket) => {
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${request.headers['sec-websocket-key']}\r\nServer: secret\r\n\r\nhello`,
      );
      socket.on('data', (chunk) => socket.write(chunk)).on('error', () => undefined);
    });
  }

  it('passes both ways, with what was sent ahead', async () => {
    await using front = await openWebFront();
    echo(front);
    await using connection = await front.connect();
    await connection.send(`${UPGRADE}early`);
    const head = await connection.readHead();
    expect(head.status).toBe(101);
    expect(head.header('sec-websocket-accept')).toBe('abc');
    expect(head.header('server')).toBeUndefined();
    expect((await connection.wire.readBytes(10)).toString()).toBe('helloearly');
    await connection.send('ping');
    expect((await connection.wire.readBytes(4)).toString()).toBe('ping');
  });

  it('over TLS too', async () => {
    await using front = await openWebFront({ kind: 'https' });
    echo(front);
    await using connection = await front.connect();
    await connection.send(UPGRADE);
    expect((await connection.readHead()).status).toBe(101);
    expect((await connection.wire.readBytes(5)).toString()).toBe('hello');
  });

  it('may be refused', async () => {
    await using front = await openWebFront({
      handle: () => async (exchange) => exchange.respond({ status: 401, headers: [], body: 'no' }),
    });
    await using connection = await front.connect();
    await connection.send(UPGRADE);
    const response = await connection.readResponse();
    expect([response.status, response.text(), response.header('connection')]).toEqual([401, 'no', 'close']);
    await connection.wire.ended;
  });

  it('that the upstream doesn’t want is answered with what it says', async () => {
    await using front = await openWebFront({
      answer: (_request, response) => void response.writeHead(404).end('none'),
    });
    await using connection = await front.connect();
    await connection.send(UPGRADE);
    expect((await connection.readResponse()).status).toBe(404);
  });

  it('ends within a second when a session is revoked (§4.8 #20)', async () => {
    const revoked = new AbortController();
    await using front = await openWebFront({
      handle: (upstream) => async (exchange) => {
        const { relayUpgrade } = await import('../../src/web/gate/http/relay.ts');
        const answer = await upstream.send(forwarded(exchange));
        if (answer.kind === 'upgrade') await relayUpgrade(exchange, answer, { signals: [revoked.signal] });
      },
    });
    echo(front);
    await using connection = await front.connect();
    await connection.send(UPGRADE);
    await connection.readHead();
    const at = performance.now();
    revoked.abort();
    await connection.wire.ended;
    expect(performance.now() - at).toBeLessThan(1_000);
    await vi.waitFor(() => expect(front.doors.exchanges).toBe(0));
  });

  it.each([
    ['another protocol', 'Connection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n', ''],
    ['a body', 'Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 3\r\n', 'abc'],
  ])('is not: %s', async (_what, fields, body) => {
    await using front = await openWebFront();
    await using connection = await front.connect();
    await connection.send(`GET /ws HTTP/1.1\r\n${HOST}${fields}\r\n${body}`);
    expect((await connection.readResponse()).status).toBe(200);
    expect(front.seen[0]?.headers.upgrade).toBeUndefined();
  });
});

describe('an upstream', () => {
  const told = async (front: WebFront): Promise<string> => {
    await using connection = await front.connect();
    await connection.send(GET);
    const response = await connection.readResponse();
    return `${response.status} ${response.header('x-reason') ?? ''}`;
  };

  it('that isn’t there is unavailable, and said so once (R9.3)', async () => {
    await using front = await openWebFront({ upstream: { origin: 'http://127.0.0.1:1' } });
    expect(await told(front)).toBe('502 unreachable');
    expect(await told(front)).toBe('502 unreachable');
    expect(front.logged.map(({ event }) => event)).toEqual(['web.upstream-unavailable']);
  });

  it('that never answers is slow', async () => {
    await using front = await openWebFront({ upstream: { firstByteTimeout: 300 }, answer: () => undefined });
    expect(await told(front)).toBe('502 slow');
  });

  it('that stops in the middle is cut', async () => {
    await using front = await openWebFront({
      upstream: { idleTimeout: 300 },
      answer: (_request, response) => void response.write('x'),
    });
    await using connection = await front.connect();
    await connection.send(GET);
    await connection.readHead();
    await connection.wire.ended;
    await vi.waitFor(() => expect(front.ended[0]?.wasComplete).toBe(false));
  });

  it.each([
    ['closes', '', 'broken-off'],
    ['speaks another language', '220 mail ESMTP\r\n', 'not-http'],
    ['answers with two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', 'not-http'],
  ])('that %s is unavailable', async (_what, said, reason) => {
    await using server = createNetServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(said));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = (server.address() as { port: number }).port;
    await using front = await openWebFront({ upstream: { origin: `http://127.0.0.1:${port}` } });
    expect(await told(front)).toBe(`502 ${reason}`);
  });

  it('is asked a second time when a kept connection had been closed, but never with a body', async () => {
    let requests = 0;
    await using server = createNetServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => {
        requests += 1;
        if (requests % 2 === 0) socket.destroy();
        else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = (server.address() as { port: number }).port;
    await using front = await openWebFront({ upstream: { origin: `http://127.0.0.1:${port}` } });
    expect(await told(front)).toBe('200 ');
    expect(await told(front)).toBe('200 ');
    expect(requests).toBe(3);
    const posted = await statusOf(front, `POST / HTTP/1.1\r\n${HOST}Content-Length: 3\r\n\r\nabc`);
    expect([posted, requests]).toEqual([502, 4]);
  });

  it('may be on a Unix socket', async () => {
    await using folder = await makeTempFolder('web');
    await using server = createHttpServer((request, response) => void response.end(request.headers.host));
    server.listen(folder.file('w.sock'));
    await once(server, 'listening');
    await using front = await openWebFront({
      upstream: { origin: 'http://localhost', socketPath: folder.file('w.sock') },
    });
    await using connection = await front.connect();
    await connection.send(GET);
    expect((await connection.readResponse()).text()).toBe(SITE_HOST);
  });

  it.each([
    ['with a certificate of its own name', 'localhost', {}, '200 '],
    [
      'with a certificate of another name that was configured',
      'inside.example.test',
      { serverName: 'inside.example.test' },
      '200 ',
    ],
    ['with a certificate of the site’s public name', SITE_HOST, {}, '502 unreachable'],
  ])('may speak TLS %s', async (_how, name, upstream, expected) => {
    await using authority = await makeCertificateAuthority();
    const certificate = await authority.issue({ names: [name] });
    await using server = createHttpsServer(
      { cert: certificate.cert, key: certificate.key },
      (_request, response) => void response.end('x'),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const origin = `https://localhost:${(server.address() as { port: number }).port}`;
    await using front = await openWebFront({ upstream: { origin, certificateAuthority: authority.ca, ...upstream } });
    expect(await told(front)).toBe(expected);
    server.closeAllConnections();
  });

  it('that nobody vouches for isn’t talked to', async () => {
    await using authority = await makeCertificateAuthority();
    const certificate = await authority.issue({ names: ['localhost'] });
    await using server = createHttpsServer(
      { cert: certificate.cert, key: certificate.key },
      (_request, response) => void response.end('x'),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const origin = `https://localhost:${(server.address() as { port: number }).port}`;
    await using front = await openWebFront({ upstream: { origin } });
    expect(await told(front)).toBe('502 unreachable');
  });
});

describe('settings', () => {
  it('change without dropping a connection or a request', async () => {
    const go = Promise.withResolvers<void>();
    await using front = await openWebFront({
      answer: (_request, response) => void go.promise.then(() => response.end('from before')),
    });
    await using connection = await front.connect();
    await connection.send(GET);
    await vi.waitFor(() => expect(front.seen.length).toBe(1));
    const [site] = front.settings().sites;
    if (!site) throw new Error('no site');
    const changed = {
      ...site,
      handle: async (exchange: Parameters<typeof site.handle>[0]) =>
        exchange.respond({ status: 200, headers: [], body: 'from after' }),
    };
    await change(front.doors, front.settings({ sites: [changed] }));
    go.resolve();
    expect((await connection.readResponse()).text()).toBe('from before');
    await connection.send(GET);
    expect((await connection.readResponse()).text()).toBe('from after');
    expect(front.doors.listeners[0]?.port).toBe(front.port);
  });

  it('that can’t be used change nothing', async () => {
    await using front = await openWebFront();
    const taken = { name: 'taken', address: '127.0.0.1', port: front.port, kind: 'http' as const, proxyFrom: [] };
    const other = { ...taken, address: '127.0.0.3', port: 1, name: 'other' };
    await using blocker = createNetServer().listen(0, '127.0.0.3');
    await once(blocker, 'listening');
    const port = (blocker.address() as { port: number }).port;
    await expect(change(front.doors, front.settings({ listeners: [{ ...other, port }] }))).rejects.toMatchObject({
      code: 'ERR_LISTEN',
    });
    expect(await statusOf(front)).toBe(200);
  });

  it('may take a door away, whose connections end after their answer', async () => {
    const go = Promise.withResolvers<void>();
    await using front = await openWebFront({
      answer: (_request, response) => void go.promise.then(() => response.end('last')),
    });
    await using connection = await front.connect();
    await connection.send(GET);
    await vi.waitFor(() => expect(front.seen.length).toBe(1));
    await change(front.doors, front.settings({ listeners: [] }));
    await expect(front.connect()).rejects.toThrow();
    go.resolve();
    expect((await connection.readResponse()).text()).toBe('last');
    await connection.wire.ended;
  });
});

describe('draining', () => {
  it('lets what is under way be answered, as the last on its connection', async () => {
    const go = Promise.withResolvers<void>();
    await using front = await openWebFront({
      answer: (_request, response) => void go.promise.then(() => response.end('last')),
    });
    await using idle = await front.connect();
    await using busy = await front.connect();
    await busy.send(GET);
    await vi.waitFor(() => expect(front.seen.length).toBe(1));
    const drained = front.doors.drain(20_000);
    await idle.wire.ended;
    go.resolve();
    const response = await busy.readResponse();
    expect([response.text(), response.header('connection')]).toEqual(['last', 'close']);
    await drained;
  });

  it('cuts what takes longer', async () => {
    await using front = await openWebFront({ answer: (_request, response) => void response.write('endless') });
    await using connection = await front.connect();
    await connection.send(GET);
    await connection.readHead();
    await front.doors.drain(100);
    await connection.wire.ended;
    expect(front.doors.connections).toBe(0);
  });
});

describe('relaying', () => {
  it('leaves public files as the upstream wants them kept', async () => {
    await using front = await openWebFront({
      answer: (_request, response) => void response.setHeader('cache-control', 'public').end('x'),
      handle: (upstream) => async (exchange) => {
        const answer = await upstream.send(forwarded(exchange));
        if (answer.kind === 'answer') await relay(exchange, answer, { cache: 'as-upstream' });
      },
    });
    await using connection = await front.connect();
    await connection.send(GET);
    expect((await connection.readResponse()).headers('cache-control')).toEqual(['public']);
  });
});
