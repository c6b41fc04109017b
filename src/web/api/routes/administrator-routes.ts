// /administrators, /console-sessions, /break-glass: who administers Postern, what they have open, and the operator's way in
// when nobody else has one (R6.2, R6.7).

import { z } from 'zod';
import { ROLES } from '../../../core/administrators/administrator.ts';
import { MAX_SET_UP_CODE_LIFE } from '../../../core/administrators/administrator-codes.ts';
import { breakGlass } from '../../../core/administrators/break-glass.ts';
import {
  addAdministrator,
  changeAdministrator,
  endConsoleSession,
  endConsoleSessions,
  findAdministrator,
  removeAdministrator,
  resetAdministrator,
} from '../../../core/administrators/manage-administrators.ts';
import { administratorView, administratorWithCodeView, consoleSessionView } from '../administrator-views.ts';
import type {
  AdministratorResource,
  AdministratorWithCodeResource,
  BreakGlassResource,
  ConsoleSessionResource,
  EndedConsoleSessionsResource,
} from '../client/administrator-resources.ts';
import type { ListResource } from '../client/resources.ts';
import {
  administratorSchema,
  administratorWithCodeSchema,
  breakGlassSchema,
  consoleSessionSchema,
  endedConsoleSessionsSchema,
} from '../client/schemas/administrator-schemas.ts';
import { listOf } from '../client/schemas/resource.ts';
import { type Answering, type Operation, operation } from '../operation.ts';
import { successOf } from '../problem.ts';
import { text } from '../requests.ts';
import { timestamp } from '../views.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

const named = z.strictObject({ name: text });
const role = z.enum(ROLES);
const domains = z.union([z.literal('all'), z.array(text).max(1_000)]).optional();
const codeHours = z
  .int()
  .min(1)
  .max(MAX_SET_UP_CODE_LIFE / HOUR)
  .optional();
const target = z
  .strictObject({ id: text.optional(), administrator: text.optional() })
  .refine(({ id, administrator }) => (id === undefined) !== (administrator === undefined), {
    error: 'name one of id and administrator',
  });

const TAG = 'Administrators';

export const listAdministratorsOperation: Answering<ListResource<AdministratorResource>> = operation({
  id: 'listAdministrators',
  method: 'GET',
  path: '/administrators',
  tag: TAG,
  summary: 'Everybody who administers Postern',
  permission: 'administrators:read',
  within: 'platform',
  answer: listOf(administratorSchema),
  handle: async (_input, { administrators }) => ({ items: (await administrators.list()).map(administratorView) }),
});

export const addAdministratorOperation: Answering<AdministratorWithCodeResource> = operation({
  id: 'addAdministrator',
  method: 'POST',
  path: '/administrators',
  tag: TAG,
  summary: 'Add an administrator, who signs in for the first time with the code in the answer',
  permission: 'administrators:write',
  within: 'platform',
  needsConfirmation: true,
  body: z.strictObject({ name: text, role, domains, codeHours }),
  answer: administratorWithCodeSchema,
  status: 201,
  handle: async ({ body: { codeHours: hours, ...wish } }, services) => {
    const codeLife = hours === undefined ? undefined : hours * HOUR;
    const added = successOf(await addAdministrator({ ...wish, codeLife }, services));
    return administratorWithCodeView(added, services.consoleAddress);
  },
});

export const showAdministratorOperation: Answering<AdministratorResource> = operation({
  id: 'showAdministrator',
  method: 'GET',
  path: '/administrators/{name}',
  tag: TAG,
  summary: 'An administrator',
  permission: 'administrators:read',
  within: 'platform',
  params: named,
  answer: administratorSchema,
  handle: async ({ params }, services) => administratorView(successOf(await findAdministrator(params.name, services))),
});

export const changeAdministratorOperation: Answering<AdministratorResource> = operation({
  id: 'changeAdministrator',
  method: 'PATCH',
  path: '/administrators/{name}',
  tag: TAG,
  summary: 'Change role, domains or state of an administrator, whose sessions end',
  permission: 'administrators:write',
  within: 'platform',
  needsConfirmation: true,
  changes: showAdministratorOperation,
  params: named,
  body: z
    .strictObject({ role: role.optional(), domains, disabled: z.boolean().optional() })
    .refine((change) => Object.values(change).some((value) => value !== undefined), { error: 'say what to change' }),
  answer: administratorSchema,
  handle: async ({ params, body }, services) =>
    administratorView(successOf(await changeAdministrator(params.name, body, services))),
});

export const removeAdministratorOperation: Answering<AdministratorResource> = operation({
  id: 'removeAdministrator',
  method: 'DELETE',
  path: '/administrators/{name}',
  tag: TAG,
  summary: 'Remove an administrator, whose sessions end',
  permission: 'administrators:write',
  within: 'platform',
  needsConfirmation: true,
  params: named,
  answer: administratorSchema,
  handle: async ({ params }, services) =>
    administratorView(successOf(await removeAdministrator(params.name, services))),
});

export const resetAdministratorOperation: Answering<AdministratorWithCodeResource> = operation({
  id: 'resetAdministrator',
  method: 'POST',
  path: '/administrators/{name}/reset',
  tag: TAG,
  summary:
    'Take password, factors and sessions from an administrator, who sets up new ones with the code in the answer',
  permission: 'administrators:write',
  within: 'platform',
  needsConfirmation: true,
  params: named,
  body: z.strictObject({ codeHours }),
  answer: administratorWithCodeSchema,
  handle: async ({ params, body: { codeHours: hours } }, services) => {
    const codeLife = hours === undefined ? undefined : hours * HOUR;
    const reset = successOf(await resetAdministrator(params.name, { codeLife }, services));
    return administratorWithCodeView(reset, services.consoleAddress);
  },
});

export const listConsoleSessionsOperation: Answering<ListResource<ConsoleSessionResource>> = operation({
  id: 'listConsoleSessions',
  method: 'GET',
  path: '/console-sessions',
  tag: TAG,
  summary: "Administrators' sessions at the console, break-glass included",
  permission: 'administrators:read',
  within: 'platform',
  query: z.strictObject({ administrator: text.optional() }),
  answer: listOf(consoleSessionSchema),
  handle: async ({ query }, { consoleSessions, requester }) => ({
    items: (await consoleSessions.list(query.administrator)).map((each) => consoleSessionView(each, requester.session)),
  }),
});

export const endConsoleSessionsOperation: Answering<EndedConsoleSessionsResource> = operation({
  id: 'endConsoleSessions',
  method: 'POST',
  path: '/console-sessions/end',
  tag: TAG,
  summary: 'End a session at the console, or all of an administrator',
  permission: 'administrators:write',
  within: 'platform',
  needsConfirmation: true,
  body: target,
  answer: endedConsoleSessionsSchema,
  handle: async ({ body: { id, administrator = '' } }, services) =>
    id === undefined
      ? successOf(await endConsoleSessions(administrator, services))
      : successOf(await endConsoleSession(id, services)),
});

export const breakGlassOperation: Answering<BreakGlassResource> = operation({
  id: 'breakGlass',
  method: 'POST',
  path: '/break-glass',
  tag: TAG,
  summary: "A code that opens the console for a while, for the operator on the host's own socket",
  permission: 'operator',
  within: 'platform',
  body: z.strictObject({ name: text, minutes: z.int().optional() }),
  answer: breakGlassSchema,
  status: 201,
  handle: async ({ body: { name: given, minutes } }, services) => {
    const sessionFor = minutes === undefined ? undefined : minutes * MINUTE;
    const {
      name,
      code,
      endsAt,
      sessionFor: lasts,
    } = successOf(await breakGlass({ name: given, sessionFor }, services));
    const { consoleAddress } = services;
    return {
      ...{ name, code, codeEndsAt: timestamp(endsAt), minutes: lasts / MINUTE },
      ...(consoleAddress !== undefined && { console: consoleAddress }),
    };
  },
});

export const ADMINISTRATOR_OPERATIONS: readonly Operation[] = [
  listAdministratorsOperation,
  addAdministratorOperation,
  showAdministratorOperation,
  changeAdministratorOperation,
  removeAdministratorOperation,
  resetAdministratorOperation,
  listConsoleSessionsOperation,
  endConsoleSessionsOperation,
  breakGlassOperation,
];
