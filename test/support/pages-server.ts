// The pages of a fixture on a port of this machine, as the gate will serve them: for browsers.

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readForm } from '../../src/web/pages/form.ts';
import {
  PAGE_COOKIES,
  PAGES_PREFIX,
  type PageAnswer,
  type PageCookieName,
  type SetCookie,
} from '../../src/web/pages/page-contract.ts';
import { fakeContext, type PagesFixture, SESSION_COOKIE } from './pages-fixture.ts';

export interface PagesServer extends AsyncDisposable {
  /** A browser takes it for a secure context. */
  readonly origin: string;
  /** The address that gives a browser this session's cookie and goes on to a path below the prefix. */
  entry(cookie: string, path: string): string;
}

export async function servePages(fixture: PagesFixture): Promise<PagesServer> {
  const server = createServer((request, response) => {
    answer(fixture, origin, request)
      .then(({ status, headers, setCookies, body }) => {
        response.writeHead(status, { ...headers, 'set-cookie': setCookies.map(serialize) });
        response.end(body);
      })
      .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = originOf(server);
  return {
    origin,
    entry: (cookie, path) => `${origin}/enter?${new URLSearchParams({ cookie, path })}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await server[Symbol.asyncDispose]();
    },
  };
}

function originOf(server: Server): string {
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

async function answer(fixture: PagesFixture, origin: string, request: IncomingMessage): Promise<PageAnswer> {
  const url = new URL(request.url ?? '/', origin);
  if (url.pathname === '/enter') {
    const cookie = {
      name: SESSION_COOKIE,
      value: url.searchParams.get('cookie') ?? '',
      httpOnly: true,
      sameSite: 'Lax',
    } as const;
    const location = `${PAGES_PREFIX}${url.searchParams.get('path') ?? '/'}`;
    return { status: 303, headers: { location }, setCookies: [cookie], body: '' };
  }
  if (!url.pathname.startsWith(PAGES_PREFIX)) {
    const body =
      '<!doctype html><html lang="en"><title>Webmail</title><link rel="icon" href="data:,"><h1>Webmail</h1></html>';
    return { status: 200, headers: { 'content-type': 'text/html' }, setCookies: [], body };
  }
  const cookies = readCookies(request.headers.cookie ?? '');
  const own = (Object.keys(PAGE_COOKIES) as PageCookieName[]).flatMap((name) => {
    const value = cookies.get(PAGE_COOKIES[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  return fixture.pages({
    method: request.method ?? 'GET',
    path: url.pathname.slice(PAGES_PREFIX.length) || '/',
    query: url.searchParams,
    ...(request.method === 'POST' && { form: readForm(request.headers['content-type'], await bodyOf(request)) }),
    site: { name: 'webmail', origin },
    headers: {
      acceptLanguage: request.headers['accept-language'],
      origin: request.headers.origin,
      secFetchSite: single(request.headers['sec-fetch-site']),
      purpose: single(request.headers['sec-purpose']),
    },
    cookies: Object.fromEntries(own),
    context: fakeContext(),
    presented: fixture.present(cookies.get(SESSION_COOKIE)),
  });
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function single(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0];
}

function readCookies(header: string): ReadonlyMap<string, string> {
  return new Map(
    header.split('; ').flatMap((pair) => {
      const cut = pair.indexOf('=');
      return cut < 1 ? [] : [[pair.slice(0, cut), pair.slice(cut + 1)] as const];
    }),
  );
}

function serialize({ name, value, maxAge, httpOnly, sameSite }: SetCookie): string {
  return [
    `${name}=${value}`,
    'Path=/',
    'Secure',
    `SameSite=${sameSite}`,
    ...(httpOnly ? ['HttpOnly'] : []),
    ...(maxAge === undefined ? [] : [`Max-Age=${Math.floor(maxAge / 1_000)}`]),
  ].join('; ');
}
