// The bench's load at the web doors: what wrk is told, and that nothing but the right answers is counted.

import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { expectAnswer, SMALL_REQUEST, signInByForm, UPLOAD, type WebTarget } from '../../../bench/load/web-requests.ts';
import { readWrkReport, wrkArguments } from '../../../bench/load/wrk.ts';

let opened = new AsyncDisposableStack();

afterEach(async () => {
  await opened.disposeAsync();
  opened = new AsyncDisposableStack();
});

async function serve(listener: RequestListener): Promise<WebTarget> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.defer(() => new Promise((closed) => server.close(() => closed())));
  const { port } = server.address() as AddressInfo;
  return { door: 'plain', port, fields: { Host: 'webmail.test' } };
}

describe('the bench’s requests', () => {
  it('go to the door that is measured, with its fields and the length of their body', () => {
    const target = { door: 'tls', port: 4443, fields: { Host: 'webmail.test', Cookie: 'a=b' } } as const;
    const args = wrkArguments({ target, request: UPLOAD, connections: 4 }, 1.5);
    expect(args.join(' ')).toContain('--connections 4 --duration 2s');
    expect(args.join(' ')).toContain('--header Host: webmail.test --header Cookie: a=b https://127.0.0.1:4443/upload');
    expect(args.slice(-2)).toEqual(['--', '10000000']);
  });

  it('are counted only when none of them failed', () => {
    const report = { count: 10, octets: 100, microseconds: 1_000_000, p50: 20, p99: 40, failures: 0 };
    expect(readWrkReport(`Running 1s test\n${JSON.stringify(report)}\n`)).toEqual(report);
    expect(() => readWrkReport(JSON.stringify({ ...report, failures: 3 }))).toThrow('3 requests failed');
    expect(() => readWrkReport(JSON.stringify({ ...report, count: 0 }))).toThrow('0 were answered');
    expect(() => readWrkReport('unable to connect')).toThrow('unable to connect');
  });

  it('are refused when a sign-in page comes instead of what was asked for', async () => {
    const target = await serve((_, response) => response.writeHead(302, { location: '/login' }).end());
    await expect(expectAnswer(target, SMALL_REQUEST)).rejects.toThrow('expected 200 with 230 octets, got 302 with 0');
  });

  it('are accepted when status and length are right', async () => {
    const target = await serve((_, response) => response.end('x'.repeat(230)));
    await expect(expectAnswer(target, SMALL_REQUEST)).resolves.toBeUndefined();
  });
});

describe('the bench’s sign-in by form', () => {
  it('brings the cookie of the form back, and gives that of the open session', async () => {
    const target = await serve(async (request, response) => {
      if (request.method === 'GET') {
        response.setHeader('set-cookie', 'session=before; Path=/').end('<form>');
        return;
      }
      const isRight = request.headers.cookie === 'session=before' && (await text(request)) === 'user=a%40b&password=c';
      response
        .writeHead(isRight ? 303 : 400, { location: '/', 'set-cookie': ['session=open; Path=/', 'more=1'] })
        .end();
    });
    await expect(signInByForm(target, { user: 'a@b', password: 'c' })).resolves.toBe('session=open; more=1');
  });

  it('fails when it leads to no session', async () => {
    const target = await serve((request, response) => response.writeHead(request.method === 'GET' ? 200 : 403).end());
    await expect(signInByForm(target, { user: 'a@b', password: 'c' })).rejects.toThrow('a@b is not signed in: 403');
  });
});
