// What the HTTP client for tests promises: that nothing it sends is changed on the way, and that answers are read as
// RFC 9112 frames them.

import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { describe, expect, it } from 'vitest';
import { CookieJar } from '../../support/cookie-jar.ts';
import { formBody, makeHttpClient, multipartBody } from '../../support/http-client.ts';
import { connectHttp } from '../../support/http-connection.ts';

interface Listening extends AsyncDisposable {
  readonly port: number;
}

async function listen(server: Server): Promise<Listening> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** A server that answers whatever comes with these bytes, and tells what came. */
async function startScript(answer: string): Promise<Listening & { readonly heard: () => string }> {
  let heard = '';
  const server = createServer((socket) => {
    socket.on('error', () => undefined); // a client that goes away is no failure of this server
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      socket.end(Buffer.from(answer, 'latin1'));
    });
  });
  return { ...(await listen(server)), heard: () => heard };
}

const startHttp = (listener: RequestListener): Promise<Listening> => listen(createHttpServer(listener));

describe('the HTTP client', () => {
  it('sends the target and the fields byte for byte', async () => {
    await using server = await startScript('HTTP/1.1 204 No Content\r\n\r\n');
    const client = makeHttpClient({ port: server.port, authority: 'Mail.Example.TEST' });
    const target = '//a/./b/../%2e%2E/\\?x=#y\xe4';
    await client.request({
      method: 'pOsT',
      target,
      fields: [
        ['X_Odd.Name', '1'],
        ['x_odd.name', '2'],
      ],
    });
    expect(server.heard()).toBe(
      `pOsT ${target} HTTP/1.1\r\nHost: Mail.Example.TEST\r\nConnection: close\r\nX_Odd.Name: 1\r\nx_odd.name: 2\r\n\r\n`,
    );
  });

  it('lets a given field replace its own of that name, twice if need be', async () => {
    await using server = await startScript('HTTP/1.1 204 No Content\r\n\r\n');
    const client = makeHttpClient({ port: server.port });
    await client.get('/', [
      ['host', 'one.test'],
      ['Host', 'two.test'],
    ]);
    expect(server.heard()).toBe('GET / HTTP/1.1\r\nConnection: close\r\nhost: one.test\r\nHost: two.test\r\n\r\n');
  });

  it('sends forms with repeated names, and forms with files', async () => {
    await using server = await startHttp((request, response) => request.pipe(response));
    const client = makeHttpClient({ port: server.port });
    expect(
      (
        await client.post(
          '/',
          formBody([
            ['a', '1'],
            ['a', 'ü &'],
          ]),
        )
      ).text(),
    ).toBe('a=1&a=%C3%BC+%26');
    const file = { name: 'notes.txt', type: 'text/plain' };
    const answer = await client.post(
      '/',
      multipartBody([
        { name: 'a', content: 'b' },
        { name: 'f', content: 'c', file },
      ]),
    );
    expect(answer.text().split('\r\n')).toContain('Content-Disposition: form-data; name="f"; filename="notes.txt"');
  });

  it('sends back the cookies that it was given, and follows no redirect', async () => {
    await using server = await startHttp((request, response) => {
      response.writeHead(302, { location: '/elsewhere', 'set-cookie': ['a=1; Path=/', 'b=2; Path=/deep'] });
      response.end(request.headers.cookie);
    });
    const client = makeHttpClient({ port: server.port });
    expect(await client.get('/')).toMatchObject({ status: 302 });
    expect((await client.get('/deep/er')).text()).toBe('b=2; a=1');
    expect((await client.get('/deeper')).text()).toBe('a=1');
  });
});

describe('an HTTP connection', () => {
  it('carries requests sent ahead of their answers', async () => {
    await using server = await startHttp((request, response) => response.end(`answer to ${request.url}`));
    await using connection = await connectHttp({ port: server.port });
    await connection.send('GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n');
    expect((await connection.readResponse()).text()).toBe('answer to /1');
    expect((await connection.readResponse()).text()).toBe('answer to /2');
  });

  it.each([
    ['a length', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'],
    [
      'chunks and a trailer',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nhe\r\n3\r\nllo\r\n0\r\nA: b\r\n\r\n',
    ],
    ['the end of the stream', 'HTTP/1.0 200 OK\r\n\r\nhello'],
    ['an interim answer first', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'],
  ])('reads a body with %s', async (_, answer) => {
    await using server = await startScript(answer);
    await using connection = await connectHttp({ port: server.port });
    await connection.send('GET / HTTP/1.1\r\n\r\n');
    const response = await connection.readResponse();
    expect(response.text()).toBe('hello');
    expect(response.status).toBe(200);
  });

  it('reads octets as they are', async () => {
    await using server = await startScript('HTTP/1.1 200 \r\nX: \xe4\r\nContent-Length: 2\r\n\r\n\xff\x00');
    await using connection = await connectHttp({ port: server.port });
    await connection.send('GET / HTTP/1.1\r\n\r\n');
    const response = await connection.readResponse();
    expect(response.header('x')).toBe('\xe4');
    expect(response.body).toEqual(Buffer.from([0xff, 0x00]));
  });

  it('expects no body in an answer to HEAD', async () => {
    await using server = await startScript('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n');
    await using connection = await connectHttp({ port: server.port });
    await connection.send('HEAD / HTTP/1.1\r\n\r\n');
    expect(await connection.readResponse('HEAD')).toMatchObject({ status: 200, body: Buffer.alloc(0) });
  });

  it('reads a large body', async () => {
    const body = Buffer.alloc(20 * 1024 * 1024, 'x');
    await using server = await startHttp((_, response) => response.end(body));
    const response = await makeHttpClient({ port: server.port }).get('/');
    expect(response.body.equals(body)).toBe(true);
  });

  it.each([
    ['a status line', 'HTTP/2 200\r\n\r\n', /not a status line/],
    ['a field', 'HTTP/1.1 200 OK\r\nnonsense\r\n\r\n', /not a header field/],
    ['a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n', /not a chunk size/],
    ['the end', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell', /ended before 5 octets/],
  ])('fails when %s is wrong', async (_, answer, problem) => {
    await using server = await startScript(answer);
    await using connection = await connectHttp({ port: server.port });
    await connection.send('GET / HTTP/1.1\r\n\r\n');
    await expect(connection.readResponse()).rejects.toThrow(problem);
  });
});

describe('a cookie jar', () => {
  it('takes cookies in order, so that a deletion before a new value does no harm', () => {
    const jar = new CookieJar();
    jar.store(['auth=-del-; Max-Age=0; path=/', 'id=1; path=/; HttpOnly', 'auth=2; path=/']);
    expect(jar.field('/')).toBe('id=1; auth=2');
    jar.store(['id=; expires=Thu, 01 Jan 1970 00:00:00 GMT; path=/']);
    expect(jar.field('/')).toBe('auth=2');
  });

  it('tells the attributes', () => {
    const jar = new CookieJar();
    jar.store(['__Host-x=1; Secure; HttpOnly; SameSite=Lax; Path=/']);
    const [cookie] = jar.all();
    expect(Object.fromEntries(cookie?.attributes ?? [])).toEqual({
      secure: '',
      httponly: '',
      samesite: 'Lax',
      path: '/',
    });
  });

  it('keeps a cookie to its path', () => {
    const jar = new CookieJar();
    jar.store(['x=1; path=/SOGo/']);
    expect(jar.field('/SOGo/so')).toBe('x=1');
    expect(jar.field('/SOGo')).toBeUndefined();
    jar.set('x', 'stolen', '/SOGo/');
    expect(jar.value('x')).toBe('stolen');
    jar.clear();
    expect(jar.all()).toEqual([]);
  });
});
