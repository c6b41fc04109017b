// What a schema says of a setting, in a few words for people.

import { alternatives, type JsonSchema } from '../schema/json-schema.ts';

/** The kind of value: `one of implicit, starttls, none`, `1 to 65535`; empty for groups, which are their keys. */
export function kindOfValue(schema: JsonSchema): string {
  if (schema.title !== undefined) return schema.title;
  if (schema.oneOf) return '';
  if (schema.anyOf) return schema.anyOf.map(kindOfValue).join(' or ');
  if (schema.enum) return `one of ${schema.enum.join(', ')}`;
  if (schema.const !== undefined) return String(schema.const);
  if (schema.type === 'integer') return `${schema.minimum} to ${schema.maximum}`;
  if (schema.type === 'boolean') return 'true or false';
  if (schema.items?.enum) return `some of ${schema.items.enum.join(', ')}`;
  if (schema.items) return `list of ${kindOfValue(schema.items) || 'group'}s`;
  return '';
}

/** The values of `kind` that tell the groups of a choice apart; empty for what is no choice. */
export function kindsOf(schema: JsonSchema): readonly string[] {
  return alternatives(schema).flatMap(({ properties }) => {
    const kind = properties?.['kind']?.const;
    return typeof kind === 'string' ? [kind] : [];
  });
}

/** The group that a value of a choice is; the schema itself for what is no choice. */
export function groupOf(schema: JsonSchema, value: unknown): JsonSchema {
  const chosen = isGroup(value) ? value['kind'] : undefined;
  const groups = alternatives(schema);
  return groups.find(({ properties }) => properties?.['kind']?.const === chosen) ?? groups[0] ?? schema;
}

export function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
