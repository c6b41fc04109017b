// Reads columns by the type that they must have. A row that doesn't fit means a broken store, never a wrong password.

import { PosternError } from '../../core/errors.ts';
import type { Row } from './sqlite.ts';

export function text(row: Row, column: string): string {
  const value = row[column];
  return typeof value === 'string' ? value : misfit(column);
}

export function numeric(row: Row, column: string): number {
  const value = row[column];
  return typeof value === 'number' ? value : misfit(column);
}

export function octets(row: Row, column: string): Uint8Array {
  const value = row[column];
  return value instanceof Uint8Array ? value : misfit(column);
}

/** The column through one of the readers above, or `undefined` where it is NULL. */
export function optional<T>(row: Row, column: string, read: (row: Row, column: string) => T): T | undefined {
  return row[column] === null ? undefined : read(row, column);
}

/** JSON that this program wrote itself; the caller's type is trusted. */
export function parseJson<T>(row: Row, column: string): T {
  try {
    return JSON.parse(text(row, column)) as T;
  } catch (error) {
    return misfit(column, error);
  }
}

function misfit(column: string, cause?: unknown): never {
  throw new PosternError('ERR_STORE_BROKEN', `the column ${column} holds what it never should`, {
    cause,
    fields: { column },
  });
}
