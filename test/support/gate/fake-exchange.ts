// An exchange without a browser, and an upstream without a webmail: what the gate does to either can be looked at.

import { Readable } from 'node:stream';
import type {
  Exchange,
  HeaderList,
  OwnAnswer,
  ReadBody,
  SiteIdentity,
  Upstream,
  UpstreamAnswer,
  UpstreamFailure,
  UpstreamRequest,
  UpstreamUpgrade,
} from '../../../src/web/gate/exchange.ts';

export const SITE: SiteIdentity = {
  name: 'webmail',
  host: 'mail.example.test',
  origin: 'https://mail.example.test',
};

export interface FakeRequest {
  readonly method?: string;
  readonly target: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: Readonly<Record<string, string>>;
  readonly authorization?: string;
  readonly body?: string | ReadBody;
  readonly wantsUpgrade?: 'websocket';
  readonly site?: SiteIdentity;
}

/** An answer as the browser would have it. */
export interface SeenAnswer {
  readonly status: number;
  readonly body: string;
  header(name: string): string | undefined;
  headers(name: string): readonly string[];
}

export interface FakeExchange extends Exchange {
  /** Undefined until there is one. */
  readonly answer: SeenAnswer | undefined;
  readonly upgraded: boolean;
  goAway(): void;
}

function seen(status: number, headers: HeaderList, body: string): SeenAnswer {
  const all = (name: string): readonly string[] => headers.filter(([each]) => each === name).map(([, value]) => value);
  return { status, body, headers: all, header: (name) => all(name)[0] };
}

/** A request that nobody has answered yet. */
export function fakeExchange(request: FakeRequest): FakeExchange {
  const { method = 'GET', target: raw, headers = {}, cookies = {}, body = '', site = SITE } = request;
  const mark = raw.indexOf('?');
  const path = mark < 0 ? raw : raw.slice(0, mark);
  const gone = new AbortController();
  let answer: SeenAnswer | undefined;
  let upgraded = false;
  const once = (next: SeenAnswer): void => {
    if (answer !== undefined) throw new Error('answered twice');
    answer = next;
  };
  return {
    context: {
      site: site.name,
      listener: 'web-443',
      remoteAddress: '192.0.2.1',
      remotePort: 50_000,
      localAddress: '192.0.2.2',
      localPort: 443,
      userAgent: 'Mozilla/5.0',
      requestId: 'r-1',
    },
    site,
    method,
    target: { path, isPlain: !path.includes('%'), query: mark < 0 ? undefined : raw.slice(mark + 1), raw },
    headers: Object.entries(headers),
    header: (name) => headers[name],
    cookies: new Map(Object.entries(cookies)),
    authorization: request.authorization,
    bodyLength: typeof body === 'string' ? body.length : undefined,
    body: Readable.from([]),
    readBody: async () =>
      body === 'too-large' || body === 'broken' || typeof body !== 'string' ? body : Buffer.from(body),
    wantsUpgrade: request.wantsUpgrade,
    signal: gone.signal,
    respond: ({ status, headers: own, body: content = '' }: OwnAnswer) => {
      once(seen(status, own, content instanceof Readable ? '(a stream)' : Buffer.from(content).toString()));
    },
    begin: ({ status, headers: own }) => {
      const chunks: Uint8Array[] = [];
      once(seen(status, own, ''));
      const finish = (last?: Uint8Array): void => {
        answer = seen(status, own, Buffer.concat([...chunks, ...(last ? [last] : [])]).toString());
      };
      return {
        write: (chunk) => chunks.push(chunk) > 0,
        onDrain: () => undefined,
        flush: () => undefined,
        end: finish,
        abort: () => finish(Buffer.from('(broken off)')),
      };
    },
    acceptUpgrade: () => {
      upgraded = true;
      once(seen(101, [], ''));
      return undefined;
    },
    get answer() {
      return answer;
    },
    get upgraded() {
      return upgraded;
    },
    goAway: () => gone.abort(),
  };
}

export interface FakeAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly setCookies?: readonly string[];
  readonly body?: string;
  /** Instead of the body, for whoever reads it as a whole. */
  readonly read?: 'too-large' | 'broken';
}

export interface FakeUpstream extends Upstream {
  readonly requests: UpstreamRequest[];
  /** Answers whose body nobody took. */
  discarded: number;
}

/** An upstream that answers as it is told; what is told may look at the request. */
export function fakeUpstream(
  answerTo: (
    request: UpstreamRequest,
  ) => FakeAnswer | UpstreamFailure | UpstreamUpgrade | Promise<FakeAnswer | UpstreamFailure>,
): FakeUpstream {
  const upstream: FakeUpstream = {
    requests: [],
    discarded: 0,
    send: async (request) => {
      upstream.requests.push(request);
      const answer = await answerTo(request);
      return 'kind' in answer ? answer : upstreamAnswer(answer, () => (upstream.discarded += 1));
    },
  };
  return upstream;
}

function upstreamAnswer(answer: FakeAnswer, onDiscard: () => void): UpstreamAnswer {
  const { status = 200, headers = {}, setCookies = [], body = '' } = answer;
  return {
    kind: 'answer',
    status,
    headers: Object.entries(headers),
    header: (name) => headers[name],
    setCookies,
    body: {
      read: async () => answer.read ?? Buffer.from(body),
      flowTo: async (sink) => {
        sink.end(Buffer.from(body));
        return 'complete';
      },
      discard: onDiscard,
    },
  };
}
