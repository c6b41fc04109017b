// The value that the example file shows for a setting: what was given, filled up with defaults and examples.

import type { JsonSchema } from '../schema/json-schema.ts';
import { groupOf, isGroup } from './describe.ts';

/** Fills up `given`. Settings that may be left out and have no default stay out. */
export function exampleValue(schema: JsonSchema, given: unknown = schema.examples?.[0] ?? schema.default): unknown {
  if (Array.isArray(given))
    return given.map((entry, index) => (index === 0 ? exampleEntry(schema.items, entry) : entry));
  if (schema.writeOnly) return given;
  const group = groupOf(schema, given);
  if (group.properties) return exampleGroup(group, isGroup(given) ? given : {});
  if (!group.additionalProperties || !isGroup(given)) return given;
  const entry = group.additionalProperties;
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, exampleValue(entry, value)]));
}

function exampleEntry(schema: JsonSchema | undefined, given: unknown): unknown {
  return schema ? exampleValue(schema, given) : given;
}

function exampleGroup(
  { properties = {}, required = [] }: JsonSchema,
  given: Readonly<Record<string, unknown>>,
): object {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, schema]) => {
      if (key in given) return [[key, exampleValue(schema, given[key])]];
      if (schema.const !== undefined) return [[key, schema.const]];
      if (schema.default !== undefined) return [[key, exampleValue(schema, shownFor(schema))]];
      return required.includes(key) ? [[key, exampleValue(schema)]] : [];
    }),
  );
}

/** The example of a section, or of a list of them, goes before its default, for that is empty; a single setting shows its default. */
function shownFor({ examples: [example] = [], default: otherwise }: JsonSchema): unknown {
  return isGroup(example) || isListOfGroups(example) ? example : otherwise;
}

function isListOfGroups(example: unknown): boolean {
  return Array.isArray(example) && example.some(isGroup);
}
