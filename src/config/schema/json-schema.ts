// The configuration's schema as JSON Schema: what editors read, and what the example, the reference, the search for
// secrets and the suggestions are made from.

import { z } from 'zod';
import { configSchema } from '../config.ts';

/** The part of JSON Schema (2020-12) that our schemas use. */
export interface JsonSchema {
  readonly type?: string;
  /** The kind of value, for people. */
  readonly title?: string;
  readonly description?: string;
  /** In the notation of the file. */
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  /** False for groups; the schema of every entry for maps by name. */
  readonly additionalProperties?: JsonSchema | false;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  /** A secret stands here. */
  readonly writeOnly?: boolean;
}

/** The schema of the file as it is written. */
export function configJsonSchema(): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(configSchema, {
    io: 'input',
    // Zod leaves out the examples of whatever is transformed, for it can't know that they are in the file's notation.
    override: ({ zodSchema, jsonSchema }) => {
      const examples = z.globalRegistry.get(zodSchema)?.['examples'];
      if (Array.isArray(examples)) jsonSchema.examples = examples;
    },
  });
  return { $schema, title: 'Configuration of Postern', ...rest } as JsonSchema;
}

/** What a value may be: the schema itself, or its alternatives. */
export function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  return schema.oneOf ?? schema.anyOf ?? [schema];
}

/** The schemas that a key or list position may have below any of `schemas`. */
export function schemasBelow(schemas: readonly JsonSchema[], part: string | number): readonly JsonSchema[] {
  return schemas.flatMap(alternatives).flatMap(({ properties, additionalProperties, items }) => {
    if (typeof part === 'number') return items ?? [];
    const known = properties && Object.hasOwn(properties, part) ? properties[part] : undefined;
    return known ?? (additionalProperties || []);
  });
}
