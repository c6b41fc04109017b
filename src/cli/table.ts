// Text for people: tables, times, and what others wrote made harmless for a terminal.

import type { Timestamp } from '../web/api/client/resources.ts';

/** Columns with their headings; cells are padded to the widest, the last one isn't. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const all = [headings, ...rows.map((row) => row.map(harmless))];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => width(row[column] ?? ''))));
  return all
    .map(
      (row) =>
        `${row
          .map((cell, column) => pad(cell, widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** Names and values below one another; what is `undefined` is left out. */
export function properties(entries: readonly (readonly [string, string | undefined])[]): string {
  const present = entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, harmless(value)] as const]));
  const widest = Math.max(0, ...present.map(([name]) => width(name)));
  return present.map(([name, value]) => `${pad(name, widest)}  ${value}\n`).join('');
}

/** `2026-01-15 12:00:00Z`; a dash for what never was. */
export function time(at: Timestamp | undefined): string {
  return at === undefined ? '-' : at.replace('T', ' ').replace(/\.\d+Z$/, 'Z');
}

/** Without controls and direction marks, which a mail client's name may hold and a terminal would obey. */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
}

function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)));
}

function width(text: string): number {
  return Array.from(text).length;
}
