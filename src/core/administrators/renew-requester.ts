// Who asked once, looked at again: for what goes on after its request was answered (P-34).

import type { Clock } from '../ports.ts';
import type { Millis } from '../units.ts';
import type { AdministratorStore } from './administrator-store.ts';
import type { ConsoleSessionStore } from './console-session-store.ts';
import { PERMISSIONS_OF_ROLES } from './permissions.ts';
import type { Requester } from './requester.ts';
import type { TokenStore } from './tokens/token-store.ts';

export interface RenewalPorts {
  readonly administrators: Pick<AdministratorStore, 'find'>;
  readonly tokens: Pick<TokenStore, 'find'>;
  readonly consoleSessions: Pick<ConsoleSessionStore, 'list'>;
  readonly clock: Clock;
}

/**
 * What a requester may do now, never more than when it asked at `since`. `undefined`: its administrator is gone or disabled,
 * its token, or the session of whoever broke the glass, has ended. The operator, whom the host lets in, stays. May throw
 * `ERR_STORE_UNAVAILABLE`.
 */
export async function renewRequester(
  requester: Requester,
  since: Millis,
  { administrators, tokens, consoleSessions, clock }: RenewalPorts,
): Promise<Requester | undefined> {
  const { administrator: name, token, session, permissions, domains } = requester;
  if (token) {
    const found = await tokens.find(token.id);
    if (!found || found.revokedAt !== undefined || found.expiresAt <= clock.now()) return undefined;
  }
  if (name === undefined) {
    // Nothing that comes of break-glass goes on when its session is over (R6.7).
    const now = clock.now();
    const isOver =
      session !== undefined && !(await consoleSessions.list()).some(({ id, endsAt }) => id === session && now < endsAt);
    return isOver ? undefined : requester;
  }
  const found = await administrators.find(name);
  // Whoever got the name of somebody who was removed didn't ask.
  if (!found || found.disabled || found.createdAt > since) return undefined;
  const its = PERMISSIONS_OF_ROLES[found.role];
  return {
    ...requester,
    role: found.role,
    permissions: new Set([...permissions].filter((permission) => its.has(permission))),
    domains: inBoth(domains, found.domains),
  };
}

function inBoth(one: Requester['domains'], other: Requester['domains']): Requester['domains'] {
  if (one === 'all') return other;
  return other === 'all' ? one : new Set([...one].filter((domain) => other.has(domain)));
}
