// CSV (RFC 4180), written so that no spreadsheet takes it for a program, and read strictly: what isn't CSV in every octet
// is refused as a whole, with the line, and nothing of it is used. Reading undoes exactly what writing did.

import { parse as createParser } from 'csv-parse';
import { CsvError, type CsvErrorCode, type Options, parse } from 'csv-parse/sync';
import { done, invalid, type Outcome } from './administration/change.ts';
import type { Bytes } from './units.ts';

/** What a spreadsheet begins a formula with, also behind blanks; tab and line break shift cells in some. */
const FORMULA = /^'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/;

/** Largest text that is read, in UTF-16 units: a hundred thousand mailboxes with some settings each. */
export const MAX_CSV_LENGTH: number = 10 * 1024 * 1024;

/** Most rows besides the header. */
export const MAX_CSV_ROWS = 200_000;

/** Longest row, in octets: a thousand networks in each of two cells. */
const MAX_ROW: Bytes = 128 * 1024;

/** What stands between cells: spreadsheets write semicolons where the comma is for decimals, and tabs when one copies. */
const DELIMITERS = [',', ';', '\t'] as const;

export interface CsvRow {
  /** Where it begins, counted from 1. */
  readonly line: number;
  /** As many as the header has. */
  readonly cells: readonly string[];
}

export interface CsvTable {
  readonly header: readonly string[];
  /** Without those whose cells are all empty. */
  readonly rows: readonly CsvRow[];
}

/**
 * One row, with its line break. A cell that would be a formula gets an apostrophe in front; one with a quote, comma or line
 * break is quoted (RFC 4180 §2).
 */
export function csvRow(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/**
 * Reads a whole text (RFC 4180 §2): a byte order mark in front, CRLF or LF, and commas, semicolons or tabs, as its first
 * line has them. Every row has as many cells as the header. Never throws.
 */
export function readCsv(text: string): Outcome<CsvTable> {
  const refusal = refusalOf(text);
  if (refusal) return refusal;
  const read: CsvRow[] = [];
  try {
    parse(text, optionsFor(text, read));
  } catch (error) {
    return refusedFor(error);
  }
  return tableOf(read);
}

/** As {@link readCsv}, of a long text, while others have their turns. */
export async function readCsvInTurns(text: string, pause: () => Promise<void>): Promise<Outcome<CsvTable>> {
  const refusal = refusalOf(text);
  if (refusal) return refusal;
  const read: CsvRow[] = [];
  const broken: unknown[] = [];
  const parser = createParser(optionsFor(text, read)).on('error', (error) => void broken.push(error));
  const ended = new Promise<void>((resolve) => parser.once('close', resolve).resume());
  for (const part of partsOf(text)) {
    parser.write(part);
    await pause();
    if (broken.length > 0) break;
  }
  parser.end();
  await ended;
  return broken.length > 0 ? refusedFor(broken[0]) : tableOf(read);
}

/** Characters that are read in one turn: some milliseconds. */
const TURN = 16_384;

/** No character in two of them. */
function* partsOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const isWhole = text.slice(from, from + TURN).isWellFormed();
    const end = from + (isWhole ? TURN : TURN - 1);
    yield text.slice(from, end);
    from = end;
  }
}

function refusalOf(text: string): Outcome<never> | undefined {
  if (text.length > MAX_CSV_LENGTH) return refused(`is longer than ${MAX_CSV_LENGTH} characters`);
  return !text.isWellFormed() || text.includes('\0') ? refused('is no text') : undefined;
}

/** @param read - Where rows go, the header first. */
function optionsFor(text: string, read: CsvRow[]): Options<string[]> {
  let counted = 0;
  return {
    bom: true,
    delimiter: delimiterOf(text),
    // RFC 4180 §2 has CRLF; what isn't made on Windows has LF.
    record_delimiter: ['\r\n', '\n'],
    skip_empty_lines: true,
    max_record_size: MAX_ROW,
    on_record: (record: readonly string[], { lines }) => {
      const text = record.join();
      // The parser counts a CRLF within quotes twice.
      counted += occurrences(text, '\r\n');
      read.push({ line: lines - counted - occurrences(text, '\n'), cells: record.map(withoutGuard) });
    },
  };
}

function refusedFor(error: unknown): Outcome<never> {
  if (!(error instanceof CsvError)) throw error;
  return refused(`${REASONS[error.code] ?? 'is no CSV'} (line ${Number(Reflect.get(error, 'lines') ?? 1)})`);
}

function tableOf([first, ...rows]: readonly CsvRow[]): Outcome<CsvTable> {
  if (!first) return refused('has no header');
  if (rows.length > MAX_CSV_ROWS) return refused(`has more than ${MAX_CSV_ROWS} rows`);
  const header = first.cells.map((name) => name.trim());
  return done({ header, rows: rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== '')) });
}

const REASONS: Readonly<Partial<Record<CsvErrorCode, string>>> = {
  CSV_INVALID_CLOSING_QUOTE: 'has something between a closing quote and the end of its cell',
  INVALID_OPENING_QUOTE: 'has a quote within a cell that does not begin with one',
  CSV_QUOTE_NOT_CLOSED: 'ends within a cell whose quote is never closed',
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: 'has a row with more or fewer cells than its header',
  CSV_MAX_RECORD_SIZE: `has a row of more than ${MAX_ROW} octets`,
};

function refused(reason: string): Outcome<never> {
  return invalid([{ field: 'csv', reason }]);
}

function occurrences(text: string, what: string): number {
  return text.split(what).length - 1;
}

/** The one that comes first: names of columns have none of them. */
function delimiterOf(text: string): string {
  const at = (delimiter: string): number => (text.indexOf(delimiter) + 1 || Number.POSITIVE_INFINITY) - 1;
  return DELIMITERS.reduce((one, other) => (at(other) < at(one) ? other : one));
}

function csvCell(value: string): string {
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function withoutGuard(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;
}
