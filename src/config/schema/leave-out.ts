// Leaves out of the data what is wrong with it, so that the rest can be looked at further: a list's or a map's entry
// where there is one around the fault, otherwise the whole section.

import type { Finding, KeyPath } from '../problems.ts';
import { alternatives, type JsonSchema, schemasBelow } from './json-schema.ts';

export interface Remainder {
  readonly data: unknown;
  /** Whether nothing is missing from a top-level section. */
  isWhole(section: string): boolean;
  /** A path in the remaining data as a path in the original: lists lost entries. */
  restore(path: KeyPath): KeyPath;
}

/** What is left of `data` when every finding's surroundings are gone. */
export function leaveOut(data: unknown, findings: readonly Finding[], schema: JsonSchema): Remainder {
  const broken = new Set(findings.map(({ path }) => path[0]));
  const gone = new Set(findings.map((finding) => JSON.stringify(surroundings(finding, schema))));
  /** For each list that lost entries: the original positions of those that are left. */
  const left = new Map<string, readonly number[]>();

  function keep(node: unknown, path: KeyPath): unknown {
    const stays = (part: string | number) => !gone.has(JSON.stringify([...path, part]));
    if (Array.isArray(node)) {
      const positions = [...node.keys()].filter(stays);
      left.set(JSON.stringify(path), positions);
      return positions.map((position) => keep(node[position], [...path, position]));
    }
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(
      Object.entries(node)
        .filter(([key]) => stays(key))
        .map(([key, value]) => [key, keep(value, [...path, key])]),
    );
  }

  function restore(path: KeyPath): KeyPath {
    const original: (string | number)[] = [];
    for (const part of path) {
      const positions = left.get(JSON.stringify(original));
      original.push(typeof part === 'number' ? (positions?.[part] ?? part) : part);
    }
    return original;
  }

  const kept = keep(data, []);
  const complete = typeof kept === 'object' && kept !== null ? { ...standIns(schema), ...kept } : kept;
  return { data: complete, isWhole: (section) => !broken.has(section), restore };
}

function surroundings({ path, atKey }: Finding, schema: JsonSchema): KeyPath {
  if (atKey) return path;
  let schemas: readonly JsonSchema[] = [schema];
  let length = 1;
  for (const [index, part] of path.entries()) {
    const isEntry = schemas
      .flatMap(alternatives)
      .some(({ items, additionalProperties }) => items ?? additionalProperties);
    if (isEntry) length = index + 1;
    schemas = schemasBelow(schemas, part);
  }
  return path.slice(0, length);
}

/** Required single values, such as the host name, on which nothing else depends: anything will do. */
function standIns({ required = [], properties = {} }: JsonSchema): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    required.flatMap((key) => {
      const example = properties[key]?.examples?.[0];
      return typeof example === 'string' ? [[key, example]] : [];
    }),
  );
}
