// /own: what an administrator who is signed in to the console does about themselves. Neither tokens nor the operator's
// socket get here: there is nobody whose own it could be.

import { z } from 'zod';
import { findAdministrator } from '../../../core/administrators/manage-administrators.ts';
import {
  beginAuthenticator,
  changeOwnPassword,
  endOwnSessions,
  finishAuthenticator,
  removeAuthenticator,
  renewOwnRecoveryCodes,
  type SignedInAdministrator,
} from '../../../core/administrators/own-administrator.ts';
import type { Requester } from '../../../core/administrators/requester.ts';
import { administratorView, authenticatorView, consoleSessionView } from '../administrator-views.ts';
import type {
  AuthenticatorResource,
  BegunAuthenticatorResource,
  ConsoleSessionResource,
  EndedConsoleSessionsResource,
  OwnAdministratorResource,
  RecoveryCodesResource,
} from '../client/administrator-resources.ts';
import type { ListResource } from '../client/resources.ts';
import {
  authenticatorSchema,
  begunAuthenticatorSchema,
  consoleSessionSchema,
  endedConsoleSessionsSchema,
  ownAdministratorSchema,
  recoveryCodesSchema,
} from '../client/schemas/administrator-schemas.ts';
import { listOf } from '../client/schemas/resource.ts';
import { type Answering, type Operation, operation } from '../operation.ts';
import { ProblemError, problem, successOf } from '../problem.ts';
import { password, text } from '../requests.ts';

/** What all of these have in common. */
const OWN = { tag: 'Own account', permission: 'own', within: 'handler' } as const;

export const showOwnAdministratorOperation: Answering<OwnAdministratorResource> = operation({
  ...OWN,
  id: 'showOwnAdministrator',
  method: 'GET',
  path: '/own',
  summary: 'Who is signed in, and what they may do',
  answer: ownAdministratorSchema,
  handle: async (_input, services) => {
    const { name } = signedIn(services.requester);
    return {
      ...administratorView(successOf(await findAdministrator(name, services))),
      permissions: [...services.requester.permissions],
      recoveryCodesLeft: await services.factors.recoveryCodesLeft(name),
    };
  },
});

export const changeOwnPasswordOperation: Answering<EndedConsoleSessionsResource> = operation({
  ...OWN,
  id: 'changeOwnPassword',
  method: 'PUT',
  path: '/own/password',
  summary: 'Choose another password; the other sessions end',
  needsConfirmation: true,
  body: z.strictObject({ password }),
  answer: endedConsoleSessionsSchema,
  handle: async ({ body }, services) =>
    successOf(await changeOwnPassword(signedIn(services.requester), body.password, services)),
});

export const renewOwnRecoveryCodesOperation: Answering<RecoveryCodesResource> = operation({
  ...OWN,
  id: 'renewOwnRecoveryCodes',
  method: 'POST',
  path: '/own/recovery-codes',
  summary: 'Ten new recovery codes, shown once; the old ones end',
  needsConfirmation: true,
  answer: recoveryCodesSchema,
  handle: async (_input, services) => ({
    codes: [...successOf(await renewOwnRecoveryCodes(signedIn(services.requester), services))],
  }),
});

export const listOwnFactorsOperation: Answering<ListResource<AuthenticatorResource>> = operation({
  ...OWN,
  id: 'listOwnFactors',
  method: 'GET',
  path: '/own/authenticators',
  summary: 'The own authenticator apps',
  answer: listOf(authenticatorSchema),
  handle: async (_input, { requester, factors }) => ({
    items: (await factors.list(signedIn(requester).name)).map(authenticatorView),
  }),
});

export const beginOwnAuthenticatorOperation: Answering<BegunAuthenticatorResource> = operation({
  ...OWN,
  id: 'beginOwnAuthenticator',
  method: 'POST',
  path: '/own/authenticators/begin',
  summary: 'Begin to set up another authenticator app, or show again what was begun',
  needsConfirmation: true,
  answer: begunAuthenticatorSchema,
  handle: async (_input, services) => {
    const { uri, typed } = successOf(
      await beginAuthenticator(signedIn(services.requester), services.consoleIssuer, services),
    );
    return { uri, typed };
  },
});

export const finishOwnAuthenticatorOperation: Answering<AuthenticatorResource> = operation({
  ...OWN,
  id: 'finishOwnAuthenticator',
  method: 'POST',
  path: '/own/authenticators',
  summary: 'Add the authenticator app that was begun, by a code of it',
  needsConfirmation: true,
  body: z.strictObject({ code: text, name: z.string().max(500).optional() }),
  answer: authenticatorSchema,
  status: 201,
  handle: async ({ body: { code, name = '' } }, services) =>
    authenticatorView(successOf(await finishAuthenticator(signedIn(services.requester), { code, name }, services))),
});

export const removeOwnAuthenticatorOperation: Answering<AuthenticatorResource> = operation({
  ...OWN,
  id: 'removeOwnAuthenticator',
  method: 'DELETE',
  path: '/own/authenticators/{id}',
  summary: 'Remove an authenticator app, but for the last one',
  needsConfirmation: true,
  params: z.strictObject({ id: text }),
  answer: authenticatorSchema,
  handle: async ({ params }, services) =>
    authenticatorView(successOf(await removeAuthenticator(signedIn(services.requester), params.id, services))),
});

export const listOwnSessionsOperation: Answering<ListResource<ConsoleSessionResource>> = operation({
  ...OWN,
  id: 'listOwnSessions',
  method: 'GET',
  path: '/own/sessions',
  summary: 'The own sessions at the console',
  answer: listOf(consoleSessionSchema),
  handle: async (_input, { requester, consoleSessions }) => {
    const { name, session } = signedIn(requester);
    return { items: (await consoleSessions.listOwn(name)).map((each) => consoleSessionView(each, session)) };
  },
});

export const endOwnSessionsOperation: Answering<EndedConsoleSessionsResource> = operation({
  ...OWN,
  id: 'endOwnSessions',
  method: 'POST',
  path: '/own/sessions/end',
  summary: 'End one of the own sessions, or all but the one that asks',
  body: z.strictObject({ id: text.optional() }),
  answer: endedConsoleSessionsSchema,
  handle: async ({ body }, services) =>
    successOf(await endOwnSessions(signedIn(services.requester), body.id, services)),
});

/** Whoever isn't doesn't get as far: see `perform`. */
function signedIn({ administrator: name, session }: Requester): SignedInAdministrator {
  if (name !== undefined && session !== undefined) return { name, session };
  throw new ProblemError(problem('not-permitted', 'this is for an administrator who is signed in to the console'));
}

export const OWN_OPERATIONS: readonly Operation[] = [
  showOwnAdministratorOperation,
  changeOwnPasswordOperation,
  renewOwnRecoveryCodesOperation,
  listOwnFactorsOperation,
  beginOwnAuthenticatorOperation,
  finishOwnAuthenticatorOperation,
  removeOwnAuthenticatorOperation,
  listOwnSessionsOperation,
  endOwnSessionsOperation,
];
