// What went wrong with deliveries, in words: Haraka itself says in the end only "Tried all MXs", and before that, in its
// log, why.

import type { QueuedMail } from './haraka.ts';

/** Messages whose trouble is remembered until Haraka says what became of them, at most. */
const MOST_MESSAGES = 100;

export class Troubles {
  /** By Haraka's id. */
  readonly #ofMessages: Map<string, string> = new Map();
  /** Where there is no telling which message it was. */
  #ofRoute: string | undefined;

  note(uuid: string, text: string): void {
    if (this.#ofMessages.size >= MOST_MESSAGES) this.#ofMessages.clear();
    this.#ofMessages.set(uuid, text);
  }

  noteRoute(text: string): void {
    this.#ofRoute = text;
  }

  /** The next host took something: whatever was, is over. */
  forget({ todo }: QueuedMail): void {
    this.#ofMessages.delete(todo.uuid);
    this.#ofRoute = undefined;
  }

  /** What the next host said of a message, or else what kept us from asking it. */
  take({ todo: { uuid, rcpt_to } }: QueuedMail, otherwise: string): string {
    const ofMessage = this.#ofMessages.get(uuid);
    this.#ofMessages.delete(uuid);
    const [recipient] = rcpt_to;
    if (recipient?.dsn_smtp_code === undefined) return this.#ofRoute ?? ofMessage ?? otherwise;
    const { dsn_remote_mta: host, dsn_smtp_code: code, dsn_smtp_extc: extended, dsn_smtp_response: text } = recipient;
    return [host && `${host}:`, code, extended, text].filter(Boolean).join(' ');
  }
}
