// Mailboxes as rows of a table, in the words that people write: the columns, what a cell says, and what is said of a mailbox
// that is there. Columns are called as the fields of a change are, so that reports and files say the same. An empty cell says
// nothing; `inherit` takes a setting back; `none` is an empty list.

import { done, type FieldProblem, invalid, type Outcome } from '../administration/change.ts';
import { type CsvRow, type CsvTable, readCsv, readCsvInTurns } from '../csv.ts';
import type { MailboxAddress } from '../decision.ts';
import type { CountryRule } from '../places/country-rules.ts';
import { layerFields } from '../policy/effective-fields.ts';
import { CHALLENGE_MODES, COMPARISONS, ENROLMENT_RULES, FACTOR_KINDS, type PolicyDoor } from '../policy/policy.ts';
import type { PolicyChange } from '../policy/policy-change.ts';
import { canonicalGroupName, MAX_GROUPS_PER_MAILBOX } from './group-store.ts';
import { canonicalAddress } from './login-name.ts';
import type { ListedMailbox } from './mailbox-listing.ts';
import type { MailboxRequest } from './manage-mailboxes.ts';

const DOORS: readonly PolicyDoor[] = ['mail', 'imap', 'pop3', 'smtp', 'sieve', 'web', 'administration'];

const POLICY_COLUMNS: readonly string[] = [
  'challenge',
  ...DOORS.map((door) => `permittedNetworks.${door}`),
  ...DOORS.map((door) => `permittedCountries.${door}`),
  'trustedNetworks',
  'evenFromTrustedNetworks',
  'trustedBrowserDays',
  'userChoice',
  'compare',
  'enrolment',
  'factors',
];

/** Every column, in the order in which they are written; a file may have some of them, in any order, but for `address`. */
export const MAILBOX_COLUMNS: readonly string[] = ['address', 'disabled', 'groups', ...POLICY_COLUMNS];

/** Longest cell, in characters: a thousand networks. */
const MAX_CELL = 50_000;

/** What a row says, by column; empty cells aren't there. */
export interface MailboxRow {
  /** Where it begins in the file, counted from 1. */
  readonly line: number;
  readonly cells: ReadonlyMap<string, string>;
  /** Another row, on this line, is of the same mailbox. */
  readonly sameAsLine?: number;
}

/** What a row asks for. */
export interface RowRequest {
  readonly request: MailboxRequest;
  /** Canonical names of all groups that it is in from then on; absent: those that it is in. */
  readonly groups?: readonly string[];
  readonly problems: readonly FieldProblem[];
}

/**
 * Reads a file of mailboxes. Columns that aren't known, or come twice, are refused with all that is wrong with them, before
 * any row is looked at. Cells are judged by {@link readMailboxRow}, each row by itself.
 */
export function readMailboxTable(text: string): Outcome<readonly MailboxRow[]> {
  const read = columnsOf(readCsv(text));
  return read.kind === 'refused' ? read : done(read.value.rows.map(rowReader(read.value.header)));
}

/** Rows that are made of cells in one turn. */
const ROWS_OF_TURN = 500;

/** As {@link readMailboxTable}, of a long text, while others have their turns. */
export async function readMailboxTableInTurns(
  text: string,
  pause: () => Promise<void>,
): Promise<Outcome<readonly MailboxRow[]>> {
  const read = columnsOf(await readCsvInTurns(text, pause));
  if (read.kind === 'refused') return read;
  const { header, rows } = read.value;
  const rowOf = rowReader(header);
  const made: MailboxRow[] = [];
  for (let from = 0; from < rows.length; from += ROWS_OF_TURN) {
    for (const row of rows.slice(from, from + ROWS_OF_TURN)) made.push(rowOf(row));
    await pause();
  }
  return done(made);
}

/** The table with its columns as they are called here. */
function columnsOf(read: Outcome<CsvTable>): Outcome<CsvTable> {
  if (read.kind === 'refused') return read;
  const { header, rows } = read.value;
  const columns = header.map((name) => MAILBOX_COLUMNS.find((known) => known.toLowerCase() === name.toLowerCase()));
  const problems = columnProblems(header, columns);
  return problems.length > 0 ? invalid(problems) : done({ header: columns.map((name) => name ?? ''), rows });
}

/** Whose row it is. In a file an address is written in full; `undefined` for what is none. */
export function addressOf({ cells }: Pick<MailboxRow, 'cells'>): MailboxAddress | undefined {
  return canonicalAddress(cells.get('address') ?? '', {});
}

/** What a row asks for, in what its cells say of `wanted` columns; default: all. Networks and names of countries aren't judged. */
export function readMailboxRow({ cells }: MailboxRow, wanted?: ReadonlySet<string>): RowRequest {
  const problems: FieldProblem[] = [];
  const said = <T>(column: string, read: (cell: string) => T | undefined, wish: string): T | undefined => {
    const cell = wanted?.has(column) === false ? undefined : cells.get(column);
    if (cell === undefined) return undefined;
    const value = cell.length > MAX_CELL || /[^\P{Cc}\s]/u.test(cell) ? undefined : read(cell);
    if (value === undefined) problems.push({ field: column, reason: wish });
    return value;
  };
  const disabled = said('disabled', readFlag, 'must be yes or no');
  const groups = said('groups', readGroups, 'must be names of groups with spaces between, or none');
  const request = { ...policyOf(said), ...(disabled !== undefined && { disabled }) };
  return { request, ...(groups && { groups }), problems };
}

/** What a file says of a mailbox: all that its own layer says, and `inherit` for what it doesn't. */
export function mailboxCells({ mailbox, groups }: ListedMailbox): ReadonlyMap<string, string> {
  const said = layerFields(mailbox.policy);
  const flags = (text: string): string => ({ true: 'yes', false: 'no' })[text] ?? text;
  return new Map([
    ['address', mailbox.address],
    ['disabled', mailbox.disabled ? 'yes' : 'no'],
    ['groups', groups.map(({ name }) => name).join(' ') || 'none'],
    ...POLICY_COLUMNS.map((column) => [column, flags(said.get(column) ?? 'inherit')] as const),
  ]);
}

function columnProblems(header: readonly string[], columns: readonly (string | undefined)[]): readonly FieldProblem[] {
  const unknown = header.flatMap((name, at) => {
    if (columns[at] === undefined) return [{ field: name || `column ${at + 1}`, reason: 'is no column that is known' }];
    return columns.indexOf(columns[at]) < at ? [{ field: name, reason: 'is there twice' }] : [];
  });
  return columns.includes('address')
    ? unknown
    : [...unknown, { field: 'address', reason: 'is a column that must be there' }];
}

/** Makes rows, in their order. */
function rowReader(header: readonly string[]): (row: CsvRow) => MailboxRow {
  const seen = new Map<string, number>();
  return ({ line, cells }) => {
    const said = header.map((column, at) => [column, cells[at]?.trim() ?? ''] as const);
    const row = { line, cells: new Map(said.filter(([, cell]) => cell !== '')) };
    const address = addressOf(row);
    if (address === undefined) return row;
    const sameAsLine = seen.get(address);
    if (sameAsLine === undefined) seen.set(address, line);
    return { ...row, ...(sameAsLine !== undefined && { sameAsLine }) };
  };
}

type Said = <T>(column: string, read: (cell: string) => T | undefined, wish: string) => T | undefined;

function policyOf(said: Said): PolicyChange {
  const byDoor = <T>(field: string, read: (cell: string) => T | undefined, wish: string) => {
    const values = DOORS.map((door) => [door, said(`${field}.${door}`, orInherit(read), wish)] as const);
    const given = values.filter(([, value]) => value !== undefined);
    return given.length === 0 ? undefined : Object.fromEntries(given);
  };
  const list = 'must be a list with spaces between, none or inherit';
  const flag = 'must be yes, no or inherit';
  return {
    challenge: said('challenge', orInherit(oneOf(CHALLENGE_MODES)), oneOfThese(CHALLENGE_MODES)),
    permittedNetworks: byDoor('permittedNetworks', readList, list),
    permittedCountries: byDoor(
      'permittedCountries',
      readCountries,
      'must be such as DE AT, all but KP, none, or inherit',
    ),
    trustedNetworks: said('trustedNetworks', orInherit(readList), list),
    evenFromTrustedNetworks: said('evenFromTrustedNetworks', orInherit(readFlag), flag),
    trustedBrowserDays: said('trustedBrowserDays', orInherit(readNumber), 'must be a number of days, or inherit'),
    userChoice: said('userChoice', orInherit(readFlag), flag),
    compare: said('compare', orInherit(oneOf(COMPARISONS)), oneOfThese(COMPARISONS)),
    enrolment: said('enrolment', orInherit(oneOf(ENROLMENT_RULES)), oneOfThese(ENROLMENT_RULES)),
    factors: said('factors', orInherit(readKinds), oneOfThese(FACTOR_KINDS)),
  };
}

function orInherit<T>(read: (cell: string) => T | undefined): (cell: string) => T | 'inherit' | undefined {
  return (cell) => (cell.toLowerCase() === 'inherit' ? 'inherit' : read(cell));
}

function oneOf<T extends string>(words: readonly T[]): (cell: string) => T | undefined {
  return (cell) => words.find((word) => word === cell.toLowerCase());
}

function oneOfThese(words: readonly string[]): string {
  return `must be ${words.join(', ')} or inherit`;
}

/** In the words of a spreadsheet too, as long as it speaks English. */
function readFlag(cell: string): boolean | undefined {
  const flags: ReadonlyMap<string, boolean> = new Map([
    ['yes', true],
    ['true', true],
    ['no', false],
    ['false', false],
  ]);
  return flags.get(cell.toLowerCase());
}

function readNumber(cell: string): number | undefined {
  return /^(?:0|[1-9][0-9]{0,5})$/.test(cell) ? Number(cell) : undefined;
}

function readList(cell: string): readonly string[] | undefined {
  const words = cell.split(/[\s,]+/);
  if (words.length === 1 && words[0]?.toLowerCase() === 'none') return [];
  return words;
}

function readKinds(cell: string): NonNullable<Exclude<PolicyChange['factors'], 'inherit'>> | undefined {
  const kinds = cell.split(/[\s,]+/).map(oneOf(FACTOR_KINDS));
  return kinds.every((kind) => kind !== undefined) ? kinds : undefined;
}

/** As it is described: `DE AT`, `none`, `all`, `all but KP unknown`. */
function readCountries(cell: string): CountryRule | undefined {
  const [, but = ''] = /^all(?:\s+but\s+(.+))?$/is.exec(cell) ?? [];
  if (/^all\b/i.test(cell))
    return but === '' && !/^all$/i.test(cell) ? undefined : { deny: readList(but || 'none') ?? [] };
  const allow = readList(cell);
  return allow && { allow };
}

function readGroups(cell: string): readonly string[] | undefined {
  const names = readList(cell)?.map(canonicalGroupName) ?? [];
  if (names.length > MAX_GROUPS_PER_MAILBOX) return undefined;
  return names.every((name) => name !== undefined) ? [...new Set(names)].sort() : undefined;
}
