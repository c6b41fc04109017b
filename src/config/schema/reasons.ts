// What zod finds wrong, in words for people. A schema's own sentence (values.ts) goes before these.

import type { z } from 'zod';

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of keys',
  record: 'a group of names',
};

/** Zod's error map. */
export function reasonOf(issue: z.core.$ZodRawIssue): string {
  const { input } = issue;
  const choices = closedSet(issue);
  // The discriminator of a choice is judged as a part of the whole.
  const absent =
    issue.code === 'invalid_union' && 'discriminator' in issue ? !hasKey(input, issue['discriminator']) : false;
  if (input === undefined || absent)
    return choices.length === 0 ? 'is missing' : `is missing; one of ${choices.join(', ')}`;
  if (input === null) return 'is empty; write a value or remove the key';
  if (choices.length > 0) return `must be one of ${choices.join(', ')}`;
  if (issue.code === 'invalid_type') return `must be ${KINDS[String(issue['expected'])] ?? String(issue['expected'])}`;
  if (issue.code === 'unrecognized_keys') return 'unknown key';
  return 'is not valid';
}

/** The values of which one must be written, where that is what is wrong. */
export function closedSet(issue: { readonly code?: string | undefined }): readonly string[] {
  const values = 'values' in issue ? issue.values : 'options' in issue ? issue.options : [];
  return Array.isArray(values) ? values.map(String) : [];
}

function hasKey(value: unknown, key: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, String(key));
}
