// A client and a backend, joined: bytes pass both ways with back-pressure, half-close passes too, and nothing is parsed
// unless the door put a filter between them. Idle connections hold no timer of their own: one sweep serves them all.

import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Stopwatch } from '../core/ports.ts';
import type { Millis } from '../core/units.ts';
import type { FilterResult, SpliceFilter } from '../protocol/dialogue.ts';
import type { BackendLink, BackendReader } from './backend-link.ts';
import type { UploadPacing } from './upload-pacing.ts';

/** Which side, or what, ended a spliced connection. */
export type EndedBy = 'client' | 'backend' | 'revoked' | 'shutdown' | 'stalled' | 'half-closed' | 'filter' | 'error';

export interface SpliceSummary {
  /** Octets from the client to the backend. */
  readonly up: number;
  /** Octets from the backend to the client. */
  readonly down: number;
  readonly endedBy: EndedBy;
  readonly detail?: string;
}

export interface SpliceOptions {
  readonly client: Socket | TLSSocket;
  readonly link: BackendLink;
  readonly filter: SpliceFilter | undefined;
  /** Bytes that either side sent before the splice. */
  readonly fromClient: Uint8Array;
  readonly fromBackend: Uint8Array;
  readonly stopwatch: Stopwatch;
  readonly uploads: UploadPacing;
  readonly ended: (summary: SpliceSummary) => void;
}

/** Reads up to this many octets are copied and written at once; larger ones wait for their write (see `onBytes`). */
const COPY_OCTETS = 16 * 1024;

/** Records of at least so many octets are part of an upload, not of a dialogue that somebody waits for. */
const BULK_OCTETS = 8 * 1024;

/** Gathered octets from which on the client waits; fewer may all leave with this turn's write. */
const GATHERED_OCTETS = 256 * 1024;

/** What a closing backend leaves the client to read its last bytes (I14), and what we leave it when we end things. */
const LINGER_MS: Millis = 5_000;
const LAST_WORDS_MS: Millis = 1_000;

/** A goodbye is said only to a client that was quiet for this long: it can't be in the middle of an answer (I15). */
const QUIET_BEFORE_GOODBYE: Millis = 1_000;

const CR = 0x0d;
const LF = 0x0a;

export class Splice implements BackendReader {
  readonly #options: SpliceOptions;
  readonly #client: Socket | TLSSocket;
  readonly #backend: Socket | TLSSocket;
  readonly #isClientTls: boolean;
  #up = 0;
  #down = 0;
  #endedBy: EndedBy | undefined;
  #detail: string | undefined;
  #clientEnded = false;
  #backendEnded = false;
  #lastDownAt: Millis;
  #endsLine = true;
  /** Progress of both write buffers as of the last sweep, and since when it hasn't changed. */
  #written = -1;
  #stuckSince: Millis | undefined;
  #halfClosedAt: Millis | undefined;
  /** Everything was said; the client may close until then. */
  #lingersUntil: Millis | undefined;
  /** The filter wants no more from the client until an answer has passed. */
  #isHeld = false;
  /** What goes to the backend waits for the end of this turn. */
  #isGathering = false;
  /** The backend was let go for a reason of ours. */
  #isCutOff = false;
  #done = false;

  constructor(options: SpliceOptions) {
    this.#options = options;
    this.#client = options.client;
    this.#backend = options.link.socket;
    this.#isClientTls = 'encrypted' in options.client;
    this.#lastDownAt = options.stopwatch.elapsed();
  }

  /** Attaches both sides and delivers what had already arrived. The client's OK was written just before. */
  begin(): void {
    const { fromBackend, fromClient, link } = this.#options;
    const client = this.#client;
    client.on('data', (chunk: Buffer) => this.#fromClient(chunk));
    client.on('drain', () => link.socket.resume());
    client.on('end', () => this.#clientFinished());
    client.on('error', (error) => this.#finish('error', error.message));
    client.on('close', () => this.#finish('client'));
    this.#backend.on('drain', () => this.#resumeClient());
    if (fromBackend.length > 0) this.#toClient(fromBackend);
    if (fromClient.length > 0) this.#fromClient(fromClient);
    if (client.destroyed) {
      this.#finish('client');
      return;
    }
    if (client.readableEnded) this.#clientFinished();
    link.read(this);
    this.#resumeClient();
  }

  /** A read from the backend: a view that lives only as long as this call. */
  onBytes(view: Buffer): boolean {
    const { filter } = this.#options;
    if (filter) {
      this.#apply(filter.fromBackend(Buffer.from(view)));
      return this.#client.writableLength === 0 || !this.#client.writableNeedDrain;
    }
    this.#noteDown(view);
    if (view.length <= COPY_OCTETS || !this.#isClientTls || this.#client.writableLength > 0) {
      return this.#client.write(Buffer.from(view));
    }
    // The TLS layer encrypts the view before `write` returns; the next read waits until it left all the same, since a
    // shared buffer that is written later would carry another client's bytes.
    this.#client.write(view, () => this.#options.link.socket.resume());
    return false;
  }

  onEnd(): void {
    this.#backendEnded = true;
    this.#endedBy ??= 'backend';
    this.#endClient();
    if (this.#clientEnded) this.#endBackendHalf();
  }

  onClose(error: Error | undefined): void {
    if (error && !this.#backendEnded) this.#finish('error', `backend: ${error.message}`);
    else if (!this.#backendEnded) this.#finish('backend');
  }

  /** Ends it for a reason of ours, with a last line where that can't be mistaken for part of an answer (I15). */
  end(by: EndedBy, goodbye: Uint8Array | undefined, detail?: string): void {
    if (this.#done) return;
    const isQuiet = this.#options.stopwatch.elapsed() - this.#lastDownAt >= QUIET_BEFORE_GOODBYE;
    this.#endedBy ??= by;
    this.#detail ??= detail;
    if (goodbye && isQuiet && this.#endsLine && this.#client.writableLength === 0 && !this.#client.writableEnded) {
      this.#client.write(goodbye);
      this.#endBackend();
      this.#endClient();
    } else {
      this.#finish(by);
    }
  }

  /** Called every few seconds: ends what hangs half-closed, and readers that take nothing (slow loris). */
  sweep(now: Millis, bounds: { readonly halfClosedTimeout: Millis; readonly writeStallTimeout: Millis }): void {
    if (this.#lingersUntil !== undefined && now >= this.#lingersUntil) {
      this.#finish('backend');
      return;
    }
    if (this.#halfClosedAt !== undefined && now - this.#halfClosedAt >= bounds.halfClosedTimeout) {
      this.#endedBy = 'half-closed';
      this.#finish('half-closed');
      return;
    }
    const isWaiting = this.#client.writableLength > 0 || this.#backend.writableLength > 0;
    const written =
      this.#client.bytesWritten -
      this.#client.writableLength +
      this.#backend.bytesWritten -
      this.#backend.writableLength;
    if (!isWaiting || written !== this.#written) this.#stuckSince = isWaiting ? now : undefined;
    else if (this.#stuckSince !== undefined && now - this.#stuckSince >= bounds.writeStallTimeout) {
      this.#endedBy = 'stalled';
      this.#finish('stalled');
    }
    this.#written = written;
  }

  #fromClient(chunk: Uint8Array): void {
    if (this.#isCutOff) return;
    this.#up += chunk.length;
    const { filter, uploads } = this.#options;
    uploads.passed(chunk.length);
    if (chunk.length >= BULK_OCTETS) this.#gather();
    if (filter) this.#apply(filter.fromClient(chunk));
    else {
      this.#backend.write(chunk);
      if (this.#isBackendFull) this.#client.pause();
    }
  }

  /** The TLS records of one read arrive one by one, in the same turn: they leave together, in one system call. */
  #gather(): void {
    if (this.#isGathering) return;
    this.#isGathering = true;
    this.#backend.cork();
    setImmediate(() => {
      this.#isGathering = false;
      this.#backend.uncork();
      // In a turn of its own: only then Node knows what the kernel took.
      process.nextTick(() => {
        if (this.#isBackendFull) this.#client.pause();
      });
    });
  }

  /** To stop the client and let it go on costs as much as a write: not while all that waits is still being gathered. */
  get #isBackendFull(): boolean {
    if (!this.#backend.writableNeedDrain) return false;
    return !this.#isGathering || this.#backend.writableLength >= GATHERED_OCTETS;
  }

  #clientFinished(): void {
    if (this.#clientEnded) return;
    this.#clientEnded = true;
    if (this.#isCutOff) return;
    this.#endedBy ??= 'client';
    this.#halfClosedAt = this.#options.stopwatch.elapsed();
    const { filter } = this.#options;
    // What the client asked before it closed its half is still answered (finding 5).
    if (filter) this.#apply(filter.clientEnded());
    else this.#endBackendHalf();
  }

  #toClient(bytes: Uint8Array): void {
    this.#noteDown(bytes);
    if (!this.#client.write(bytes)) this.#backend.pause();
  }

  #noteDown(bytes: Uint8Array): void {
    this.#down += bytes.length;
    this.#lastDownAt = this.#options.stopwatch.elapsed();
    this.#endsLine = bytes.length >= 2 && bytes[bytes.length - 2] === CR && bytes[bytes.length - 1] === LF;
    if (this.#halfClosedAt !== undefined) this.#halfClosedAt = this.#lastDownAt;
  }

  #apply(result: FilterResult): void {
    if (this.#done) return;
    for (const bytes of result.toBackend) this.#backend.write(bytes);
    for (const bytes of result.toClient) this.#toClient(bytes);
    if (result.close !== undefined) {
      this.#endedBy = 'filter';
      this.#detail = result.close;
      this.#endBackend();
      this.#endClient();
      return;
    }
    this.#isHeld = result.holdClient;
    if (this.#isHeld || this.#isBackendFull) this.#client.pause();
    else this.#client.resume();
    // A filter that still holds something of the client's has more to send first.
    if (this.#clientEnded && !this.#isHeld) this.#endBackendHalf();
  }

  #resumeClient(): void {
    if (!this.#isHeld && !this.#backend.writableNeedDrain) this.#client.resume();
  }

  /** What waits for the client leaves first, however slowly it reads; then it gets some seconds to close as well. */
  #endClient(): void {
    this.#client.end(() => {
      this.#lingersUntil = this.#options.stopwatch.elapsed() + (this.#isCutOff ? LAST_WORDS_MS : LINGER_MS);
    });
  }

  /** Once: Node makes an error, with its stack, of every further time. A FIN of our own tells a closed backend nothing. */
  #endBackendHalf(): void {
    if (this.#backendEnded && this.#backend.writableLength === 0) this.#backend.destroy();
    else if (!this.#backend.writableEnded) this.#backend.end();
  }

  /** Nothing passes to or from the backend any more; what the client still sends is thrown away. */
  #endBackend(): void {
    this.#isCutOff = true;
    this.#backendEnded = true;
    this.#backend.destroy();
    this.#client.resume();
  }

  #finish(by: EndedBy, detail?: string): void {
    if (this.#done) return;
    this.#done = true;
    this.#client.destroy();
    this.#backend.destroy();
    const what = this.#detail ?? detail;
    this.#options.ended({
      up: this.#up,
      down: this.#down,
      endedBy: this.#endedBy ?? by,
      ...(what !== undefined && { detail: what }),
    });
  }
}
