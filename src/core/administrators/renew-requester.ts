// Who asked once, looked at again: for what goes on after its request was answered (P-34).

import type { AdministratorStore } from './administrator-store.ts';
import { PERMISSIONS_OF_ROLES } from './permissions.ts';
import type { Requester } from './requester.ts';

/**
 * What a requester may do now, never more than when it asked. `undefined`: its administrator is gone, or disabled. The
 * operator, whom the host lets in, stays. May throw `ERR_STORE_UNAVAILABLE`.
 */
export async function renewRequester(
  requester: Requester,
  administrators: Pick<AdministratorStore, 'find'>,
): Promise<Requester | undefined> {
  const { administrator: name, permissions, domains } = requester;
  if (name === undefined) return requester;
  const found = await administrators.find(name);
  if (found === undefined || found.disabled) return undefined;
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
