// POP3 towards the backend, from its greeting to its answer to our sign-in, or a probe of what it offers (P3-P5).
// A command goes out only when the answer before it was read and nothing stands behind that answer: what a backend says
// out of turn is never taken for the answer to a password. Missing STLS is never worked around (A9).

import type {
  BackendAction,
  BackendCredential,
  BackendFailure,
  BackendMachine,
  ForwardedClient,
  TlsState,
} from '../dialogue.ts';
import { dovecotXclient } from '../dovecot-xclient.ts';
import { InputBuffer } from '../input-buffer.ts';
import { isSendable } from '../sasl/credentials.ts';
import { plainMessage } from '../sasl/line.ts';
import { type Pop3Reply, readReply } from './reply.ts';

/** Longest line read, in octets. RFC 2449 §4 has 512 for answers. */
const MAX_LINE_OCTETS = 4096;

/** Most lines of a CAPA answer. Dovecot has nine. */
const MAX_CAPABILITY_LINES = 100;

/** Longest command sent, in octets with its end (RFC 2449 §4, RFC 5034 §4). */
const MAX_COMMAND_OCTETS = 255;

export interface Pop3BackendOptions {
  /** `offered`: sign in only behind STLS. `active`: TLS from the first octet. `absent`: in clear. */
  readonly tls: TlsState;
  /** Absent: a probe, which ends in `probed`. */
  readonly credential?: BackendCredential;
  /** Sent where the greeting says that it would be believed (P5). */
  readonly xclient?: ForwardedClient;
}

/** What the backend offers before sign-in. */
export interface Pop3Facts {
  /** Lines of the CAPA answer under the final protection; empty when CAPA is unknown there or wasn't asked. */
  readonly capabilities: readonly string[];
  /** The greeting offers Dovecot's XCLIENT to our address. */
  readonly xclient: boolean;
}

export interface Pop3Ready {
  /** The backend's final `+OK …` as it came, one character per octet (latin1), without its line end (P5). */
  readonly greeting: string;
  readonly facts: Pop3Facts;
}

type Action = BackendAction<Pop3Ready, Pop3Facts>;

type ReadingState =
  | { readonly kind: 'greeting' | 'stls' | 'pass' }
  /** `lines` are absent until the first line of the answer said `+OK`. */
  | { readonly kind: 'capa'; readonly lines?: readonly string[] }
  | { readonly kind: 'xclient'; readonly credential: BackendCredential }
  | { readonly kind: 'user'; readonly password: string }
  /** `pendingMessage` is what the backend may still ask for. */
  | { readonly kind: 'auth'; readonly pendingMessage?: string };

type State = ReadingState | { readonly kind: 'starting-tls' } | { readonly kind: 'done' };

/** Begins a dialogue with a backend; see {@link BackendMachine}. */
export function createPop3BackendMachine(options: Pop3BackendOptions): BackendMachine<Pop3Ready, Pop3Facts> {
  return new Pop3BackendMachine(options);
}

class Pop3BackendMachine implements BackendMachine<Pop3Ready, Pop3Facts> {
  readonly #options: Pop3BackendOptions;
  readonly #input: InputBuffer = new InputBuffer();
  #state: State = { kind: 'greeting' };
  #isProtected: boolean;
  #facts: Pop3Facts = { capabilities: [], xclient: false };

  constructor(options: Pop3BackendOptions) {
    this.#options = options;
    this.#isProtected = options.tls !== 'offered';
  }

  start(): readonly Action[] {
    return [];
  }

  receive(chunk: Uint8Array): readonly Action[] {
    if (this.#state.kind === 'done') return [];
    if (this.#state.kind === 'starting-tls') return chunk.length === 0 ? [] : this.#failOutOfTurn();
    this.#input.append(chunk);
    return this.#advance();
  }

  tlsStarted(): readonly Action[] {
    if (this.#state.kind !== 'starting-tls') return [];
    this.#isProtected = true;
    this.#facts = { ...this.#facts, capabilities: [] }; // CAPA is asked again (RFC 2595 §4)
    return this.#goOn();
  }

  ended(): readonly Action[] {
    if (this.#state.kind === 'done') return [];
    return this.#fail('temporary', `the backend closed the connection (${this.#state.kind})`);
  }

  takeBuffered(): Uint8Array {
    return this.#input.takeAll();
  }

  #advance(): readonly Action[] {
    const actions: Action[] = [];
    for (;;) {
      const state = this.#state;
      if (state.kind === 'done' || state.kind === 'starting-tls') return actions;
      const result = this.#input.takeLine(MAX_LINE_OCTETS);
      if (result.kind === 'need-more') return actions;
      if (result.kind === 'too-long') actions.push(...this.#fail('protocol', 'the backend sent an over-long line'));
      else actions.push(...this.#read(state, result.line.toString('latin1')));
    }
  }

  #read(state: ReadingState, line: string): readonly Action[] {
    if (state.kind === 'capa' && state.lines !== undefined) return this.#readCapability(state.lines, line);
    const reply = readReply(line);
    if (reply === undefined) return this.#fail('protocol', 'the backend sent what is no POP3 answer');
    if (reply.kind === 'error') return this.#readError(state, reply);
    if (reply.kind === 'continue') return this.#readContinuation(state);
    switch (state.kind) {
      case 'greeting':
        this.#facts = { ...this.#facts, xclient: /^\[XCLIENT\](?: |$)/.test(reply.text) };
        return this.#goOn();
      case 'capa':
        this.#state = { kind: 'capa', lines: [] };
        return [];
      case 'stls':
        return this.#startTls();
      case 'xclient':
        return this.#signIn(state.credential);
      case 'user':
        return this.#command(`PASS ${state.password}`, { kind: 'pass' });
      case 'pass':
      case 'auth':
        return this.#finish({ kind: 'signed-in', ready: { greeting: line, facts: this.#facts } });
    }
  }

  #readError(state: ReadingState, reply: Pop3Reply & { kind: 'error' }): readonly Action[] {
    const failure = backendFailure(reply);
    switch (state.kind) {
      case 'capa':
        // RFC 2449 is an extension: a backend without CAPA has no STLS either.
        return failure === undefined ? this.#endCapabilities([]) : this.#finish({ kind: 'failed', failure });
      case 'user':
      case 'pass':
      case 'auth':
        return this.#finish(failure === undefined ? { ...reply, kind: 'refused' } : { kind: 'failed', failure });
      default: {
        const kind = state.kind === 'greeting' ? 'temporary' : 'misconfigured';
        return this.#finish({ kind: 'failed', failure: failure ?? { ...reply, kind } });
      }
    }
  }

  #readContinuation(state: ReadingState): readonly Action[] {
    if (state.kind !== 'auth' || state.pendingMessage === undefined) {
      return this.#fail('protocol', 'the backend asked for more than was begun');
    }
    return this.#command(state.pendingMessage, { kind: 'auth' });
  }

  #readCapability(lines: readonly string[], line: string): readonly Action[] {
    if (line === '.') return this.#endCapabilities(lines);
    if (lines.length >= MAX_CAPABILITY_LINES) return this.#fail('protocol', 'the backend lists too many capabilities');
    const unstuffed = line.startsWith('.') ? line.slice(1) : line; // RFC 1939 §3
    this.#state = { kind: 'capa', lines: [...lines, unstuffed] };
    return [];
  }

  #endCapabilities(capabilities: readonly string[]): readonly Action[] {
    if (!this.#isProtected) {
      // The whole line, not its beginning (A9).
      if (capabilities.some((line) => line.toUpperCase() === 'STLS')) return this.#command('STLS', { kind: 'stls' });
      return this.#fail('misconfigured', 'the backend does not offer STLS');
    }
    this.#facts = { ...this.#facts, capabilities };
    return [sendLine('QUIT'), ...this.#finish({ kind: 'probed', facts: this.#facts })];
  }

  #startTls(): readonly Action[] {
    if (this.#input.length > 0) return this.#failOutOfTurn(); // A8: nothing of it may be read under TLS
    this.#state = { kind: 'starting-tls' };
    return [{ kind: 'start-tls' }];
  }

  /** After the greeting, and after STLS once more. */
  #goOn(): readonly Action[] {
    const { credential, xclient } = this.#options;
    if (!this.#isProtected || credential === undefined) return this.#command('CAPA', { kind: 'capa' });
    if (xclient === undefined || !this.#facts.xclient) return this.#signIn(credential);
    const command = dovecotXclient(xclient);
    if (command === undefined) return this.#fail('misconfigured', 'the client address can not be sent by XCLIENT');
    return this.#command(command, { kind: 'xclient', credential });
  }

  #signIn(credential: BackendCredential): readonly Action[] {
    if (!isSendable(credential)) {
      return this.#fail('misconfigured', 'the credential for the backend holds what POP3 can not carry');
    }
    const { authenticationIdentity, authorizationIdentity, password } = credential;
    const user = `USER ${authenticationIdentity}`;
    const fits = fitsCommand(user) && fitsCommand(`PASS ${password}`);
    if (authorizationIdentity === undefined && fits) return this.#command(user, { kind: 'user', password });
    const message = plainMessage(credential);
    const withInitialResponse = `AUTH PLAIN ${message}`;
    // RFC 5034 §4: an initial response only within the length of a command. One that is ignored is sent when asked for.
    const command = fitsCommand(withInitialResponse) ? withInitialResponse : 'AUTH PLAIN';
    return this.#command(command, { kind: 'auth', pendingMessage: message });
  }

  #command(line: string, next: State): readonly Action[] {
    if (this.#input.length > 0) return this.#failOutOfTurn();
    this.#state = next;
    return [sendLine(line)];
  }

  #failOutOfTurn(): readonly Action[] {
    return this.#fail('protocol', 'the backend talked out of turn');
  }

  #fail(kind: BackendFailure['kind'], text: string): readonly Action[] {
    return this.#finish({ kind: 'failed', failure: { kind, text } });
  }

  #finish(last: Action): readonly Action[] {
    this.#state = { kind: 'done' };
    return [last];
  }
}

function sendLine(line: string): Action {
  return { kind: 'send', bytes: Buffer.from(`${line}\r\n`) };
}

/** What an error's code says of the backend; nothing when it speaks of the credential (RFC 3206 §4, RFC 2449 §8.1). */
function backendFailure(reply: Pop3Reply & { kind: 'error' }): BackendFailure | undefined {
  const code = reply.code ?? '';
  const [family] = code.split('/');
  if (family === 'IN-USE' || family === 'LOGIN-DELAY') return failureOf('limit', reply);
  if (/^SYS\/PERM(?:\/|$)/.test(code)) return failureOf('misconfigured', reply);
  return family === 'SYS' ? failureOf('temporary', reply) : undefined;
}

function failureOf(kind: BackendFailure['kind'], reply: Pop3Reply & { kind: 'error' }): BackendFailure {
  return { ...reply, kind };
}

function fitsCommand(line: string): boolean {
  return Buffer.byteLength(line) + 2 <= MAX_COMMAND_OCTETS;
}
