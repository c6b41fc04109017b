// An exchange over either protocol: what the gate asks about a request, and its one answer.

import { Readable } from 'node:stream';
import type { Bytes, Millis } from '../../../core/units.ts';
import { Ender, type Ending } from '../ending.ts';
import type {
  AnswerHead,
  AnswerSink,
  BrowserSocket,
  Exchange,
  HeaderList,
  OwnAnswer,
  ReadBody,
  SiteIdentity,
  Target,
} from '../exchange.ts';
import { parseCookies } from './cookies.ts';
import { RequestBody, readWhole } from './request-body.ts';
import type { RequestHead } from './request-head.ts';
import type { Transport } from './transport.ts';
import { WatchedSink } from './watched-sink.ts';

/** What an exchange is made of. */
export interface ExchangeParts {
  readonly transport: Transport;
  readonly context: Exchange['context'];
  readonly site: SiteIdentity;
  readonly method: string;
  readonly target: Target;
  readonly head: RequestHead;
  readonly bodyLength: Bytes | undefined;
  readonly wantsUpgrade: 'websocket' | undefined;
  /** The whole field; absent: none is sent. */
  readonly hsts: string | undefined;
  readonly maxBody: Bytes | undefined;
  readonly now: () => Millis;
  /** No further request is taken: asked when the answer begins. */
  readonly isDraining: () => boolean;
}

interface Waiting {
  readonly toReceive: Millis | undefined;
  readonly toSend: Millis | undefined;
  readonly whole: Millis | undefined;
}

/** A body that is read as a whole is a form: a person's line sends it in this time, however slow it is. */
const WHOLE_BODY_TIMEOUT: Millis = 120_000;

export class WebExchange implements Exchange {
  readonly context: Exchange['context'];
  readonly site: SiteIdentity;
  readonly method: string;
  readonly target: Target;
  readonly headers: HeaderList;
  readonly authorization: string | undefined;
  readonly bodyLength: Bytes | undefined;
  readonly wantsUpgrade: 'websocket' | undefined;
  readonly #parts: ExchangeParts;
  #body: RequestBody | undefined;
  #cookies: ReadonlyMap<string, string> | undefined;
  readonly #ender: Ender = new Ender();
  #status: number | undefined;
  #sink: WatchedSink | undefined;
  #wholeUntil: Millis | undefined;

  constructor(parts: ExchangeParts) {
    const { context, site, method, target, head, bodyLength, wantsUpgrade } = parts;
    this.context = context;
    this.site = site;
    this.method = method;
    this.target = target;
    this.headers = head.forwardable;
    this.authorization = head.authorization;
    this.bodyLength = bodyLength;
    this.wantsUpgrade = wantsUpgrade;
    this.#parts = parts;
  }

  header(name: string): string | undefined {
    return this.headers.find(([each]) => each === name)?.[1];
  }

  get cookies(): ReadonlyMap<string, string> {
    this.#cookies ??= parseCookies(this.#parts.head.cookies);
    return this.#cookies;
  }

  get body(): Readable {
    const { transport, now, maxBody: most } = this.#parts;
    this.#body ??= new RequestBody(transport, { now, most });
    return this.#body;
  }

  async readBody(limit: Bytes): Promise<ReadBody> {
    if (this.bodyLength === 0) return new Uint8Array();
    if (this.bodyLength !== undefined && this.bodyLength > limit) return 'too-large';
    this.#wholeUntil = this.#parts.now() + WHOLE_BODY_TIMEOUT;
    const read = await readWhole(this.body, limit);
    this.#wholeUntil = undefined;
    return read;
  }

  get signal(): Ending {
    return this.#ender;
  }

  /** The answer's, once it has begun. */
  get status(): number | undefined {
    return this.#status;
  }

  /** Octets of bodies: from the browser, and to it. */
  get octets(): { readonly received: Bytes; readonly sent: Bytes } {
    return { received: this.#body?.received ?? 0, sent: this.#sink?.sent ?? 0 };
  }

  /** More came than any body may have. */
  get isBodyTooLarge(): boolean {
    return this.#body?.isTooLarge ?? false;
  }

  /** It ended in the middle. */
  get isBodyBroken(): boolean {
    return this.#body !== undefined && this.#body.errored !== null;
  }

  /**
   * Since when the browser has sent nothing of what is waited for, or taken nothing of what waits for it; and until
   * when it must have sent a body that is read as a whole.
   */
  get waiting(): Waiting {
    return { toReceive: this.#body?.waitingSince, toSend: this.#sink?.stalledSince, whole: this.#wholeUntil };
  }

  respond({ status, headers, body }: OwnAnswer): void {
    if (body instanceof Readable) {
      this.#pour(body, this.begin({ status, headers }));
      return;
    }
    const whole = typeof body === 'string' ? Buffer.from(body) : body;
    const length: HeaderList = status === 204 || status === 304 ? [] : [['content-length', `${whole?.length ?? 0}`]];
    this.begin({ status, headers: [...headers, ...length] }).end(whole);
  }

  begin({ status, headers }: AnswerHead): AnswerSink {
    if (this.#status !== undefined) throw new Error('a second answer to one request');
    this.#status = status;
    const { transport, hsts, isDraining, now } = this.#parts;
    const all: HeaderList = hsts === undefined ? headers : [...headers, ['strict-transport-security', hsts]];
    this.#sink = new WatchedSink(transport.begin(status, all, isDraining()), now);
    return this.#sink;
  }

  acceptUpgrade(headers: HeaderList): BrowserSocket | undefined {
    if (this.#status !== undefined) throw new Error('a second answer to one request');
    if (this.wantsUpgrade === undefined) throw new Error('an upgrade that nobody asked for');
    this.#status = 101;
    return this.#parts.transport.upgrade?.(headers);
  }

  /** The browser has gone, or is sent away. */
  abort(): void {
    this.#ender.abort();
    this.#body?.destroy();
  }

  /** Cuts it. */
  destroy(): void {
    this.abort();
    this.#parts.transport.destroy();
  }

  #pour(body: Readable, sink: AnswerSink): void {
    const signal = this.signal;
    const stop = (): void => void body.destroy();
    signal.addEventListener('abort', stop);
    sink.onDrain(() => body.resume());
    body.on('data', (chunk: Uint8Array) => {
      if (!sink.write(chunk)) body.pause();
    });
    body.once('end', () => sink.end());
    body.once('error', () => sink.abort());
    body.once('close', () => {
      signal.removeEventListener('abort', stop);
      if (!body.readableEnded) sink.abort();
    });
  }
}
