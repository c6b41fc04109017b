// Jobs in SQLite: few, each as it was told last.

import type { Job, JobId, JobStore } from '../../../core/administration/job.ts';
import { parseJson } from '../../drivers/row.ts';
import type { SqliteDatabase, Statement } from '../../drivers/sqlite.ts';

const SQL = {
  put: `INSERT INTO jobs (id, started_at, is_running, job) VALUES (?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET is_running = excluded.is_running, job = excluded.job`,
  find: 'SELECT job FROM jobs WHERE id = ?',
  list: 'SELECT job FROM jobs ORDER BY started_at DESC, id DESC',
  prune: `DELETE FROM jobs WHERE is_running = 0 AND id NOT IN
(SELECT id FROM jobs WHERE is_running = 0 ORDER BY started_at DESC, id DESC LIMIT ?)`,
} as const;

export class SqliteJobStore implements JobStore {
  readonly #database: SqliteDatabase;
  readonly #sql: Readonly<Record<keyof typeof SQL, Statement>>;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#sql = database.prepareAll(SQL);
  }

  async put(job: Job): Promise<void> {
    const isRunning = job.state === 'running' ? 1 : 0;
    this.#database.write('synced', () => this.#sql.put.run(job.id, job.startedAt, isRunning, JSON.stringify(job)));
  }

  async find(id: JobId): Promise<Job | undefined> {
    const row = this.#sql.find.get(id);
    return row && parseJson(row, 'job');
  }

  async list(): Promise<readonly Job[]> {
    return this.#sql.list.all().map((row) => parseJson(row, 'job'));
  }

  async prune(kept: number): Promise<void> {
    this.#database.write('synced', () => this.#sql.prune.run(kept));
  }
}
