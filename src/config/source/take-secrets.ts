// Takes the secrets out of what the file says, before anything else looks at it: no schema, message or configuration can
// then show one. A secret is written as itself, or as the file or the environment variable that holds it.

import { type Finding, formatPath, type KeyPath, printable } from '../problems.ts';
import { type JsonSchema, schemasBelow } from '../schema/json-schema.ts';
import { Secrets } from '../secrets.ts';

/** Longest secret, in characters; what is longer is the wrong file. */
const MAX_SECRET_LENGTH = 4_096;

const HOW = 'must be text (in quotes, if it is a number), { file: /path } or { environment: NAME }';

/** What a configuration may be made from besides its text. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Reads a whole text file; throws as `fs.readFileSync` does. */
  readFile(path: string): string;
}

export interface TakenSecrets {
  /** As before, with each secret's name in its place. */
  readonly data: unknown;
  readonly secrets: Secrets;
  readonly findings: readonly Finding[];
}

/** Walks the data by its schema; where it isn't clear which alternative is meant, any that has a secret there counts. */
export function takeSecrets(data: unknown, schema: JsonSchema, surroundings: Surroundings): TakenSecrets {
  const values = new Map<string, string>();
  const findings: Finding[] = [];

  function take(node: unknown, schemas: readonly JsonSchema[], path: KeyPath): unknown {
    if (node === null || node === undefined) return node;
    if (schemas.some(({ writeOnly }) => writeOnly === true)) {
      const name = formatPath(path);
      const found = resolveSecret(node, surroundings);
      if (found.kind === 'found') values.set(name, found.value);
      else findings.push({ path, reason: found.reason });
      return name;
    }
    if (Array.isArray(node)) {
      return node.map((item, index) => take(item, schemasBelow(schemas, index), [...path, index]));
    }
    if (typeof node !== 'object') return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [key, take(value, schemasBelow(schemas, key), [...path, key])]),
    );
  }

  return { data: take(data, [schema], []), secrets: new Secrets(values), findings };
}

type Resolved =
  | { readonly kind: 'found'; readonly value: string }
  | { readonly kind: 'refused'; readonly reason: string };

function resolveSecret(node: unknown, surroundings: Surroundings): Resolved {
  if (typeof node === 'string') return checkSecret(node, 'is empty');
  const [[source, where] = [], ...rest] = typeof node === 'object' && node !== null ? Object.entries(node) : [];
  if (typeof where !== 'string' || rest.length > 0) return { kind: 'refused', reason: HOW };
  if (source === 'environment') {
    const value = surroundings.environment[where];
    if (value === undefined) return { kind: 'refused', reason: `the environment has no ${printable(where)}` };
    return checkSecret(value, `${printable(where)} is empty in the environment`);
  }
  if (source !== 'file') return { kind: 'refused', reason: HOW };
  if (!where.startsWith('/')) return { kind: 'refused', reason: 'file: must be an absolute path' };
  try {
    return checkSecret(surroundings.readFile(where).replace(/\r?\n$/, ''), `${printable(where)} is empty`);
  } catch (error) {
    return { kind: 'refused', reason: `${printable(where)} cannot be read (${codeOf(error)})` };
  }
}

function checkSecret(value: string, whenEmpty: string): Resolved {
  if (value === '') return { kind: 'refused', reason: whenEmpty };
  // A2: controls would be command lines of their own at a backend.
  if (/\p{Cc}/u.test(value)) return { kind: 'refused', reason: 'a secret is one line, without control characters' };
  if (value.length > MAX_SECRET_LENGTH)
    return { kind: 'refused', reason: `is longer than ${MAX_SECRET_LENGTH} characters` };
  return { kind: 'found', value };
}

/** `ENOENT`, and the like: what an operator looks up, without the rest of a message. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';
}
