// What is counted of sign-ins, and the sums that counts are kept as. Each entry counts once by its door, once by its country
// and once by its reason, and never by a combination of them: so a sum has at most as many numbers as there are doors,
// countries and reasons of the program's own, whatever an attacker sends.

import type { Millis } from '../units.ts';

/** What became of it, as columns of a table have it. */
export const OUTCOMES = [
  'allowed',
  'challenged',
  'refused',
  'code-refused',
  'unavailable',
  'code-sent',
  'code-not-sent',
  /** Messages of any kind, as their carriers report them. */
  'message-delivered',
  'message-failed',
] as const;

export type CountedOutcome = (typeof OUTCOMES)[number];

export const ASPECTS = ['door', 'country', 'reason'] as const;

/** `reason`: why not; of what was allowed, by which second step or password; of codes, by which kind of factor. */
export type Aspect = (typeof ASPECTS)[number];

/** No value has a blank. */
export type CountKey = `${Aspect} ${string} ${CountedOutcome}`;

export type Counts = Readonly<Record<CountKey, number>>;

/** One thing that happened. */
export interface Counted extends Readonly<Record<Aspect, string>> {
  readonly outcome: CountedOutcome;
  readonly at: Millis;
  /** Absent: of no mailbox that is known. */
  readonly domain?: string;
}

/** `hour`: by its beginning. `day`: by {@link Calendar.dayOf}, in the installation's time zone. */
export type Span = 'hour' | 'day';

/** All of an hour or a day. */
export interface Bucket {
  readonly span: Span;
  readonly at: Millis;
  /** {@link EVERYWHERE} or a domain. */
  readonly domain: string;
  readonly counts: Counts;
}

/** What is counted of all domains, and of none. */
export const EVERYWHERE = '';

/** What has no value that this program knows. */
export const OTHER = 'other';

export interface CountedValue {
  readonly aspect: Aspect;
  readonly value: string;
  readonly outcome: CountedOutcome;
  readonly count: number;
}

/** The numbers of a sum; what an older version counted and this one doesn't know is left out. */
export function countedValues(counts: Counts): readonly CountedValue[] {
  return Object.entries(counts).flatMap(([key, count]) => {
    const [first, value = OTHER, last] = key.split(' ');
    const aspect = ASPECTS.find((each) => each === first);
    const outcome = OUTCOMES.find((each) => each === last);
    return aspect && outcome ? [{ aspect, value, outcome, count }] : [];
  });
}

/** Counts that are added to. */
export class Sum {
  readonly #counts = new Map<CountKey, number>();

  count({ outcome, ...counted }: Readonly<Record<Aspect, string>> & Pick<Counted, 'outcome'>): void {
    for (const aspect of ASPECTS) this.#add(`${aspect} ${counted[aspect]} ${outcome}`, 1);
  }

  add(counts: Counts): this {
    for (const { aspect, value, outcome, count } of countedValues(counts)) {
      this.#add(`${aspect} ${value} ${outcome}`, count);
    }
    return this;
  }

  counts(): Counts {
    return Object.fromEntries(this.#counts);
  }

  #add(key: CountKey, count: number): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }
}
