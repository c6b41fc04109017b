// Checks what the file says by the schema: every finding at once, in words for people. What is wrong is then left out,
// so that the cross-checks can still look at the rest.

import type { z } from 'zod';
import { type Config, configSchema } from './config.ts';
import { type Finding, type KeyPath, printable } from './problems.ts';
import { alternatives, type JsonSchema, schemasBelow } from './schema/json-schema.ts';
import { leaveOut } from './schema/leave-out.ts';
import { nearest } from './schema/nearest.ts';
import { closedSet, reasonOf } from './schema/reasons.ts';

export interface CheckedSchema {
  readonly findings: readonly Finding[];
  /** Absent when too little is right. With findings, only for cross-checks: what was wrong is missing from it. */
  readonly config?: Config;
  /** Whether nothing was left out of a top-level section. */
  isWhole(section: string): boolean;
  /** A path in `config` as a path in the file. */
  restore(path: KeyPath): KeyPath;
}

/** Parses what was written, out of which the secrets have been taken, or says everything that is wrong with it. */
export function checkSchema(written: unknown, schema: JsonSchema): CheckedSchema {
  const data = withoutEmptySections(written, schema);
  const parsed = configSchema.safeParse(data, { error: reasonOf });
  if (parsed.success) {
    return { findings: [], config: parsed.data, isWhole: () => true, restore: (path) => path };
  }
  const findings = withoutEchoes(parsed.error.issues.flatMap((issue) => findingsOf(issue, data, schema)));
  const rest = leaveOut(data, findings, schema);
  const again = configSchema.safeParse(rest.data);
  return { findings, ...(again.success && { config: again.data }), isWhole: rest.isWhole, restore: rest.restore };
}

/** A section whose every key is switched off, which YAML reads as null, says nothing. */
function withoutEmptySections(data: unknown, { properties = {} }: JsonSchema): unknown {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return data;
  const saysNothing = (key: string, value: unknown) => value === null && properties[key]?.default !== undefined;
  return Object.fromEntries(Object.entries(data).filter(([key, value]) => !saysNothing(key, value)));
}

function findingsOf(issue: z.core.$ZodIssue, data: unknown, schema: JsonSchema): readonly Finding[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  const schemas = path.reduce(schemasBelow, [schema]);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key, schemas));
  if (issue.code === 'invalid_key') return [{ path, atKey: true, reason: issue.issues[0]?.message ?? issue.message }];
  const written = path.reduce<unknown>(below, data);
  const isLeaf = schemas.flatMap(alternatives).every(({ type }) => type !== 'object' && type !== 'array');
  const suggestion = typeof written === 'string' ? nearest(written, closedSet(issue)) : undefined;
  return [
    {
      path,
      reason: issue.message,
      ...(isLeaf && isScalar(written) && { value: printable(JSON.stringify(written)) }),
      ...(suggestion !== undefined && { suggestion }),
    },
  ];
}

function unknownKey(path: KeyPath, key: string, schemas: readonly JsonSchema[]): Finding {
  const known = schemas.flatMap(alternatives).flatMap(({ properties }) => Object.keys(properties ?? {}));
  const finding = { path: [...path, key], atKey: true };
  if (known.includes(key)) return { ...finding, reason: 'does not belong to this kind' };
  const suggestion = nearest(key, known);
  return { ...finding, reason: 'unknown key', ...(suggestion !== undefined && { suggestion }) };
}

/** A misspelt key is one problem: that the right one is missing goes without saying. */
function withoutEchoes(findings: readonly Finding[]): readonly Finding[] {
  const meant = new Set(
    findings.flatMap(({ path, atKey, suggestion }) =>
      atKey && suggestion !== undefined ? [JSON.stringify([...path.slice(0, -1), suggestion])] : [],
    ),
  );
  return findings.filter(({ path, reason }) => !(reason.startsWith('is missing') && meant.has(JSON.stringify(path))));
}

function below(node: unknown, part: string | number): unknown {
  if (typeof node !== 'object' || node === null || !Object.hasOwn(node, part)) return undefined;
  return Object.entries(node).find(([key]) => key === String(part))?.[1];
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
