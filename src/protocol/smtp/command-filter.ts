// Stands between a signed-in client and its backend (S7, S8): after sign-in SMTP isn't a blind pipe, because XCLIENT,
// AUTH or STARTTLS behind it would let one app password act for anybody. The filter and the backend must always agree
// on which octets are commands; so replies are counted, and whatever two readers could read differently never passes.

import type { FilterResult, SpliceFilter } from '../dialogue.ts';
import { BodyScanner } from './body-scanner.ts';
import { type Expected, LINE_TOO_LONG, MAX_FORWARDED_LINE_OCTETS, readClientCommand } from './client-command.ts';
import { keywordParameters, readKeywords, withoutHiddenKeywords } from './keywords.ts';
import { formatReply } from './reply.ts';
import { ReplyScanner } from './reply-scanner.ts';

export interface SmtpCommandFilterOptions {
  /** What the backend offers on this connection (`SmtpFacts.keywords`): BDAT passes only with CHUNKING. */
  readonly keywords: readonly string[];
}

/** The filter, and what it saw. After `clientEnded`, `holdClient: false` means that nothing is left to send. */
export interface SmtpCommandFilter extends SpliceFilter {
  /** Messages that the backend took (2xx to the end of DATA or to BDAT LAST). */
  readonly messages: number;
}

type Phase =
  | { readonly kind: 'commands' }
  /** No command is read until every reply is in; then `next` goes on. */
  | { readonly kind: 'settling'; readonly next: Settled }
  | { readonly kind: 'body'; readonly scanner: BodyScanner }
  | { readonly kind: 'chunk'; readonly remaining: number }
  /** A chunk that the backend isn't to see. */
  | { readonly kind: 'swallowing'; readonly remaining: number; readonly reply: Buffer }
  | { readonly kind: 'closed' };

type Settled =
  | { readonly kind: 'go-on' }
  | { readonly kind: 'refuse'; readonly reply: Buffer; readonly close?: string }
  | {
      readonly kind: 'chunk';
      readonly line: Buffer;
      readonly octets: number;
      readonly expected: 'chunk' | 'last-chunk';
    };

const COMMANDS: Phase = { kind: 'commands' };
const GO_ON: Phase = { kind: 'settling', next: { kind: 'go-on' } };
const CLOSED: Phase = { kind: 'closed' };

/** Commands that may wait for a reply at once; a longer pipeline (RFC 2920) is held, not refused. */
const MAX_OUTSTANDING = 1000;

/** Longest answer to EHLO that is rewritten, in octets. */
const MAX_HELLO_REPLY_OCTETS = 65_536;

const LF = 0x0a;
const EMPTY: Buffer = Buffer.alloc(0);

const BARE_NEWLINE_IN_BODY = formatReply({ code: 550, enhanced: '5.5.2', lines: ['Bare CR or LF in message refused'] });
const EARLY_DATA = formatReply({ code: 503, enhanced: '5.5.1', lines: ['Message was sent before it was asked for'] });
const NO_CHUNKING = formatReply({ code: 503, enhanced: '5.5.1', lines: ['CHUNKING is not offered'] });
const NO_TRANSACTION = formatReply({ code: 503, enhanced: '5.5.1', lines: ['No transaction to add a chunk to'] });

/** Makes the filter for one signed-in connection. */
export function createSmtpCommandFilter(options: SmtpCommandFilterOptions): SmtpCommandFilter {
  return new CommandFilter(options);
}

class CommandFilter implements SmtpCommandFilter {
  #phase: Phase = COMMANDS;
  /** Octets from the client that wait to be understood. */
  #pending: Buffer = EMPTY;
  readonly #outstanding: Expected[] = [];
  readonly #replies = new ReplyScanner();
  #helloReply: Buffer = EMPTY;
  #chunking: boolean;
  /** The backend took a recipient, and neither message nor reset since: it must read a chunk as one (RFC 3030 §2). */
  #recipientTaken = false;
  #messages = 0;
  #toBackend: Buffer[] = [];
  #toClient: Buffer[] = [];
  #close: string | undefined;

  constructor(options: SmtpCommandFilterOptions) {
    this.#chunking = keywordParameters(options.keywords, 'CHUNKING') !== undefined;
  }

  get messages(): number {
    return this.#messages;
  }

  fromClient(chunk: Uint8Array): FilterResult {
    if (this.#phase.kind !== 'closed') {
      this.#pending = this.#pending.length === 0 ? viewOf(chunk) : Buffer.concat([this.#pending, chunk]);
      this.#advance();
    }
    return this.#takeResult();
  }

  fromBackend(chunk: Uint8Array): FilterResult {
    const bytes = viewOf(chunk);
    let position = 0;
    while (position < bytes.length && this.#phase.kind !== 'closed') {
      const scan = this.#replies.scan(bytes, position);
      if (scan.kind === 'malformed') this.#end('backend-protocol');
      else {
        const end = scan.kind === 'reply' ? scan.end : bytes.length;
        this.#passReply(bytes.subarray(position, end));
        position = end;
        if (scan.kind === 'reply') this.#countReply(scan.code);
      }
    }
    return this.#takeResult();
  }

  clientEnded(): FilterResult {
    // An unfinished command line is never passed on; some servers would obey it.
    if (this.#phase.kind === 'commands' && !this.#isFull()) this.#pending = EMPTY;
    return this.#takeResult();
  }

  #advance(): void {
    while (this.#step());
  }

  /** Goes on by one line, chunk or phase; says whether another step may follow. */
  #step(): boolean {
    const phase = this.#phase;
    switch (phase.kind) {
      case 'commands':
        return this.#readCommand();
      case 'settling':
        return this.#outstanding.length === 0 && this.#settle(phase.next);
      case 'body':
        return this.#passBody(phase.scanner);
      case 'chunk':
        return this.#passChunk(phase.remaining);
      case 'swallowing':
        return this.#swallow(phase.remaining, phase.reply);
      case 'closed':
        return false;
    }
  }

  #readCommand(): boolean {
    if (this.#isFull()) return false;
    const end = this.#pending.indexOf(LF) + 1;
    const isTooLong =
      end > MAX_FORWARDED_LINE_OCTETS || (end === 0 && this.#pending.length >= MAX_FORWARDED_LINE_OCTETS);
    if (isTooLong) {
      this.#phase = { kind: 'settling', next: { kind: 'refuse', reply: LINE_TOO_LONG, close: 'line-too-long' } };
      return true;
    }
    if (end === 0) return false;
    const line = this.#takePending(end);
    const command = readClientCommand(line);
    switch (command.kind) {
      case 'refuse':
        this.#phase = { kind: 'settling', next: command };
        return true;
      case 'chunk':
        this.#phase = { kind: 'settling', next: { ...command, line } };
        return true;
      case 'forward':
        this.#forward(line);
        this.#outstanding.push(command.expected);
        // What follows means different things after different answers to these (RFC 2920 §3.1: they end a group).
        if (command.expected === 'data' || command.expected === 'hello') this.#phase = GO_ON;
        return true;
    }
  }

  /** Every reply is in: answers here keep their place, and what the next octets mean is known. */
  #settle(next: Settled): boolean {
    this.#phase = COMMANDS;
    if (next.kind === 'refuse') {
      this.#toClient.push(next.reply);
      if (next.close !== undefined) this.#end(next.close);
    } else if (next.kind === 'chunk') this.#beginChunk(next);
    return true;
  }

  /** A backend that refuses BDAT without reading the chunk would obey it instead: it gets none that it may refuse so. */
  #beginChunk(command: { readonly line: Buffer; readonly octets: number; readonly expected: Expected }): void {
    if (!this.#chunking || !this.#recipientTaken) {
      const reply = this.#chunking ? NO_TRANSACTION : NO_CHUNKING;
      this.#phase = { kind: 'swallowing', remaining: command.octets, reply };
      return;
    }
    this.#forward(command.line);
    this.#outstanding.push(command.expected);
    this.#phase = { kind: 'chunk', remaining: command.octets };
  }

  #passBody(scanner: BodyScanner): boolean {
    if (this.#pending.length === 0) return false;
    const { consumed, found } = scanner.scan(this.#pending);
    if (consumed > 0) this.#forward(this.#takePending(consumed));
    if (found === 'more') return false;
    if (found === 'end') this.#phase = COMMANDS;
    else {
      // The backend has no end of data for this message and sees the connection end: it must drop it (RFC 5321 §4.1.1.4).
      this.#toClient.push(BARE_NEWLINE_IN_BODY);
      this.#end('bare-newline');
    }
    return true;
  }

  #passChunk(remaining: number): boolean {
    const octets = this.#takePending(Math.min(remaining, this.#pending.length));
    if (octets.length > 0) this.#forward(octets);
    const left = remaining - octets.length;
    this.#phase = left === 0 ? COMMANDS : { kind: 'chunk', remaining: left };
    return left === 0;
  }

  #swallow(remaining: number, reply: Buffer): boolean {
    const left = remaining - this.#takePending(Math.min(remaining, this.#pending.length)).length;
    this.#phase = left === 0 ? COMMANDS : { kind: 'swallowing', remaining: left, reply };
    if (left === 0) this.#toClient.push(reply);
    return left === 0;
  }

  /** Everything but an answer to EHLO goes to the client as it comes. */
  #passReply(bytes: Buffer): void {
    if (this.#outstanding[0] !== 'hello') {
      this.#toClient.push(bytes);
      return;
    }
    this.#helloReply = Buffer.concat([this.#helloReply, bytes]);
    if (this.#helloReply.length > MAX_HELLO_REPLY_OCTETS) this.#end('backend-protocol');
  }

  #countReply(code: number): void {
    const expected = this.#outstanding.shift();
    if (expected === 'hello') this.#finishHello(code);
    if (code === 421)
      this.#end('backend-421'); // RFC 5321 §3.8, S9
    else if (expected === undefined) this.#end('backend-unasked-reply');
    else if (code < 400 && code >= 300) this.#beginBody(expected, code);
    else if (this.#isUnsent()) this.#end('backend-early-reply');
    else this.#learn(expected, code < 300);
    this.#advance();
  }

  /** 354 to DATA is the only intermediate reply there is here: with any other, who speaks next is anybody's guess. */
  #beginBody(expected: Expected, code: number): void {
    if (expected !== 'data' || code !== 354) this.#end('backend-protocol');
    else {
      this.#phase = { kind: 'body', scanner: new BodyScanner() };
      this.#outstanding.push('message');
    }
  }

  /** Answered before its last octet was passed on: whether the backend reads the rest as data can't be known. */
  #isUnsent(): boolean {
    return this.#phase.kind === 'body' || this.#phase.kind === 'chunk';
  }

  #learn(expected: Expected, isSuccess: boolean): void {
    switch (expected) {
      case 'recipient':
        this.#recipientTaken ||= isSuccess;
        return;
      case 'chunk':
        this.#recipientTaken &&= isSuccess;
        return;
      case 'message':
      case 'last-chunk':
        if (isSuccess) this.#messages += 1;
        this.#recipientTaken = false;
        return;
      case 'sender':
      case 'reset':
      case 'hello':
        this.#recipientTaken = false;
        return;
      case 'data':
        // A client that sent its message unasked (RFC 2920 §3.1 forbids it): its lines would now be commands.
        if (this.#pending.length > 0) {
          this.#toClient.push(EARLY_DATA);
          this.#end('early-data');
        }
        return;
      case 'command':
        return;
    }
  }

  /** HELO, or an EHLO that was refused, leaves no extension to rely on (Exim then refuses BDAT without reading it). */
  #finishHello(code: number): void {
    const lines = this.#helloReply.toString('latin1').split(/\r?\n/).slice(0, -1);
    this.#helloReply = EMPTY;
    const texts = lines.map((line) => line.slice(4));
    this.#chunking = code === 250 && keywordParameters(readKeywords(texts), 'CHUNKING') !== undefined;
    this.#toClient.push(encodeLines(code, withoutHiddenKeywords(texts)));
  }

  #isFull(): boolean {
    return this.#outstanding.length >= MAX_OUTSTANDING;
  }

  #takePending(count: number): Buffer {
    const taken = this.#pending.subarray(0, count);
    this.#pending = count === this.#pending.length ? EMPTY : this.#pending.subarray(count);
    return taken;
  }

  /** Neighbours in memory go out as one write. */
  #forward(bytes: Buffer): void {
    const last = this.#toBackend.at(-1);
    if (last !== undefined && last.buffer === bytes.buffer && last.byteOffset + last.length === bytes.byteOffset) {
      this.#toBackend[this.#toBackend.length - 1] = Buffer.from(
        bytes.buffer,
        last.byteOffset,
        last.length + bytes.length,
      );
    } else this.#toBackend.push(bytes);
  }

  #end(reason: string): void {
    this.#phase = CLOSED;
    this.#pending = EMPTY;
    this.#close = reason;
  }

  #takeResult(): FilterResult {
    const isHolding = this.#phase.kind === 'settling' || (this.#phase.kind === 'commands' && this.#isFull());
    const result = { toBackend: this.#toBackend, toClient: this.#toClient, holdClient: isHolding };
    this.#toBackend = [];
    this.#toClient = [];
    if (this.#close === undefined) return result;
    const close = this.#close;
    this.#close = undefined;
    return { ...result, close };
  }
}

/** A reply whose texts came from the backend, passed on octet for octet. */
function encodeLines(code: number, texts: readonly string[]): Buffer {
  const lines = texts.map((text, index) => `${code}${index === texts.length - 1 ? ' ' : '-'}${text}\r\n`);
  return Buffer.from(lines.join(''), 'latin1');
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
