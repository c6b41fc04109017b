// The vocabulary in which sections are written: a group of settings, and settings that are required, optional or have a
// default, each with its documentation. The file's kebab-case keys become camelCase properties here and nowhere else.

import { z } from 'zod';

/** `minimumVersion` as it is written in the file: `minimum-version`. */
export type KebabCase<Name extends string> = Name extends `${infer Head}${infer Tail}`
  ? Head extends Lowercase<Head>
    ? `${Head}${KebabCase<Tail>}`
    : `-${Lowercase<Head>}${KebabCase<Tail>}`
  : Name;

/** One schema for each property of `T`, under the key that the file uses: a missing or mistyped one doesn't compile. */
export type Fields<T> = {
  readonly [Name in keyof Required<T> & string as KebabCase<Name>]: z.ZodType<T[Name]>;
};

/** What the generated example, reference and JSON Schema say of a setting. */
export interface About {
  readonly doc: string;
  /** As it would stand in the file. Shown where there is no default, or beside one that shows nothing (an empty list). */
  readonly example?: unknown;
}

/** A setting that must be written. */
export function required<T>(schema: z.ZodType<T>, about: About): z.ZodType<T> {
  return schema.meta(metaOf(about));
}

/** A setting that may be left out, and then isn't there. */
export function optional<T>(schema: z.ZodType<T>, about: About): z.ZodType<T | undefined> {
  return schema.optional().meta(metaOf(about));
}

/** A setting that may be left out, and then is as though `value` were written: in the notation of the file. */
export function withDefault<T>(schema: z.ZodType<T>, value: unknown, about: About): z.ZodType<T> {
  return schema.prefault(value).meta(metaOf(about));
}

/** A map with exactly these keys. */
export function group<T extends object>(fields: Fields<T>): z.ZodType<T> {
  return z.strictObject(fields).transform((value) => camelKeys(value) as T);
}

/** A map from names, which the operator chooses, to entries. Without a prototype, so that no name finds a stranger. */
export function named<T>(entry: z.ZodType<T>): z.ZodType<Readonly<Record<string, T>>> {
  const name = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, {
    error: 'a name is 1 to 32 lower-case letters, digits and dashes, and begins with a letter',
  });
  return z.record(name, entry).transform((entries) => {
    const bare: Record<string, T> = Object.create(null);
    return Object.assign(bare, entries);
  });
}

/** One of several groups, told apart by their `kind`. */
export function choice<T extends { readonly kind: string }>(
  ...groups: readonly [z.ZodType<T>, ...z.ZodType<T>[]]
): z.ZodType<T> {
  return z.discriminatedUnion('kind', groups as unknown as Parameters<typeof z.discriminatedUnion>[1]) as z.ZodType<T>;
}

/** A list, in the order of the file. */
export function list<T>(entry: z.ZodType<T>): z.ZodType<readonly T[]> {
  return z.array(entry);
}

/** A list with at least one entry. */
export function listOfSome<T>(entry: z.ZodType<T>): z.ZodType<readonly T[]> {
  return z.array(entry).min(1, { error: 'needs at least one entry' });
}

function metaOf({ doc, example }: About): { description: string; examples?: unknown[] } {
  return { description: doc, ...(example !== undefined && { examples: [example] }) };
}

/** `minimumVersion` as the file writes it. */
export function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function camelKeys(value: object): object {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .map(([key, entry]) => [key.replace(/-[a-z0-9]/g, (part) => part.charAt(1).toUpperCase()), entry]),
  );
}
