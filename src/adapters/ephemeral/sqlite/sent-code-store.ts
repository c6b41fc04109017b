// Codes that were sent, in a SQLite file that the machine's workers share. Everything in it may be forgotten: whoever
// waits for a code asks for another one.

import {
  type CodePurpose,
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
import { ForgettableFile, type OpenedFile } from '../../drivers/forgettable-file.ts';
import { numeric, octets, parseJson, text } from '../../drivers/row.ts';
import type { Row } from '../../drivers/sqlite.ts';
import { SENT_CODE_MIGRATIONS, SENT_CODE_SQL } from './sent-code-sql.ts';

export type SqliteSentCodeStore = SentCodeStore & AsyncDisposable;

/** Opens or creates the file (mode 0600). Throws `ERR_STORE_UNAVAILABLE`. */
export function openSqliteSentCodeStore(
  path: string,
  options: { readonly busyTimeout?: Millis } = {},
): SqliteSentCodeStore {
  return new SharedSentCodeStore(
    new ForgettableFile({ path, migrations: SENT_CODE_MIGRATIONS, sql: SENT_CODE_SQL, ...options }),
  );
}

type Sql = OpenedFile<keyof typeof SENT_CODE_SQL>['sql'];

class SharedSentCodeStore implements SqliteSentCodeStore {
  readonly #file: ForgettableFile<keyof typeof SENT_CODE_SQL>;

  constructor(file: ForgettableFile<keyof typeof SENT_CODE_SQL>) {
    this.#file = file;
  }

  async reserve(request: SendingRequest): Promise<ReservedSending> {
    const { fresh, again, pause, at } = request;
    return this.#file.write((sql) => {
      const row = sql.find.get(...keyOf(fresh), at, MAX_TRIES_PER_SENT_CODE);
      const before = row && parse(row);
      if (before && !again) return { kind: 'under-way', code: before };
      const tooSoon = before ? Math.min(before.sentAt + pause - at, pause) : 0;
      const { wait, full } = longestWait([{ wait: tooSoon }, ...tooMany(sql, request)]);
      if (wait > 0) return { kind: 'slowed', wait, ...(full && { full }), ...(before && { code: before }) };
      const code = before ? sendAgain(sql, before, at) : insert(sql, request);
      count(sql, request, code);
      return { kind: 'reserved', code, ...(before && { before }) };
    });
  }

  async refund(
    { dispute }: SendingRequest,
    { code, before }: Extract<ReservedSending, { kind: 'reserved' }>,
  ): Promise<void> {
    this.#file.write((sql) => {
      sql.uncount.run(messageIdOf(code));
      sql.removeDispute.run(dispute.hash);
      if (before) sql.undoAgain.run(before.sentAt, before.delivery, code.id, code.sendings);
      else sql.undoFirst.run(code.id, code.sendings);
    });
  }

  async find(key: SentCodeKey, at: Millis): Promise<SentCode | undefined> {
    const row = this.#file.use(({ sql }) => sql.find.get(...keyOf(key), at, MAX_TRIES_PER_SENT_CODE));
    return row && parse(row);
  }

  async takeTry(key: SentCodeKey, at: Millis): Promise<SentCode | undefined> {
    const row = this.#file.write((sql) => sql.takeTry.get(...keyOf(key), at, MAX_TRIES_PER_SENT_CODE));
    return row && parse(row);
  }

  async consume(id: string): Promise<boolean> {
    return this.#file.write((sql) => sql.consume.run(id) > 0);
  }

  async recordDelivery(id: string, sending: number, delivery: CodeSending['delivery']): Promise<boolean> {
    return this.#file.write((sql) => sql.recordDelivery.run(delivery, id, sending) > 0);
  }

  async findDispute(hash: string, at: Millis): Promise<KeptDispute | undefined> {
    const row = this.#file.use(({ sql }) => sql.findDispute.get(hash, at));
    return row && parseJson<KeptDispute>(row, 'facts');
  }

  async purge(at: Millis): Promise<void> {
    this.#file.write((sql) => {
      sql.purgeCodes.run(at);
      sql.purgeSendings.run(at);
      sql.purgeDisputes.run(at);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#file.close();
  }
}

/** How long until each allowance has room; 0 or less when it has. */
function tooMany(sql: Sql, { allowances, at }: SendingRequest) {
  return allowances.map(({ key: full, limit, window }) => {
    // SQLite takes a negative offset for none.
    if (limit < 1) return { full, wait: window };
    const row = sql.fullUntil.get(full, at, limit - 1);
    return { full, wait: row ? numeric(row, 'ends_at') - at : 0 };
  });
}

function insert(sql: Sql, { fresh, at }: SendingRequest): SentCode {
  const { id, sealedCode, endsAt } = fresh;
  sql.insert.run(id, ...keyOf(fresh), sealedCode, endsAt, at);
  return { ...fresh, sentAt: at, sendings: 1, delivery: 'under-way' };
}

function sendAgain(sql: Sql, before: SentCode, at: Millis): SentCode {
  sql.sendAgain.run(at, before.id);
  return { ...before, sentAt: at, sendings: before.sendings + 1, delivery: 'under-way' };
}

function count(sql: Sql, { allowances, dispute, at }: SendingRequest, code: SentCode): void {
  for (const { key, window } of allowances) sql.count.run(key, at + window, messageIdOf(code));
  sql.addDispute.run(dispute.hash, dispute.endsAt, JSON.stringify(dispute));
}

function keyOf({ mailbox, boundTo, factorId, purpose }: SentCodeKey): readonly [string, string, string, string] {
  return [mailbox, boundTo, factorId, purpose];
}

function parse(row: Row): SentCode {
  return {
    id: text(row, 'id'),
    mailbox: text(row, 'mailbox'),
    boundTo: text(row, 'bound_to'),
    factorId: text(row, 'factor_id'),
    purpose: text(row, 'purpose') as CodePurpose,
    sealedCode: octets(row, 'sealed_code'),
    endsAt: numeric(row, 'ends_at'),
    sentAt: numeric(row, 'sent_at'),
    sendings: numeric(row, 'sendings'),
    delivery: text(row, 'delivery') as CodeSending['delivery'],
  };
}
