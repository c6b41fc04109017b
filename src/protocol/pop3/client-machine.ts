// POP3 towards the client, from the greeting to its signed-in `+OK` (RFC 1939 §4, RFC 2449, RFC 2595 §4, RFC 5034).
// One answer per command, in order, also when pipelined (A15). Nothing behind STLS is ever read as a command (A8), and
// no `<…>` timestamp stands in the greeting, so that APOP can't be tried (P1).

import type {
  ClientAction,
  ClientMachine,
  CloseReason,
  DialogueNote,
  PresentedCredentials,
  TlsState,
} from '../dialogue.ts';
import { isHttpVerb } from '../http-verb.ts';
import { InputBuffer, type LineResult } from '../input-buffer.ts';
import { presentCredentials } from '../sasl/credentials.ts';
import { beginSaslExchange, MECHANISM_NAMES, type SaslExchange } from '../sasl/exchange.ts';
import { MAX_SASL_LINE_OCTETS, readInitialResponse, readSaslLine, type SaslLine } from '../sasl/line.ts';
import type { Pop3Ready } from './backend-machine.ts';
import { capabilityLines } from './capabilities.ts';
import { errorReply, pop3Goodbye } from './reply.ts';

/** Longest command line, in octets. RFC 2449 §4 has 255; passwords of 1,024 octets must fit. */
const MAX_COMMAND_OCTETS = 8192;

/** Room for `AUTH`, the mechanism's name (at most 20, RFC 4422 §3.1) and spaces, in octets. */
const AUTH_COMMAND_OCTETS = 64;

export interface Pop3ClientOptions {
  readonly tls: TlsState;
  /** Take passwords without TLS: for loopback, or by a setting with an ugly name. */
  readonly allowClearText: boolean;
  /** Counted refusals after which the connection is closed (A7). */
  readonly maxFailures: number;
  /** Bad commands, cancelled and malformed SASL exchanges among them (A4), after which the connection is closed. */
  readonly maxBadCommands: number;
  /** What CAPA lists beyond STLS, USER and SASL: see `offeredCapabilities`. */
  readonly capabilities: readonly string[];
}

/** POP3's "no" and "can't tell": `-ERR [code] text`. */
export interface Pop3Refusal {
  /** Without brackets: `AUTH`, `SYS/TEMP`, `SYS/PERM`, `IN-USE`, `LOGIN-DELAY` (P4). */
  readonly code?: string;
  /** Made printable ASCII and cut to RFC 2449's line length. */
  readonly text: string;
  /** Close after this answer even if sign-ins are left. */
  readonly close?: boolean;
  /** A wrong password counts; what could not be judged does not. */
  readonly countsAsFailure: boolean;
}

type ReadingState =
  | { readonly kind: 'commands'; readonly user?: Uint8Array }
  | { readonly kind: 'sasl'; readonly exchange: SaslExchange };

type State = ReadingState | { readonly kind: 'deciding' | 'starting-tls' | 'accepted' | 'closed' };

const COMMANDS: ReadingState = { kind: 'commands' };

const GOODBYE_TEXTS = {
  timeout: 'Signing in took too long.',
  shutdown: 'The server is shutting down, try again soon.',
  limit: 'Too many connections, try again later.',
} as const;

/** Begins a client's dialogue; see {@link ClientMachine}. */
export function createPop3ClientMachine(options: Pop3ClientOptions): ClientMachine<Pop3Refusal, Pop3Ready> {
  return new Pop3ClientMachine(options);
}

class Pop3ClientMachine implements ClientMachine<Pop3Refusal, Pop3Ready> {
  readonly #options: Pop3ClientOptions;
  readonly #input: InputBuffer = new InputBuffer();
  #tls: TlsState;
  #state: State = COMMANDS;
  #failures = 0;
  #badCommands = 0;

  constructor(options: Pop3ClientOptions) {
    this.#options = options;
    this.#tls = options.tls;
  }

  get buffered(): number {
    return this.#input.length;
  }

  start(): readonly ClientAction[] {
    if (this.#state.kind === 'closed') return [];
    return [say('+OK Postern ready.')];
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
    return [];
  }

  refuse(refusal: Pop3Refusal): readonly ClientAction[] {
    if (this.#state.kind !== 'deciding') return [];
    this.#state = COMMANDS;
    const answer = send(errorReply(refusal.text, refusal.code));
    if (refusal.countsAsFailure) this.#failures += 1;
    if (this.#failures >= this.#options.maxFailures) return [answer, ...this.#close('too-many-failures')];
    if (refusal.close) return [answer, ...this.#close('limit')];
    return [answer, ...this.#advance()];
  }

  accept(ready: Pop3Ready): readonly ClientAction[] {
    if (this.#state.kind !== 'deciding') return [];
    this.#state = { kind: 'accepted' };
    return [send(Buffer.from(`${ready.greeting}\r\n`, 'latin1'))]; // as the backend said it (P5)
  }

  takeBuffered(): Uint8Array {
    return this.#input.takeAll();
  }

  goodbye(reason: 'timeout' | 'shutdown' | 'limit'): readonly ClientAction[] {
    const state = this.#state.kind;
    if (state === 'closed' || state === 'accepted') return [];
    // RFC 1939 §3: the autologout timer closes without an answer. One that is owed to a sign-in is given all the same.
    const silent = reason === 'timeout' && state !== 'deciding';
    if (silent || state === 'starting-tls') return this.#close(reason);
    return [send(pop3Goodbye(GOODBYE_TEXTS[reason])), ...this.#close(reason)];
  }

  #advance(): readonly ClientAction[] {
    const actions: ClientAction[] = [];
    for (;;) {
      const state = this.#state;
      if (state.kind !== 'commands' && state.kind !== 'sasl') return actions;
      const result = this.#input.takeLine(this.#lineLimit(state));
      if (result.kind === 'need-more') return actions;
      actions.push(...this.#readLine(state, result));
    }
  }

  #readLine(state: ReadingState, result: Exclude<LineResult, { kind: 'need-more' }>): readonly ClientAction[] {
    // Where an over-long line ends isn't waited for, so nothing behind it can be read (A15).
    if (result.kind === 'too-long') return [send(errorReply('Line too long.')), ...this.#close('protocol-violation')];
    if (state.kind === 'sasl') return this.#continueSasl(state.exchange, readSaslLine(result.line));
    return this.#obey(result.line, state.user);
  }

  #lineLimit(state: ReadingState): number {
    if (state.kind === 'sasl') return MAX_SASL_LINE_OCTETS;
    const isAuth = this.#input.peek().subarray(0, 5).toString('latin1').toUpperCase() === 'AUTH ';
    return isAuth ? MAX_SASL_LINE_OCTETS + AUTH_COMMAND_OCTETS : MAX_COMMAND_OCTETS;
  }

  #obey(line: Buffer, user: Uint8Array | undefined): readonly ClientAction[] {
    const text = line.toString('latin1');
    const [verb = ''] = text.split(' ', 1);
    const argument = line.subarray(verb.length + 1);
    if (isHttpVerb(verb)) {
      return [{ kind: 'note', note: 'http-verb' }, ...this.#close('protocol-violation')];
    }
    switch (verb.toUpperCase()) {
      case 'CAPA':
        return sayLines('+OK Capability list follows', this.#capabilities());
      case 'STLS':
        return this.#beginTls();
      case 'USER':
        return this.#takeUser(argument);
      case 'PASS':
        return this.#takePassword(user, argument);
      case 'AUTH':
        return this.#beginSasl(text);
      case 'QUIT':
        return [say('+OK Bye.'), ...this.#close('logout')];
      default:
        return this.#countBad('bad-command', 'Unknown command.');
    }
  }

  get #maySignIn(): boolean {
    return this.#tls === 'active' || this.#options.allowClearText;
  }

  #capabilities(): readonly string[] {
    return capabilityLines(this.#options.capabilities, { stls: this.#tls === 'offered', signIn: this.#maySignIn });
  }

  #beginTls(): readonly ClientAction[] {
    if (this.#tls === 'active') return this.#countBad('bad-command', 'TLS is already active.'); // RFC 2595 §4
    if (this.#tls === 'absent') return this.#countBad('bad-command', 'TLS is not available.');
    if (this.#input.length > 0) return this.#refuseInjection();
    this.#state = { kind: 'starting-tls' };
    return [say('+OK Begin TLS negotiation now.'), { kind: 'start-tls' }];
  }

  /** Octets in clear behind STLS: whoever put them there hoped that they'd be obeyed under TLS (A8). */
  #refuseInjection(): readonly ClientAction[] {
    return [{ kind: 'note', note: 'starttls-injection' }, ...this.#close('starttls-injection')];
  }

  #takeUser(name: Uint8Array): readonly ClientAction[] {
    if (!this.#maySignIn) return this.#demandTls();
    this.#state = { kind: 'commands', user: name };
    return [say('+OK')]; // for every name: none is told from another here (P2)
  }

  /** The whole rest of the line is the password, spaces included (RFC 1939 §7, P2). */
  #takePassword(user: Uint8Array | undefined, password: Uint8Array): readonly ClientAction[] {
    if (!this.#maySignIn) return this.#demandTls();
    if (user === undefined) return this.#countBad('bad-command', 'USER first.');
    return this.#decide(presentCredentials({ mechanism: 'COMMAND', authenticationIdentity: user, password }));
  }

  #beginSasl(text: string): readonly ClientAction[] {
    if (/^AUTH *$/i.test(text)) {
      // Older than RFC 5034, and still asked by clients (P3).
      return sayLines('+OK Mechanisms follow', this.#maySignIn ? MECHANISM_NAMES : []);
    }
    const [, mechanism, initial] = /^AUTH +([^ ]+)(?: +([^ ]+))? *$/i.exec(text) ?? [];
    if (mechanism === undefined) return this.#countBad('bad-command', 'Unreadable arguments.');
    if (!this.#maySignIn) return this.#demandTls();
    const exchange = beginSaslExchange(mechanism);
    // Not counted: a client that goes through its mechanisms is to reach ours.
    if (exchange === undefined) return [send(errorReply('Unrecognized authentication type.'))];
    if (initial === undefined) return this.#stepSasl(exchange, undefined);
    return this.#continueSasl(exchange, readInitialResponse(Buffer.from(initial, 'latin1')));
  }

  #continueSasl(exchange: SaslExchange, line: SaslLine): readonly ClientAction[] {
    this.#state = COMMANDS;
    switch (line.kind) {
      case 'cancelled':
        return this.#countBad('sasl-cancelled', 'Authentication cancelled.');
      case 'malformed':
        return this.#countBad('sasl-malformed', 'Not base64.');
      case 'response':
        return this.#stepSasl(exchange, line.octets);
    }
  }

  #stepSasl(exchange: SaslExchange, response: Uint8Array | undefined): readonly ClientAction[] {
    const step = exchange.next(response);
    if (step.kind === 'done') return this.#decide(step.credentials);
    this.#state = { kind: 'sasl', exchange };
    return [say(`+ ${Buffer.from(step.octets).toString('base64')}`)];
  }

  #decide(credentials: PresentedCredentials): readonly ClientAction[] {
    this.#state = { kind: 'deciding' };
    return [{ kind: 'authenticate', credentials, client: {} }];
  }

  /** Whatever stands in the arguments isn't looked at. */
  #demandTls(): readonly ClientAction[] {
    const text = this.#tls === 'offered' ? 'TLS is required: STLS first.' : 'TLS is required.';
    return this.#countBad('bad-command', text, 'AUTH');
  }

  #countBad(note: DialogueNote, text: string, code?: string): readonly ClientAction[] {
    this.#badCommands += 1;
    const isLast = this.#badCommands >= this.#options.maxBadCommands;
    const answer = send(isLast ? errorReply('Too many bad commands.') : errorReply(text, code));
    return [{ kind: 'note', note }, answer, ...(isLast ? this.#close('too-many-bad-commands') : [])];
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

function say(line: string): ClientAction {
  return send(Buffer.from(`${line}\r\n`));
}

/** A multi-line answer (RFC 1939 §3); none of our lines begins with a dot. */
function sayLines(first: string, lines: readonly string[]): readonly ClientAction[] {
  return [say([first, ...lines, '.'].join('\r\n'))];
}
