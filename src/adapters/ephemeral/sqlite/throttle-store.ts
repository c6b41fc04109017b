// Throttle counters in a second SQLite file that the machine's workers share. Everything in it may be forgotten: the
// file may be deleted at any time, and one that is broken is replaced by an empty one.

import { type KeptLevel, levelAt, withFailure, withoutFailure } from '../../../core/throttle/leaky-bucket.ts';
import {
  type AttemptReservation,
  type Bucket,
  type ForgetBefore,
  type ReservedAttempt,
  SECOND_STEP,
  type ThrottleStore,
} from '../../../core/throttle/throttle-store.ts';
import type { Millis } from '../../../core/units.ts';
import { ForgettableFile, type OpenedFile } from '../../drivers/forgettable-file.ts';
import { numeric } from '../../drivers/row.ts';
import { THROTTLE_MIGRATIONS, THROTTLE_SQL } from './throttle-sql.ts';

export type SqliteThrottleStore = ThrottleStore & AsyncDisposable;

/** Opens or creates the file (mode 0600). Throws `ERR_STORE_UNAVAILABLE`. */
export function openSqliteThrottleStore(
  path: string,
  options: { readonly busyTimeout?: Millis } = {},
): SqliteThrottleStore {
  return new SharedThrottleStore(
    new ForgettableFile({ path, migrations: THROTTLE_MIGRATIONS, sql: THROTTLE_SQL, ...options }),
  );
}

type Sql = OpenedFile<keyof typeof THROTTLE_SQL>['sql'];

class SharedThrottleStore implements SqliteThrottleStore {
  readonly #file: ForgettableFile<keyof typeof THROTTLE_SQL>;

  constructor(file: ForgettableFile<keyof typeof THROTTLE_SQL>) {
    this.#file = file;
  }

  async levels(buckets: readonly Bucket[], now: Millis): Promise<readonly number[]> {
    return this.#file.read(({ sql }) => buckets.map((bucket) => levelAt(bucket, kept(sql, bucket), now)));
  }

  async reserveAttempt(reservation: AttemptReservation): Promise<ReservedAttempt> {
    const { buckets, secretDigest, repeatWindow, now } = reservation;
    return this.#file.write((sql) => {
      const seen = sql.seen.get(secretDigest);
      const repeated = seen !== undefined && now - numeric(seen, 'seen_at') < repeatWindow;
      sql.setSeen.run(secretDigest, now);
      const counted = buckets.map((bucket) => {
        const before = kept(sql, bucket);
        const level = levelAt(bucket, before, now);
        if (repeated) return { level, raised: 0 };
        const after = keep(sql, bucket, withFailure(bucket, before, now));
        return { level: after, raised: after - level };
      });
      return { levels: counted.map(({ level }) => level), raised: counted.map(({ raised }) => raised), repeated };
    });
  }

  async refundAttempt(reservation: AttemptReservation, reserved: ReservedAttempt): Promise<void> {
    if (reserved.repeated) return;
    this.#file.write((sql) => {
      sql.forgetSeen.run(reservation.secretDigest);
      for (const [index, bucket] of reservation.buckets.entries()) {
        const by = reserved.raised[index] ?? 0;
        keep(sql, bucket, withoutFailure(bucket, kept(sql, bucket), { by, now: reservation.now }));
      }
    });
  }

  async rememberFamiliar(
    pairs: readonly { readonly mailbox: string; readonly network: string; readonly at: Millis }[],
  ): Promise<void> {
    this.#file.write((sql) => {
      for (const { mailbox, network, at } of pairs) sql.setFamiliar.run(mailbox, network, at);
    });
  }

  async familiarSince(mailbox: string, network: string): Promise<Millis | undefined> {
    const row = this.#file.read(({ sql }) => sql.familiar.get(mailbox, network));
    return row && numeric(row, 'at');
  }

  async purge({ failures, secondSteps, secrets, familiar }: ForgetBefore): Promise<void> {
    this.#file.write((sql) => {
      sql.purgeBuckets.run(SECOND_STEP, SECOND_STEP.length, secondSteps, Math.floor(failures));
      sql.purgeSeen.run(secrets);
      sql.purgeFamiliar.run(familiar);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#file.close();
  }
}

function kept(sql: Sql, bucket: Bucket): KeptLevel | undefined {
  const row = sql.level.get(bucket.key);
  return row && { level: numeric(row, 'level'), updatedAt: numeric(row, 'updated_at') };
}

function keep(sql: Sql, bucket: Bucket, { level, updatedAt }: KeptLevel): number {
  sql.setLevel.run(bucket.key, level, updatedAt);
  return level;
}
