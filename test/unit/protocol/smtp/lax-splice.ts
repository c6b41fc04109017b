// A client and the lax backend with the command filter between them, for the filter's properties.

import { createSmtpCommandFilter } from '../../../../src/protocol/smtp/command-filter.ts';
import { LaxBackend } from './lax-backend.ts';

/** What the backend says to EHLO. */
export const HELLO: readonly string[] = ['lax', 'CHUNKING', 'STARTTLS', 'AUTH PLAIN', 'XCLIENT ADDR LOGIN', 'SIZE 1'];
/** The same as a signed-in client sees it. */
export const SHOWN: readonly string[] = ['lax', 'CHUNKING', 'SIZE 1'];
/** Every verb that may reach the backend (S7). */
export const ALLOWED: ReadonlySet<string> = new Set(
  'EHLO HELO MAIL RCPT DATA BDAT RSET NOOP HELP VRFY EXPN QUIT'.split(' '),
);

/** The two ends with the filter between, driven by a list of numbers that decides every size and every order. */
export class Splice {
  readonly backend: LaxBackend;
  readonly #filter: ReturnType<typeof createSmtpCommandFilter>;
  readonly #numbers: readonly number[];
  #used = 0;
  toBackend = '';
  toClient = '';
  closed: string | undefined;
  holds = false;

  constructor(numbers: readonly number[], chunking: boolean) {
    this.#numbers = numbers;
    this.backend = new LaxBackend({ chunking, hello: chunking ? HELLO : HELLO.filter((line) => line !== 'CHUNKING') });
    this.#filter = createSmtpCommandFilter({ keywords: chunking ? ['CHUNKING'] : [] });
  }

  get messages(): number {
    return this.#filter.messages;
  }

  #next(): number {
    this.#used += 1;
    return this.#numbers.length === 0 ? 7 : (this.#numbers[this.#used % this.#numbers.length] ?? 7);
  }

  #obey(result: ReturnType<ReturnType<typeof createSmtpCommandFilter>['fromClient']>): void {
    for (const bytes of result.toBackend) {
      this.toBackend += Buffer.from(bytes).toString('latin1');
      this.backend.receive(bytes);
    }
    for (const bytes of result.toClient) this.toClient += Buffer.from(bytes).toString('latin1');
    this.holds = result.holdClient;
    this.closed ??= result.close;
  }

  /** The client's octets, in pieces, with answers in between where the numbers say so. */
  send(text: string): void {
    const bytes = Buffer.from(text, 'latin1');
    for (let position = 0; position < bytes.length && this.closed === undefined; ) {
      const size = 1 + (this.#next() % 60);
      this.#obey(this.#filter.fromClient(bytes.subarray(position, position + size)));
      position += size;
      if (this.#next() % 3 === 0) this.answer(this.#next() % 90);
    }
  }

  answer(count: number): void {
    if (this.closed === undefined && count > 0) this.#obey(this.#filter.fromBackend(this.backend.read(count)));
  }

  settle(): void {
    while (this.backend.unread > 0 && this.closed === undefined) this.answer(1 + (this.#next() % 40));
  }

  end(): void {
    this.settle();
    if (this.closed === undefined) this.#obey(this.#filter.clientEnded());
    this.settle();
  }
}
