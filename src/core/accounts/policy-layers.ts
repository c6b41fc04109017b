// The layers of policy that an account has (R1.5), for the sums in core/policy.

import type { PlatformPolicy, PolicyLayers } from '../policy/policy.ts';
import type { ResolvedAccount } from './account-store.ts';

/** @param account - Absent for names that nobody has: the platform alone speaks for them. */
export function policyLayers(platform: PlatformPolicy, account: ResolvedAccount | undefined): PolicyLayers {
  if (!account) return { platform };
  const { domain, groups, mailbox, ownChoice } = account;
  return {
    platform,
    domain: domain.policy,
    groups,
    ...(mailbox && { mailbox: mailbox.policy }),
    ...(ownChoice !== undefined && { ownChoice }),
  };
}
