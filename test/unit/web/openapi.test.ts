// The API's description says what there is: every operation, in OpenAPI 3.1, and what a node answers is what it says.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeApi } from '../../../src/web/api/openapi.ts';
import { OPERATIONS } from '../../../src/web/api/operations.ts';
import { PROBLEM_STATUS } from '../../../src/web/api/problem.ts';
import { createAdministrationFixture, liveConnection } from '../../support/administration-fixture.ts';

/** Read anew, as a client reads it: nothing of our own types is left. */
const read = () => JSON.parse(JSON.stringify(describeApi(OPERATIONS)));

const described = read();

/** Keys of a JSON Schema as OpenAPI 3.1 takes it (its base dialect is JSON Schema 2020-12). */
const KEYWORDS = new Set([
  ...['type', 'const', 'enum', 'format', 'pattern', 'default', 'description', 'title'],
  ...['minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems'],
  ...['properties', 'required', 'additionalProperties', 'propertyNames'],
  ...['anyOf', 'oneOf', 'allOf', 'not', '$ref'],
]);

// biome-ignore lint/suspicious/noExplicitAny: JSON from outside
type Json = any;

function checkSchema(schema: Json, where: string): void {
  if (typeof schema === 'boolean') return;
  expect(schema, where).toBeTypeOf('object');
  for (const key of Object.keys(schema)) expect(KEYWORDS, `${where}: ${key}`).toContain(key);
  for (const list of [schema.anyOf, schema.oneOf, schema.allOf, schema.prefixItems]) {
    for (const [index, each] of (list ?? []).entries()) checkSchema(each, `${where}[${index}]`);
  }
  for (const each of [schema.items, schema.additionalProperties, schema.not, schema.propertyNames]) {
    if (each !== undefined) checkSchema(each, where);
  }
  for (const [name, each] of Object.entries(schema.properties ?? {})) checkSchema(each, `${where}.${name}`);
  for (const name of schema.required ?? []) expect(schema.properties, where).toHaveProperty([name]);
}

function at(reference: string): Json {
  return reference
    .replace(/^#\//, '')
    .split('/')
    .reduce((part: Json, name) => part?.[name], described);
}

describe('the description of the API', () => {
  it('is an OpenAPI 3.1 document, as it is generated', () => {
    expect(Object.keys(described).toSorted()).toEqual(
      ['components', 'info', 'openapi', 'paths', 'security', 'servers', 'tags'].toSorted(),
    );
    expect(described).toMatchObject({ openapi: '3.1.0', info: { title: expect.any(String), version: '1' } });
    const file = join(import.meta.dirname, '../../../docs/reference/openapi.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(described);
  });

  it('has every operation, once, and no other', () => {
    const found = Object.entries<Json>(described.paths).flatMap(([path, item]) =>
      Object.entries<Json>(item).map(([method, { operationId }]) => `${operationId} ${method} ${path}`),
    );
    const all = OPERATIONS.map(({ id, method, path }) => `${id} ${method.toLowerCase()} /api/v1${path}`);
    expect(found.toSorted()).toEqual(all.toSorted());
    expect(new Set(OPERATIONS.map(({ id }) => id)).size).toBe(OPERATIONS.length);
  });

  it.each(OPERATIONS.map((operation) => [operation.id, operation] as const))('describes %s whole', (_id, operation) => {
    const item = described.paths[`/api/v1${operation.path}`][operation.method.toLowerCase()];
    expect(item).toMatchObject({ summary: expect.stringMatching(/./), description: expect.stringMatching(/\.$/) });
    expect(described.tags).toContainEqual({ name: item.tags[0] });
    const parameters: Json[] = item.parameters ?? [];
    const inPath = parameters.filter((parameter) => parameter.in === 'path');
    expect(inPath.map(({ name }) => `{${name}}`)).toEqual(operation.path.match(/\{[^}]+\}/g) ?? []);
    for (const { required } of inPath) expect(required).toBe(true);
    const names = parameters.map(({ in: place, name }) => `${place} ${name}`);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, in: place, schema } of parameters) {
      expect(['path', 'query', 'header']).toContain(place);
      checkSchema(schema, name);
    }
    if (operation.method === 'GET') expect(item).not.toHaveProperty('requestBody');
    if (item.requestBody) checkSchema(item.requestBody.content['application/json'].schema, 'body');
    expect(item.responses).toHaveProperty([String(operation.status)]);
    for (const [status, answer] of Object.entries<Json>(item.responses)) {
      expect(answer.description, status).toMatch(/./);
      if (answer.$ref !== undefined) expect(at(answer.$ref), status).toHaveProperty('content');
      else if (status !== '304') checkSchema(answer.content['application/json'].schema, status);
    }
  });

  it('has a problem for every code, and the way to show a token', () => {
    expect(described.components.schemas.Problem.properties.code.enum).toEqual(Object.keys(PROBLEM_STATUS).toSorted());
    checkSchema(described.components.schemas.Problem, 'problem');
    expect(described.security).toEqual([{ token: [] }]);
    expect(described.components.securitySchemes.token).toMatchObject({ type: 'http', scheme: 'bearer' });
  });
});

describe('a node', () => {
  it('answers every reading operation as its description says', async () => {
    const node = await createAdministrationFixture();
    const { id } = await node.core.issue({ networks: ['192.0.2.0/24'] });
    node.live.push(liveConnection('one', 'alice@always.example', id));
    await node.ask('POST', '/groups', { name: 'staff' });
    await node.ask('POST', '/tokens', { name: 'x', permissions: ['audit:read'] });
    await node.core.attempt('alice@always.example', 'wrong');
    await node.core.parts.audit.flush();
    const values: Record<string, string> = { name: 'always.example', address: 'alice@always.example', id };
    const answered: string[] = [];
    for (const { id: name, method, path, permission } of OPERATIONS) {
      if (method !== 'GET' || permission === 'own') continue;
      const filled = path.replace(/\{([^}]+)\}/g, (_all, key: string) => values[key] ?? '');
      const target = path.startsWith('/groups') ? filled.replace('always.example', 'staff') : filled;
      const { status, body } = await node.ask('GET', target + (QUERIES[name] ?? ''));
      const { responses } = described.paths[`/api/v1${path}`].get;
      if (status === 200) {
        const { schema } = responses['200'].content['application/json'];
        expect(z.fromJSONSchema(schema).safeParse(body).error, name).toBeUndefined();
        answered.push(name);
      } else {
        expect(Object.keys(responses), `${name}: ${JSON.stringify(body)}`).toContain(String(status));
        expect(z.fromJSONSchema(described.components.schemas.Problem).safeParse(body).error, name).toBeUndefined();
      }
    }
    // What isn't there in this fixture is answered with a problem, which was looked at, too.
    expect(answered).toEqual(
      expect.arrayContaining(['showMailbox', 'listMailboxes', 'searchAudit', 'listTokens', 'explain']),
    );
    expect(answered.length).toBeGreaterThan(20);
  });
});

/** What an operation must be asked with. */
const QUERIES: Readonly<Record<string, string>> = {
  listAliases: '?target=alice@always.example',
  explain: '?loginName=alice@always.example&door=imap&ip=192.0.2.1',
};
