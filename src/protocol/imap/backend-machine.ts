// The backend-facing half of IMAP (I9-I11, A9), as a machine without I/O: greeting, STARTTLS, CAPABILITY, ID, sign-in,
// and the capabilities that hold behind it. Our tags are `S`, `C`, `I`, `L` and `O`, never the client's.

import type { BackendAction, BackendCredential, BackendFailure, BackendMachine, ForwardedClient } from '../dialogue.ts';
import { InputBuffer } from '../input-buffer.ts';
import { type BackendResponse, BackendResponseReader, type Status } from './backend-response.ts';
import { planSignIn, type SignInPreferences } from './backend-sign-in.ts';
import { capabilitiesForClients, hasCapability, parseCapabilities } from './capabilities.ts';
import { quotedString, responseText } from './response-text.ts';

/** What a backend offers before sign-in. */
export interface ImapFacts {
  /** Its list as it holds where we sign in: behind STARTTLS when that is used. */
  readonly capabilities: readonly string[];
  /** STARTTLS was offered in clear text. */
  readonly starttls: boolean;
}

/** What is needed to tell a client that it is signed in. */
export interface ImapReady {
  /** The backend's list after sign-in, without what no client may see (I11). */
  readonly capabilities: readonly string[];
  /** The human-readable rest of the backend's OK. */
  readonly text: string;
  /** Lines with their CRLF to pass on before the OK, such as alerts (I10). */
  readonly untagged: readonly Uint8Array[];
  readonly facts: ImapFacts;
}

export interface ImapBackendOptions extends SignInPreferences {
  readonly tls: 'none' | 'starttls' | 'implicit';
  /** Absent: a probe that learns what the backend offers and says goodbye. */
  readonly credential?: BackendCredential;
  /** Tell the backend who the client is (I9), and what the client said of itself. Only for one that believes us. */
  readonly sendId?: { readonly client: ForwardedClient; readonly fields?: Readonly<Record<string, string>> };
}

type Action = BackendAction<ImapReady, ImapFacts>;

type Phase =
  | 'greeting'
  /** Asked for capabilities in clear text, for STARTTLS' sake. */
  | 'capability-for-starttls'
  | 'starttls'
  | 'starting-tls'
  | 'capability'
  | 'sign-in'
  /** Signed in, but the list of capabilities is yet to come. */
  | 'capability-after'
  | 'done';

/** Tag of the last command that each phase waits for. */
const TAGS: Partial<Record<Phase, string>> = {
  'capability-for-starttls': 'C',
  starttls: 'S',
  capability: 'C',
  'sign-in': 'L',
  'capability-after': 'C',
};

/** Most untagged lines passed on to the client, and their octets together. */
const MAX_PASSED_ON_LINES = 16;
const MAX_PASSED_ON_OCTETS = 16_384;

/** Codes of a refused sign-in that say nothing of the credential (RFC 5530 §3; THROTTLED and OVERQUOTA are Gmail's). */
const FAILURE_KINDS: Readonly<Record<string, BackendFailure['kind']>> = {
  UNAVAILABLE: 'temporary',
  SERVERBUG: 'temporary',
  CORRUPTION: 'temporary',
  LIMIT: 'limit',
  INUSE: 'limit',
  THROTTLED: 'limit',
  OVERQUOTA: 'limit',
  REFERRAL: 'misconfigured',
  PRIVACYREQUIRED: 'misconfigured',
  CANNOT: 'misconfigured',
  CLIENTBUG: 'misconfigured',
};

/** Creates the machine for one connection to a backend. */
export function createImapBackendMachine(options: ImapBackendOptions): BackendMachine<ImapReady, ImapFacts> {
  return new ImapBackendMachine(options);
}

class ImapBackendMachine implements BackendMachine<ImapReady, ImapFacts> {
  readonly #options: ImapBackendOptions;
  readonly #input = new InputBuffer();
  readonly #reader = new BackendResponseReader(this.#input);
  #phase: Phase = 'greeting';
  /** The newest list seen in this phase. */
  #capabilities: readonly string[] | undefined;
  #facts: ImapFacts = { capabilities: [], starttls: false };
  #answers: readonly Buffer[] = [];
  #text = '';
  #untagged: Uint8Array[] = [];
  #bye: string | undefined;
  #actions: Action[] = [];

  constructor(options: ImapBackendOptions) {
    this.#options = options;
  }

  start(): readonly Action[] {
    return [];
  }

  receive(chunk: Uint8Array): readonly Action[] {
    if (this.#phase === 'done') return [];
    this.#input.append(chunk);
    // RFC 9051 §6.2.1, from the client's side: no clear text behind STARTTLS' OK is ever read (A9).
    if (this.#phase === 'starting-tls') this.#fail('protocol', 'The backend sent data behind its answer to STARTTLS.');
    while (this.#reads()) {
      const response = this.#reader.next();
      if (response.kind === 'need-more') break;
      this.#read(response);
    }
    return this.#flush();
  }

  tlsStarted(): readonly Action[] {
    if (this.#phase !== 'starting-tls') return [];
    // RFC 9051 §6.2.1: what was learnt in clear text is discarded.
    this.#capabilities = undefined;
    this.#ask('capability', 'CAPABILITY');
    return this.#flush();
  }

  ended(): readonly Action[] {
    if (this.#phase === 'done') return [];
    this.#fail('temporary', this.#bye ?? 'The backend closed the connection before it answered.');
    return this.#flush();
  }

  takeBuffered(): Uint8Array {
    return this.#input.takeAll();
  }

  #reads(): boolean {
    return this.#phase !== 'done' && this.#phase !== 'starting-tls';
  }

  #read(response: Exclude<BackendResponse, { kind: 'need-more' }>): void {
    if (response.kind === 'unreadable') this.#fail('protocol', response.text);
    else if (this.#phase === 'greeting') this.#readGreeting(response);
    else if (response.kind === 'continuation') this.#answerContinuation();
    else if (response.kind === 'untagged') this.#readUntagged(response.line, response.status);
    else this.#readTagged(response.tag, response.status);
  }

  #readGreeting(response: BackendResponse): void {
    const status = response.kind === 'untagged' ? response.status : undefined;
    if (status?.status === 'OK') {
      this.#learnCapabilities(status);
      if (this.#options.tls === 'starttls') this.#startTls();
      else if (this.#capabilities === undefined) this.#ask('capability', 'CAPABILITY');
      else this.#signIn(this.#capabilities);
    } else if (status?.status === 'BYE') {
      this.#fail('temporary', status.text, status.code);
    } else if (status?.status === 'PREAUTH') {
      this.#fail('misconfigured', 'The backend greets with PREAUTH: it would take any client for signed in.');
    } else {
      this.#fail('protocol', 'The backend did not greet as an IMAP server does.');
    }
  }

  #readUntagged(line: string, status: Status | undefined): void {
    const list = /^\* CAPABILITY (.*)$/is.exec(line)?.[1];
    if (list !== undefined) {
      this.#capabilities = parseCapabilities(list);
      return;
    }
    if (status?.status === 'BYE') this.#bye = responseText(status.text);
    if (status?.status === 'BYE' || /^\* ID(?: |$)/i.test(line)) return;
    if (status) this.#learnCapabilities(status);
    if (this.#phase === 'sign-in' || this.#phase === 'capability-after') this.#passOn(line);
  }

  #passOn(line: string): void {
    const kept = this.#untagged.reduce((octets, bytes) => octets + bytes.length, line.length);
    if (this.#untagged.length >= MAX_PASSED_ON_LINES || kept > MAX_PASSED_ON_OCTETS) return;
    if (!/[\x00-\x1f\x7f]/.test(line)) this.#untagged.push(Buffer.from(`${line}\r\n`, 'latin1'));
  }

  #readTagged(tag: string, status: Status): void {
    if (this.#phase === 'sign-in' && tag === 'I') {
      // A failed ID costs us the client's address in the backend's log, no more (I9).
      if (status.code === 'SERVERBUG') this.#fail('temporary', status.text, status.code);
      return;
    }
    if (tag !== TAGS[this.#phase]) {
      this.#fail('protocol', 'The backend answered a command that was not sent.');
      return;
    }
    if (this.#phase === 'starttls') this.#readStartTlsAnswer(status);
    else if (this.#phase === 'sign-in') this.#readSignInAnswer(status);
    else this.#readCapabilityAnswer(status);
  }

  #readCapabilityAnswer(status: Status): void {
    this.#learnCapabilities(status);
    if (status.status !== 'OK' || this.#capabilities === undefined) {
      this.#fail('protocol', 'The backend did not answer CAPABILITY.');
    } else if (this.#phase === 'capability-for-starttls') {
      this.#startTls();
    } else if (this.#phase === 'capability-after') {
      this.#finish(this.#capabilities);
    } else {
      this.#signIn(this.#capabilities);
    }
  }

  #startTls(): void {
    if (this.#capabilities === undefined) {
      this.#ask('capability-for-starttls', 'CAPABILITY');
      return;
    }
    this.#facts = { capabilities: [], starttls: hasCapability(this.#capabilities, 'STARTTLS') };
    // Never a fall-back to clear text (A9).
    if (this.#facts.starttls) this.#ask('starttls', 'STARTTLS');
    else this.#fail('misconfigured', 'The backend does not offer STARTTLS.');
  }

  #readStartTlsAnswer(status: Status): void {
    if (status.status !== 'OK') {
      this.#fail('misconfigured', status.text, status.code);
    } else if (this.#input.length > 0) {
      this.#fail('protocol', 'The backend sent data behind its answer to STARTTLS.');
    } else {
      this.#phase = 'starting-tls';
      this.#actions.push({ kind: 'start-tls' });
    }
  }

  #signIn(capabilities: readonly string[]): void {
    const { credential, sendId, tls } = this.#options;
    const starttls = tls === 'starttls' || hasCapability(capabilities, 'STARTTLS');
    this.#facts = { capabilities, starttls };
    if (credential === undefined) {
      this.#send(Buffer.from('O LOGOUT\r\n'));
      this.#finishWith({ kind: 'probed', facts: this.#facts });
      return;
    }
    if (this.#offersUnauthenticate(capabilities)) return;
    const script = planSignIn('L', credential, capabilities, this.#options);
    if ('problem' in script) {
      this.#fail('misconfigured', script.problem);
      return;
    }
    // ID and sign-in go in one write: no round trip more (I9).
    if (sendId && hasCapability(capabilities, 'ID')) this.#send(idCommand(sendId.client, sendId.fields ?? {}));
    this.#send(script.opening);
    this.#answers = script.answers;
    this.#capabilities = undefined;
    this.#phase = 'sign-in';
  }

  #answerContinuation(): void {
    const [answer, ...later] = this.#answers;
    if (answer === undefined || this.#phase !== 'sign-in') return;
    this.#answers = later;
    this.#send(answer);
  }

  #readSignInAnswer(status: Status): void {
    if (status.status === 'BAD') {
      this.#fail('misconfigured', `The backend does not understand our sign-in: ${status.text}`, status.code);
      return;
    }
    if (status.status === 'NO') {
      const kind = FAILURE_KINDS[status.code ?? ''];
      if (kind) this.#fail(kind, status.text, status.code);
      else this.#finishWith({ kind: 'refused', ...codeAndText(status.code, status.text) });
      return;
    }
    if (status.code === 'ALERT') this.#passOn(`* OK [ALERT] ${status.text}`);
    this.#text = responseText(status.text);
    this.#learnCapabilities(status);
    // Asked for before the client hears OK: no client may be left with our list from before sign-in (I11).
    if (this.#capabilities === undefined) this.#ask('capability-after', 'CAPABILITY');
    else this.#finish(this.#capabilities);
  }

  #finish(capabilities: readonly string[]): void {
    if (this.#offersUnauthenticate(capabilities)) return;
    const ready: ImapReady = {
      capabilities: capabilitiesForClients(capabilities),
      text: this.#text,
      untagged: this.#untagged,
      facts: this.#facts,
    };
    this.#finishWith({ kind: 'signed-in', ready });
  }

  /** With UNAUTHENTICATE (RFC 8437) a client could sign in again behind our back, without a second step. */
  #offersUnauthenticate(capabilities: readonly string[]): boolean {
    if (!hasCapability(capabilities, 'UNAUTHENTICATE')) return false;
    this.#fail('misconfigured', 'The backend offers UNAUTHENTICATE, which would let clients pass by Postern.');
    return true;
  }

  #learnCapabilities({ code, codeArgument }: Status): void {
    if (code === 'CAPABILITY') this.#capabilities = parseCapabilities(codeArgument);
  }

  #ask(phase: Phase, command: 'CAPABILITY' | 'STARTTLS'): void {
    this.#phase = phase;
    this.#send(Buffer.from(`${TAGS[phase]} ${command}\r\n`));
  }

  #fail(kind: BackendFailure['kind'], text: string, code?: string): void {
    this.#finishWith({ kind: 'failed', failure: { kind, ...codeAndText(code, text) } });
  }

  #finishWith(action: Action): void {
    this.#phase = 'done';
    this.#actions.push(action);
  }

  #send(bytes: Uint8Array): void {
    this.#actions.push({ kind: 'send', bytes });
  }

  #flush(): readonly Action[] {
    const actions = this.#actions;
    this.#actions = [];
    return actions;
  }
}

/** A backend's code and text, made fit for a log and a response line. */
function codeAndText(code: string | undefined, text: string): { readonly code?: string; readonly text: string } {
  return code !== undefined && /^[A-Z0-9.-]{1,64}$/.test(code)
    ? { code, text: responseText(text) }
    : { text: responseText(text) };
}

/** The ID command with which Dovecot's own proxy introduces a client (I9). */
function idCommand(client: ForwardedClient, fields: Readonly<Record<string, string>>): Buffer {
  const pairs = [
    ['x-session-id', client.sessionId],
    ['x-originating-ip', client.remoteAddress],
    ['x-originating-port', String(client.remotePort)],
    ['x-connected-ip', client.localAddress],
    ['x-connected-port', String(client.localPort)],
    ['x-proxy-ttl', '4'],
    ['x-client-transport', client.tls ? 'TLS' : 'insecure'],
    ...Object.entries(fields),
  ];
  return Buffer.from(`I ID (${pairs.map((pair) => pair.map(quotedString).join(' ')).join(' ')})\r\n`, 'latin1');
}
