// Plays a client's bytes against the client-facing SMTP machine and writes down what it asks for, one line per action.

import type { ClientAction, PresentedCredentials } from '../../../../src/protocol/dialogue.ts';
import {
  createSmtpClientMachine,
  type SmtpClientOptions,
  type SmtpReady,
  type SmtpRefusal,
} from '../../../../src/protocol/smtp/client-machine.ts';

export const WRONG: SmtpRefusal = {
  code: 535,
  enhanced: '5.7.8',
  lines: ['Authentication failed'],
  countsAsFailure: true,
};

export const UNAVAILABLE: SmtpRefusal = {
  code: 454,
  enhanced: '4.7.0',
  lines: ['Temporary authentication failure'],
  countsAsFailure: false,
};

const READY: SmtpReady = { facts: { keywords: [], starttls: false, authMechanisms: [] } };

/** Answers one `authenticate`: a refusal, or `undefined` to accept. */
export type Decide = (credentials: PresentedCredentials) => SmtpRefusal | undefined;

export const OPTIONS: SmtpClientOptions = {
  hostname: 'mx.example',
  tls: 'active',
  allowClearText: false,
  extensions: ['SIZE 10485760', '8BITMIME'],
};

export interface Played {
  readonly log: readonly string[];
  /** What was left for the backend. */
  readonly leftover: string;
}

/** Plays chunks; each sign-in is decided and each TLS start reported at once. */
export function play(
  chunks: readonly (string | Uint8Array)[],
  options: Partial<SmtpClientOptions> = {},
  decide: Decide = () => WRONG,
): Played {
  const machine = createSmtpClientMachine({ ...OPTIONS, ...options });
  const log: string[] = [];
  const obey = (actions: readonly ClientAction[]): void => {
    for (const action of actions) {
      log.push(describeAction(action));
      if (action.kind === 'start-tls') obey(machine.tlsStarted());
      if (action.kind !== 'authenticate') continue;
      const refusal = decide(action.credentials);
      obey(refusal === undefined ? machine.accept(READY) : machine.refuse(refusal));
    }
  };
  obey(machine.start());
  for (const chunk of chunks) obey(machine.receive(typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk));
  return { log, leftover: Buffer.from(machine.takeBuffered()).toString('latin1') };
}

/** One line per action: `S:` for each reply, the rest by its kind. */
export function describeAction(action: ClientAction): string {
  switch (action.kind) {
    case 'send':
      return `S: ${Buffer.from(action.bytes).toString('latin1').trimEnd().split('\r\n').join(' / ')}`;
    case 'authenticate':
      return `AUTHENTICATE ${JSON.stringify({ ...action.credentials, ...action.client })}`;
    case 'note':
      return `note ${action.note}`;
    case 'close':
      return `close ${action.reason}`;
    case 'start-tls':
      return 'start-tls';
  }
}

export function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
