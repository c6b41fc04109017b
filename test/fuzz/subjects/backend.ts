// Drives a backend-facing machine with a script, in one piece and cut. It must end exactly once, say nothing of the
// backend's back, and keep the credential to itself until TLS is up.

import type { BackendAction, BackendMachine } from '../../../src/protocol/dialogue.ts';
import type { Random } from '../random.ts';
import { type Cut, readScript, uncut } from '../script.ts';
import { CANARY, magnitude, promise, word } from '../target.ts';

export interface BackendSetup<Ready, Facts> {
  readonly begin: () => BackendMachine<Ready, Facts>;
  /** What brings the machine into its state, a flight each. */
  readonly before: readonly string[];
  /** No credential may be said before TLS was started. */
  readonly wantsTls: boolean;
}

export interface BackendSubject<Ready, Facts> {
  readonly setups: readonly BackendSetup<Ready, Facts>[];
  readonly cut: (random: Random) => Cut;
  /** The credential in every form in which it is said. */
  readonly secrets: readonly string[];
  /** Response codes that make a difference; others are one word in signatures. */
  readonly codes: readonly string[];
  /** Most octets of an unfinished answer. */
  readonly maxBuffered: number;
  /** Checks what was learnt, and says it in words. */
  readonly judgeFacts: (facts: Facts) => string;
  readonly judgeReady: (ready: Ready) => string;
}

const TERMINAL: ReadonlySet<string> = new Set(['signed-in', 'refused', 'failed', 'probed']);

/** Runs a script; returns its signature. */
export function runBackend<Ready, Facts>(subject: BackendSubject<Ready, Facts>, bytes: Uint8Array): string {
  const { setup: number, flights, random } = readScript(bytes);
  const setup = subject.setups[number % subject.setups.length];
  if (setup === undefined) throw new RangeError('a subject without setups');
  const all = [...setup.before.map((flight) => Buffer.from(flight, 'latin1')), ...flights];
  const whole = new BackendRun(subject, setup, uncut);
  const seen = [whole, new BackendRun(subject, setup, subject.cut(random))].map((run) => run.play(all));
  promise(seen[0] === seen[1], 'cuts change nothing', seen);
  return `s${number % subject.setups.length} ${whole.signature()}`;
}

class BackendRun<Ready, Facts> {
  readonly #subject: BackendSubject<Ready, Facts>;
  readonly #setup: BackendSetup<Ready, Facts>;
  readonly #machine: BackendMachine<Ready, Facts>;
  readonly #cut: Cut;
  readonly #actions: BackendAction<Ready, Facts>[] = [];
  readonly #leftover: Uint8Array[] = [];
  #hasTls = false;
  #startsTls = false;
  #hasEnded = false;
  #buffered = 0;

  constructor(subject: BackendSubject<Ready, Facts>, setup: BackendSetup<Ready, Facts>, cut: Cut) {
    this.#subject = subject;
    this.#setup = setup;
    this.#machine = setup.begin();
    this.#cut = cut;
  }

  /** Returns everything that happened. */
  play(flights: readonly Buffer[]): string {
    this.#obey(this.#machine.start());
    for (const flight of flights) this.#feed(flight);
    this.#finish();
    return `${transcript(this.#actions)}|${text(Buffer.concat(this.#leftover))}`;
  }

  signature(): string {
    const words = this.#actions.flatMap((action) => this.#words(action));
    return [...words, `rest${magnitude(this.#buffered)}`].join(' ');
  }

  #words(action: BackendAction<Ready, Facts>): readonly string[] {
    switch (action.kind) {
      case 'send':
        return text(action.bytes).split('\r\n').slice(0, -1).map(word);
      case 'start-tls':
        return ['tls'];
      case 'signed-in':
        return ['signed-in', this.#subject.judgeReady(action.ready), `left${magnitude(this.#leftover.length)}`];
      case 'probed':
        return ['probed', this.#subject.judgeFacts(action.facts)];
      case 'refused':
        return ['refused', this.#code(action.code)];
      case 'failed':
        // Without a code the text is ours, unless it is what a backend gave as its reason.
        return [action.failure.kind, this.#code(action.failure.code)];
    }
  }

  #code(code: string | undefined): string {
    return code === undefined ? 'no-code' : this.#subject.codes.includes(code) ? word(code) : 'code';
  }

  #feed(flight: Buffer): void {
    if (this.#startsTls && !this.#hasEnded) {
      this.#startsTls = false;
      this.#hasTls = true;
      this.#obey(this.#machine.tlsStarted());
    }
    for (const chunk of this.#cut(flight)) {
      if (!this.#hasEnded) this.#obey(this.#machine.receive(chunk));
      else if (this.#isSignedIn()) this.#leftover.push(chunk);
    }
  }

  #obey(actions: readonly BackendAction<Ready, Facts>[]): void {
    if (this.#hasEnded) promise(actions.length === 0, 'nothing follows the end', transcript(actions));
    for (const action of actions) {
      promise(!this.#hasEnded, 'the end is the last action', transcript(actions));
      promise(action.kind !== 'start-tls' || action === actions.at(-1), 'nothing is done before TLS is up', actions);
      this.#actions.push(action);
      if (action.kind === 'start-tls') this.#startsTls = true;
      if (action.kind === 'send') this.#checkSaid(text(action.bytes));
      if (!TERMINAL.has(action.kind)) continue;
      this.#hasEnded = true;
      this.#checkEnd(action);
      const rest = this.#machine.takeBuffered();
      if (action.kind === 'signed-in') this.#leftover.push(rest);
    }
  }

  #isSignedIn(): boolean {
    return this.#actions.at(-1)?.kind === 'signed-in';
  }

  #checkSaid(said: string): void {
    promise(!this.#startsTls, 'nothing is said between STARTTLS and the handshake', said);
    promise(said.endsWith('\r\n') && !/\0|\r(?!\n)|(?<!\r)\n/.test(said), 'what is said is lines', said);
    promise(!said.toLowerCase().includes(CANARY.toLowerCase()), "a backend's words aren't repeated to it", said);
    if (!this.#setup.wantsTls || this.#hasTls) return;
    promise(!this.#subject.secrets.some((secret) => said.includes(secret)), 'no credential without TLS', said);
  }

  #checkEnd(action: BackendAction<Ready, Facts>): void {
    const said = action.kind === 'failed' ? action.failure : action;
    if (said.kind === 'signed-in' && 'ready' in said) this.#subject.judgeReady(said.ready);
    else if (said.kind === 'probed' && 'facts' in said) this.#subject.judgeFacts(said.facts);
    else if ('text' in said) {
      promise(/^[\x20-\x7e]{0,1000}$/.test(said.text), 'texts are bounded and printable', said.text);
      promise(
        /^[\x21-\x7e][\x20-\x7e]{0,499}$/.test(said.code ?? 'none'),
        'codes are bounded and printable',
        said.code,
      );
    }
    const isUnprotected = this.#setup.wantsTls && !this.#hasTls;
    promise(!isUnprotected || action.kind === 'failed', 'TLS is never given up (A9)', action.kind);
  }

  /** The backend goes away. */
  #finish(): void {
    const machine = this.#machine;
    if (!this.#hasEnded) {
      this.#buffered = machine.takeBuffered().length;
      promise(this.#buffered <= this.#subject.maxBuffered, 'what waits is bounded', `${this.#buffered}`);
      this.#obey(machine.ended());
    }
    promise(this.#hasEnded, 'there is an end');
    if (this.#isSignedIn()) return;
    this.#obey(machine.receive(Buffer.from('+OK\r\n')));
    this.#obey(machine.ended());
    this.#obey(machine.tlsStarted());
  }
}

/** What was done, as text. A start of TLS that failed at once is one that never was: only a cut tells them apart. */
function transcript<Ready, Facts>(actions: readonly BackendAction<Ready, Facts>[]): string {
  let said = '';
  for (const [index, action] of actions.entries()) {
    if (action.kind === 'start-tls' && actions[index + 1]?.kind === 'failed') continue;
    said += action.kind === 'send' ? text(action.bytes) : `<${JSON.stringify(action)}>`;
  }
  return said;
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
