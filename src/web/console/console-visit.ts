// What a page of the console works with, made for one request of a session that is open: what is shown and done is asked of
// the API as this administrator, and nothing else is in reach.

import type { PresentedConsoleSession } from '../../core/administrators/administrator-sign-in-contract.ts';
import type { Requester } from '../../core/administrators/requester.ts';
import { perform } from '../api/perform.ts';
import { ProblemError } from '../api/problem.ts';
import type { Form } from '../pages/form.ts';
import type { View } from '../pages/view.ts';
import type { ConsoleRequest, ConsoleRoute, ConsoleRoutes, ConsoleVisit } from './console-contract.ts';
import { readCookies } from './console-cookies.ts';
import type { ConsoleParts } from './console-parts.ts';

/** Leaves a handler where both steps must be given again first. */
export class ConfirmationNeeded extends Error {
  constructor() {
    super('both steps must be given again first');
    this.name = 'ConfirmationNeeded';
  }
}

export interface VisitParts {
  readonly request: ConsoleRequest;
  readonly presented: PresentedConsoleSession;
  readonly requester: Requester;
  readonly routes: ConsoleRoutes;
  readonly parts: ConsoleParts;
  readonly view: View;
  readonly form: Form;
}

export function consoleVisit({ request, presented, requester, routes, parts, view, form }: VisitParts): ConsoleVisit {
  const { clock, random, countries } = parts;
  return {
    requester,
    session: presented.session,
    view,
    path: request.path,
    query: request.query,
    form,
    cookies: readCookies(request.cookies, parts.origin).look,
    clock,
    random,
    countries,
    mayVisit: (path) => {
      const route = routeFor(routes, path);
      return route?.get !== undefined && isPermitted(route, requester);
    },
    call: async (operation, { params = {}, query = {}, body, ifMatch } = {}) => {
      const said = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
      const raw = { params, query: said, body, ...(ifMatch !== undefined && { ifMatch }) };
      try {
        return { kind: 'done', value: await perform(operation, raw, requester, parts.services()) };
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        if (error.problem.code === 'confirmation-needed') throw new ConfirmationNeeded();
        return { kind: 'refused', problem: error.problem };
      }
    },
  };
}

export function routeFor(routes: ConsoleRoutes, path: string): ConsoleRoute | undefined {
  return Object.hasOwn(routes, path) ? routes[path] : undefined;
}

export function isPermitted(
  { permission, takesAllDomains }: ConsoleRoute,
  { permissions, domains }: Requester,
): boolean {
  if (takesAllDomains && domains !== 'all') return false;
  return permission === 'own' || permissions.has(permission);
}
