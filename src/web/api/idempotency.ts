// What a client that heard no answer asks again is done once: draft-ietf-httpapi-idempotency-key-header. Answers are kept in
// memory only, as some have a secret in them; after a restart a repeated request is a new one.

import type { Clock } from '../../core/ports.ts';
import type { Millis } from '../../core/units.ts';
import { ProblemError, problem } from './problem.ts';

/** How long an answer is kept. */
const KEPT: Millis = 24 * 3_600_000;

/** Answers kept for each of those who ask; the oldest goes first. */
const MOST_KEPT = 1_000;

/** A structured field's string (draft §2.1, RFC 9651 §3.3.3), or what many clients send instead: the same without quotes. */
const FIELD = /^(?:"([\x20\x21\x23-\x5b\x5d-\x7e]{1,255})"|([A-Za-z0-9._~:+/=-]{1,255}))$/;

/** An answer as it is given again. */
export interface KeptAnswer {
  readonly status: number;
  readonly json: string;
}

interface Entry {
  /** Of the request. */
  readonly digest: string;
  readonly at: Millis;
  /** Absent: it is being answered. */
  answer?: KeptAnswer;
}

export interface IdempotentRequest {
  /** As `Requester.actor`. */
  readonly requester: string;
  readonly operation: string;
  /** The field as it came. */
  readonly field: string;
  /** Of parameters, query and body: another one under the same key is a mistake. */
  readonly digest: string;
}

export class IdempotentAnswers {
  readonly #clock: Clock;
  readonly #entries: Map<string, Map<string, Entry>> = new Map();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * The answer that was given to this very request before, or what `run` answers now. What failed isn't kept, so that it can
   * be tried again. Throws a {@link ProblemError} for a key that is no key, was used for something else, or is being
   * answered.
   */
  async once(request: IdempotentRequest, run: () => Promise<KeptAnswer>): Promise<KeptAnswer> {
    const key = `${request.operation} ${keyOf(request.field)}`;
    const entries = this.#entriesOf(request.requester);
    const known = entries.get(key);
    if (known) return repeated(known, request);
    const entry: Entry = { digest: request.digest, at: this.#clock.now() };
    entries.set(key, entry);
    try {
      entry.answer = await run();
      return entry.answer;
    } catch (error) {
      entries.delete(key);
      throw error;
    }
  }

  /** Without what is too old or too many. */
  #entriesOf(requester: string): Map<string, Entry> {
    const entries = this.#entries.get(requester) ?? new Map<string, Entry>();
    this.#entries.set(requester, entries);
    const now = this.#clock.now();
    for (const [key, { at, answer }] of entries) {
      if (now - at < KEPT && now >= at && entries.size < MOST_KEPT) break;
      if (answer) entries.delete(key);
    }
    for (const [other, kept] of this.#entries) {
      if (other !== requester && [...kept.values()].every(({ at }) => now - at >= KEPT)) this.#entries.delete(other);
    }
    return entries;
  }
}

function keyOf(field: string): string {
  const [, quoted, bare] = FIELD.exec(field.trim()) ?? [];
  const key = quoted ?? bare;
  if (key !== undefined) return key;
  throw new ProblemError(
    problem('idempotency-key-invalid', 'Idempotency-Key must be a string of 1 to 255 printable characters, in quotes'),
  );
}

function repeated({ digest, answer }: Entry, request: IdempotentRequest): KeptAnswer {
  if (digest !== request.digest) {
    throw new ProblemError(problem('idempotency-key-reused', 'this Idempotency-Key came with another request before'));
  }
  if (answer) return answer;
  throw new ProblemError(
    problem('idempotency-key-in-use', 'the request with this Idempotency-Key is still being answered'),
  );
}
