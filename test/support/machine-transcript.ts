// Runs wire machines as transcripts: what was said, in which order, and the same under every split of the same bytes.

import type {
  BackendAction,
  BackendMachine,
  ClientAction,
  ClientMachine,
  PresentedCredentials,
} from '../../src/protocol/dialogue.ts';

/** Decides on a sign-in by calling `accept` or `refuse`; says `undefined` to leave the machine waiting. */
export type Decide<Refusal, Ready> = (
  machine: ClientMachine<Refusal, Ready>,
  credentials: PresentedCredentials,
) => readonly ClientAction[] | undefined;

/** One line of text per action; what was sent in a row is one text, however it was cut. */
export function render(actions: readonly (ClientAction | BackendAction<unknown, unknown>)[]): string[] {
  const lines: string[] = [];
  let isSending = false;
  for (const action of actions) {
    const text = action.kind === 'send' ? Buffer.from(action.bytes).toString('latin1') : describe(action);
    if (action.kind === 'send' && isSending) lines.push(`${lines.pop()}${text}`);
    else lines.push(text);
    isSending = action.kind === 'send';
  }
  return lines;
}

function describe(action: ClientAction | BackendAction<unknown, unknown>): string {
  switch (action.kind) {
    case 'authenticate':
      return `<authenticate ${JSON.stringify(action.credentials)}>`;
    case 'close':
      return `<close ${action.reason}>`;
    case 'note':
      return `<note ${action.note}>`;
    default: {
      const { kind, ...rest } = action;
      return Object.keys(rest).length === 0 ? `<${kind}>` : `<${kind} ${JSON.stringify(rest)}>`;
    }
  }
}

/** Feeds chunks, deciding as soon as asked; returns every action. TLS starts at once when asked for. */
export function converse<Refusal, Ready>(
  machine: ClientMachine<Refusal, Ready>,
  chunks: readonly (string | Uint8Array)[],
  decide: Decide<Refusal, Ready> = () => undefined,
): ClientAction[] {
  const all: ClientAction[] = [];
  const obey = (actions: readonly ClientAction[]): void => {
    all.push(...actions);
    for (const action of actions) {
      if (action.kind === 'start-tls') obey(machine.tlsStarted());
      if (action.kind === 'authenticate') obey(decide(machine, action.credentials) ?? []);
    }
  };
  for (const chunk of chunks) obey(machine.receive(octets(chunk)));
  return all;
}

/** Lets a backend say its lines one after the other, each once the one before was understood. */
export function answerBackend<Ready, Facts>(
  machine: BackendMachine<Ready, Facts>,
  sayings: readonly (string | Uint8Array)[],
  cut: (saying: Buffer) => readonly Buffer[] = (saying) => [saying],
): BackendAction<Ready, Facts>[] {
  const all: BackendAction<Ready, Facts>[] = [...machine.start()];
  for (const saying of sayings) {
    for (const chunk of cut(octets(saying))) {
      const actions = machine.receive(chunk);
      all.push(...actions);
      if (actions.some((action) => action.kind === 'start-tls')) all.push(...machine.tlsStarted());
    }
  }
  return all;
}

/** Every way of cutting bytes in two, and into single octets. */
export function everySplit(bytes: string | Uint8Array): Buffer[][] {
  const whole = octets(bytes);
  const splits = [[whole], [...whole].map((octet) => Buffer.from([octet]))];
  for (let at = 1; at < whole.length; at += 1) splits.push([whole.subarray(0, at), whole.subarray(at)]);
  return splits;
}

/** Text as octets; characters beyond latin1 as UTF-8. */
export function octets(text: string | Uint8Array): Buffer {
  return typeof text === 'string' ? Buffer.from(text, 'utf8') : Buffer.from(text);
}
