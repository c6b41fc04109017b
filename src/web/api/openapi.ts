// The description of the administration API (OpenAPI 3.1), made of its operations: what is written here can't differ from what
// is read and answered, as both are the same schemas.

import { z } from 'zod';
import { PERMISSIONS } from '../../core/administrators/permissions.ts';
import { API_PREFIX } from './client/resources.ts';
import type { Operation, OperationPermission } from './operation.ts';
import { isCreating, isSingleResource } from './operation-routes.ts';
import { PROBLEM_STATUS } from './problem.ts';

type Json = Readonly<Record<string, unknown>>;

/** An OpenAPI 3.1 document. */
export interface ApiDescription {
  readonly openapi: '3.1.0';
  readonly info: Json;
  readonly servers: readonly Json[];
  readonly security: readonly Json[];
  readonly tags: readonly Json[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly components: Readonly<Record<string, Json>>;
}

const PROBLEM = { $ref: '#/components/responses/Problem' } as const;

/** What every operation may answer, by status, and what it means. */
const REFUSALS = {
  '400': 'The request is malformed',
  '401': 'There is no token, or none that counts',
  '403': 'The token lacks the permission, or this network may not ask',
  '429': 'Too many requests; `Retry-After` says when to try again',
  '503': 'Temporarily unavailable; `Retry-After` says when to try again',
} as const;

const INTRODUCTION = `Everything that the console and the command line do. Refusals are problem details (RFC 9457) whose \`code\` stays the same.
Lists are read page by page: \`next\` of one answer is \`after\` of the following request. A change with \`If-Match\` is made only of
the version that this \`ETag\` names. What is made with an \`Idempotency-Key\` is made once, however often it is asked for within a day.`;

/** Describes these operations. The same ones always give the same description. */
export function describeApi(operations: readonly Operation[]): ApiDescription {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations) {
    const path = `${API_PREFIX}${operation.path}`;
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describeOperation(operation) };
  }
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  return {
    openapi: '3.1.0',
    info: {
      title: 'Postern administration API',
      version: '1',
      description: INTRODUCTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'A listener of `administration.listeners`' }],
    security: [{ token: [] }],
    tags: tags.map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'Made with `postern token create`, shown once. It does what its permissions and domains let it.',
        },
      },
      responses: {
        Problem: {
          description: 'Refused; `code` says why, `detail` says it to people',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
      schemas: { Problem: PROBLEM_SCHEMA },
    },
  };
}

const PROBLEM_SCHEMA: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string', const: 'about:blank' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(PROBLEM_STATUS).sort() },
    detail: { type: 'string' },
    problems: {
      type: 'array',
      description: 'Each field that is wrong',
      items: {
        type: 'object',
        required: ['field', 'reason'],
        properties: { field: { type: 'string' }, reason: { type: 'string' } },
      },
    },
  },
};

function describeOperation(operation: Operation): Json {
  const { id, tag, summary, status, answer } = operation;
  const body = schemaOf(operation.body, 'input');
  const parameters = [
    ...parametersOf(operation.params, 'path'),
    ...parametersOf(operation.query, 'query'),
    ...fieldsOf(operation),
  ];
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: whoMay(operation),
    ...(parameters.length > 0 && { parameters }),
    ...(takesSomething(body) && { requestBody: { required: isRequired(body), content: json(body) } }),
    responses: {
      [String(status)]: {
        description: status === 201 ? 'Made' : 'Done',
        ...(isSingleResource(operation) && { headers: { ETag: { schema: { type: 'string' } } } }),
        content: json(schemaOf(answer, 'output')),
      },
      ...(isSingleResource(operation) && { '304': { description: 'It is as `If-None-Match` says' } }),
      ...refusalsOf(operation),
    },
  };
}

function whoMay({ permission, needsConfirmation, within }: Operation): string {
  const confirmed = needsConfirmation ? ' At the console both steps are asked again first.' : '';
  const everywhere = within === 'platform' ? ' Only for all domains.' : '';
  return `${takenBy(permission)}${everywhere}${confirmed}`;
}

function takenBy(permission: OperationPermission): string {
  switch (permission) {
    case 'own':
      return 'For an administrator at the console, about themselves: no token may.';
    case 'operator':
      return "For the operator on the host's own socket: no token may.";
    default:
      return `Takes the permission \`${permission}\`: ${PERMISSIONS[permission].toLowerCase()}.`;
  }
}

function refusalsOf(operation: Operation): Json {
  const { params, changes } = operation;
  const isNamed = parametersOf(params, 'path').length > 0;
  const all = {
    ...REFUSALS,
    ...(isNamed && { '404': 'There is no such thing, or not for this token' }),
    ...(operation.method !== 'GET' && { '409': 'Not possible as things are' }),
    ...(changes && { '412': 'It is another by now than the version that `If-Match` names' }),
    '422': 'What is asked is invalid: `problems` names each field',
  };
  return Object.fromEntries(Object.entries(all).map(([status, description]) => [status, { ...PROBLEM, description }]));
}

/** Fields of the head that mean something here. */
function fieldsOf(operation: Operation): readonly Json[] {
  const field = (name: string, description: string): Json => ({
    name,
    in: 'header',
    description,
    schema: { type: 'string' },
  });
  return [
    ...(operation.changes
      ? [field('If-Match', `The ETag of \`${operation.changes.id}\` on which the change is made`)]
      : []),
    ...(isSingleResource(operation) ? [field('If-None-Match', 'The ETag of what is known already')] : []),
    ...(isCreating(operation) ? [field('Idempotency-Key', 'A string in quotes, another one for each request')] : []),
  ];
}

function parametersOf(schema: z.ZodType, place: 'path' | 'query'): readonly Json[] {
  const { properties = {}, required = [] } = schemaOf(schema, 'input');
  return Object.entries(properties).map(([name, { description, ...of }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description !== undefined && { description }),
    schema: of,
  }));
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, Json>>;
  readonly required?: readonly string[];
}

/** JSON Schema 2020-12, which is OpenAPI 3.1's own dialect. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): ObjectSchema {
  // What only a check of ours can say (an address, a network) stays out of it; the API's answer says it.
  const { $schema: _dialect, ...made } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    ...(io === 'output' && { override: leaveOpen }),
  });
  return made as ObjectSchema;
}

/** Answers may have more fields one day, as clients must expect. */
function leaveOpen({ jsonSchema }: { readonly jsonSchema: { additionalProperties?: unknown } }): void {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
}

function takesSomething(schema: ObjectSchema): boolean {
  return schema.properties === undefined || Object.keys(schema.properties).length > 0;
}

function isRequired({ properties, required = [] }: ObjectSchema): boolean {
  return properties === undefined || required.length > 0;
}

function json(schema: ObjectSchema): Json {
  return { 'application/json': { schema } };
}
