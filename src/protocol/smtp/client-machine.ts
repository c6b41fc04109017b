// The client-facing half of SMTP submission (RFC 6409), from the banner to the answer to AUTH (RFC 4954): S1 to S4.
// Commands are read one at a time from one buffer, so pipelined groups are answered in order, each reply at once.
// Before sign-in nothing but EHLO, HELO, STARTTLS, AUTH and the harmless commands is executed.

import type {
  ClientAction,
  ClientMachine,
  ClientSelfDescription,
  CloseReason,
  DialogueNote,
  TlsState,
} from '../dialogue.ts';
import { isHttpVerb } from '../http-verb.ts';
import { InputBuffer } from '../input-buffer.ts';
import { beginSaslExchange, MECHANISM_NAMES, type SaslExchange } from '../sasl/exchange.ts';
import { MAX_SASL_LINE_OCTETS, readInitialResponse, readSaslLine, type SaslLine } from '../sasl/line.ts';
import * as replies from './client-replies.ts';
import type { SmtpFacts } from './keywords.ts';
import { formatReply, type SmtpReply } from './reply.ts';

/** Longest command line accepted, in octets without its end. RFC 5321 §4.5.3.1.4 asks for 512 with it. */
export const MAX_COMMAND_LINE_OCTETS = 2048;

/** Failed sign-ins until the connection ends (A7). */
export const DEFAULT_MAX_FAILURES = 3;

/** Commands that can't be obeyed until the connection ends (Postfix's `smtpd_hard_error_limit`). */
export const DEFAULT_MAX_BAD_COMMANDS = 20;

export interface SmtpClientOptions {
  /** Our name in the banner, EHLO's answer and each 421. */
  readonly hostname: string;
  readonly tls: TlsState;
  /** Allows AUTH without TLS. */
  readonly allowClearText: boolean;
  readonly maxFailures?: number;
  readonly maxBadCommands?: number;
  /** EHLO lines besides STARTTLS and AUTH, as `offeredExtensions` makes them. */
  readonly extensions: readonly string[];
}

/** A sign-in that failed or could not be judged, as SMTP says it (S3). */
export interface SmtpRefusal extends SmtpReply {
  readonly enhanced: string;
  /** End the connection behind the reply. A reply of 421 always does (RFC 5321 §3.8). */
  readonly close?: boolean;
  /** Counts towards `maxFailures`: a wrong secret does, an outage doesn't. */
  readonly countsAsFailure: boolean;
}

/** What the backend half found out by signing in. */
export interface SmtpReady {
  readonly facts: SmtpFacts;
  /** Text of the 235 that the client gets. */
  readonly text?: string;
}

type Actions = readonly ClientAction[];

type State =
  | { readonly kind: 'commands' }
  /** The rest of a line that was too long is thrown away. */
  | { readonly kind: 'discarding' }
  | { readonly kind: 'sasl'; readonly exchange: SaslExchange }
  | { readonly kind: 'deciding' }
  | { readonly kind: 'starting-tls' }
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'closed' };

const COMMANDS: State = { kind: 'commands' };

/** Commands that want a sign-in first (RFC 4954 §6, S2). */
const NEEDS_SIGN_IN: ReadonlySet<string> = new Set(['MAIL', 'RCPT', 'DATA', 'BDAT', 'VRFY', 'EXPN', 'ETRN', 'BURL']);

/** What is kept of EHLO's argument: one printable word (a name that isn't one is accepted and forgotten). */
const HELO_NAME = /^[\x21-\x7e]{1,255}$/;

/** Makes the client-facing half of a submission dialogue. */
export function createSmtpClientMachine(options: SmtpClientOptions): ClientMachine<SmtpRefusal, SmtpReady> {
  return new SmtpClientMachine(options);
}

class SmtpClientMachine implements ClientMachine<SmtpRefusal, SmtpReady> {
  readonly #options: SmtpClientOptions;
  readonly #input = new InputBuffer();
  #state: State = COMMANDS;
  #tls: TlsState;
  #helloName: string | undefined;
  #failures = 0;
  #badCommands = 0;

  constructor(options: SmtpClientOptions) {
    this.#options = options;
    this.#tls = options.tls;
  }

  get buffered(): number {
    return this.#input.length;
  }

  start(): Actions {
    return this.#send({ code: 220, lines: [`${this.#options.hostname} ESMTP`] });
  }

  receive(chunk: Uint8Array): Actions {
    if (this.#state.kind === 'closed') return [];
    this.#input.append(chunk);
    return this.#advance();
  }

  tlsStarted(): Actions {
    if (this.#state.kind !== 'starting-tls') return [];
    this.#tls = 'active';
    this.#helloName = undefined; // RFC 3207 §4.2: nothing learnt before TLS is kept
    this.#state = COMMANDS;
    return [];
  }

  refuse(refusal: SmtpRefusal): Actions {
    if (this.#state.kind !== 'deciding') return [];
    this.#state = COMMANDS;
    if (refusal.countsAsFailure) this.#failures += 1;
    const reply = this.#send(refusal);
    if (refusal.code === 421) return [...reply, ...this.#close('limit')];
    if (refusal.close) return [...reply, ...this.#close('too-many-failures')];
    if (this.#failures >= (this.#options.maxFailures ?? DEFAULT_MAX_FAILURES)) {
      return [...reply, ...this.#sayGoodbye('too-many-failures')];
    }
    return [...reply, ...this.#advance()];
  }

  accept(ready: SmtpReady): Actions {
    if (this.#state.kind !== 'deciding') return [];
    this.#state = { kind: 'signed-in' };
    return this.#send({ code: 235, enhanced: '2.7.0', lines: [ready.text ?? 'Authentication successful'] });
  }

  takeBuffered(): Uint8Array {
    return this.#input.takeAll();
  }

  goodbye(reason: 'timeout' | 'shutdown' | 'limit'): Actions {
    if (this.#state.kind === 'closed' || this.#state.kind === 'signed-in') return [];
    // RFC 3207 §4: behind our 220 the client reads TLS, and nothing may be said in clear text.
    return this.#state.kind === 'starting-tls' ? this.#close(reason) : this.#sayGoodbye(reason);
  }

  #advance(): Actions {
    const actions: ClientAction[] = [];
    for (let step = this.#step(); step !== undefined; step = this.#step()) actions.push(...step);
    return actions;
  }

  /** Obeys one line in the present state, or says `undefined` when there is none to obey. */
  #step(): Actions | undefined {
    switch (this.#state.kind) {
      case 'commands':
        return this.#readCommand();
      case 'sasl':
        return this.#readSaslResponse(this.#state.exchange);
      case 'discarding':
        return this.#discardLine();
      case 'starting-tls':
        // The owner must not read between our 220 and the handshake; whoever sent this wanted it taken for ours (A8).
        return this.#input.length > 0 ? this.#refuseInjection() : undefined;
      default:
        return undefined;
    }
  }

  #readCommand(): Actions | undefined {
    const isAuth = this.#input.peek().subarray(0, 5).toString('latin1').toUpperCase() === 'AUTH ';
    const taken = this.#input.takeLine(isAuth ? MAX_SASL_LINE_OCTETS : MAX_COMMAND_LINE_OCTETS);
    if (taken.kind === 'need-more') return undefined;
    if (taken.kind === 'too-long') {
      this.#state = { kind: 'discarding' };
      return this.#refuseCommand(isAuth ? replies.SASL_LINE_TOO_LONG : replies.LINE_TOO_LONG);
    }
    const line = taken.line.toString('latin1');
    const space = line.indexOf(' ');
    const verb = (space === -1 ? line : line.slice(0, space)).toUpperCase();
    return this.#obey(verb, space === -1 ? '' : line.slice(space + 1).trim());
  }

  #discardLine(): Actions | undefined {
    const end = this.#input.peek().indexOf(0x0a);
    if (end === -1) {
      this.#input.takeAll();
      return undefined;
    }
    this.#input.take(end + 1);
    this.#state = COMMANDS;
    return [];
  }

  #obey(verb: string, argument: string): Actions {
    switch (verb) {
      case 'EHLO':
      case 'HELO':
        return this.#hello(verb, argument);
      case 'AUTH':
        return this.#authenticate(argument);
      case 'STARTTLS':
        return this.#startTls(argument);
      case 'NOOP':
      case 'RSET':
        return this.#send(replies.OK);
      case 'HELP':
        return this.#send(replies.HELP);
      case 'QUIT': {
        const bye = this.#send({ code: 221, enhanced: '2.0.0', lines: [`${this.#options.hostname} Bye`] });
        return [...bye, ...this.#close('logout')];
      }
    }
    if (isHttpVerb(verb)) return [noted('http-verb'), ...this.#close('protocol-violation')];
    if (!NEEDS_SIGN_IN.has(verb)) return this.#refuseCommand(replies.UNRECOGNIZED);
    return this.#refuseCommand(this.#mayAuthenticate() ? replies.SIGN_IN_FIRST : this.#tlsFirst());
  }

  #hello(verb: 'EHLO' | 'HELO', argument: string): Actions {
    if (argument === '') return this.#refuseCommand(replies.HELLO_SYNTAX);
    this.#helloName = HELO_NAME.test(argument) ? argument : undefined;
    const { hostname, extensions } = this.#options;
    if (verb === 'HELO') return this.#send({ code: 250, lines: [hostname] });
    const lines = [hostname, ...extensions];
    if (this.#tls === 'offered') lines.push('STARTTLS');
    // RFC 4954 §4: no mechanism is advertised that the lack of TLS forbids.
    if (this.#mayAuthenticate()) lines.push(`AUTH ${MECHANISM_NAMES.join(' ')}`);
    return this.#send({ code: 250, lines });
  }

  #startTls(argument: string): Actions {
    if (this.#tls === 'active') return this.#refuseCommand(replies.TLS_ACTIVE);
    if (this.#tls === 'absent') return this.#refuseCommand(replies.TLS_ABSENT);
    if (argument !== '') return this.#refuseCommand(replies.NO_PARAMETERS); // RFC 3207 §4
    if (this.#input.length > 0) return this.#refuseInjection();
    this.#state = { kind: 'starting-tls' };
    return [...this.#send(replies.READY_FOR_TLS), { kind: 'start-tls' }];
  }

  #authenticate(argument: string): Actions {
    if (!this.#mayAuthenticate()) return this.#refuseCommand(this.#tlsFirst());
    const [mechanism = '', initial, ...rest] = argument.split(/ +/);
    if (mechanism === '' || rest.length > 0) return this.#refuseCommand(replies.AUTH_SYNTAX);
    const exchange = beginSaslExchange(mechanism);
    if (exchange === undefined) return this.#refuseCommand(replies.UNKNOWN_MECHANISM);
    this.#state = { kind: 'sasl', exchange };
    if (initial === undefined) return this.#continueSasl(exchange, undefined);
    return this.#useSaslLine(exchange, readInitialResponse(Buffer.from(initial, 'latin1')));
  }

  #readSaslResponse(exchange: SaslExchange): Actions | undefined {
    const taken = this.#input.takeLine(MAX_SASL_LINE_OCTETS);
    if (taken.kind === 'need-more') return undefined;
    if (taken.kind === 'line') return this.#useSaslLine(exchange, readSaslLine(taken.line));
    this.#state = { kind: 'discarding' };
    return [noted('sasl-malformed'), ...this.#refuseCommand(replies.SASL_LINE_TOO_LONG)];
  }

  #useSaslLine(exchange: SaslExchange, line: SaslLine): Actions {
    if (line.kind === 'response') return this.#continueSasl(exchange, line.octets);
    this.#state = COMMANDS;
    return line.kind === 'cancelled'
      ? [noted('sasl-cancelled'), ...this.#refuseCommand(replies.SASL_CANCELLED)]
      : [noted('sasl-malformed'), ...this.#refuseCommand(replies.SASL_MALFORMED)];
  }

  #continueSasl(exchange: SaslExchange, response: Uint8Array | undefined): Actions {
    const step = exchange.next(response);
    if (step.kind === 'challenge') {
      return this.#send({ code: 334, lines: [Buffer.from(step.octets).toString('base64')] });
    }
    this.#state = { kind: 'deciding' };
    const client: ClientSelfDescription = this.#helloName === undefined ? {} : { helloName: this.#helloName };
    return [{ kind: 'authenticate', credentials: step.credentials, client }];
  }

  #mayAuthenticate(): boolean {
    return this.#tls === 'active' || this.#options.allowClearText;
  }

  #tlsFirst(): SmtpReply {
    return this.#tls === 'offered' ? replies.TLS_FIRST : replies.TLS_REQUIRED;
  }

  /** Bytes behind STARTTLS are never executed, and the connection isn't worth keeping (CVE-2011-0411, A8). */
  #refuseInjection(): Actions {
    return [noted('starttls-injection'), ...this.#close('starttls-injection')];
  }

  /** Answers a command that isn't obeyed, and ends a connection that sends nothing else. */
  #refuseCommand(reply: SmtpReply): Actions {
    const refused = [noted('bad-command'), ...this.#send(reply)];
    this.#badCommands += 1;
    if (this.#badCommands < (this.#options.maxBadCommands ?? DEFAULT_MAX_BAD_COMMANDS)) return refused;
    return [...refused, ...this.#sayGoodbye('too-many-bad-commands')];
  }

  #sayGoodbye(reason: keyof typeof replies.GOODBYES): Actions {
    const [enhanced, text] = replies.GOODBYES[reason];
    const goodbye = this.#send({ code: 421, enhanced, lines: [`${this.#options.hostname} ${text}`] });
    return [...goodbye, ...this.#close(reason)];
  }

  #send(reply: SmtpReply): Actions {
    return [{ kind: 'send', bytes: formatReply(reply) }];
  }

  #close(reason: CloseReason): Actions {
    this.#state = { kind: 'closed' };
    this.#input.takeAll();
    return [{ kind: 'close', reason }];
  }
}

function noted(note: DialogueNote): ClientAction {
  return { kind: 'note', note };
}
