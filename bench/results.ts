// Every value that was measured, and what the report makes of them: medians over the rounds.

import type { ContenderName } from './contender.ts';
import type { Goal } from './goals.ts';
import type { Figures } from './measure.ts';
import { median } from './statistics.ts';

export class Results {
  readonly #values: Map<string, number[]> = new Map();

  add(contender: ContenderName, figures: Figures): void {
    for (const [figure, value] of Object.entries(figures)) {
      const key = `${contender} ${figure}`;
      this.#values.set(key, [...(this.#values.get(key) ?? []), value]);
    }
  }

  /** One value for each round; empty when it wasn't measured. */
  rounds(contender: ContenderName, figure: string): readonly number[] {
    return this.#values.get(`${contender} ${figure}`) ?? [];
  }

  /** Undefined when it wasn't measured. */
  median(contender: ContenderName, figure: string): number | undefined {
    const rounds = this.rounds(contender, figure);
    return rounds.length > 0 ? median(rounds) : undefined;
  }
}

/** What a goal came to. */
export interface GoalOutcome {
  readonly value: number;
  readonly limit: number;
  readonly isMet: boolean;
}

/** Undefined when what it compares wasn't measured, or when it isn't a goal on such a machine. */
export function judge(goal: Goal, results: Results): GoalOutcome | undefined {
  const { figure, contender = 'postern', bound, factor, peer, peerFigure = figure, plus = 0 } = goal;
  const value = results.median(contender, figure);
  const reference = peer === undefined ? 1 : results.median(peer, peerFigure);
  if (value === undefined || reference === undefined) return undefined;
  const limit = factor * reference + plus;
  const isWithin = (candidate: number): boolean => (bound === 'at-least' ? candidate >= limit : candidate <= limit);
  if (goal.where !== undefined) {
    const example = results.median(goal.where, figure);
    if (example === undefined || !isWithin(example)) return undefined;
  }
  return { value, limit, isMet: isWithin(value) };
}
