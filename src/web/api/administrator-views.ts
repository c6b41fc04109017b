// The core's administrators and their sessions as the API's resources. Neither password nor stamp has a field.

import type { ConsoleSession } from '../../core/administrators/administrator-sign-in-contract.ts';
import type { StoredAdministrator } from '../../core/administrators/administrator-store.ts';
import type { ConsoleSessionId } from '../../core/administrators/console-session-store.ts';
import type { AdministratorWithCode } from '../../core/administrators/manage-administrators.ts';
import type { Factor } from '../../core/factors/factor.ts';
import type {
  AdministratorResource,
  AdministratorWithCodeResource,
  AuthenticatorResource,
  ConsoleSessionResource,
} from './client/administrator-resources.ts';
import { timestamp } from './views.ts';

export function administratorView(administrator: StoredAdministrator): AdministratorResource {
  const { name, role, domains, disabled, isSetUp, createdAt, lastSignInAt } = administrator;
  return {
    ...{ name, role, disabled, setUp: isSetUp },
    domains: domains === 'all' ? domains : [...domains],
    createdAt: timestamp(createdAt),
    ...(lastSignInAt !== undefined && { lastSignInAt: timestamp(lastSignInAt) }),
  };
}

/** @param console - Where the code is typed. */
export function administratorWithCodeView(
  { administrator, setUp }: AdministratorWithCode,
  console: string | undefined,
): AdministratorWithCodeResource {
  return {
    ...administratorView(administrator),
    code: setUp.code,
    codeEndsAt: timestamp(setUp.endsAt),
    ...(console !== undefined && { console }),
  };
}

/** @param current - The one that asks. */
export function consoleSessionView(
  session: ConsoleSession,
  current: ConsoleSessionId | undefined,
): ConsoleSessionResource {
  const { id, state, administrator, isBreakGlass, origin, startedAt, lastActiveAt, endsAt } = session;
  const { remoteAddress, userAgent, country } = origin;
  return {
    ...{ id, administrator: administrator.name, state, breakGlass: isBreakGlass, current: id === current },
    ...{ remoteAddress, userAgent, ...(country !== undefined && { country }) },
    startedAt: timestamp(startedAt),
    lastActiveAt: timestamp(lastActiveAt),
    endsAt: timestamp(endsAt),
  };
}

export function authenticatorView({ id, name, createdAt, lastUsedAt }: Factor): AuthenticatorResource {
  return {
    ...{ id, name, createdAt: timestamp(createdAt) },
    ...(lastUsedAt !== undefined && { lastUsedAt: timestamp(lastUsedAt) }),
  };
}
