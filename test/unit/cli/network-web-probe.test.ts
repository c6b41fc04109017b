import { createServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { networkWebProbe } from '../../../src/cli/probe/network-web-probe.ts';
import type { WebPlace } from '../../../src/cli/probe/web-probe.ts';
import { freePorts } from '../../support/ports.ts';
import { temporaryFolder } from '../../support/stores-under-test.ts';
import { makeCertificate } from '../../support/tls.ts';

const opened: HttpServer[] = [];
let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => {
  for (const server of opened.splice(0)) server.closeAllConnections();
  folder[Symbol.dispose]();
});

function listening(server: HttpServer, where: number | string): Promise<number> {
  opened.push(server);
  return new Promise((resolve) => {
    const done = (): void => resolve((server.address() as AddressInfo | undefined)?.port ?? 0);
    if (typeof where === 'string') server.listen(where, done);
    else server.listen(where, '127.0.0.1', done);
  });
}

async function network(answer: RequestListener): Promise<WebPlace> {
  return { kind: 'network', host: '127.0.0.1', port: await listening(createServer(answer), 0), tls: 'none' };
}

describe('the look at a web server', () => {
  it('asks as a browser does, once, and reports what came', async () => {
    const asked: string[] = [];
    const place = await network((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.host} ${request.headers['user-agent']}`);
      response.setHeader('set-cookie', ['a=1; Path=/', 'b; Secure']);
      response.writeHead(200, { date: 'Sat, 21 Nov 2026 10:00:00 GMT' }).end('<p>page</p>');
    });
    expect(await networkWebProbe.ask({ place, target: '/in?x=1', headers: { host: 'mail.example' } })).toEqual({
      kind: 'answered',
      status: 200,
      cookies: ['a', 'b'],
      body: '<p>page</p>',
      date: Date.UTC(2026, 10, 21, 10),
    });
    expect(asked).toEqual([expect.stringMatching(/^GET \/in\?x=1 mail\.example Mozilla\/5\.0 .*Chrome/)]);
  });

  it.each([
    ['https://mail.example/webmail/?a=1#top', { location: '/webmail/?a=1', locationScheme: 'https' }],
    ['http://mail.example', { location: '/', locationScheme: 'http' }],
    ['/SOGo/', { location: '/SOGo/' }],
  ])('follows no redirect, and takes the host from %s', async (location, expected) => {
    const place = await network((_request, response) => void response.writeHead(302, { location }).end());
    expect(await networkWebProbe.ask({ place, target: '/' })).toMatchObject({ status: 302, ...expected });
  });

  it('reads no more of a page than it needs', async () => {
    const place = await network((_request, response) => {
      response.write('x'.repeat(2 ** 20));
    });
    const report = await networkWebProbe.ask({ place, target: '/' });
    expect(report.kind === 'answered' && report.body.length).toBeGreaterThanOrEqual(2 ** 19);
  });

  it('looks behind TLS, and says why a certificate proves nothing', async () => {
    await using certificate = await makeCertificate({ names: ['webmail.example.test'] });
    const { cert, key, ca } = certificate;
    const port = await listening(
      createHttpsServer({ cert, key }, (_request, response) => void response.end('in')),
      0,
    );
    const place = { kind: 'network', host: '127.0.0.1', port, tls: 'implicit' } as const;
    const problem = { certificateProblem: expect.stringMatching(/UNABLE|SELF_SIGNED|ALTNAME/) };
    expect(await networkWebProbe.ask({ place, target: '/' })).toMatchObject({ body: 'in', ...problem });
    const trusting = { ...place, serverName: 'webmail.example.test', certificateAuthority: ca };
    const report = await networkWebProbe.ask({ place: trusting, target: '/', headers: { host: 'other.example' } });
    expect(report).not.toHaveProperty('certificateProblem');
    const wrong = { ...trusting, serverName: 'else.example.test' };
    expect(await networkWebProbe.ask({ place: wrong, target: '/' })).toMatchObject(problem);
  });

  it('asks at a Unix socket', async () => {
    const path = join(folder.path, 'web.sock');
    await listening(
      createServer((_request, response) => void response.end('socket')),
      path,
    );
    const report = await networkWebProbe.ask({ place: { kind: 'unix-socket', path }, target: '/' });
    expect(report).toMatchObject({ kind: 'answered', body: 'socket' });
  });

  it('says why nobody answers', async () => {
    const [port = 0] = await freePorts(1);
    const place = { kind: 'network', host: '127.0.0.1', port, tls: 'none' } as const;
    expect(await networkWebProbe.ask({ place, target: '/' })).toEqual({ kind: 'unreachable', text: 'ECONNREFUSED' });
    const silent = await network((_request, response) => void response.destroy());
    expect(await networkWebProbe.ask({ place: silent, target: '/' })).toMatchObject({ kind: 'unreachable' });
  });
});
