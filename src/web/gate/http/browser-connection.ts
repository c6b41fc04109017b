// One connection of a browser, or of a front proxy that brings many: where it comes from, and whether it does anything.

import type { ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { Millis } from '../../../core/units.ts';
import type { WebLimits } from '../../../core/web-limits.ts';
import type { Endpoints } from '../../../net/client-arrival.ts';

/** How long the other side may take to close after it was asked to. */
const LAST_WORDS: Millis = 2_000;

export interface ConnectionFacts {
  readonly id: string;
  readonly endpoints: Endpoints;
  /** The network that it is counted for; absent: a front proxy's. */
  readonly network: string | undefined;
  readonly isProtected: boolean;
  readonly socket: Socket;
}

export class BrowserConnection {
  readonly facts: ConnectionFacts;
  /** HTTP/2, once it has begun. */
  session: ServerHttp2Session | undefined;
  #requests = 0;
  #open = 0;
  #idleSince: Millis;
  #octetsWhenIdle = 0;
  #headSince: Millis | undefined;
  #isClosing = false;

  constructor(facts: ConnectionFacts, now: Millis) {
    this.facts = facts;
    this.#idleSince = now;
    // It owes us a request from the start.
    this.#headSince = now;
  }

  /** A request's head is there; its number on this connection. */
  requestBegan(): number {
    this.#open += 1;
    this.#headSince = undefined;
    this.#requests += 1;
    return this.#requests;
  }

  requestEnded(now: Millis): void {
    this.#open -= 1;
    if (this.#open > 0) return;
    this.#idleSince = now;
    this.#octetsWhenIdle = this.facts.socket.bytesRead;
    if (this.#isClosing) this.#end();
  }

  /** Ends what has done nothing for too long; says whether it was in the middle of a request's head. */
  sweep(now: Millis, { headTimeout, keepAliveTimeout }: WebLimits): 'in-head' | undefined {
    if (this.#open > 0) return undefined;
    if (this.session) {
      if (now - this.#idleSince >= keepAliveTimeout) this.close();
      return undefined;
    }
    if (this.facts.socket.bytesRead !== this.#octetsWhenIdle) this.#headSince ??= now;
    if (this.#headSince !== undefined && now - this.#headSince >= headTimeout) return 'in-head';
    if (now - this.#idleSince >= keepAliveTimeout) this.close();
    return undefined;
  }

  /** No further request: GOAWAY, and the end once the requests under way are answered. */
  close(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.session?.close();
    if (this.#open === 0) this.#end();
  }

  destroy(): void {
    this.session?.destroy();
    this.facts.socket.destroy();
  }

  #end(): void {
    const { socket } = this.facts;
    if (!this.session) socket.end();
    setTimeout(() => socket.destroy(), LAST_WORDS).unref();
  }
}
