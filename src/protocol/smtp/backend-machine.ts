// The backend-facing half of SMTP submission (S5, S6): greeting, EHLO, STARTTLS, XCLIENT, AUTH, as a client.
// "No" to the credential and "can't use this backend" are told apart by code, and TLS is never given up (A9).

import type { BackendAction, BackendCredential, BackendFailure, BackendMachine, ForwardedClient } from '../dialogue.ts';
import { InputBuffer } from '../input-buffer.ts';
import { plainMessage } from '../sasl/line.ts';
import type { SmtpReady } from './client-machine.ts';
import { keywordParameters, readKeywords, type SmtpFacts } from './keywords.ts';
import { describeReply, type ReceivedReply, ReplyReader } from './reply.ts';
import { xclientCommands } from './xclient.ts';

export interface SmtpBackendOptions {
  /** `implicit`: the owner had TLS up before the first byte. */
  readonly tls: 'none' | 'starttls' | 'implicit';
  /** Our own name. */
  readonly helloName: string;
  /** The client's own EHLO name where it gave one, so that the backend's checks and logs see it (S5). */
  readonly clientHelloName?: string;
  /** Absent: a probe, which ends with `probed` and a QUIT. */
  readonly credential?: BackendCredential;
  /** Present: the client is told by XCLIENT, and a backend that won't have it is a misconfigured one. */
  readonly xclient?: ForwardedClient;
  /** Ask EHLO once more behind 235, for the facts after sign-in; a backend that refuses keeps the earlier ones. */
  readonly helloAfterSignIn?: boolean;
}

type Actions = readonly BackendAction<SmtpReady, SmtpFacts>[];

type State =
  | { readonly kind: 'greeting' }
  | { readonly kind: 'hello' }
  | { readonly kind: 'starttls' }
  | { readonly kind: 'tls-handshake' }
  /** `rest`: commands to send behind the one that is being answered. */
  | { readonly kind: 'xclient'; readonly rest: readonly string[] }
  /** `responses`: what is left to answer a 334 with. */
  | { readonly kind: 'auth'; readonly responses: readonly string[] }
  | { readonly kind: 'hello-after-sign-in' }
  | { readonly kind: 'ended' };

/** Longest AUTH command with an initial response, in octets with CRLF (RFC 4954 §4, RFC 5321 §4.5.3.1.4). */
const MAX_AUTH_COMMAND_OCTETS = 512;

/**
 * Answers to AUTH that don't judge the credential: syntax, order, an unknown mechanism, TLS missing (RFC 4954 §6).
 * The client isn't told that its password is wrong, nor is a stored one taken for stale.
 */
const NOT_ABOUT_THE_CREDENTIAL: ReadonlySet<number> = new Set([500, 501, 502, 503, 504, 523, 530, 538]);

/** Makes the backend-facing half of a submission dialogue. */
export function createSmtpBackendMachine(options: SmtpBackendOptions): BackendMachine<SmtpReady, SmtpFacts> {
  return new SmtpBackendMachine(options);
}

class SmtpBackendMachine implements BackendMachine<SmtpReady, SmtpFacts> {
  readonly #options: SmtpBackendOptions;
  readonly #input = new InputBuffer();
  readonly #replies = new ReplyReader();
  #state: State = { kind: 'greeting' };
  #helloName: string;
  #keywords: readonly string[] = [];
  #starttlsSeen = false;
  #tlsActive: boolean;
  #clientTold: boolean;

  constructor(options: SmtpBackendOptions) {
    this.#options = options;
    this.#helloName = safeHelloName(options.clientHelloName ?? options.helloName);
    this.#tlsActive = options.tls === 'implicit';
    this.#clientTold = options.xclient === undefined;
  }

  start(): Actions {
    return [];
  }

  receive(chunk: Uint8Array): Actions {
    this.#input.append(chunk);
    const actions: BackendAction<SmtpReady, SmtpFacts>[] = [];
    for (let step = this.#step(); step !== undefined; step = this.#step()) actions.push(...step);
    return actions;
  }

  tlsStarted(): Actions {
    if (this.#state.kind !== 'tls-handshake') return [];
    this.#tlsActive = true;
    this.#keywords = []; // RFC 3207 §4.2: what was said in the clear is forgotten
    return this.#sayHello();
  }

  ended(): Actions {
    return this.#state.kind === 'ended' ? [] : this.#fail('temporary', { text: 'backend closed the connection' });
  }

  takeBuffered(): Uint8Array {
    return this.#input.takeAll();
  }

  /** Obeys one reply, or says `undefined` when there is none to read. */
  #step(): Actions | undefined {
    const state = this.#state;
    if (state.kind === 'ended') return undefined;
    if (state.kind === 'tls-handshake') {
      // Bytes behind STARTTLS's OK came in the clear and would be read as protected (libetpan #386, A8).
      return this.#input.length === 0
        ? undefined
        : this.#fail('protocol', { text: 'bytes behind the answer to STARTTLS' });
    }
    const read = this.#replies.read(this.#input);
    if (read.kind === 'need-more') return undefined;
    return read.kind === 'malformed' ? this.#fail('protocol', { text: read.text }) : this.#useReply(read.reply, state);
  }

  #useReply(reply: ReceivedReply, state: Exclude<State, { readonly kind: 'ended' | 'tls-handshake' }>): Actions {
    if (reply.code === 421) return this.#fail('temporary', describeReply(reply)); // RFC 5321 §3.8: at any time
    switch (state.kind) {
      case 'greeting':
        return reply.code === 220 ? this.#sayHello() : this.#failBy(reply);
      case 'hello':
        return reply.code === 250 ? this.#useKeywords(reply) : this.#sayHelloAsOurselves(reply);
      case 'starttls':
        return reply.code === 220 ? this.#startTls() : this.#failBy(reply);
      case 'xclient':
        return reply.code === 220 ? this.#continueXclient(state.rest) : this.#failBy(reply);
      case 'auth':
        return this.#useAuthReply(reply, state.responses);
      case 'hello-after-sign-in':
        // OpenSMTPD answers 503 to a second EHLO (its #1284): then the earlier keywords stay.
        if (reply.code === 250) this.#keywords = readKeywords(reply.lines);
        return this.#finish({ kind: 'signed-in', ready: { facts: this.#facts() } });
    }
  }

  #sayHello(): Actions {
    this.#state = { kind: 'hello' };
    return this.#sendLine(`EHLO ${this.#helloName}`);
  }

  /** A name of the client's that the backend won't have is no reason to keep the client out: ours has to do. */
  #sayHelloAsOurselves(refusal: ReceivedReply): Actions {
    const ours = safeHelloName(this.#options.helloName);
    if (this.#helloName === ours || refusal.code < 400) return this.#failBy(refusal);
    this.#helloName = ours;
    return this.#sayHello();
  }

  /** After each EHLO: STARTTLS, then XCLIENT, then AUTH (S6), each at most once and EHLO again behind the first two. */
  #useKeywords(reply: ReceivedReply): Actions {
    this.#keywords = readKeywords(reply.lines);
    const starttls = keywordParameters(this.#keywords, 'STARTTLS') !== undefined;
    this.#starttlsSeen ||= starttls;
    const { tls, credential, xclient } = this.#options;
    if (tls === 'starttls' && !this.#tlsActive) {
      if (!starttls) return this.#fail('misconfigured', { text: 'backend does not offer STARTTLS' });
      this.#state = { kind: 'starttls' };
      return this.#sendLine('STARTTLS');
    }
    if (xclient !== undefined && !this.#clientTold) return this.#beginXclient(xclient);
    if (credential !== undefined) return this.#beginAuth(credential);
    return [...this.#sendLine('QUIT'), ...this.#finish({ kind: 'probed', facts: this.#facts() })];
  }

  #startTls(): Actions {
    this.#state = { kind: 'tls-handshake' };
    return this.#input.length === 0 ? [{ kind: 'start-tls' }] : [];
  }

  #beginXclient(client: ForwardedClient): Actions {
    const commands = xclientCommands(client, keywordParameters(this.#keywords, 'XCLIENT') ?? []);
    if (commands === undefined) return this.#fail('misconfigured', { text: 'backend does not offer us XCLIENT ADDR' });
    return this.#continueXclient(commands);
  }

  /** Each XCLIENT is answered by a new greeting; EHLO goes behind the last (XCLIENT_README). */
  #continueXclient(commands: readonly string[]): Actions {
    const [command, ...rest] = commands;
    if (command === undefined) {
      this.#clientTold = true;
      return this.#sayHello();
    }
    this.#state = { kind: 'xclient', rest };
    return this.#sendLine(command);
  }

  #beginAuth(credential: BackendCredential): Actions {
    const mechanisms = this.#facts().authMechanisms;
    if (mechanisms.includes('PLAIN')) {
      const message = plainMessage(credential);
      const command = `AUTH PLAIN ${message}`;
      const fits = command.length + 2 <= MAX_AUTH_COMMAND_OCTETS;
      this.#state = { kind: 'auth', responses: fits ? [] : [message] };
      return this.#sendLine(fits ? command : 'AUTH PLAIN');
    }
    // Exchange has no PLAIN (nginx #601). LOGIN has no authorization identity, and it is never dropped (A3).
    if (!mechanisms.includes('LOGIN') || credential.authorizationIdentity !== undefined) {
      return this.#fail('misconfigured', { text: `backend offers no usable mechanism, but: ${mechanisms.join(' ')}` });
    }
    const { authenticationIdentity, password } = credential;
    this.#state = { kind: 'auth', responses: [toBase64(authenticationIdentity), toBase64(password)] };
    return this.#sendLine('AUTH LOGIN');
  }

  #useAuthReply(reply: ReceivedReply, responses: readonly string[]): Actions {
    const [response, ...rest] = responses;
    if (reply.code === 334 && response !== undefined) {
      this.#state = { kind: 'auth', responses: rest };
      return this.#sendLine(response);
    }
    if (reply.code === 235 && response === undefined) return this.#signedIn();
    if (reply.code < 500 || NOT_ABOUT_THE_CREDENTIAL.has(reply.code)) return this.#failBy(reply);
    return this.#finish({ kind: 'refused', ...describeReply(reply) });
  }

  #signedIn(): Actions {
    if (!this.#options.helloAfterSignIn) return this.#finish({ kind: 'signed-in', ready: { facts: this.#facts() } });
    const actions = this.#sayHello();
    this.#state = { kind: 'hello-after-sign-in' };
    return actions;
  }

  #facts(): SmtpFacts {
    const mechanisms = keywordParameters(this.#keywords, 'AUTH') ?? [];
    return {
      keywords: this.#keywords,
      starttls: this.#starttlsSeen,
      authMechanisms: mechanisms.map((mechanism) => mechanism.toUpperCase()),
    };
  }

  /** Ends by a reply that isn't the wanted one: 4xx is for later, 5xx is for the operator, the rest is no SMTP. */
  #failBy(reply: ReceivedReply): Actions {
    if (reply.code >= 500) return this.#fail('misconfigured', describeReply(reply));
    return this.#fail(reply.code >= 400 ? 'temporary' : 'protocol', describeReply(reply));
  }

  #fail(kind: BackendFailure['kind'], said: { readonly code?: string; readonly text: string }): Actions {
    return this.#finish({ kind: 'failed', failure: { kind, ...said } });
  }

  #finish(action: BackendAction<SmtpReady, SmtpFacts>): Actions {
    this.#state = { kind: 'ended' };
    return [action];
  }

  #sendLine(line: string): Actions {
    return [{ kind: 'send', bytes: Buffer.from(`${line}\r\n`, 'latin1') }];
  }
}

/** A name is a client's word: one that could break the line is replaced. */
function safeHelloName(name: string): string {
  return /^[\x21-\x7e]{1,255}$/.test(name) ? name : 'localhost';
}

function toBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
