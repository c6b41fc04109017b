// Counting what becomes of a job's items, in bounds whatever their number.

import type { FieldChange } from '../policy/effective-fields.ts';
import type { Job, JobFailure, JobItem } from './job.ts';

/** Failures that are told one by one; all are counted. */
export const MAX_TOLD_FAILURES = 500;

/** Different effects that are told of: a list of networks may be another one for each mailbox. */
const MAX_TOLD_EFFECTS = 200;

export class JobTally {
  readonly #outcomes: Record<JobItem['outcome'], number> = { added: 0, changed: 0, unchanged: 0, refused: 0 };
  readonly #effects = new Map<string, { readonly change: FieldChange; items: number }>();
  readonly #failures: JobFailure[] = [];

  get outcomes(): Job['outcomes'] {
    return { ...this.#outcomes };
  }

  get figures(): Pick<Job, 'done' | 'outcomes' | 'effects' | 'failures'> {
    const { outcomes } = this;
    return {
      done: Object.values(outcomes).reduce((sum, items) => sum + items, 0),
      outcomes,
      effects: Array.from(this.#effects.values(), ({ change, items }) => ({ ...change, items })).sort(
        (one, other) => other.items - one.items,
      ),
      failures: [...this.#failures],
    };
  }

  add(items: readonly JobItem[]): void {
    for (const { subject, line, outcome, effects = [], refusal } of items) {
      this.#outcomes[outcome] += 1;
      for (const effect of effects) this.#count(effect);
      if (refusal && this.#failures.length < MAX_TOLD_FAILURES) {
        this.#failures.push({ subject, ...(line !== undefined && { line }), refusal });
      }
    }
  }

  #count({ field, from, to }: FieldChange): void {
    const key = JSON.stringify([field, from, to]);
    const counted = this.#effects.get(key);
    if (counted) counted.items += 1;
    else if (this.#effects.size < MAX_TOLD_EFFECTS) this.#effects.set(key, { change: { field, from, to }, items: 1 });
  }
}
