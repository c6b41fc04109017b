// The filter in the splice of a read-only app password (R3.4). Harmless commands go to the backend, all else is answered
// here, in its place in the order of answers. Only the client's side is understood in full; of the backend's only
// what orders the answers.

import type { FilterResult, SpliceFilter } from '../dialogue.ts';
import { withoutCapabilities } from './capabilities.ts';
import { READ_ONLY_HIDDEN_CAPABILITIES } from './read-only-commands.ts';
import { ReadOnlyReader } from './read-only-reader.ts';
import { ResponseScanner, type ScanEvent } from './response-scanner.ts';
import { imapGoodbye } from './response-text.ts';

/** Commands under way at the backend before the client is held: far more than any client pipelines. */
const MAX_OUTSTANDING = 1000;

/** What waits until every command at the backend is completed. */
type Step =
  | { readonly kind: 'say'; readonly bytes: Buffer }
  | { readonly kind: 'exchange'; readonly exchange: Exchange; readonly opening: Buffer };

/** A command at the backend that goes on when it says `+`. Only ever the only one there, so `+` has one meaning. */
interface Exchange {
  readonly tag: string;
  readonly pieces: readonly Buffer[];
  readonly idle: boolean;
}

/**
 * Creates the filter for one connection. The backend's side is to be ended, after the client ended its own, only when
 * `holdClient` is false: until then commands wait here.
 */
export function createImapReadOnlyFilter(): SpliceFilter {
  return new ImapReadOnlyFilter();
}

class ImapReadOnlyFilter implements SpliceFilter {
  readonly #reader = new ReadOnlyReader();
  readonly #scanner = new ResponseScanner();
  /** Tags of commands at the backend, oldest first; clients may use one twice. */
  readonly #outstanding: string[] = [];
  #step: Step | undefined;
  #exchange: Exchange | undefined;
  #idling: string | undefined;
  #close: string | undefined;
  #toBackend: Uint8Array[] = [];
  #toClient: Uint8Array[] = [];

  fromClient(chunk: Uint8Array): FilterResult {
    if (this.#close === undefined) this.#reader.append(chunk);
    return this.#result();
  }

  fromBackend(chunk: Uint8Array): FilterResult {
    for (const event of this.#scanner.scan(chunk)) {
      if (this.#close !== undefined) break;
      this.#see(event);
    }
    return this.#result();
  }

  clientEnded(): FilterResult {
    return this.#result();
  }

  #see(event: ScanEvent): void {
    switch (event.kind) {
      case 'bytes':
        this.#toClient.push(event.bytes);
        return;
      case 'capabilities': {
        const list = withoutCapabilities(event.list.split(' '), READ_ONLY_HIDDEN_CAPABILITIES);
        this.#toClient.push(Buffer.from(`* CAPABILITY ${list.join(' ')}\r\n`, 'latin1'));
        return;
      }
      case 'continuation':
        this.#seeContinuation(event.bytes);
        return;
      case 'tagged':
        this.#toClient.push(event.bytes);
        this.#complete(event.tag);
        this.#advance();
        return;
      case 'unreadable':
        this.#end('The backend sent an over-long line.');
    }
  }

  #seeContinuation(bytes: Uint8Array): void {
    const exchange = this.#exchange;
    if (exchange === undefined || exchange.idle) {
      this.#toClient.push(bytes);
      if (exchange) this.#idling = exchange.tag;
      this.#exchange = undefined;
    } else {
      // This `+` answers our literal; the client got its own when it asked.
      const later = exchange.pieces.slice(1);
      this.#toBackend.push(...exchange.pieces.slice(0, 1));
      this.#exchange = later.length === 0 ? undefined : { ...exchange, pieces: later };
    }
    this.#advance();
  }

  #complete(tag: string): void {
    const at = this.#outstanding.indexOf(tag);
    if (at === -1) return;
    this.#outstanding.splice(at, 1);
    // Refused before it got its literal: the pieces that it never asked for are never sent.
    if (this.#exchange?.tag === tag) this.#exchange = undefined;
    if (this.#idling === tag) this.#idling = undefined;
  }

  /** Takes commands as long as nothing has to be waited for. */
  #advance(): void {
    while (!this.#waits()) {
      if (this.#step) this.#take(this.#step);
      else if (!this.#readCommand()) return;
    }
  }

  #waits(): boolean {
    if (this.#close !== undefined || this.#exchange !== undefined) return true;
    if (this.#step) return this.#outstanding.length > 0 || !this.#scanner.atBoundary;
    return this.#outstanding.length >= MAX_OUTSTANDING;
  }

  #take(step: Step): void {
    this.#step = undefined;
    if (step.kind === 'say') {
      this.#toClient.push(step.bytes);
      return;
    }
    this.#outstanding.push(step.exchange.tag);
    this.#toBackend.push(step.opening);
    this.#exchange = step.exchange;
  }

  #readCommand(): boolean {
    const event = this.#reader.next(this.#idling !== undefined);
    switch (event.kind) {
      case 'need-more':
        return false;
      case 'forward':
        this.#forward(event.tag, event.pieces);
        return true;
      case 'idle':
        this.#step = {
          kind: 'exchange',
          exchange: { tag: event.tag, pieces: [], idle: true },
          opening: Buffer.from(`${event.tag} IDLE\r\n`, 'latin1'),
        };
        return true;
      case 'done':
        this.#idling = undefined;
        this.#toBackend.push(Buffer.from('DONE\r\n'));
        return true;
      case 'continue':
        this.#step = { kind: 'say', bytes: Buffer.from('+ OK\r\n') };
        return true;
      case 'refuse':
        this.#step = { kind: 'say', bytes: Buffer.from(`${event.response}\r\n`, 'latin1') };
        return true;
      case 'broken':
        this.#end(event.text);
        return false;
    }
  }

  #forward(tag: string, pieces: readonly Buffer[]): void {
    const [opening = Buffer.alloc(0), ...later] = pieces;
    if (later.length > 0) {
      this.#step = { kind: 'exchange', exchange: { tag, pieces: later, idle: false }, opening };
      return;
    }
    this.#outstanding.push(tag);
    this.#toBackend.push(opening);
  }

  #end(text: string): void {
    if (this.#scanner.atBoundary) this.#toClient.push(imapGoodbye(text));
    this.#close = text;
  }

  #result(): FilterResult {
    this.#advance();
    const result = {
      toBackend: this.#toBackend,
      toClient: this.#toClient,
      holdClient: this.#waits(),
    };
    this.#toBackend = [];
    this.#toClient = [];
    return this.#close === undefined ? result : { ...result, close: this.#close };
  }
}
