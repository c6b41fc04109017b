// Jobs in memory.

import type { Job, JobId, JobStore } from '../../../core/administration/job.ts';

export class MemoryJobStore implements JobStore {
  readonly #jobs = new Map<JobId, Job>();

  async put(job: Job): Promise<void> {
    this.#jobs.set(job.id, job);
  }

  async find(id: JobId): Promise<Job | undefined> {
    return this.#jobs.get(id);
  }

  async list(): Promise<readonly Job[]> {
    return [...this.#jobs.values()].sort(
      (one, other) => other.startedAt - one.startedAt || (one.id < other.id ? 1 : -1),
    );
  }

  async prune(kept: number): Promise<void> {
    const ended = (await this.list()).filter(({ state }) => state !== 'running');
    for (const { id } of ended.slice(kept)) this.#jobs.delete(id);
  }
}
