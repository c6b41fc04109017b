// ManageSieve towards the client, from the listing that is its greeting to the OK that signs it in (RFC 5804 §1-§2).
// One answer per command, in order, also when pipelined (A15). The listing is said again, unasked, after TLS has started
// (M2). Nothing behind STARTTLS is ever read as a command (A8).

import type {
  ClientAction,
  ClientMachine,
  CloseReason,
  DialogueNote,
  PresentedCredentials,
  TlsState,
} from '../dialogue.ts';
import { isHttpVerb } from '../http-verb.ts';
import { beginSaslExchange, type SaslExchange } from '../sasl/exchange.ts';
import { MAX_SASL_LINE_OCTETS, readSaslLine, type SaslLine } from '../sasl/line.ts';
import type { SieveReady } from './backend-machine.ts';
import { listingLines, type SieveCapability } from './capabilities.ts';
import { type SieveLine, SieveLineReader, type SieveToken } from './line-reader.ts';
import { sieveResponse } from './response.ts';
import { readText, sieveString } from './string.ts';

/** Longest command with its strings, in octets: a SASL response (A6) and the words around it. */
const MAX_COMMAND_OCTETS = MAX_SASL_LINE_OCTETS + 128;

export interface SieveClientOptions {
  readonly tls: TlsState;
  /** Take passwords without TLS: for loopback, or by a setting with an ugly name. */
  readonly allowClearText: boolean;
  /** Counted refusals after which the connection is closed (A7). */
  readonly maxFailures: number;
  /** Bad commands, cancelled and malformed SASL exchanges among them (A4), after which the connection is closed. */
  readonly maxBadCommands: number;
  /** The backend's capabilities to show: see `offeredListing`. */
  readonly listing: readonly SieveCapability[];
}

/** ManageSieve's "no" and "can't tell": `NO (code) "text"`. */
export interface SieveRefusal {
  /** Without parentheses: `TRYLATER`, `AUTH-TOO-WEAK`, `ENCRYPT-NEEDED` (RFC 5804 §1.3). */
  readonly code?: string;
  readonly text: string;
  /** Close after this answer even if sign-ins are left. */
  readonly close?: boolean;
  /** A wrong password counts; what could not be judged does not. */
  readonly countsAsFailure: boolean;
}

type ReadingState = { readonly kind: 'commands' } | { readonly kind: 'sasl'; readonly exchange: SaslExchange };

type State = ReadingState | { readonly kind: 'deciding' | 'starting-tls' | 'accepted' | 'closed' };

const COMMANDS: ReadingState = { kind: 'commands' };

const GOODBYES = {
  timeout: sieveResponse('BYE', 'Signing in took too long.'),
  shutdown: sieveResponse('BYE', 'The server is shutting down, try again soon.', 'TRYLATER'),
  limit: sieveResponse('BYE', 'Too many connections, try again later.', 'TRYLATER'),
} as const;

/** Begins a client's dialogue; see {@link ClientMachine}. */
export function createSieveClientMachine(options: SieveClientOptions): ClientMachine<SieveRefusal, SieveReady> {
  return new SieveClientMachine(options);
}

class SieveClientMachine implements ClientMachine<SieveRefusal, SieveReady> {
  readonly #options: SieveClientOptions;
  readonly #input: SieveLineReader = new SieveLineReader(MAX_COMMAND_OCTETS);
  #tls: TlsState;
  #state: State = COMMANDS;
  #failures = 0;
  #badCommands = 0;

  constructor(options: SieveClientOptions) {
    this.#options = options;
    this.#tls = options.tls;
  }

  get buffered(): number {
    return this.#input.length;
  }

  start(): readonly ClientAction[] {
    return this.#state.kind === 'closed' ? [] : this.#list('Postern ready.');
  }

  receive(chunk: Uint8Array): readonly ClientAction[] {
    if (this.#state.kind === 'closed') return [];
    if (this.#state.kind === 'starting-tls') return chunk.length === 0 ? [] : this.#refuseInjection();
    this.#input.append(chunk);
    return this.#advance();
  }

  tlsStarted(): readonly ClientAction[] {
    if (this.#state.kind !== 'starting-tls') return [];
    this.#tls = 'active';
    this.#state = COMMANDS;
    return this.#list('TLS negotiation successful.'); // RFC 5804 §2.2
  }

  refuse(refusal: SieveRefusal): readonly ClientAction[] {
    if (this.#state.kind !== 'deciding') return [];
    this.#state = COMMANDS;
    const answer = send(sieveResponse('NO', refusal.text, refusal.code));
    if (refusal.countsAsFailure) this.#failures += 1;
    if (this.#failures >= this.#options.maxFailures) {
      return [answer, send(sieveResponse('BYE', 'Too many failed sign-ins.')), ...this.#close('too-many-failures')];
    }
    if (refusal.close) return [answer, send(sieveResponse('BYE', 'Try again later.')), ...this.#close('limit')];
    return [answer, ...this.#advance()];
  }

  accept(ready: SieveReady): readonly ClientAction[] {
    if (this.#state.kind !== 'deciding') return [];
    this.#state = { kind: 'accepted' };
    return [send(sieveResponse('OK', ready.text))];
  }

  takeBuffered(): Uint8Array {
    return this.#input.takeAll();
  }

  goodbye(reason: 'timeout' | 'shutdown' | 'limit'): readonly ClientAction[] {
    const state = this.#state.kind;
    if (state === 'closed' || state === 'accepted') return [];
    if (state === 'starting-tls') return this.#close(reason);
    return [send(GOODBYES[reason]), ...this.#close(reason)];
  }

  #advance(): readonly ClientAction[] {
    const actions: ClientAction[] = [];
    for (;;) {
      const state = this.#state;
      if (state.kind !== 'commands' && state.kind !== 'sasl') return actions;
      const line = this.#input.takeLine();
      if (line.kind === 'need-more') return actions;
      actions.push(...this.#readLine(state, line));
    }
  }

  #readLine(state: ReadingState, line: Exclude<SieveLine, { kind: 'need-more' }>): readonly ClientAction[] {
    if (line.kind === 'lost') {
      return [send(sieveResponse('BYE', 'Command too long or unreadable.')), ...this.#close('protocol-violation')];
    }
    if (state.kind === 'sasl') return this.#continueSasl(state.exchange, readSaslTokens(line));
    const [name, ...args] = line.tokens;
    if (name?.kind === 'atom' && isHttpVerb(name.text)) {
      return [{ kind: 'note', note: 'http-verb' }, ...this.#close('protocol-violation')];
    }
    if (line.kind === 'malformed' || name?.kind !== 'atom') return this.#countBad('bad-command', 'Unreadable command.');
    return this.#obey(name.text.toUpperCase(), args);
  }

  #obey(name: string, args: readonly SieveToken[]): readonly ClientAction[] {
    if (name === 'AUTHENTICATE') return this.#beginSasl(args);
    if (name === 'NOOP') return this.#answerNoop(args);
    if (args.length > 0) return this.#countBad('bad-command', 'Unknown command or arguments.');
    switch (name) {
      case 'CAPABILITY':
        return this.#list('Capability completed.');
      case 'STARTTLS':
        return this.#beginTls();
      case 'LOGOUT':
        return [send(sieveResponse('OK', 'Logout completed.')), ...this.#close('logout')];
      default:
        // UNAUTHENTICATE among them (M4).
        return this.#countBad('bad-command', 'Unknown command, or sign in first.');
    }
  }

  get #maySignIn(): boolean {
    return this.#tls === 'active' || this.#options.allowClearText;
  }

  #list(text: string): readonly ClientAction[] {
    const offer = { startTls: this.#tls === 'offered', signIn: this.#maySignIn };
    const lines = Buffer.from(listingLines(this.#options.listing, offer));
    return [send(Buffer.concat([lines, sieveResponse('OK', text)]))];
  }

  #beginTls(): readonly ClientAction[] {
    if (this.#tls === 'active') return this.#countBad('bad-command', 'TLS is already active.');
    if (this.#tls === 'absent') return this.#countBad('bad-command', 'TLS is not available.');
    if (this.#input.length > 0) return this.#refuseInjection();
    this.#state = { kind: 'starting-tls' };
    return [send(sieveResponse('OK', 'Begin TLS negotiation now.')), { kind: 'start-tls' }];
  }

  /** Octets in clear behind STARTTLS: whoever put them there hoped that they'd be obeyed under TLS (A8). */
  #refuseInjection(): readonly ClientAction[] {
    return [{ kind: 'note', note: 'starttls-injection' }, ...this.#close('starttls-injection')];
  }

  /** RFC 5804 §2.13: the tag comes back in the code. */
  #answerNoop(args: readonly SieveToken[]): readonly ClientAction[] {
    if (args.length === 0) return [send(sieveResponse('OK', 'NOOP completed.'))];
    const tag = args.length === 1 && args[0]?.kind === 'string' ? readText(args[0].octets) : undefined;
    if (tag === undefined) return this.#countBad('bad-command', 'Unreadable arguments.');
    return [send(Buffer.from(`OK (TAG ${sieveString(tag)}) "Done"\r\n`))];
  }

  #beginSasl(args: readonly SieveToken[]): readonly ClientAction[] {
    const [mechanism, initial] = args;
    if (mechanism?.kind !== 'string' || args.length > 2 || (initial !== undefined && initial.kind !== 'string')) {
      return this.#countBad('bad-command', 'Unreadable arguments.');
    }
    // Whatever stands in the initial response isn't looked at.
    if (!this.#maySignIn) return this.#countBad('bad-command', 'TLS is required.', 'ENCRYPT-NEEDED');
    const exchange = beginSaslExchange(Buffer.from(mechanism.octets).toString('latin1'));
    // Not counted: a client that goes through its mechanisms is to reach ours.
    if (exchange === undefined) return [send(sieveResponse('NO', 'Unsupported authentication mechanism.'))];
    // RFC 5804 §2.1: an empty string is present and empty; `=` isn't known here (A5).
    if (initial === undefined) return this.#stepSasl(exchange, undefined);
    return this.#continueSasl(exchange, readSaslLine(initial.octets));
  }

  #continueSasl(exchange: SaslExchange, line: SaslLine): readonly ClientAction[] {
    this.#state = COMMANDS;
    switch (line.kind) {
      case 'cancelled':
        return this.#countBad('sasl-cancelled', 'Authentication cancelled.');
      case 'malformed':
        return this.#countBad('sasl-malformed', 'Not a base64 string.');
      case 'response':
        return this.#stepSasl(exchange, line.octets);
    }
  }

  #stepSasl(exchange: SaslExchange, response: Uint8Array | undefined): readonly ClientAction[] {
    const step = exchange.next(response);
    if (step.kind === 'done') return this.#decide(step.credentials);
    this.#state = { kind: 'sasl', exchange };
    return [send(Buffer.from(`"${Buffer.from(step.octets).toString('base64')}"\r\n`))];
  }

  #decide(credentials: PresentedCredentials): readonly ClientAction[] {
    this.#state = { kind: 'deciding' };
    return [{ kind: 'authenticate', credentials, client: {} }];
  }

  #countBad(note: DialogueNote, text: string, code?: string): readonly ClientAction[] {
    this.#badCommands += 1;
    if (this.#badCommands < this.#options.maxBadCommands) {
      return [{ kind: 'note', note }, send(sieveResponse('NO', text, code))];
    }
    const goodbye = send(sieveResponse('BYE', 'Too many bad commands.'));
    return [{ kind: 'note', note }, goodbye, ...this.#close('too-many-bad-commands')];
  }

  #close(reason: CloseReason): readonly ClientAction[] {
    this.#state = { kind: 'closed' };
    this.#input.takeAll();
    return [{ kind: 'close', reason }];
  }
}

function send(bytes: Uint8Array): ClientAction {
  return { kind: 'send', bytes };
}

/** A client's answer to a challenge is one string (RFC 5804 §2.1). */
function readSaslTokens(line: {
  readonly kind: 'line' | 'malformed';
  readonly tokens: readonly SieveToken[];
}): SaslLine {
  const [only, excess] = line.tokens;
  if (line.kind === 'malformed' || only?.kind !== 'string' || excess !== undefined) return { kind: 'malformed' };
  return readSaslLine(only.octets);
}
