// Drives a client-facing machine with a script, twice: each flight in one piece with decisions at its end, and cut with
// decisions at once. What the machine promises must hold in both, and both must come to the same.

import type { ClientAction, ClientMachine, PresentedCredentials } from '../../../src/protocol/dialogue.ts';
import { type Cut, cutAnywhere, readScript, uncut } from '../script.ts';
import { CANARY, magnitude, promise, word } from '../target.ts';

/** A state to begin in: a fresh machine, and what brings it there, a flight each. */
export interface ClientSetup<Refusal, Ready> {
  readonly begin: () => ClientMachine<Refusal, Ready>;
  readonly before: readonly string[];
}

export interface ClientSubject<Refusal, Ready> {
  readonly setups: readonly ClientSetup<Refusal, Ready>[];
  readonly ready: Ready;
  /** Passwords that begin with `good` are accepted; those that begin with `later` or `shut`, and all others, are not. */
  readonly refusals: Readonly<Record<'wrong' | 'later' | 'shut', Refusal>>;
  /** Most octets that wait to be understood while no decision does. */
  readonly maxBuffered: number;
  /** Longest line said, in octets with CRLF. */
  readonly maxLine: number;
  /** Takes out of what was said that which the protocol makes us repeat: tags. */
  readonly withoutEcho: (said: string) => string;
}

/** Runs a script; returns its signature. */
export function runClient<Refusal, Ready>(subject: ClientSubject<Refusal, Ready>, bytes: Uint8Array): string {
  const { setup: number, flights, random } = readScript(bytes);
  const setup = subject.setups[number % subject.setups.length];
  if (setup === undefined) throw new RangeError('a subject without setups');
  const all = [...setup.before.map((flight) => Buffer.from(flight, 'latin1')), ...flights];
  const whole = new ClientRun(subject, setup.begin(), { cut: uncut, decidesAtOnce: false });
  const parts = new ClientRun(subject, setup.begin(), { cut: cutAnywhere(random), decidesAtOnce: random(2) === 0 });
  const seen = [whole, parts].map((run) => run.play(all));
  promise(seen[0] === seen[1], 'cuts change nothing', seen);
  return whole.signature(number % subject.setups.length);
}

interface Manner {
  readonly cut: Cut;
  readonly decidesAtOnce: boolean;
}

class ClientRun<Refusal, Ready> {
  readonly #subject: ClientSubject<Refusal, Ready>;
  readonly #machine: ClientMachine<Refusal, Ready>;
  readonly #manner: Manner;
  readonly #actions: ClientAction[] = [];
  readonly #leftover: Uint8Array[] = [];
  #waiting: PresentedCredentials | undefined;
  #startsTls = false;
  #end: 'accepted' | 'closed' | undefined;
  #buffered = 0;

  constructor(subject: ClientSubject<Refusal, Ready>, machine: ClientMachine<Refusal, Ready>, manner: Manner) {
    this.#subject = subject;
    this.#machine = machine;
    this.#manner = manner;
  }

  /** Returns everything that happened. */
  play(flights: readonly Buffer[]): string {
    this.#obey(this.#machine.start());
    for (const flight of flights) this.#feed(flight);
    this.#buffered = this.#machine.buffered;
    this.#finish(flights.length);
    this.#checkSaid();
    return `${transcript(this.#actions)}|${this.#end}|${text(Buffer.concat(this.#leftover))}`;
  }

  signature(setup: number): string {
    const words = [`s${setup}`];
    for (const action of this.#actions) {
      if (action.kind === 'send') {
        const lines = this.#subject.withoutEcho(text(action.bytes)).split('\r\n').slice(0, -1);
        words.push(...lines.map(word));
      } else if (action.kind === 'authenticate') {
        const { kind, mechanism } = action.credentials;
        const acts = kind === 'password' && action.credentials.authorizationIdentity !== undefined;
        words.push(`${kind}-${mechanism}-${acts}-${Object.keys(action.client).length}`);
      } else words.push(action.kind === 'start-tls' ? 'tls' : action.kind === 'note' ? action.note : action.reason);
    }
    words.push(`${this.#end}-${magnitude(this.#buffered)}`);
    return words.join(' ');
  }

  #feed(flight: Buffer): void {
    if (this.#startsTls && this.#end === undefined) {
      this.#startsTls = false;
      this.#obey(this.#machine.tlsStarted());
    }
    for (const chunk of this.#manner.cut(flight)) {
      if (this.#end === 'accepted') this.#leftover.push(chunk);
      else this.#obey(this.#machine.receive(chunk));
      if (this.#manner.decidesAtOnce) this.#decide();
      this.#checkBuffered();
    }
    this.#decide();
    this.#checkBuffered();
  }

  #decide(): void {
    while (this.#waiting !== undefined) {
      const credentials = this.#waiting;
      this.#waiting = undefined;
      const password = credentials.kind === 'password' ? credentials.password : '';
      if (password.startsWith('good')) {
        this.#obey(this.#machine.accept(this.#subject.ready));
        this.#end = 'accepted';
        this.#leftover.push(this.#machine.takeBuffered());
        return;
      }
      const { wrong, later, shut } = this.#subject.refusals;
      this.#obey(
        this.#machine.refuse(password.startsWith('later') ? later : password.startsWith('shut') ? shut : wrong),
      );
    }
  }

  #obey(actions: readonly ClientAction[]): void {
    if (this.#end !== undefined) promise(actions.length === 0, 'nothing follows the end', actions);
    for (const action of actions) {
      promise(this.#end === undefined, 'close is the last action', actions);
      promise(this.#waiting === undefined, 'nothing is done while a decision is waited for', actions);
      promise(action.kind !== 'start-tls' || action === actions.at(-1), 'nothing is done before TLS is up', actions);
      this.#actions.push(action);
      if (action.kind === 'authenticate') this.#waiting = action.credentials;
      if (action.kind === 'start-tls') this.#startsTls = true;
      if (action.kind === 'close') this.#end = 'closed';
    }
  }

  #checkBuffered(): void {
    if (this.#end === 'closed') promise(this.#machine.buffered === 0, 'a closed machine keeps nothing');
    if (this.#waiting !== undefined || this.#end !== undefined) return;
    promise(this.#machine.buffered <= this.#subject.maxBuffered, 'what waits is bounded', `${this.#machine.buffered}`);
  }

  /** The door ends it; from then on the machine must be deaf and mute. */
  #finish(flights: number): void {
    const machine = this.#machine;
    if (this.#end === undefined) {
      const reason = (['timeout', 'shutdown', 'limit'] as const)[flights % 3] ?? 'limit';
      const goodbye = machine.goodbye(reason);
      const isSilent = goodbye.every((action) => action.kind !== 'send');
      promise(!this.#startsTls || isSilent, 'nothing is said between STARTTLS and the handshake', transcript(goodbye));
      this.#obey(goodbye);
      promise(this.#end === 'closed', 'a goodbye closes');
    }
    if (this.#end === 'accepted') return;
    this.#obey(machine.receive(Buffer.from('a\r\n')));
    this.#obey(machine.tlsStarted());
    this.#obey(machine.refuse(this.#subject.refusals.wrong));
    this.#obey(machine.accept(this.#subject.ready));
    this.#obey(machine.goodbye('shutdown'));
    promise(machine.takeBuffered().length === 0, 'a closed machine keeps nothing');
  }

  #checkSaid(): void {
    for (const action of this.#actions) {
      if (action.kind !== 'send') continue;
      const said = this.#subject.withoutEcho(text(action.bytes));
      promise(/^(?:[\x20-\x7e]*\r\n)+$/.test(said), 'what is said is lines of printable ASCII', said);
      promise(!said.toLowerCase().includes(CANARY.toLowerCase()), "nobody's words are repeated", said);
      const longest = Math.max(...said.split('\n').map((line) => line.length + 1));
      promise(longest <= this.#subject.maxLine, 'lines are short', said);
    }
  }
}

/** What was done, as text. A start of TLS that was called off is one that never was: only a cut tells them apart. */
function transcript(actions: readonly ClientAction[]): string {
  let said = '';
  for (const [index, action] of actions.entries()) {
    const isCalledOff = (at: number) => {
      const behind = actions[at + 1];
      return actions[at]?.kind === 'start-tls' && behind?.kind === 'note' && behind.note === 'starttls-injection';
    };
    if (isCalledOff(index) || isCalledOff(index + 1)) continue;
    said += action.kind === 'send' ? text(action.bytes) : `<${JSON.stringify(action)}>`;
  }
  return said;
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
