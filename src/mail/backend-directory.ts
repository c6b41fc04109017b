// The backends of one protocol: dials them for sign-ins, probes them so that doors offer what the backend offers
// (S1, M1, P1), and answers, for the core's IMAP source, whether a password is right.

import type { AskingClient } from '../core/accounts/sign-in-source.ts';
import type { BackendSignIn } from '../core/decision.ts';
import type { Log } from '../core/ports.ts';
import type { Millis } from '../core/units.ts';
import type { BackendFailure, ClientSelfDescription, ForwardedClient } from '../protocol/dialogue.ts';
import { formatProxyHeader } from '../protocol/proxy-header/format.ts';
import { type DialOutcome, dialBackend } from './backend-link.ts';
import { type BackendTarget, type DoorProtocol, forwardedClient } from './door.ts';
import { pause } from './pause.ts';

/** Pause before the one retry of a backend that could not be reached: a restart takes about this long. */
const RETRY_AFTER: Millis = 300;

/** A probe is on nobody's behalf but this machine's. Postfix answers UNKNOWN with 421, and Dovecot hangs up at port 0. */
const NOBODY: ForwardedClient = {
  remoteAddress: '127.0.0.1',
  remotePort: 1,
  localAddress: '127.0.0.1',
  localPort: 1,
  tls: false,
  sessionId: 'probe',
};

/** Who asks, for a backend that is told, and until when. */
export interface OnBehalfOf {
  readonly context: AskingClient;
  readonly self?: ClientSelfDescription;
  readonly signal?: AbortSignal;
}

/** Empty for a probe. */
interface DialRequest {
  readonly credential?: BackendSignIn;
  readonly who?: OnBehalfOf;
  /** Instead of the target's own bound. */
  readonly within?: Millis;
}

export class BackendDirectory<Refusal, Ready, Facts> {
  readonly #protocol: DoorProtocol<Refusal, Ready, Facts>;
  readonly #targets: ReadonlyMap<string, BackendTarget>;
  readonly #hostname: string;
  readonly #log: Log;
  readonly #facts: Map<string, Facts> = new Map();
  #offeredFacts: Facts | undefined;

  constructor(parts: {
    readonly protocol: DoorProtocol<Refusal, Ready, Facts>;
    /** By the backend's name in the configuration; those without this protocol are left out. */
    readonly targets: ReadonlyMap<string, BackendTarget>;
    readonly hostname: string;
    readonly log: Log;
  }) {
    this.#protocol = parts.protocol;
    this.#targets = parts.targets;
    this.#hostname = parts.hostname;
    this.#log = parts.log;
  }

  /** What the last successful probes learnt: before sign-in nobody knows a client's backend. */
  get offeredFacts(): Facts | undefined {
    return this.#offeredFacts;
  }

  /**
   * Signs in, with one retry when the backend could not be reached, all within the target's `signInTimeout`: a backend
   * that doesn't answer isn't waited for twice. Never rejects.
   */
  async signIn(backend: string, credential: BackendSignIn, who: OnBehalfOf): Promise<DialOutcome<Ready, Facts>> {
    const since = performance.now();
    const first = await this.#dial(backend, { credential, who });
    const spent = performance.now() - since + RETRY_AFTER;
    const left = (this.#targets.get(backend)?.signInTimeout ?? 0) - spent;
    if (first.kind !== 'failed' || first.failure.kind !== 'temporary' || left <= 0) return first;
    await pause(RETRY_AFTER, who.signal);
    return who.signal?.aborted ? first : this.#dial(backend, { credential, who, within: left });
  }

  /** Asks every backend what it offers; what can't be learnt keeps its last answer. Never rejects. */
  async probeAll(): Promise<ReadonlyMap<string, DialOutcome<Ready, Facts>>> {
    const outcomes = await Promise.all(
      Array.from(this.#targets.keys(), async (name) => [name, await this.#dial(name)] as const),
    );
    for (const [name, outcome] of outcomes) {
      if (outcome.kind === 'probed') this.#facts.set(name, outcome.facts);
      else if (outcome.kind === 'failed') this.#logFailure('backend.probe-failed', name, outcome.failure);
    }
    this.#offeredFacts = this.#factsOfAll();
    return new Map(outcomes);
  }

  #factsOfAll(): Facts | undefined {
    const known = Array.from(this.#targets.keys()).flatMap((name) => this.#facts.get(name) ?? []);
    const [first] = known;
    return known.length > 1 ? (this.#protocol.commonFacts?.(known) ?? first) : first;
  }

  async #dial(name: string, request: DialRequest = {}): Promise<DialOutcome<Ready, Facts>> {
    const { credential, who, within } = request;
    const target = this.#targets.get(name);
    if (!target) {
      const text = `backend ${name} has no ${this.#protocol.protocol}`;
      return { kind: 'failed', failure: { kind: 'misconfigured', text } };
    }
    const { forwardClient } = target;
    const client = who && forwardedClient(who.context);
    const isToldInside = forwardClient === 'id' || forwardClient === 'xclient';
    const machine = this.#protocol.backendMachine({
      hostname: this.#hostname,
      tls: target.tls,
      ...(credential && { credential }),
      ...(client && isToldInside && { client }),
      ...(who?.self && { self: who.self }),
    });
    const proxyHeader = this.#proxyHeader(target, who);
    const outcome = await dialBackend<Ready, Facts>({
      target,
      machine,
      within: within ?? target.signInTimeout,
      ...(proxyHeader && { proxyHeader }),
      ...(who?.signal && { signal: who.signal }),
    });
    const isOurs = outcome.kind === 'failed' && credential !== undefined && !who?.signal?.aborted;
    if (isOurs) this.#logFailure('backend.sign-in-failed', name, outcome.failure);
    return outcome;
  }

  /** The client only hears that it is to try later; what an operator must act on is here. */
  #logFailure(event: string, backend: string, { kind, code, text }: BackendFailure): void {
    const { protocol } = this.#protocol;
    this.#log.warn(event, { backend, protocol, kind, text, ...(code !== undefined && { code }) });
  }

  #proxyHeader({ forwardClient }: BackendTarget, who: OnBehalfOf | undefined): Uint8Array | undefined {
    if (forwardClient !== 'proxy-v1' && forwardClient !== 'proxy-v2') return undefined;
    const tls = who?.context.tls;
    return formatProxyHeader({
      version: forwardClient === 'proxy-v1' ? 1 : 2,
      client: who ? forwardedClient(who.context) : NOBODY,
      ...(tls && { tlsVersion: tls.version }),
      ...(tls?.serverName !== undefined && { serverName: tls.serverName }),
    });
  }
}
