// What is wrong with a configuration, as values and as lines for people.

/** Keys and list positions from the top of the file, keys as the file writes them. */
export type KeyPath = readonly (string | number)[];

/** One thing that is wrong, or, in a list of warnings, doubtful. */
export interface ConfigProblem {
  readonly file: string;
  /** From 1. Absent when the file could not be read at all. */
  readonly line?: number;
  readonly column?: number;
  /** `listeners[0].port`; empty for the file as a whole. */
  readonly path: string;
  /** What was written, when that helps; never a secret. */
  readonly value?: string;
  readonly reason: string;
  /** The key or value that was probably meant. */
  readonly suggestion?: string;
}

/** A problem before it is known where in the file its path stands. */
export interface Finding {
  readonly path: KeyPath;
  /** The place is the key's, not the value's. */
  readonly atKey?: boolean;
  readonly value?: string;
  readonly reason: string;
  readonly suggestion?: string;
}

/** `listeners[0].port` */
export function formatPath(path: KeyPath): string {
  return path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : index === 0 ? printable(part) : `.${printable(part)}`,
    )
    .join('');
}

/** One line for each problem: `postern.yaml:12:3 listeners[0].prot: unknown key; did you mean "protocol"?` */
export function formatProblems(problems: readonly ConfigProblem[]): string {
  return problems.map(formatProblem).join('\n');
}

/** Text of others, made fit for a terminal: no controls, at most 80 characters. */
export function printable(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
  return clean.length > 80 ? `${clean.slice(0, 79)}…` : clean;
}

function formatProblem({ file, line, column, path, value, reason, suggestion }: ConfigProblem): string {
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  const subject = path === '' ? '' : ` ${path}`;
  const written = value === undefined ? '' : ` (it is ${value})`;
  const meant = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
  return `${place}${subject}: ${reason}${written}${meant}`;
}
