// Reads YAML 1.2 into plain data, and remembers where each key and value stands. Only what a configuration needs: maps
// with text as keys, lists and scalars. Anchors, aliases and tags are refused, so that what is read is what is written.

import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import type { KeyPath } from '../problems.ts';

/** Most characters of a file. A file of a thousand listeners has a tenth of it. */
export const MAX_SOURCE_LENGTH = 1_000_000;

/** Most levels of maps and lists in one another; the schema needs six. */
const MAX_DEPTH = 32;

export interface Place {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

/** Something that isn't YAML, or isn't the YAML that we read. */
export interface SyntaxProblem extends Place {
  readonly path: KeyPath;
  readonly reason: string;
}

export interface YamlSource {
  /** Plain data; `undefined` when the text could not be understood well enough to go on. */
  readonly data: unknown;
  readonly problems: readonly SyntaxProblem[];
  /** Where a path's value, or its key, stands; for a path that isn't there, where the nearest part of it stands. */
  locate(path: KeyPath, atKey?: boolean): Place;
}

/** Parses the text. Never throws; what the messages quote is never a value, which might be a secret. */
export function readYaml(text: string): YamlSource {
  const lines = new LineCounter();
  const reader = new Reader(lines);
  if (text.length > MAX_SOURCE_LENGTH) {
    reader.report(0, [], `the file has more than ${MAX_SOURCE_LENGTH} characters`);
    return reader.finish(undefined);
  }
  const document = parse(text, lines);
  if (document === undefined) {
    reader.report(0, [], 'lists and maps are nested too deeply');
    return reader.finish(undefined);
  }
  for (const error of [...document.errors, ...document.warnings]) {
    reader.report(error.pos[0], [], SYNTAX_REASONS[error.code] ?? 'is not valid YAML');
  }
  // After a syntax error a reading would be a guess.
  return reader.finish(document.errors.length > 0 ? undefined : reader.read(document.contents, [], 0));
}

function parse(text: string, lineCounter: LineCounter): ReturnType<typeof parseDocument<ParsedNode>> | undefined {
  try {
    return parseDocument<ParsedNode>(text, { lineCounter, uniqueKeys: false, prettyErrors: false, logLevel: 'error' });
  } catch {
    return undefined; // the parser recurses, and throws RangeError on thousands of open brackets
  }
}

const SYNTAX_REASONS: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  BAD_ALIAS: 'aliases are not supported; put text that begins with * in quotes',
  BAD_DIRECTIVE: 'this directive is not supported',
  BAD_DQ_ESCAPE: 'unknown escape in double quotes; use single quotes for text with backslashes',
  BAD_INDENT: 'the indentation fits nothing above it',
  BAD_SCALAR_START: 'text that begins with this character must be in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'text with a colon must be in quotes, or the line lacks a line break',
  BLOCK_IN_FLOW: 'indented lines cannot stand inside brackets',
  KEY_OVER_1024_CHARS: 'this key is too long',
  MISSING_CHAR: 'a quote, bracket, comma, colon or space is missing',
  MULTILINE_IMPLICIT_KEY: 'a colon is missing, or the indentation is wrong',
  MULTIPLE_DOCS: 'a second document begins here; a configuration is one',
  TAB_AS_INDENT: 'tabs cannot indent; use spaces',
  TAG_RESOLVE_FAILED: 'tags are not supported; put text that begins with ! in quotes',
  UNEXPECTED_TOKEN: 'this is not expected here',
};

class Reader {
  readonly #lines: LineCounter;
  readonly #problems: SyntaxProblem[] = [];
  readonly #offsets = new Map<string, { readonly key: number; readonly value: number }>();

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  report(offset: number, path: KeyPath, reason: string): void {
    this.#problems.push({ ...this.#place(offset), path, reason });
  }

  finish(data: unknown): YamlSource {
    return { data, problems: this.#problems, locate: (path, atKey = false) => this.#locate(path, atKey) };
  }

  read(node: ParsedNode | null, path: KeyPath, keyOffset: number): unknown {
    const written = node?.range[0] ?? keyOffset;
    const offset = isScalar(node) && node.value === null ? keyOffset : written;
    this.#offsets.set(JSON.stringify(path), { key: keyOffset, value: offset });
    if (path.length > MAX_DEPTH) this.report(offset, path, 'lists and maps are nested too deeply');
    else if (isAlias(node)) this.report(offset, path, SYNTAX_REASONS.BAD_ALIAS ?? '');
    else if (isMap(node)) return this.#readMap(node, path);
    else if (isSeq(node))
      return node.items.map((item, index) => this.read(item, [...path, index], item?.range[0] ?? offset));
    else if (isScalar(node)) return node.value;
    return null;
  }

  #readMap(map: YAMLMap.Parsed, path: KeyPath): object {
    const entries = new Map<string, unknown>();
    for (const { key, value } of map.items) {
      const name = isScalar(key) ? key.value : undefined;
      const offset = key.range[0];
      // `__proto__` is no key of ours, and assigning to it would do something else than it says.
      if (typeof name !== 'string' || name === '__proto__') this.report(offset, path, 'a key must be text');
      else if (entries.has(name)) this.report(offset, [...path, name], 'this key stands here a second time');
      else entries.set(name, this.read(value, [...path, name], offset));
    }
    return Object.fromEntries(entries);
  }

  #locate(path: KeyPath, atKey: boolean): Place {
    for (let length = path.length; length >= 0; length -= 1) {
      const found = this.#offsets.get(JSON.stringify(path.slice(0, length)));
      // What is missing is missed where the map that lacks it is named.
      if (found) return this.#place(atKey || length < path.length ? found.key : found.value);
    }
    return this.#place(0);
  }

  #place(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}
