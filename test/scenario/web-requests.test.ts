// What the web doors let in: raw octets over real sockets, with an upstream that tells what it was sent. What two
// servers could read in two ways is refused, and what is let in reaches the upstream as it was judged (§4.8 #7, #17).

import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { openWebFront, SITE_HOST, type WebFront } from '../support/web-front.ts';

/** The status of the first answer to these octets; `closed` when the connection ends without one. */
async function statusOf(front: WebFront, raw: string): Promise<number | 'closed'> {
  await using connection = await front.connect();
  await connection.send(raw);
  return await connection.readResponse().then(
    ({ status }) => status,
    () => 'closed' as const,
  );
}

const HOST = `Host: ${SITE_HOST}\r\n`;

describe('an ordinary request', () => {
  it('reaches the upstream with the public host and one true address (P-01)', async () => {
    await using front = await openWebFront();
    await using connection = await front.connect();
    await connection.send(`GET /a/b?c=d HTTP/1.1\r\n${HOST}Accept: text/html\r\n\r\n`);
    const response = await connection.readResponse();
    expect(response.status).toBe(200);
    expect(response.text()).toBe('from upstream\n');
    const [seen] = front.seen;
    expect(seen?.url).toBe('/a/b?c=d');
    expect(seen?.headers).toMatchObject({
      host: SITE_HOST,
      accept: 'text/html',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': SITE_HOST,
    });
  });

  it('leaves its connection open for the next one', async () => {
    await using front = await openWebFront();
    await using connection = await front.connect();
    for (const path of ['/one', '/two', '/three']) {
      await connection.send(`GET ${path} HTTP/1.1\r\n${HOST}\r\n`);
      expect((await connection.readResponse()).status).toBe(200);
    }
    expect(front.seen.map(({ url }) => url)).toEqual(['/one', '/two', '/three']);
  });

  it('may come in the absolute form when that names the same host', async () => {
    await using front = await openWebFront();
    expect(await statusOf(front, `GET https://${SITE_HOST}/x HTTP/1.1\r\n${HOST}\r\n`)).toBe(200);
    expect(front.seen[0]?.url).toBe('/x');
  });
});

// Negative control: each of these reached the upstream, or a wrong site, without its own check.
const REFUSED: readonly (readonly [why: string, raw: string, status: number])[] = [
  [
    'both a length and a transfer coding',
    `POST / HTTP/1.1\r\n${HOST}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
  ],
  ['two lengths', `POST / HTTP/1.1\r\n${HOST}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd`, 400],
  ['the same length twice', `POST / HTTP/1.1\r\n${HOST}Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd`, 400],
  ['a signed length', `POST / HTTP/1.1\r\n${HOST}Content-Length: +4\r\n\r\nabcd`, 400],
  [
    'a transfer coding beside chunked',
    `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
    400,
  ],
  [
    'two transfer codings',
    `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
  ],
  [
    'a transfer coding that isn’t last',
    `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
    400,
  ],
  ['an unknown transfer coding', `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`, 400],
  ['a transfer coding in HTTP/1.0', `POST / HTTP/1.0\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
  [
    'a transfer coding on a folded line',
    `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n`,
    400,
  ],
  ['no host', 'GET / HTTP/1.1\r\nAccept: */*\r\n\r\n', 400],
  ['two hosts', `GET / HTTP/1.1\r\n${HOST}Host: other.example.test\r\n\r\n`, 400],
  ['the same host twice', `GET / HTTP/1.1\r\n${HOST}${HOST}\r\n`, 400],
  ['an absolute form with another host', `GET https://other.example.test/ HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['an absolute form with user information', `GET https://me@${SITE_HOST}/ HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['a host with user information', `GET / HTTP/1.1\r\nHost: me@${SITE_HOST}\r\n\r\n`, 400],
  ['a host with a path', `GET / HTTP/1.1\r\nHost: ${SITE_HOST}/x\r\n\r\n`, 400],
  ['an unknown host', 'GET / HTTP/1.1\r\nHost: other.example.test\r\n\r\n', 421],
  ['the address as host', 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n', 421],
  ['a folded field', `GET / HTTP/1.1\r\n${HOST}X-A: b\r\n c\r\n\r\n`, 400],
  ['a space before the colon', `GET / HTTP/1.1\r\n${HOST}X-A : b\r\n\r\n`, 400],
  ['a field without a name', `GET / HTTP/1.1\r\n${HOST}: b\r\n\r\n`, 400],
  ['a NUL in a field', `GET / HTTP/1.1\r\n${HOST}X-A: b\x00c\r\n\r\n`, 400],
  ['a control character in a field', `GET / HTTP/1.1\r\n${HOST}X-A: b\x01c\r\n\r\n`, 400],
  ['a bare line feed at the end of a line', `GET / HTTP/1.1\n${HOST}\r\n`, 400],
  ['a connection option that takes the host away', `GET / HTTP/1.1\r\n${HOST}Connection: Host\r\n\r\n`, 400],
  ['a connection option that takes a cookie away', `GET / HTTP/1.1\r\n${HOST}Connection: close, Cookie\r\n\r\n`, 400],
  [
    'a connection option that takes the origin away',
    `GET / HTTP/1.1\r\n${HOST}Origin: null\r\nConnection: origin\r\n\r\n`,
    400,
  ],
  [
    'two content types',
    `POST / HTTP/1.1\r\n${HOST}Content-Type: a/b\r\nContent-Type: c/d\r\nContent-Length: 0\r\n\r\n`,
    400,
  ],
  ['two origins', `POST / HTTP/1.1\r\n${HOST}Origin: null\r\nOrigin: https://x\r\nContent-Length: 0\r\n\r\n`, 400],
  ['an unknown expectation', `GET / HTTP/1.1\r\n${HOST}Expect: a-miracle\r\n\r\n`, 400],
  ['TRACE', `TRACE / HTTP/1.1\r\n${HOST}\r\n`, 405],
  ['an asterisk', `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['a method in lower case', `get / HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['raw octets in the target', `GET /\xe9 HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['a fragment', `GET /a#b HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['a fragment behind a query', `GET /a?b#c HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['an encoded letter', `GET /%61 HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['an encoded dot', `GET /a/%2e%2e/b HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['an encoded slash', `GET /a%2fb HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['an encoded backslash', `GET /a%5Cb HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['an encoded NUL', `GET /a%00b HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['an encoded line feed', `GET /a%0ab HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['an overlong slash', `GET /a%c0%afb HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['half an escape', `GET /a%2 HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['two slashes', `GET /a//b HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['two slashes in front', `GET //b HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['a dot segment', `GET /a/./b HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['a dot segment at the end', `GET /a/.. HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['a dot segment with a parameter', `GET /a/..;x/b HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['a backslash', `GET /a\\b HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['a target that is too long', `GET /${'a'.repeat(8_192)} HTTP/1.1\r\n${HOST}\r\n`, 414],
  ['fields that are too long', `GET / HTTP/1.1\r\n${HOST}X-A: ${'a'.repeat(40_000)}\r\n\r\n`, 431],
  ['too many fields', `GET / HTTP/1.1\r\n${HOST}${'X-A: b\r\n'.repeat(120)}\r\n`, 400],
  ['something that is no HTTP', 'EHLO mail.example.com\r\n\r\n', 400],
  ['HTTP/2 without TLS', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
];

describe('what is refused', () => {
  it.each(REFUSED)('is %s (§4.8 #7, #17)', async (_why, raw, status) => {
    await using front = await openWebFront();
    expect(await statusOf(front, raw)).toBe(status);
    expect(front.seen).toEqual([]);
    expect(front.refused.length).toBeGreaterThan(0);
  });

  it.each(['', 'GET /a HTTP/1.1\r\n'])('is nothing of a connection that breaks off after %j', async (sent) => {
    // Negative control: fails when every `clientError` of Node is counted as malformed.
    await using front = await openWebFront();
    const socket = connect(front.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`GET /a HTTP/1.1\r\n${HOST}\r\n${sent}`);
    await once(socket, 'data');
    socket.resetAndDestroy();
    await vi.waitFor(() => expect(front.doors.connections).toBe(0));
    expect(front.refused).toEqual([]);
  });

  it('is a tunnel', async () => {
    await using front = await openWebFront();
    expect(await statusOf(front, `CONNECT ${SITE_HOST}:443 HTTP/1.1\r\n${HOST}\r\n`)).toBe('closed');
    expect(front.seen).toEqual([]);
  });

  it('says nothing of the sites that there are', async () => {
    await using front = await openWebFront({ hsts: 'max-age=1' });
    await using connection = await front.connect();
    await connection.send('GET / HTTP/1.1\r\nHost: nobody.example.test\r\n\r\n');
    const response = await connection.readResponse();
    expect(`${JSON.stringify(response.fields)}${response.text()}`).not.toContain(SITE_HOST);
    expect(response.header('strict-transport-security')).toBeUndefined();
  });

  it('never lets a request through that hides in a refused one’s body', async () => {
    await using front = await openWebFront();
    await using connection = await front.connect();
    const hidden = `GET /hidden HTTP/1.1\r\n${HOST}\r\n`;
    await connection.send(
      `POST / HTTP/1.1\r\n${HOST}Content-Length: ${hidden.length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    );
    await connection.readResponse();
    await connection.wire.readToEnd();
    expect(front.seen).toEqual([]);
  });

  it.each([
    'zz\r\n',
    '5;\x00\r\nabcde\r\n',
    '5\r\nabcdefg\r\n',
    'ffffffffffffffffff\r\n',
    '-5\r\n',
    '0x5\r\nabcde\r\n',
  ])('is a body with a bad chunk: %j', async (chunk) => {
    const bodies: boolean[] = [];
    await using front = await openWebFront({
      answer: (request, response) => {
        request.on('end', () => bodies.push(true)).on('error', () => undefined);
        request.resume().on('end', () => response.end());
      },
    });
    await using connection = await front.connect();
    await connection.send(`POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n${chunk}0\r\n\r\n`);
    await connection.wire.readToEnd();
    expect(bodies).toEqual([]);
  });
});

describe('a query', () => {
  it.each(['_task=mail&_action=show', 'a[]=b|c', 'a=%00%2e%2F', 'a=//../\\', '?', ''])(
    'passes as it is: %j',
    async (query) => {
      await using front = await openWebFront();
      expect(await statusOf(front, `GET /x?${query} HTTP/1.1\r\n${HOST}\r\n`)).toBe(200);
      expect(front.seen[0]?.url).toBe(`/x?${query}`);
    },
  );
});
