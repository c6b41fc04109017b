// The files that are made of the sections.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { generatedFiles } from '../../../src/config/generated-files.ts';
import { configJsonSchema, type JsonSchema } from '../../../src/config/schema/json-schema.ts';
import { POSTERN_ERRORS } from '../../../src/core/errors.ts';
import { configOf, load } from './load-text.ts';

const ROOT = join(import.meta.dirname, '../../..');

function generated(path: string): string {
  return generatedFiles().get(path) ?? '';
}

describe('the generated files', () => {
  it.each([...generatedFiles().keys()])('are fresh: %s', (path) => {
    expect(readFileSync(join(ROOT, path), 'utf8')).toBe(generated(path));
  });
});

describe('the example', () => {
  const example = generated('config/postern.example.yaml');

  it('loads, without a warning', () => {
    expect(load(example)).toMatchObject({ kind: 'loaded', warnings: [] });
  });

  it('shows the defaults: leaving a section out that has them changes nothing', () => {
    const config = configOf(example);
    for (const section of [
      'limits',
      'throttle',
      'audit',
      'metrics',
      'log',
      'app-passwords',
      'factors',
      'policy',
      'login-names',
    ]) {
      expect(configOf(example.replace(new RegExp(`^${section}:\n(?:[ #].*\n)*`, 'm'), ''))).toEqual(config);
    }
  });

  it('has every key, switched on or off', () => {
    const shown = new Set([...example.matchAll(/^[ #-]*([a-z0-9-]+):(?: |$)/gm)].map(([, key]) => key));
    expect(keysOf(configJsonSchema()).filter((key) => !shown.has(key))).toEqual([]);
  });

  it.each([
    'help-url',
    'default-domain',
    'recipient-delimiter',
    'default-expiry',
    'permitted-networks',
    'certificate-authority',
    'name',
  ])('still loads when %s is switched on by taking its # away', (key) => {
    const on = example.replace(
      new RegExp(`^( *)#(${key}:.*\n(?:\\1#  .*\n)*)`, 'm'),
      (_, indent: string, rest: string) => `${indent}${rest.replaceAll(`\n${indent}#`, `\n${indent}`)}`,
    );
    expect(on).not.toBe(example);
    expect(load(on)).toMatchObject({ kind: 'loaded' });
  });
});

describe('the JSON Schema', () => {
  it('describes every key', () => {
    const groups = groupsOf(configJsonSchema());
    const silent = groups.flatMap(({ properties = {} }) =>
      Object.entries(properties).flatMap(([key, { description = '' }]) => (description.length < 5 ? [key] : [])),
    );
    expect(groups.length).toBeGreaterThan(20);
    expect(silent).toEqual([]);
  });

  it('has defaults and examples in the notation of the file', () => {
    const schema: JsonSchema = parse(generated('config/postern.schema.json'));
    expect(schema.properties?.['audit']?.properties?.['retention']).toMatchObject({ type: 'string', default: '365d' });
    expect(schema.properties?.['hostname']).toMatchObject({ examples: ['mail.example.com'] });
    expect(schema.required).toEqual(['hostname', 'backends']);
  });
});

describe('the reference of errors', () => {
  it('has every code', () => {
    const reference = generated('docs/reference/errors.md');
    expect(Object.keys(POSTERN_ERRORS).filter((code) => !reference.includes(`\`${code}\``))).toEqual([]);
  });
});

function groupsOf(schema: JsonSchema): readonly JsonSchema[] {
  const { properties = {}, items, additionalProperties, oneOf = [] } = schema;
  const below = [
    ...Object.values(properties),
    ...oneOf,
    ...(items ? [items] : []),
    ...(additionalProperties ? [additionalProperties] : []),
  ];
  return [...(schema.properties ? [schema] : []), ...below.flatMap(groupsOf)];
}

function keysOf(schema: JsonSchema): readonly string[] {
  return groupsOf(schema).flatMap(({ properties = {} }) => Object.keys(properties));
}
