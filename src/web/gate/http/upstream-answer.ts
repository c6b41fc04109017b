// One request at the upstream, from undici's events to a head and a body that somebody takes when it suits. Small
// answers arrive whole before anybody has looked at their head, and then leave in one piece.

import type { Duplex } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { Bytes } from '../../../core/units.ts';
import type { Ending } from '../ending.ts';
import type {
  AnswerSink,
  HeaderList,
  ReadBody,
  RelayEnd,
  UpstreamAnswer,
  UpstreamBody,
  UpstreamFailure,
  UpstreamUpgrade,
} from '../exchange.ts';
import { readAnswerFields } from './answer-head.ts';
import type { UrlMapping } from './public-url.ts';

/** What of a body is read before somebody wants it. */
const READ_AHEAD: Bytes = 65_536;

/** What ends a request before its answer, with undici's error. */
export interface BrokenRequest {
  readonly kind: 'broken';
  readonly error: Error;
  /** It had been connected and the request was under way. */
  readonly wasSent: boolean;
}

export type RequestEnd = UpstreamAnswer | UpstreamUpgrade | UpstreamFailure | BrokenRequest;

export class UpstreamExchange implements Dispatcher.DispatchHandler, UpstreamBody {
  /** Settles once, never rejects. */
  readonly head: Promise<RequestEnd>;
  readonly #settleHead: (end: RequestEnd) => void;
  readonly #mapping: UrlMapping;
  readonly #signals: readonly Ending[];
  #controller: Dispatcher.DispatchController | undefined;
  #ahead: Uint8Array[] = [];
  #aheadLength: Bytes = 0;
  #sink: AnswerSink | undefined;
  #settleEnd: ((end: RelayEnd) => void) | undefined;
  #end: RelayEnd | undefined;
  #isAborted = false;

  constructor(mapping: UrlMapping, signals: readonly Ending[]) {
    const { promise, resolve } = Promise.withResolvers<RequestEnd>();
    this.head = promise;
    this.#settleHead = resolve;
    this.#mapping = mapping;
    this.#signals = signals;
    for (const signal of signals) signal.addEventListener('abort', this.#onAbort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isAborted) controller.abort(new Error('aborted'));
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    // Interim answers (RFC 9110 §15.2) are for us.
    if (status < 200) return;
    const { headers, setCookies } = this.#fields(controller, status);
    this.#settleHead({
      kind: 'answer',
      status,
      headers,
      setCookies,
      header: (name) => headers.find(([each]) => each === name)?.[1],
      body: this,
    });
  }

  onRequestUpgrade(controller: Dispatcher.DispatchController, status: number, _headers: unknown, stream: Duplex): void {
    const { headers, setCookies } = this.#fields(controller, status);
    this.#finish('complete');
    // Until somebody takes it, nobody listens.
    stream.on('error', () => stream.destroy());
    if (this.#isAborted) stream.destroy();
    this.#settleHead(this.#isAborted ? { kind: 'ended' } : { kind: 'upgrade', headers, setCookies, stream });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    if (this.#sink) {
      if (!this.#sink.write(chunk)) controller.pause();
      return;
    }
    this.#ahead.push(chunk);
    this.#aheadLength += chunk.length;
    if (this.#aheadLength >= READ_AHEAD) controller.pause();
  }

  onResponseEnd(): void {
    this.#finish('complete');
    this.#sink?.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    const wasSent = this.#controller !== undefined;
    this.#settleHead(this.#isAborted ? { kind: 'ended' } : { kind: 'broken', error, wasSent });
    this.#finish(this.#isAborted ? 'aborted' : 'cut');
    this.#sink?.abort();
  }

  flowTo(sink: AnswerSink): Promise<RelayEnd> {
    const { promise, resolve } = Promise.withResolvers<RelayEnd>();
    const ahead = this.#takeAhead();
    if (this.#end === undefined) {
      this.#sink = sink;
      this.#settleEnd = resolve;
      sink.onDrain(() => this.#controller?.resume());
      if (!ahead) sink.flush();
      if (!ahead || sink.write(ahead)) this.#controller?.resume();
      return promise;
    }
    if (this.#end === 'complete') sink.end(ahead);
    else sink.abort();
    resolve(this.#end);
    return promise;
  }

  read(limit: Bytes): Promise<ReadBody> {
    const { promise, resolve } = Promise.withResolvers<ReadBody>();
    const chunks: Uint8Array[] = [];
    let length: Bytes = 0;
    const take = (chunk: Uint8Array): boolean => {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      else {
        resolve('too-large');
        this.discard();
      }
      return true;
    };
    void this.flowTo({
      write: take,
      onDrain: () => undefined,
      flush: () => undefined,
      end: (last) => {
        if (last) take(last);
        resolve(Buffer.concat(chunks));
      },
      abort: () => resolve('broken'),
    });
    return promise;
  }

  discard(): void {
    this.#takeAhead();
    // What is under way is cheaper to cut than to read; what has ended is kept alive by undici.
    if (this.#end === undefined) this.#abort();
  }

  readonly #onAbort = (): void => this.#abort();

  #abort(): void {
    this.#isAborted = true;
    if (this.#controller) this.#controller.abort(new Error('aborted'));
    else this.#settleHead({ kind: 'ended' });
  }

  #finish(end: RelayEnd): void {
    this.#end ??= end;
    this.#settleEnd?.(this.#end);
    for (const signal of this.#signals) signal.removeEventListener('abort', this.#onAbort);
  }

  #takeAhead(): Uint8Array | undefined {
    const [first, ...more] = this.#ahead;
    this.#ahead = [];
    this.#aheadLength = 0;
    return first && more.length > 0 ? Buffer.concat([first, ...more]) : first;
  }

  #fields(
    controller: Dispatcher.DispatchController,
    status: number,
  ): { headers: HeaderList; setCookies: readonly string[] } {
    const { rawHeaders } = controller;
    const raw = Array.isArray(rawHeaders)
      ? rawHeaders.map((each) => (typeof each === 'string' ? Buffer.from(each, 'latin1') : each))
      : [];
    return readAnswerFields(raw, status, this.#mapping);
  }
}
