// Collects audit entries and writes them in batches, so that no sign-in waits for the disk; when the store can't take
// them any more, `isWritable` turns false and sign-ins are refused as unavailable: nothing happens unrecorded (R9.3).

import type { Log } from '../ports.ts';
import type { AuditEntry, AuditStore } from './audit-store.ts';

/** Entries kept while the store is down; beyond it `isWritable` is false, so that the buffer can't grow without end. */
const MAX_WAITING_ENTRIES = 10_000;

/** Entries written as one transaction. */
const BATCH_ENTRIES = 500;

export class AuditLog {
  readonly #store: Pick<AuditStore, 'append'>;
  readonly #log: Log;
  #waiting: AuditEntry[] = [];
  #lastWriteFailed = false;
  #writing: Promise<void> | undefined;

  constructor(store: Pick<AuditStore, 'append'>, log: Log) {
    this.#store = store;
    this.#log = log;
  }

  /** False after a failed write, until one succeeds. */
  get isWritable(): boolean {
    return !this.#lastWriteFailed && this.#waiting.length < MAX_WAITING_ENTRIES;
  }

  record(entry: AuditEntry): void {
    if (this.#waiting.length < MAX_WAITING_ENTRIES) this.#waiting.push(entry);
  }

  /** Writes what waits. Called by the owner's timer and at shutdown; never throws, a failed batch stays waiting. */
  flush(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    do {
      const batch = this.#waiting.slice(0, BATCH_ENTRIES);
      if (batch.length === 0) return;
      try {
        await this.#store.append(batch);
        this.#waiting.splice(0, batch.length);
        if (this.#lastWriteFailed) this.#log.info('audit.writable-again');
        this.#lastWriteFailed = false;
      } catch (error) {
        if (!this.#lastWriteFailed) this.#log.error('audit.write-failed', error);
        this.#lastWriteFailed = true;
        return;
      }
    } while (this.#waiting.length > 0);
  }
}
