// Codes that were sent, in memory, for tests and for a single process.

import {
  type Allowance,
  type KeptDispute,
  longestWait,
  MAX_TRIES_PER_SENT_CODE,
  messageIdOf,
  type ReservedSending,
  type SendingRequest,
  type SentCode,
  type SentCodeKey,
  type SentCodeStore,
} from '../../../core/challenge/sent-code-store.ts';
import type { CodeSending } from '../../../core/factors/factor.ts';
import type { Millis } from '../../../core/units.ts';

export function openMemorySentCodeStore(): SentCodeStore {
  return new MemorySentCodeStore();
}

interface Counted {
  readonly key: string;
  readonly endsAt: Millis;
  readonly message: string;
}

type KeptCode = SentCode & { readonly tries: number };

class MemorySentCodeStore implements SentCodeStore {
  /** By all of their key, as JSON. */
  readonly #codes = new Map<string, KeptCode>();
  readonly #disputes = new Map<string, KeptDispute>();
  #counted: readonly Counted[] = [];

  async reserve(request: SendingRequest): Promise<ReservedSending> {
    const { fresh, again, pause, allowances, dispute, at } = request;
    const before = this.#alive(fresh, at);
    if (before && !again) return { kind: 'under-way', code: shown(before) };
    const tooSoon = before ? Math.min(before.sentAt + pause - at, pause) : 0;
    const waits = allowances.map((allowance) => ({ full: allowance.key, wait: this.#fullFor(allowance, at) }));
    const { wait, full } = longestWait([{ wait: tooSoon }, ...waits]);
    if (wait > 0) return { kind: 'slowed', wait, ...(full && { full }), ...(before && { code: shown(before) }) };
    const sent = { sentAt: at, sendings: (before?.sendings ?? 0) + 1, delivery: 'under-way' } as const;
    const code: KeptCode = { ...(before ?? { ...fresh, tries: 0 }), ...sent };
    this.#codes.set(keyOf(fresh), code);
    const message = messageIdOf(code);
    this.#counted = [...this.#counted, ...allowances.map(({ key, window }) => ({ key, endsAt: at + window, message }))];
    this.#disputes.set(dispute.hash, dispute);
    return { kind: 'reserved', code: shown(code), ...(before && { before: shown(before) }) };
  }

  async refund(
    { dispute }: SendingRequest,
    { code, before }: Extract<ReservedSending, { kind: 'reserved' }>,
  ): Promise<void> {
    this.#counted = this.#counted.filter(({ message }) => message !== messageIdOf(code));
    this.#disputes.delete(dispute.hash);
    const kept = this.#codes.get(keyOf(code));
    if (kept?.id !== code.id || kept.sendings !== code.sendings) return;
    if (before) this.#codes.set(keyOf(code), { ...kept, sentAt: before.sentAt, delivery: before.delivery });
    else this.#codes.delete(keyOf(code));
  }

  async find(key: SentCodeKey, at: Millis): Promise<SentCode | undefined> {
    const code = this.#alive(key, at);
    return code && shown(code);
  }

  async takeTry(key: SentCodeKey, at: Millis): Promise<SentCode | undefined> {
    const code = this.#alive(key, at);
    if (!code) return undefined;
    this.#codes.set(keyOf(key), { ...code, tries: code.tries + 1 });
    return shown(code);
  }

  async consume(id: string): Promise<boolean> {
    const code = this.#byId(id);
    return code !== undefined && this.#codes.delete(keyOf(code));
  }

  async recordDelivery(id: string, sending: number, delivery: CodeSending['delivery']): Promise<boolean> {
    const code = this.#byId(id);
    const isSettled = code?.delivery === 'delivered' || code?.delivery === 'failed';
    if (code?.sendings !== sending || isSettled) return false;
    this.#codes.set(keyOf(code), { ...code, delivery });
    return true;
  }

  async findDispute(hash: string, at: Millis): Promise<KeptDispute | undefined> {
    const dispute = this.#disputes.get(hash);
    return dispute && dispute.endsAt > at ? dispute : undefined;
  }

  async purge(at: Millis): Promise<void> {
    for (const [key, { endsAt }] of this.#codes) if (endsAt <= at) this.#codes.delete(key);
    for (const [hash, { endsAt }] of this.#disputes) if (endsAt <= at) this.#disputes.delete(hash);
    this.#counted = this.#counted.filter(({ endsAt }) => endsAt > at);
  }

  #alive(key: SentCodeKey, at: Millis): KeptCode | undefined {
    const code = this.#codes.get(keyOf(key));
    return code && code.endsAt > at && code.tries < MAX_TRIES_PER_SENT_CODE ? code : undefined;
  }

  #byId(id: string): KeptCode | undefined {
    return Array.from(this.#codes.values()).find((code) => code.id === id);
  }

  #fullFor({ key, limit, window }: Allowance, at: Millis): Millis {
    if (limit < 1) return window;
    const ends = this.#counted.filter((counted) => counted.key === key && counted.endsAt > at);
    const last = ends.map(({ endsAt }) => endsAt).toSorted((a, b) => b - a)[limit - 1];
    return last === undefined ? 0 : last - at;
  }
}

function keyOf({ mailbox, boundTo, factorId, purpose }: SentCodeKey): string {
  return JSON.stringify([mailbox, boundTo, factorId, purpose]);
}

function shown({ tries: _internal, ...code }: KeptCode): SentCode {
  return code;
}
