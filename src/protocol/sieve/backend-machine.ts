// ManageSieve towards the backend, from its listing to its answer to our sign-in, or a probe of what it offers (M5).
// A command goes out only when the answer before it was read and nothing stands behind that answer. Missing STARTTLS is
// never worked around (A9). A backend that offers UNAUTHENTICATE is refused: behind the splice a client would sign in
// there once more, as anybody, past every rule of ours (RFC 5804 §2.14.1).

import type {
  BackendAction,
  BackendCredential,
  BackendFailure,
  BackendMachine,
  ForwardedClient,
  TlsState,
} from '../dialogue.ts';
import { dovecotXclient } from '../dovecot-xclient.ts';
import { isSendable } from '../sasl/credentials.ts';
import { plainMessage } from '../sasl/line.ts';
import { readCapability, type SieveCapability } from './capabilities.ts';
import { SieveLineReader, type SieveToken } from './line-reader.ts';
import { readResponse, type SieveResponse } from './response.ts';
import { sieveString } from './string.ts';

/** Longest line read, in octets with its literals: a SIEVE capability with every extension has about 1,000. */
const MAX_LINE_OCTETS = 8192;

/** Most capabilities of a listing. Dovecot has seven. */
const MAX_CAPABILITIES = 100;

export interface SieveBackendOptions {
  /** `offered`: sign in only behind STARTTLS. `active`: TLS from the first octet. `absent`: in clear. */
  readonly tls: TlsState;
  /** Absent: a probe, which ends in `probed`. */
  readonly credential?: BackendCredential;
  /** Sent where the listing says that it would be believed. */
  readonly xclient?: ForwardedClient;
}

/** What the backend offers before sign-in, under the final protection. */
export interface SieveFacts {
  readonly listing: readonly SieveCapability[];
  /** The listing offers Dovecot's XCLIENT to our address. */
  readonly xclient: boolean;
}

export interface SieveReady {
  /** Of the backend's OK; bounded, printable. */
  readonly text: string;
  readonly facts: SieveFacts;
}

type Action = BackendAction<SieveReady, SieveFacts>;

type ReadingState =
  | { readonly kind: 'listing'; readonly listing: readonly SieveCapability[] }
  | { readonly kind: 'starttls' }
  | { readonly kind: 'xclient'; readonly facts: SieveFacts; readonly credential: BackendCredential }
  /** `pendingMessage` is what the backend may still ask for. */
  | { readonly kind: 'authenticate'; readonly facts: SieveFacts; readonly pendingMessage?: string };

type State = ReadingState | { readonly kind: 'starting-tls' } | { readonly kind: 'done' };

const GREETING: State = { kind: 'listing', listing: [] };

/** Begins a dialogue with a backend; see {@link BackendMachine}. */
export function createSieveBackendMachine(options: SieveBackendOptions): BackendMachine<SieveReady, SieveFacts> {
  return new SieveBackendMachine(options);
}

class SieveBackendMachine implements BackendMachine<SieveReady, SieveFacts> {
  readonly #options: SieveBackendOptions;
  readonly #input: SieveLineReader = new SieveLineReader(MAX_LINE_OCTETS);
  #state: State = GREETING;
  #isProtected: boolean;

  constructor(options: SieveBackendOptions) {
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
    this.#state = GREETING; // RFC 5804 §2.2: the listing comes again, unasked; the earlier one is forgotten
    return [];
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
      const line = this.#input.takeLine();
      if (line.kind === 'need-more') return actions;
      if (line.kind === 'line') actions.push(...this.#read(state, line.tokens));
      else actions.push(...this.#fail('protocol', 'the backend sent an over-long or unreadable line'));
    }
  }

  #read(state: ReadingState, tokens: readonly SieveToken[]): readonly Action[] {
    if (tokens[0]?.kind === 'string') {
      if (state.kind === 'listing') return this.#readListed(state.listing, tokens);
      if (state.kind === 'authenticate') return this.#readChallenge(state);
    }
    const response = readResponse(tokens);
    if (response === undefined) return this.#fail('protocol', 'the backend sent what is no ManageSieve answer');
    if (response.status !== 'OK') return this.#readNo(state, response);
    switch (state.kind) {
      case 'listing':
        return this.#endListing(state.listing);
      case 'starttls':
        return this.#startTls();
      case 'xclient':
        return this.#signIn(state.facts, state.credential);
      case 'authenticate':
        return this.#finish({ kind: 'signed-in', ready: { text: response.text, facts: state.facts } });
    }
  }

  #readListed(listing: readonly SieveCapability[], tokens: readonly SieveToken[]): readonly Action[] {
    const capability = readCapability(tokens);
    if (capability === undefined) return this.#fail('protocol', 'the backend sent an unreadable capability');
    if (listing.length >= MAX_CAPABILITIES) return this.#fail('protocol', 'the backend lists too many capabilities');
    this.#state = { kind: 'listing', listing: [...listing, capability] };
    return [];
  }

  /** A backend that ignored our initial response asks for it, once. */
  #readChallenge(state: ReadingState & { kind: 'authenticate' }): readonly Action[] {
    if (state.pendingMessage === undefined) return this.#fail('protocol', 'the backend asked for more than was begun');
    return this.#command(sieveString(state.pendingMessage, 'client'), { kind: 'authenticate', facts: state.facts });
  }

  #endListing(listing: readonly SieveCapability[]): readonly Action[] {
    const offers = (name: string) => listing.some((capability) => capability.name === name);
    if (offers('UNAUTHENTICATE')) return this.#fail('misconfigured', 'the backend offers UNAUTHENTICATE');
    if (!this.#isProtected) {
      if (offers('STARTTLS')) return this.#command('STARTTLS', { kind: 'starttls' });
      return this.#fail('misconfigured', 'the backend does not offer STARTTLS');
    }
    const facts: SieveFacts = { listing, xclient: offers('XCLIENT') };
    const { credential, xclient } = this.#options;
    if (credential === undefined) return [sendLine('LOGOUT'), ...this.#finish({ kind: 'probed', facts })];
    if (xclient === undefined || !facts.xclient) return this.#signIn(facts, credential);
    const command = dovecotXclient(xclient);
    if (command === undefined) return this.#fail('misconfigured', 'the client address can not be sent by XCLIENT');
    return this.#command(command, { kind: 'xclient', facts, credential });
  }

  #startTls(): readonly Action[] {
    if (this.#input.length > 0) return this.#failOutOfTurn(); // A8: nothing of it may be read under TLS
    this.#state = { kind: 'starting-tls' };
    return [{ kind: 'start-tls' }];
  }

  #signIn(facts: SieveFacts, credential: BackendCredential): readonly Action[] {
    const mechanisms = facts.listing
      .find((capability) => capability.name === 'SASL')
      ?.value?.toUpperCase()
      .split(' ');
    if (!mechanisms?.includes('PLAIN')) {
      return this.#fail('misconfigured', 'the backend does not offer SASL PLAIN');
    }
    if (!isSendable(credential)) {
      return this.#fail('misconfigured', 'the credential for the backend holds what SASL PLAIN can not carry');
    }
    const message = plainMessage(credential);
    const state: State = { kind: 'authenticate', facts, pendingMessage: message };
    return this.#command(`AUTHENTICATE "PLAIN" ${sieveString(message, 'client')}`, state);
  }

  #readNo(state: ReadingState, response: SieveResponse): readonly Action[] {
    const { code, text } = response;
    const said = code === undefined ? { text } : { code, text };
    const failed = (kind: BackendFailure['kind']) => this.#finish({ kind: 'failed', failure: { ...said, kind } });
    switch (code?.split('/')[0]) {
      case 'TRYLATER':
        return failed('temporary');
      case 'LIMIT':
        return failed('limit');
      case 'REFERRAL':
      case 'ENCRYPT-NEEDED':
      case 'AUTH-TOO-WEAK':
        return failed('misconfigured');
    }
    if (response.status === 'BYE' || state.kind === 'listing') return failed('temporary');
    return state.kind === 'authenticate' ? this.#finish({ kind: 'refused', ...said }) : failed('misconfigured');
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
