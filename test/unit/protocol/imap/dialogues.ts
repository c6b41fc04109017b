// Runs IMAP machines over given chunks and writes down what happened, so that tests read as transcripts and any two
// splits of the same bytes can be compared.

import type { BackendAction, ClientAction, PresentedCredentials } from '../../../../src/protocol/dialogue.ts';
import type { ImapFacts, ImapReady } from '../../../../src/protocol/imap/backend-machine.ts';
import { createImapBackendMachine, type ImapBackendOptions } from '../../../../src/protocol/imap/backend-machine.ts';
import {
  createImapClientMachine,
  type ImapClientOptions,
  type ImapRefusal,
} from '../../../../src/protocol/imap/client-machine.ts';

export const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');
export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

export const WRONG: ImapRefusal = {
  code: 'AUTHENTICATIONFAILED',
  text: 'Authentication failed.',
  countsAsFailure: true,
};

export const READY: ImapReady = {
  capabilities: ['IMAP4rev1', 'IDLE', 'SORT'],
  text: 'Logged in.',
  untagged: [],
  facts: { capabilities: ['IMAP4rev1'], starttls: false },
};

export const OVER_TLS: ImapClientOptions = { tls: 'active', allowClearText: false };
export const IN_CLEAR: ImapClientOptions = { tls: 'offered', allowClearText: false };

export type Verdict = (credentials: PresentedCredentials) => ImapRefusal | ImapReady;
const acceptAll: Verdict = () => READY;

export interface ClientRun {
  /** All that was sent, as latin1, without the greeting. */
  readonly sent: string;
  /** Everything else that was asked for, in order. */
  readonly events: readonly string[];
  readonly credentials: readonly PresentedCredentials[];
  readonly selfDescriptions: readonly unknown[];
  /** What belongs to the backend, when the client was accepted. */
  readonly leftover: string;
  /** Most octets buffered after any chunk outside a decision. */
  readonly mostBuffered: number;
}

/** Runs a client machine; decisions are taken at once, TLS starts at once. */
export function runClient(
  options: ImapClientOptions,
  chunks: readonly (string | Uint8Array)[],
  verdict: Verdict = acceptAll,
): ClientRun {
  const machine = createImapClientMachine(options);
  machine.start();
  let sent = '';
  let leftover = '';
  let mostBuffered = 0;
  let over = false;
  const events: string[] = [];
  const credentials: PresentedCredentials[] = [];
  const selfDescriptions: unknown[] = [];
  const take = (actions: readonly ClientAction[]): void => {
    for (const action of actions) {
      if (over) throw new Error(`an action after the end: ${action.kind}`);
      if (action.kind === 'send') sent += textOf(action.bytes);
      else if (action.kind === 'note') events.push(`note ${action.note}`);
      else if (action.kind === 'close') {
        events.push(`close ${action.reason}`);
        over = true;
      } else if (action.kind === 'start-tls') {
        events.push('start-tls');
        sent += '<TLS>';
        take(machine.tlsStarted());
      } else {
        credentials.push(action.credentials);
        selfDescriptions.push(action.client);
        const answer = verdict(action.credentials);
        if ('countsAsFailure' in answer) take(machine.refuse(answer));
        else {
          take(machine.accept(answer));
          events.push('accepted');
          over = true;
        }
      }
    }
  };
  for (const chunk of chunks) {
    if (events.includes('accepted')) {
      leftover += typeof chunk === 'string' ? chunk : textOf(chunk);
      continue;
    }
    take(machine.receive(typeof chunk === 'string' ? bytesOf(chunk) : chunk));
    if (events.includes('accepted')) leftover += textOf(machine.takeBuffered());
    mostBuffered = Math.max(mostBuffered, machine.buffered);
  }
  return { sent, events, credentials, selfDescriptions, leftover, mostBuffered };
}

type ImapBackendAction = BackendAction<ImapReady, ImapFacts>;

export interface BackendRun {
  readonly sent: readonly string[];
  readonly outcome: ImapBackendAction | undefined;
  readonly leftover: string;
}

/** Runs a backend machine over what the backend says; TLS starts at once. */
export function runBackend(
  options: ImapBackendOptions,
  chunks: readonly (string | Uint8Array)[],
  ended = false,
): BackendRun {
  const machine = createImapBackendMachine(options);
  const sent: string[] = [];
  const outcomes: ImapBackendAction[] = [];
  let leftover = '';
  const take = (actions: readonly ImapBackendAction[]): void => {
    for (const action of actions) {
      if (outcomes.length > 0) throw new Error(`an action after the outcome: ${action.kind}`);
      if (action.kind === 'send') sent.push(textOf(action.bytes));
      else if (action.kind === 'start-tls') {
        sent.push('<TLS>');
        take(machine.tlsStarted());
      } else {
        outcomes.push(action);
        leftover = textOf(machine.takeBuffered());
      }
    }
  };
  take(machine.start());
  for (const chunk of chunks) {
    if (outcomes.length > 0) leftover += typeof chunk === 'string' ? chunk : textOf(chunk);
    else take(machine.receive(typeof chunk === 'string' ? bytesOf(chunk) : chunk));
  }
  if (ended) take(machine.ended());
  return { sent, outcome: outcomes[0], leftover };
}

/** All splits of some bytes worth trying: in two at every offset, and octet by octet. */
export function everySplit(text: string): readonly (readonly string[])[] {
  const inTwo = Array.from({ length: text.length - 1 }, (_, at) => [text.slice(0, at + 1), text.slice(at + 1)]);
  return [...inTwo, [...text]];
}
