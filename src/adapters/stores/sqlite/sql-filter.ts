// The WHERE of a search: conditions that apply, and their values in order. Text comes from the code, never from input.

import type { SQLInputValue } from 'node:sqlite';

export class SqlFilter {
  readonly #conditions: string[] = [];
  readonly #values: SQLInputValue[] = [];

  /** Adds a condition with its one value, unless the value is absent. */
  add(condition: string, value: string | number | undefined): this {
    if (value === undefined) return this;
    this.#conditions.push(condition);
    this.#values.push(value);
    return this;
  }

  /** Adds that a column has one of the values, unless they are absent. */
  addOneOf(column: string, values: readonly string[] | undefined): this {
    if (values === undefined) return this;
    this.#conditions.push(`${column} IN (${values.map(() => '?').join(', ')})`);
    this.#values.push(...values);
    return this;
  }

  /** Adds a condition with several values. */
  addAll(condition: string, values: readonly SQLInputValue[]): this {
    this.#conditions.push(condition);
    this.#values.push(...values);
    return this;
  }

  /** Adds a condition without a value. */
  addWhen(applies: boolean, condition: string): this {
    if (applies) this.#conditions.push(condition);
    return this;
  }

  get where(): string {
    return this.#conditions.length === 0 ? '' : `WHERE ${this.#conditions.join(' AND ')}`;
  }

  get values(): readonly SQLInputValue[] {
    return this.#values;
  }
}
