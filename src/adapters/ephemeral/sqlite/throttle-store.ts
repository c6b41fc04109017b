// Throttle counters in a second SQLite file that the machine's workers share. Everything in it may be forgotten: the
// file may be deleted at any time, and one that is broken is replaced by an empty one.

import { PosternError } from '../../../core/errors.ts';
import { type KeptLevel, levelAt, withFailure, withoutFailure } from '../../../core/throttle/leaky-bucket.ts';
import type {
  AttemptReservation,
  Bucket,
  ForgetBefore,
  ReservedAttempt,
  ThrottleStore,
} from '../../../core/throttle/throttle-store.ts';
import type { Millis } from '../../../core/units.ts';
import { numeric } from '../../drivers/row.ts';
import { removeThrottleFile, ThrottleFile } from './throttle-file.ts';

export type SqliteThrottleStore = ThrottleStore & AsyncDisposable;

/** Longest wait for another worker's transaction. */
const BUSY_TIMEOUT: Millis = 5000;

/** Opens or creates the file (mode 0600). Throws `ERR_STORE_UNAVAILABLE`. */
export function openSqliteThrottleStore(
  path: string,
  options: { readonly busyTimeout?: Millis } = {},
): SqliteThrottleStore {
  return new SharedThrottleStore(path, options.busyTimeout ?? BUSY_TIMEOUT);
}

class SharedThrottleStore implements SqliteThrottleStore {
  readonly #path: string;
  readonly #busyTimeout: Millis;
  #file: ThrottleFile | undefined;

  constructor(path: string, busyTimeout: Millis) {
    this.#path = path;
    this.#busyTimeout = busyTimeout;
    this.#read(() => undefined);
  }

  async levels(buckets: readonly Bucket[], now: Millis): Promise<readonly number[]> {
    return this.#read((file) => buckets.map((bucket) => levelAt(bucket, kept(file, bucket), now)));
  }

  async reserveAttempt(reservation: AttemptReservation): Promise<ReservedAttempt> {
    const { buckets, secretDigest, repeatWindow, now } = reservation;
    return this.#write((file) => {
      const seen = file.sql.seen.get(secretDigest);
      const repeated = seen !== undefined && now - numeric(seen, 'seen_at') < repeatWindow;
      file.sql.setSeen.run(secretDigest, now);
      const counted = buckets.map((bucket) => {
        const before = kept(file, bucket);
        const level = levelAt(bucket, before, now);
        if (repeated) return { level, raised: 0 };
        const after = keep(file, bucket, withFailure(bucket, before, now));
        return { level: after, raised: after - level };
      });
      return { levels: counted.map(({ level }) => level), raised: counted.map(({ raised }) => raised), repeated };
    });
  }

  async refundAttempt(reservation: AttemptReservation, reserved: ReservedAttempt): Promise<void> {
    if (reserved.repeated) return;
    this.#write((file) => {
      file.sql.forgetSeen.run(reservation.secretDigest);
      for (const [index, bucket] of reservation.buckets.entries()) {
        const by = reserved.raised[index] ?? 0;
        keep(file, bucket, withoutFailure(bucket, kept(file, bucket), { by, now: reservation.now }));
      }
    });
  }

  async rememberFamiliar(
    pairs: readonly { readonly mailbox: string; readonly network: string; readonly at: Millis }[],
  ): Promise<void> {
    this.#write((file) => {
      for (const { mailbox, network, at } of pairs) file.sql.setFamiliar.run(mailbox, network, at);
    });
  }

  async familiarSince(mailbox: string, network: string): Promise<Millis | undefined> {
    const row = this.#read((file) => file.sql.familiar.get(mailbox, network));
    return row && numeric(row, 'at');
  }

  async purge({ failures, secrets, familiar }: ForgetBefore): Promise<void> {
    this.#write(({ sql }) => {
      sql.purgeBuckets.run(Math.floor(failures));
      sql.purgeSeen.run(secrets);
      sql.purgeFamiliar.run(familiar);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#close();
  }

  #write<T>(work: (file: ThrottleFile) => T): T {
    if (this.#file?.isCurrent === false) this.#close();
    return this.#use((file) => file.database.write('relaxed', () => work(file)));
  }

  #read<T>(work: (file: ThrottleFile) => T): T {
    if (this.#file?.wasCurrent === false) this.#close();
    return this.#use(work);
  }

  #use<T>(work: (file: ThrottleFile) => T): T {
    try {
      return work(this.#openFile());
    } catch (error) {
      if (!isUseless(error)) throw error;
      this.#close();
      removeThrottleFile(this.#path);
      return work(this.#openFile());
    }
  }

  #openFile(): ThrottleFile {
    this.#file ??= new ThrottleFile(this.#path, this.#busyTimeout);
    return this.#file;
  }

  #close(): void {
    const file = this.#file;
    this.#file = undefined;
    file?.close();
  }
}

/** SQLite's CORRUPT and NOTADB. No other failure may empty the counters: a caller's mistake would unlock every door. */
const DAMAGED: ReadonlySet<unknown> = new Set([11, 26]);

/** Damaged, or of a newer version: nothing in it is worth keeping. */
function isUseless(error: unknown): boolean {
  if (!(error instanceof PosternError)) return false;
  return error.code === 'ERR_STORE_NEWER' || DAMAGED.has(Number(error.fields['sqlite']) & 0xff);
}

function kept(file: ThrottleFile, bucket: Bucket): KeptLevel | undefined {
  const row = file.sql.level.get(bucket.key);
  return row && { level: numeric(row, 'level'), updatedAt: numeric(row, 'updated_at') };
}

function keep(file: ThrottleFile, bucket: Bucket, { level, updatedAt }: KeptLevel): number {
  file.sql.setLevel.run(bucket.key, level, updatedAt);
  return level;
}
