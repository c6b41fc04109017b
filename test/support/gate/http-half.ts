// A plain stand-in for the half of the gate that speaks HTTP: node:http to the browser, undici to the upstream, and only
// as much strictness as tests of the other half need.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { Agent } from 'undici';
import type {
  AnswerHead,
  AnswerSink,
  Exchange,
  ExchangeHandler,
  HeaderList,
  OwnAnswer,
  ReadBody,
  RelayEnd,
  SiteIdentity,
  Target,
  Upstream,
  UpstreamAnswer,
  UpstreamBody,
} from '../../../src/web/gate/exchange.ts';

const DROPPED =
  /^(?:connection|keep-alive|transfer-encoding|content-length|cookie|authorization|host|expect|upgrade|x-forwarded-.*|x-webobjects-.*|remote-user)$/;

function parseTarget(raw: string): Target | undefined {
  const mark = raw.indexOf('?');
  const path = mark < 0 ? raw : raw.slice(0, mark);
  const encoded = /%(?:2[DEF]|3[0-9]|4[1-9A-F]|5[0-9AF]|5C|6[1-9A-F]|7[0-9AEF])/i;
  if (!path.startsWith('/') || path.includes('//') || /\/\.\.?(?:\/|$)/.test(path) || encoded.test(path))
    return undefined;
  return { path, isPlain: !path.includes('%'), query: mark < 0 ? undefined : raw.slice(mark + 1), raw };
}

async function readAll(stream: AsyncIterable<Buffer>, limit: number): Promise<ReadBody> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      length += chunk.length;
      if (length > limit) return 'too-large';
      chunks.push(chunk);
    }
  } catch {
    return 'broken'; // How it broke is of no interest here.
  }
  return Buffer.concat(chunks);
}

function headersOf(message: IncomingMessage): HeaderList {
  return Object.entries(message.headers)
    .filter(([name]) => /^[a-z0-9-]+$/.test(name) && !DROPPED.test(name))
    .map(([name, value]) => [name, String(value)] as const);
}

function cookiesOf(message: IncomingMessage): ReadonlyMap<string, string> {
  const pairs = (message.headers.cookie ?? '').split('; ').filter(Boolean);
  return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const));
}

function fieldsOf(headers: HeaderList): Record<string, string | string[]> {
  const fields: Record<string, string[]> = {};
  for (const [name, value] of headers) fields[name] = [...(fields[name] ?? []), value];
  return Object.fromEntries(
    Object.entries(fields).map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  );
}

function sinkOf(response: ServerResponse): AnswerSink {
  return {
    write: (chunk) => response.write(chunk),
    onDrain: (listener) => void response.removeAllListeners('drain').on('drain', listener),
    end: (last) => void response.end(last),
    abort: () => void response.destroy(),
  };
}

function exchangeOf(site: SiteIdentity, request: IncomingMessage, response: ServerResponse): Exchange | undefined {
  const target = parseTarget(request.url ?? '');
  if (target === undefined) return undefined;
  const headers = headersOf(request);
  const gone = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const length = request.headers['content-length'];
  const chunked = request.headers['transfer-encoding'] !== undefined;
  const begin = ({ status, headers: own }: AnswerHead): AnswerSink => {
    response.writeHead(status, fieldsOf(own));
    return sinkOf(response);
  };
  const { remotePort = 0, localPort = 0 } = request.socket;
  return {
    context: {
      site: site.name,
      listener: 'test',
      remoteAddress: '127.0.0.1',
      remotePort,
      localAddress: '127.0.0.1',
      localPort,
      userAgent: request.headers['user-agent'] ?? '',
      requestId: 'r-1',
    },
    site,
    method: request.method ?? 'GET',
    target,
    headers,
    header: (name) => headers.find(([each]) => each === name)?.[1],
    cookies: cookiesOf(request),
    authorization: request.headers.authorization,
    bodyLength: length === undefined ? (chunked ? undefined : 0) : Number(length),
    body: request,
    readBody: (limit) => readAll(request, limit),
    wantsUpgrade: request.headers.upgrade === 'websocket' ? 'websocket' : undefined,
    signal: gone.signal,
    respond: ({ status, headers: own, body = '' }: OwnAnswer) => {
      if (typeof body !== 'string' && !(body instanceof Uint8Array)) throw new TypeError('no streams here');
      begin({ status, headers: own }).end(Buffer.from(body));
    },
    begin,
    acceptUpgrade: () => undefined,
  };
}

function bodyOf(body: Readable): UpstreamBody {
  return {
    read: (limit) => readAll(body, limit),
    flowTo: async (sink): Promise<RelayEnd> => {
      try {
        for await (const chunk of body) {
          if (!sink.write(chunk)) await new Promise<void>((resolve) => sink.onDrain(resolve));
        }
        sink.end();
        return 'complete';
      } catch {
        sink.abort();
        return 'cut'; // Or aborted: no test asks.
      }
    },
    discard: () => {
      body.on('error', () => undefined); // undici says that it was aborted.
      body.destroy();
    },
  };
}

/**
 * An upstream at `url` that is told `site` in `Host`.
 *
 * @param injected - `name:password` that every request carries: a front that signs people in by itself.
 */
export function plainUpstream(url: string, site: SiteIdentity, injected?: string): Upstream & AsyncDisposable {
  const agent = new Agent();
  return {
    send: async (request) => {
      const { method, target, headers, cookie, body, signals = [] } = request;
      try {
        const answer = await agent.request({
          origin: url,
          path: target,
          method: method as 'GET',
          headers: {
            ...fieldsOf(headers),
            host: site.host,
            ...(cookie !== undefined && { cookie }),
            ...(injected !== undefined && { authorization: `Basic ${btoa(injected)}` }),
          },
          body: body === undefined ? null : body instanceof Uint8Array ? body : body.stream,
          signal: signals.length === 0 ? null : AbortSignal.any([...signals]),
        });
        const all = Object.entries(answer.headers).flatMap(([name, value]) =>
          (Array.isArray(value) ? value : [value ?? '']).map((each) => [name, each] as const),
        );
        const relayed = all.filter(
          ([name]) => !['set-cookie', 'connection', 'transfer-encoding', 'keep-alive'].includes(name),
        );
        const own: HeaderList = relayed.map(([name, value]) => [
          name,
          name === 'location' ? value.replace(url, site.origin) : value,
        ]);
        return {
          kind: 'answer',
          status: answer.statusCode,
          headers: own,
          header: (name) => own.find(([each]) => each === name)?.[1],
          setCookies: all.filter(([name]) => name === 'set-cookie').map(([, value]) => value),
          body: bodyOf(answer.body),
        } satisfies UpstreamAnswer;
      } catch {
        if (signals.some(({ aborted }) => aborted)) return { kind: 'ended' };
        return { kind: 'unavailable', reason: 'unreachable' }; // Whatever it was: there is no answer.
      }
    },
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

export interface HttpHalf extends AsyncDisposable {
  readonly port: number;
  readonly site: SiteIdentity;
  readonly failures: readonly unknown[];
}

/** Listens on a free port of loopback and hands each request to the handler made for the site. */
export async function startHttpHalf(make: (site: SiteIdentity) => ExchangeHandler): Promise<HttpHalf> {
  const failures: unknown[] = [];
  let handler: ExchangeHandler = () => Promise.reject(new Error('not ready'));
  let site: SiteIdentity = { name: 'webmail', host: '', origin: '' };
  const server = createServer((request, response) => {
    const exchange = exchangeOf(site, request, response);
    if (exchange === undefined) return response.writeHead(400).end();
    return handler(exchange).catch((error: unknown) => {
      failures.push(error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  site = { name: 'webmail', host: `127.0.0.1:${port}`, origin: `http://127.0.0.1:${port}` };
  handler = make(site);
  return {
    port,
    site,
    failures,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
