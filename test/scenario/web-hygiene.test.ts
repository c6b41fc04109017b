// Fields, both ways: what a browser may not tell the upstream, what the upstream may not tell a browser, and who the
// client is (P-01, P-25, P-36, §4.6).

import { describe, expect, it } from 'vitest';
import { forwarded, relay } from '../../src/web/gate/http/relay.ts';
import { openWebFront, SITE_HOST, type WebFrontOptions } from '../support/web-front.ts';

const HOST = `Host: ${SITE_HOST}\r\n`;

/** What the upstream is sent for a request with these fields. */
async function sentFor(
  fields: string,
  options: WebFrontOptions = {},
): Promise<Readonly<Record<string, string | string[] | undefined>>> {
  await using front = await openWebFront(options);
  await using connection = await front.connect();
  await connection.send(`GET / HTTP/1.1\r\n${HOST}${fields}\r\n`);
  await connection.readResponse();
  return front.seen[0]?.headers ?? {};
}

/** What a browser gets of an answer with these fields. */
async function answeredWith(fields: readonly (readonly [string, string])[], options: WebFrontOptions = {}) {
  await using front = await openWebFront({
    answer: (_request, response) => void response.writeHead(200, fields.flat()).end('x'),
    ...options,
  });
  await using connection = await front.connect();
  await connection.send(`GET / HTTP/1.1\r\n${HOST}\r\n`);
  return await connection.readResponse();
}

// Negative control: without the rule for names, each of the spellings reached PHP as the same variable.
describe('a browser can’t tell the upstream', () => {
  it.each([
    'X-Forwarded-For',
    'x_forwarded_for',
    'X.Forwarded.For',
    'X-Forwarded-User',
    'X-Forwarded-Host',
    'X-Forwarded-Uri',
    'X_Real_IP',
    'X-Real-IP',
    'Forwarded',
    'Via',
    'Remote-User',
    'Remote_User',
    'REMOTE-USER',
    'X-Remote-User',
    'X-Webobjects-Remote-User',
    'x-webobjects_remote-user',
    'X-Auth-User',
    'X-Original-URL',
    'X-Rewrite-URL',
    'X-HTTP-Method-Override',
    'Proxy-Authorization',
    'Proxy',
    'Authorization',
    'TE',
    'Keep-Alive',
    'Proxy-Connection',
    'HTTP2-Settings',
    'Upgrade',
    'X-Accel-Redirect',
    'X-Secret',
    'x_secret',
    'Client-IP',
    'True-Client-IP',
  ])('anything by %s (P-25)', async (name) => {
    const sent = await sentFor(`${name}: forged\r\n`, { upstream: { secret: { header: 'x-secret', value: 'true' } } });
    expect(JSON.stringify(sent)).not.toContain('forged');
    expect(sent['x-secret']).toBe('true');
    expect(sent['x-forwarded-for']).toBe('127.0.0.1');
  });

  it('what belongs to its own session is told', async () => {
    const sent = await sentFor(
      'Accept-Language: de\r\nX-Requested-With: XMLHttpRequest\r\nX-Roundcube-Request: abc\r\nOrigin: https://x\r\n',
    );
    expect(sent).toMatchObject({
      'accept-language': 'de',
      'x-requested-with': 'XMLHttpRequest',
      'x-roundcube-request': 'abc',
      origin: 'https://x',
    });
  });

  it('a cookie that came twice (cookie tossing)', async () => {
    expect((await sentFor('Cookie: a=1; b=2; a=3\r\n'))['cookie']).toBe('b=2');
    expect((await sentFor('Cookie: a=1\r\nCookie: a=3; c=4\r\n'))['cookie']).toBe('c=4');
  });
});

describe('the client’s address', () => {
  it.each([
    ['nobody is trusted', [], 'X-Forwarded-For: 1.2.3.4', '127.0.0.1'],
    ['a trusted proxy says', ['127.0.0.1'], 'X-Forwarded-For: 1.2.3.4', '1.2.3.4'],
    ['the client wrote the left-most', ['127.0.0.1'], 'X-Forwarded-For: 6.6.6.6, 1.2.3.4', '1.2.3.4'],
    ['two proxies are trusted', ['127.0.0.1', '10.0.0.0/8'], 'X-Forwarded-For: 6.6.6.6, 1.2.3.4, 10.1.1.1', '1.2.3.4'],
    ['it comes in two fields', ['127.0.0.1'], 'X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 1.2.3.4', '1.2.3.4'],
    ['it has a port', ['127.0.0.1'], 'X-Forwarded-For: 1.2.3.4:5678', '1.2.3.4'],
    ['it is IPv6 in brackets', ['127.0.0.1'], 'X-Forwarded-For: [2001:db8::1]:443', '2001:db8::1'],
    ['it is nonsense', ['127.0.0.1'], 'X-Forwarded-For: 1.2.3.4, nonsense', '127.0.0.1'],
    ['it is empty', ['127.0.0.1'], 'X-Forwarded-For: ', '127.0.0.1'],
    ['everybody is a proxy', ['127.0.0.1', '1.2.3.4'], 'X-Forwarded-For: 1.2.3.4', '1.2.3.4'],
    ['only Forwarded says so', ['127.0.0.1'], 'Forwarded: for=1.2.3.4', '127.0.0.1'],
  ])('when %s (P-01)', async (_when, trustedProxies, fields, expected) => {
    const sent = await sentFor(`${fields}\r\n`, { trustedProxies });
    expect(sent['x-forwarded-for']).toBe(expected);
  });
});

describe('the upstream can’t tell a browser', () => {
  it('what it runs on, or what is ours to say', async () => {
    const response = await answeredWith([
      ['Server', 'nginx'],
      ['X-Powered-By', 'PHP'],
      ['Strict-Transport-Security', 'max-age=0'],
      ['Alt-Svc', 'h3=":443"'],
      ['X-Accel-Redirect', '/internal'],
      ['Connection', 'X-Hop'],
      ['X-Hop', 'only here'],
      ['X-Kept', 'yes'],
    ]);
    const names = response.fields.map(([name]) => name.toLowerCase());
    for (const dropped of [
      'server',
      'x-powered-by',
      'strict-transport-security',
      'alt-svc',
      'x-accel-redirect',
      'x-hop',
    ])
      expect(names).not.toContain(dropped);
    expect(response.header('x-kept')).toBe('yes');
  });

  it('a cookie, unless somebody puts it there', async () => {
    const response = await answeredWith([['Set-Cookie', 'sid=secret']], {
      handle: (upstream) => async (exchange) => {
        const answer = await upstream.send(forwarded(exchange));
        if (answer.kind !== 'answer') throw new Error(answer.kind);
        expect(answer.setCookies).toEqual(['sid=secret']);
        await relay(exchange, answer, { cache: 'as-upstream' });
      },
    });
    expect(response.headers('set-cookie')).toEqual([]);
  });

  it('to keep a page (§4.8 #16)', async () => {
    const response = await answeredWith([
      ['Cache-Control', 'public, max-age=3600'],
      ['Expires', 'Fri, 01 Jan 2100 00:00:00 GMT'],
    ]);
    expect(response.headers('cache-control')).toEqual(['no-store']);
    expect(response.header('expires')).toBeUndefined();
  });

  it('its own address', async () => {
    await using front = await openWebFront({
      answer: (request, response) => {
        const own = `http://127.0.0.1:${request.socket.localPort}`;
        response.writeHead(302, {
          location: `${own}/SOGo/x?y=http://z`,
          'content-location': `//127.0.0.1:${request.socket.localPort}/a`,
          refresh: `5; url=${own}/b`,
        });
        response.end();
      },
    });
    await using connection = await front.connect();
    await connection.send(`GET / HTTP/1.1\r\n${HOST}\r\n`);
    const response = await connection.readResponse();
    expect(response.header('location')).toBe(`https://${SITE_HOST}/SOGo/x?y=http://z`);
    expect(response.header('content-location')).toBe(`https://${SITE_HOST}/a`);
    expect(response.header('refresh')).toBe(`5; url=https://${SITE_HOST}/b`);
  });

  it('anything but octets as they came', async () => {
    const response = await answeredWith([['X-Name', 'caf\xe9']]);
    expect(response.header('x-name')).toBe('caf\xe9');
  });
});

describe('what is ours to say', () => {
  it('is that the site is only reached by HTTPS', async () => {
    const response = await answeredWith([], { hsts: 'max-age=31536000' });
    expect(response.headers('strict-transport-security')).toEqual(['max-age=31536000']);
  });

  it('is the upstream’s own name where it is to be asked for that', async () => {
    await using front = await openWebFront({ upstream: { hostHeader: 'own' } });
    await using connection = await front.connect();
    await connection.send(
      `POST / HTTP/1.1\r\n${HOST}Origin: https://${SITE_HOST}\r\nReferer: https://${SITE_HOST}/x\r\nDestination: https://${SITE_HOST}.evil/y\r\nContent-Length: 0\r\n\r\n`,
    );
    await connection.readResponse();
    const own = `127.0.0.1:${(front.server.address() as { port: number }).port}`;
    expect(front.seen[0]?.headers).toMatchObject({
      host: own,
      origin: `http://${own}`,
      referer: `http://${own}/x`,
      destination: `https://${SITE_HOST}.evil/y`,
      'x-forwarded-host': SITE_HOST,
    });
  });
});
