// The client-facing half of IMAP before sign-in (RFC 9051 §6.1, §6.2; I1-I8, I11, I12), as a machine without I/O:
// greeting, CAPABILITY, ID, STARTTLS, AUTHENTICATE and LOGIN, up to the tagged OK behind which the splice begins.

import type { ClientAction, ClientMachine, CloseReason, DialogueNote, TlsState } from '../dialogue.ts';
import { InputBuffer } from '../input-buffer.ts';
import { presentCredentials } from '../sasl/credentials.ts';
import { beginSaslExchange, type SaslExchange } from '../sasl/exchange.ts';
import { MAX_SASL_LINE_OCTETS, readInitialResponse, readSaslLine, type SaslLine } from '../sasl/line.ts';
import type { ImapReady } from './backend-machine.ts';
import { offeredCapabilities } from './capabilities.ts';
import { type CommandEvent, CommandReader, type ImapCommand } from './command-reader.ts';
import type { IdFields } from './id-reader.ts';
import { imapGoodbye, quotedString, responseText } from './response-text.ts';

/** "No" or "can't tell" in IMAP's form (RFC 9051 §7.1, RFC 5530). Texts are made to fit a line. */
export interface ImapRefusal {
  /** Response code of the tagged NO, e.g. `AUTHENTICATIONFAILED`, `UNAVAILABLE`, `ALERT`. */
  readonly code?: string;
  readonly text: string;
  /** Sent first, as an untagged `* NO [ALERT]`, which clients must show (RFC 9051 §7.1). */
  readonly alert?: string;
  /** Close after this answer. */
  readonly close?: boolean;
  /** Whether it counts towards `maxFailures`; an outage must not (R4.4). */
  readonly countsAsFailure: boolean;
}

export interface ImapClientOptions {
  readonly tls: TlsState;
  /** Sign-in in clear text is permitted: a loopback listener, or one that was forced. */
  readonly allowClearText: boolean;
  /** Failed sign-ins before the connection is closed (A7); 3 by default. */
  readonly maxFailures?: number;
  /** Commands answered BAD before the connection is closed (I2); 3 by default. */
  readonly maxBadCommands?: number;
  /** Named in the greeting and in answer to ID; `Postern` by default. */
  readonly serverName?: string;
}

type Phase =
  | { readonly kind: 'commands' | 'starting-tls' | 'accepted' | 'closed' }
  | { readonly kind: 'sasl'; readonly tag: string; readonly exchange: SaslExchange }
  | { readonly kind: 'deciding'; readonly tag: string };

const COMMANDS: Phase = { kind: 'commands' };

/** The answer to a client that wants to sign in without TLS where that isn't permitted (RFC 5530 §3; I5). */
const TLS_NEEDED = 'NO [PRIVACYREQUIRED] Sign-in needs TLS.';

/** Creates the machine for one connection. */
export function createImapClientMachine(options: ImapClientOptions): ClientMachine<ImapRefusal, ImapReady> {
  return new ImapClientMachine(options);
}

class ImapClientMachine implements ClientMachine<ImapRefusal, ImapReady> {
  readonly #input = new InputBuffer();
  readonly #reader = new CommandReader(this.#input);
  readonly #allowClearText: boolean;
  readonly #maxFailures: number;
  readonly #maxBadCommands: number;
  readonly #serverName: string;
  #tls: TlsState;
  #phase: Phase = COMMANDS;
  #id: IdFields | undefined;
  #askedCapability = false;
  #failures = 0;
  #badCommands = 0;
  /** Actions of the call in progress. */
  #actions: ClientAction[] = [];

  constructor(options: ImapClientOptions) {
    this.#tls = options.tls;
    this.#allowClearText = options.allowClearText;
    this.#maxFailures = options.maxFailures ?? 3;
    this.#maxBadCommands = options.maxBadCommands ?? 3;
    this.#serverName = options.serverName ?? 'Postern';
  }

  get buffered(): number {
    return this.#input.length;
  }

  start(): readonly ClientAction[] {
    // RFC 9051 §7.1.1: the greeting may name the capabilities (I1).
    this.#send(`* OK [CAPABILITY ${this.#capabilities()}] ${responseText(this.#serverName)} ready.`);
    return this.#flush();
  }

  receive(chunk: Uint8Array): readonly ClientAction[] {
    if (this.#phase.kind === 'closed') return [];
    this.#input.append(chunk);
    if (this.#phase.kind === 'starting-tls') this.#injected();
    else this.#run();
    return this.#flush();
  }

  tlsStarted(): readonly ClientAction[] {
    if (this.#phase.kind !== 'starting-tls') return [];
    // RFC 9051 §6.2.1: what was learnt in clear text is forgotten. Failures stay counted (A8).
    this.#tls = 'active';
    this.#id = undefined;
    this.#askedCapability = false;
    this.#reader.reset();
    this.#phase = COMMANDS;
    return [];
  }

  refuse(refusal: ImapRefusal): readonly ClientAction[] {
    const phase = this.#phase;
    if (phase.kind !== 'deciding') return [];
    this.#phase = COMMANDS;
    if (refusal.alert !== undefined) this.#send(`* NO [ALERT] ${responseText(refusal.alert)}`);
    const code = refusal.code === undefined ? '' : `[${refusal.code}] `;
    this.#send(`${phase.tag} NO ${code}${responseText(refusal.text)}`);
    if (refusal.countsAsFailure) this.#failures += 1;
    if (this.#failures >= this.#maxFailures) this.#bye('Too many failed sign-ins.', 'too-many-failures');
    else if (refusal.close) this.#bye('Closing the connection.', 'limit');
    else this.#run(); // the connection stays (A7), and what was pipelined is parsed as before sign-in (I12)
    return this.#flush();
  }

  accept(ready: ImapReady): readonly ClientAction[] {
    const phase = this.#phase;
    if (phase.kind !== 'deciding') return [];
    this.#phase = { kind: 'accepted' };
    const capabilities = ready.capabilities.join(' ');
    // A client that asked for itself may ignore the response code below (I11).
    if (this.#askedCapability) this.#send(`* CAPABILITY ${capabilities}`);
    for (const bytes of ready.untagged) this.#actions.push({ kind: 'send', bytes });
    this.#send(`${phase.tag} OK [CAPABILITY ${capabilities}] ${responseText(ready.text)}`);
    return this.#flush();
  }

  takeBuffered(): Uint8Array {
    return this.#input.takeAll();
  }

  goodbye(reason: 'timeout' | 'shutdown' | 'limit'): readonly ClientAction[] {
    if (this.#phase.kind === 'closed' || this.#phase.kind === 'accepted') return [];
    // Between STARTTLS' OK and the handshake nothing may be said in clear text.
    if (this.#phase.kind === 'starting-tls') this.#close(reason);
    else this.#bye(GOODBYES[reason], reason);
    return this.#flush();
  }

  #run(): void {
    while (this.#phase.kind === 'commands' || this.#phase.kind === 'sasl') {
      const goesOn = this.#phase.kind === 'sasl' ? this.#readSaslLine(this.#phase) : this.#readCommand();
      if (!goesOn) return;
    }
  }

  #readSaslLine({ tag, exchange }: { readonly tag: string; readonly exchange: SaslExchange }): boolean {
    const result = this.#input.takeLine(MAX_SASL_LINE_OCTETS);
    if (result.kind === 'need-more') return false;
    if (result.kind === 'too-long') this.#bye('Line too long.', 'protocol-violation');
    else this.#advanceSasl(tag, exchange, readSaslLine(result.line));
    return true;
  }

  #readCommand(): boolean {
    const event = this.#reader.next();
    if (event.kind === 'need-more') return false;
    if (event.kind === 'command') this.#execute(event.command);
    else this.#answerUnreadable(event);
    return true;
  }

  #answerUnreadable(event: Exclude<CommandEvent, { kind: 'need-more' | 'command' }>): void {
    switch (event.kind) {
      case 'literal-wanted':
        if (event.name === 'ID' || this.#signInPermitted()) {
          this.#send('+ OK');
          return;
        }
        this.#reader.reset(); // before a name or a password crosses the wire in clear text (I5)
        this.#send(`${event.tag} ${TLS_NEEDED}`);
        return;
      case 'bad':
        this.#bad(`${event.tag ?? '*'} BAD ${event.text}`);
        return;
      case 'literal-too-big':
        // RFC 7888 §4: refuse before `+`, or leave a client that didn't wait for it.
        this.#bad(`${event.tag} BAD [TOOBIG] Literal too big.`);
        if (!event.synchronizing) this.#bye('Literal too big.', 'protocol-violation');
        return;
      case 'http':
        this.#note('http-verb'); // another protocol's request is never echoed (I2)
        this.#close('protocol-violation');
        return;
      case 'too-long':
        this.#bye('Command too long.', 'protocol-violation');
    }
  }

  #execute(command: ImapCommand): void {
    const { tag } = command;
    switch (command.name) {
      case 'CAPABILITY':
        this.#askedCapability = true;
        this.#send(`* CAPABILITY ${this.#capabilities()}`, `${tag} OK Done.`);
        return;
      case 'NOOP':
        this.#send(`${tag} OK Done.`);
        return;
      case 'ENABLE':
        this.#send('* ENABLED', `${tag} OK Done.`); // RFC 5161 §3.2: nothing could be enabled yet
        return;
      case 'ID':
        this.#id = command.fields;
        this.#send(`* ID ("name" ${quotedString(this.#serverName)})`, `${tag} OK Done.`);
        return;
      case 'LOGOUT':
        this.#send('* BYE Logging out.', `${tag} OK Done.`); // RFC 9051 §6.1.3: BYE before OK
        this.#close('logout');
        return;
      case 'STARTTLS':
        this.#startTls(tag);
        return;
      case 'LOGIN':
        if (this.#refusedForClearText(tag)) return;
        this.#decide(tag, {
          mechanism: 'COMMAND',
          authenticationIdentity: command.user,
          password: command.password,
        });
        return;
      case 'AUTHENTICATE':
        this.#beginSasl(tag, command.mechanism, command.initialResponse);
    }
  }

  #startTls(tag: string): void {
    if (this.#tls !== 'offered') {
      this.#bad(`${tag} BAD ${this.#tls === 'active' ? 'TLS is already active.' : 'TLS is not available.'}`);
      return;
    }
    if (this.#input.length > 0) {
      this.#injected();
      return;
    }
    this.#send(`${tag} OK Begin TLS negotiation now.`);
    this.#actions.push({ kind: 'start-tls' });
    this.#phase = { kind: 'starting-tls' };
  }

  /** Octets in clear text behind STARTTLS: no reply, no command run, no handshake (A8). */
  #injected(): void {
    this.#note('starttls-injection');
    this.#close('starttls-injection');
  }

  #beginSasl(tag: string, mechanism: string, initialResponse: Buffer | undefined): void {
    if (this.#refusedForClearText(tag)) return;
    const exchange = beginSaslExchange(mechanism);
    if (exchange === undefined) {
      // NO, not BAD, so that clients try another mechanism (I6; RFC 5530 §3).
      this.#send(`${tag} NO [CANNOT] Unsupported authentication mechanism.`);
      return;
    }
    // Taken even where it isn't advertised (I6).
    if (initialResponse !== undefined) this.#advanceSasl(tag, exchange, readInitialResponse(initialResponse));
    else this.#continueSasl(tag, exchange, undefined);
  }

  #advanceSasl(tag: string, exchange: SaslExchange, line: SaslLine): void {
    if (line.kind === 'response') {
      this.#continueSasl(tag, exchange, line.octets);
      return;
    }
    // RFC 9051 §6.2.2: cancelling is answered BAD. It is no failed sign-in (A4).
    this.#phase = COMMANDS;
    this.#note(line.kind === 'cancelled' ? 'sasl-cancelled' : 'sasl-malformed');
    this.#bad(`${tag} BAD ${line.kind === 'cancelled' ? 'Authentication cancelled.' : 'Invalid base64.'}`);
  }

  #continueSasl(tag: string, exchange: SaslExchange, response: Uint8Array | undefined): void {
    const step = exchange.next(response);
    if (step.kind === 'done') {
      this.#phase = { kind: 'deciding', tag };
      this.#actions.push({ kind: 'authenticate', credentials: step.credentials, client: this.#selfDescription() });
      return;
    }
    this.#phase = { kind: 'sasl', tag, exchange };
    // RFC 9051 §7.6: "+", a space and the challenge, the space even when it is empty (I6).
    this.#send(`+ ${Buffer.from(step.octets).toString('base64')}`);
  }

  #decide(tag: string, octets: Parameters<typeof presentCredentials>[0]): void {
    this.#phase = { kind: 'deciding', tag };
    this.#actions.push({
      kind: 'authenticate',
      credentials: presentCredentials(octets),
      client: this.#selfDescription(),
    });
  }

  #selfDescription(): { readonly id?: IdFields } {
    return this.#id === undefined ? {} : { id: this.#id };
  }

  #signInPermitted(): boolean {
    return this.#tls === 'active' || this.#allowClearText;
  }

  #refusedForClearText(tag: string): boolean {
    if (this.#signInPermitted()) return false;
    this.#send(`${tag} ${TLS_NEEDED}`);
    return true;
  }

  #capabilities(): string {
    return offeredCapabilities(this.#tls, this.#signInPermitted());
  }

  #bad(response: string): void {
    this.#send(response);
    this.#note('bad-command');
    this.#badCommands += 1;
    if (this.#badCommands >= this.#maxBadCommands) this.#bye('Too many bad commands.', 'too-many-bad-commands');
  }

  #bye(text: string, reason: CloseReason): void {
    if (this.#phase.kind === 'closed') return;
    this.#actions.push({ kind: 'send', bytes: imapGoodbye(text) });
    this.#close(reason);
  }

  #close(reason: CloseReason): void {
    this.#actions.push({ kind: 'close', reason });
    this.#phase = { kind: 'closed' };
    this.#input.takeAll();
  }

  #note(note: DialogueNote): void {
    this.#actions.push({ kind: 'note', note });
  }

  #send(...lines: readonly string[]): void {
    this.#actions.push({ kind: 'send', bytes: Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1') });
  }

  #flush(): readonly ClientAction[] {
    const actions = this.#actions;
    this.#actions = [];
    return actions;
  }
}

const GOODBYES = {
  timeout: 'Timed out before sign-in.',
  shutdown: 'Server is shutting down.',
  limit: 'Too many connections.',
} as const;
