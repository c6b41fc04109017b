// What the half of the gate that speaks HTTP hands to the half that decides: one request of a browser, and the site's
// upstream to send it on to. Neither side of this seam knows a webmail, a session or a cookie's meaning.

import type { Duplex, Readable } from 'node:stream';
import type { Bytes, Millis } from '../../core/units.ts';
import type { WebContext } from '../../core/web-context.ts';
import type { Ending } from './ending.ts';

/** Fields in the order in which they came; names in lower case. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** A site's public name. Never made from what a request says (P-36). */
export interface SiteIdentity {
  /** Its name in the configuration. */
  readonly name: string;
  /** What the browser's address bar shows: `mail.example.com`, with `:port` where it isn't 443. */
  readonly host: string;
  /** `https://` and `host`. */
  readonly origin: string;
}

/** A request target in the one spelling that is accepted; what was judged is, octet for octet, what is forwarded. */
export interface Target {
  /**
   * Begins with `/`. Without empty, `.` or `..` segments; what is percent-encoded neither needs no encoding nor is a
   * slash, backslash or control character, and decodes to valid UTF-8.
   */
  readonly path: string;
  /**
   * Nothing in the path is percent-encoded, so there is nothing to decode differently. Whatever is let through without
   * an open session must be plain.
   */
  readonly isPlain: boolean;
  /** Without `?`; printable ASCII, as it came: what it means is the profile's to say. Absent: there was no `?`. */
  readonly query: string | undefined;
  /** Path and query, as forwarded. */
  readonly raw: string;
}

/** A body read as a whole. `too-large`: more than the limit. `broken`: it ended in the middle, or took too long. */
export type ReadBody = Uint8Array | 'too-large' | 'broken';

/** One request of a browser: strictly parsed, its header hygiene done. Exactly one answer, then it is over. */
export interface Exchange {
  readonly context: Omit<WebContext, 'trustedBrowser'>;
  readonly site: SiteIdentity;
  /** Upper case. Never CONNECT or TRACE. */
  readonly method: string;
  readonly target: Target;
  /**
   * What may be forwarded. Taken out: what concerns this connection or frames the body, what claims an identity or an
   * address, what only our own proxies may say, `authorization`, cookies, and names that a server might fold into others.
   */
  readonly headers: HeaderList;
  /** A field of `headers`. Those with one meaning (`origin`, `content-type`, `sec-fetch-*` …) never come twice. */
  header(name: string): string | undefined;
  /** What the browser sent. A name that came twice is absent. */
  readonly cookies: ReadonlyMap<string, string>;
  /** The `authorization` field, which is forwarded only by whoever puts it there. */
  readonly authorization: string | undefined;
  /** 0: there is none. Absent: it comes in chunks. */
  readonly bodyLength: Bytes | undefined;
  /** Unread. Whoever takes it asks the browser to go on (`Expect: 100-continue`), so judge first. */
  readonly body: Readable;
  /** Reads the body as a whole; once, and instead of `body`. */
  readBody(limit: Bytes): Promise<ReadBody>;
  /** `websocket`: answered with `acceptUpgrade`, or with any other answer. Nothing else is offered. */
  readonly wantsUpgrade: 'websocket' | undefined;
  /** Aborted when the browser goes away, and when Postern ends the exchange (limits, shutdown). Not when it is answered. */
  readonly signal: Ending;
  /** Answers with something of our own. Connection fields and HSTS are added. Throws if there was an answer before. */
  respond(answer: OwnAnswer): void;
  /** Begins an answer whose body is given piece by piece. Throws if there was an answer before. */
  begin(head: AnswerHead): AnswerSink;
  /** Answers 101 and gives the connection below; `undefined` if the browser has gone. */
  acceptUpgrade(headers: HeaderList): BrowserSocket | undefined;
}

export interface AnswerHead {
  readonly status: number;
  /** `content-length` where it is known; no other field about the connection. */
  readonly headers: HeaderList;
}

export interface OwnAnswer extends AnswerHead {
  readonly body?: string | Uint8Array | Readable;
}

/** The rest of an answer. Each method is ignored once the browser has gone or the answer has ended. */
export interface AnswerSink {
  /** False: no more before `onDrain` calls, or memory fills. */
  write(chunk: Uint8Array): boolean;
  /** One listener. */
  onDrain(listener: () => void): void;
  /** Sends the head now: nothing of the body may come for a while. */
  flush(): void;
  end(last?: Uint8Array): void;
  /** The browser sees an answer that broke off, never one that is complete. */
  abort(): void;
}

/** An upgraded connection's two ends are joined by `relayUpgrade`. */
export interface BrowserSocket {
  readonly stream: Duplex;
  /** What the browser had sent behind its request. */
  readonly head: Uint8Array;
}

/** Decides what becomes of an exchange. What it throws is answered as 500, or as 503 if a store was unavailable. */
export type ExchangeHandler = (exchange: Exchange) => Promise<void>;

/** A request to the upstream. `Host`, `X-Forwarded-*` and the shared secret are added and win over any of `headers`. */
export interface UpstreamRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: HeaderList;
  /** The whole `cookie` field; absent: none is sent. */
  readonly cookie?: string;
  /** Who it is for. */
  readonly client: Pick<WebContext, 'remoteAddress'>;
  readonly body?: Uint8Array | { readonly stream: Readable; readonly length: Bytes | undefined };
  /** An upgraded connection is wanted: the answer may be an `upgrade`. */
  readonly upgrade?: 'websocket';
  /** Whichever aborts first ends the request, and the answer's body if that has begun. */
  readonly signals?: readonly Ending[];
  /** Absent: the site's. */
  readonly timeouts?: { readonly firstByte: Millis; readonly idle: Millis };
}

/** The head of the upstream's answer. Exactly one of the body's methods must be called, or the connection is held. */
export interface UpstreamAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /**
   * What may be relayed: without connection fields, `set-cookie`, `server` and the upstream's HSTS; its own address in
   * `location` and the like is the site's public one.
   */
  readonly headers: HeaderList;
  header(name: string): string | undefined;
  /** Each `set-cookie` field as it came. They reach a browser only if somebody puts them into `headers`. */
  readonly setCookies: readonly string[];
  readonly body: UpstreamBody;
}

/** An answer's body, of which nothing has been taken. */
export interface UpstreamBody {
  /** Reads it as a whole. It is encoded as `content-encoding` says: ask without `accept-encoding` for what must be read. */
  read(limit: Bytes): Promise<ReadBody>;
  /** Passes it on with back-pressure; what breaks off here breaks off there. Resolves when nothing more will come. */
  flowTo(sink: AnswerSink): Promise<RelayEnd>;
  /** Not wanted. */
  discard(): void;
}

/** How a relayed answer ended. `cut`: the upstream broke off. `aborted`: a signal, or the browser went away. */
export type RelayEnd = 'complete' | 'cut' | 'aborted';

/** The upstream answered 101. */
export interface UpstreamUpgrade {
  readonly kind: 'upgrade';
  /** What belongs into our own 101 (`sec-websocket-*`). */
  readonly headers: HeaderList;
  readonly setCookies: readonly string[];
  readonly stream: Duplex;
}

/** No answer. Never the webmail's "no": nothing may be concluded about a password or a session. */
export type UpstreamFailure =
  | { readonly kind: 'unavailable'; readonly reason: 'unreachable' | 'slow' | 'broken-off' | 'not-http' }
  /** The browser broke off its request, or a signal aborted: there may be nobody to tell. */
  | { readonly kind: 'ended' };

/** A site's upstream. */
export interface Upstream {
  /** Never rejects. */
  send(request: UpstreamRequest): Promise<UpstreamAnswer | UpstreamUpgrade | UpstreamFailure>;
}
