// Writes a configuration as YAML with the documentation of each key above it: the example file, and what `postern init`
// writes. Lines that begin with `# ` explain; lines that begin with `#` and a key are settings that are switched off.

import { stringify } from 'yaml';
import type { JsonSchema } from '../schema/json-schema.ts';
import { groupOf, isGroup, kindOfValue, kindsOf } from './describe.ts';
import { exampleValue } from './example-value.ts';

/** Where comments are wrapped, in columns. */
const WIDTH = 100;

export interface RenderOptions {
  /** What becomes of keys that `value` doesn't have: shown, but switched off, or left out. */
  readonly others: 'switched-off' | 'left-out';
}

/** Renders the top-level groups, with an empty line between them. */
export function renderYaml(
  schema: JsonSchema,
  value: Readonly<Record<string, unknown>>,
  options: RenderOptions,
): string {
  const writer = new Writer(options);
  return `${writer.group(schema, value).join('\n').trim()}\n`;
}

class Writer {
  readonly #options: RenderOptions;
  /** Documentation that stands further up already. */
  readonly #said = new Set<string>();

  constructor(options: RenderOptions) {
    this.#options = options;
  }

  group(schema: JsonSchema, value: Readonly<Record<string, unknown>>, depth = 0): readonly string[] {
    return Object.entries(schema.properties ?? {}).flatMap(([key, setting]) => {
      const isOn = key in value;
      if (!isOn && (this.#options.others === 'left-out' || this.#said.has(setting.description ?? ''))) return [];
      const shown = isOn ? value[key] : exampleValue(setting);
      const comment = this.#comment(setting, shown, depth);
      const lines = this.#setting(key, setting, shown, depth);
      return [...(depth === 0 ? [''] : []), ...comment, ...(isOn ? lines : lines.map(switchOff))];
    });
  }

  #setting(key: string, schema: JsonSchema, value: unknown, depth: number): readonly string[] {
    const group = groupOf(schema, value);
    if (schema.writeOnly || !(group.properties || group.additionalProperties || isListOfGroups(schema, value))) {
      return [`${key}: ${flow(value)}`];
    }
    return [`${key}:`, ...this.#nested(schema, value, depth + 1).map((line) => `  ${line}`)];
  }

  #nested(schema: JsonSchema, value: unknown, depth: number): readonly string[] {
    if (Array.isArray(value) && schema.items) {
      const entry = schema.items;
      return value.flatMap((item) => asEntry(this.group(entry, isGroup(item) ? item : {}, depth)));
    }
    if (!isGroup(value)) return [];
    const group = groupOf(schema, value);
    const entries = group.additionalProperties;
    if (!entries) return [...this.group(group, value, depth), ...this.#otherKinds(schema, group, depth)];
    return Object.entries(value).flatMap(([name, entry]) => this.#setting(name, entries, entry, depth));
  }

  #otherKinds(schema: JsonSchema, chosen: JsonSchema, depth: number): readonly string[] {
    if (this.#options.others === 'left-out' || kindsOf(schema).length === 0) return [];
    return (schema.oneOf ?? [])
      .filter((other) => other !== chosen && !this.#said.has(other.properties?.['kind']?.description ?? ''))
      .flatMap((other) => {
        const value = exampleValue(other, {});
        return ['# Or:', ...this.group(other, isGroup(value) ? value : {}, depth).map(switchOff)];
      });
  }

  #comment(schema: JsonSchema, shown: unknown, depth: number): readonly string[] {
    const { description = '' } = schema;
    if (description === '' || this.#said.has(description)) return [];
    this.#said.add(description);
    const isDefault = JSON.stringify(shown) === JSON.stringify(schema.default);
    const facts = [
      bounds(schema),
      isDefault || schema.default === undefined || isGroup(schema.default) ? '' : `Default: ${flow(schema.default)}.`,
      isDefault && schema.examples !== undefined ? `Example: ${flow(schema.examples[0])}` : '',
    ];
    return wrap([description, ...facts].filter((text) => text !== '').join(' '), WIDTH - 2 * depth).map(
      (text) => `# ${text}`,
    );
  }
}

/** What may be written, where the description doesn't say it anyway. */
function bounds(schema: JsonSchema): string {
  const kind = kindOfValue(schema);
  const values = schema.enum ?? [];
  const isSaid = values.length > 0 && values.every((value) => schema.description?.includes(`\`${value}\``));
  if (isSaid || !(values.length > 0 || /[0-9]/.test(kind))) return '';
  return `${kind[0]?.toUpperCase()}${kind.slice(1)}.`;
}

/** Uncommenting takes one `#` away, and leaves the indentation right. */
function switchOff(line: string): string {
  return `#${line}`;
}

/** The first line that is a setting gets the dash; what explains it stands above. */
function asEntry(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => !line.startsWith('#'));
  return lines.map((line, index) => (index < first ? line : `${index === first ? '- ' : '  '}${line}`));
}

function isListOfGroups(schema: JsonSchema, value: unknown): boolean {
  return schema.items?.properties !== undefined && Array.isArray(value) && value.length > 0;
}

/** A value on one line. */
function flow(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trim();
}

/** Breaks at spaces, but not within `code`. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.match(/(?:`[^`]*`|\S)+/g) ?? []) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
