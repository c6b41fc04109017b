// What policy says for a browser's sign-in, field by field with its layer (R1.8), without asking for a password.

import { type AccountStore, describeAccount } from '../accounts/account-store.ts';
import { type LoginNameRules, resolveLoginName } from '../accounts/login-name.ts';
import { policyLayers } from '../accounts/policy-layers.ts';
import type { TraceStep } from '../audit/audit-store.ts';
import { isInNetworks } from '../places/networks.ts';
import { isPermittedPlace } from '../places/permitted-places.ts';
import type { WebContext } from '../web-context.ts';
import { effectiveWebPolicy, type PlatformPolicy, type Sourced, type WebPolicy } from './policy.ts';

export interface ExplainPolicyPorts {
  readonly accounts: AccountStore;
  readonly loginNames: LoginNameRules;
  readonly platformPolicy: PlatformPolicy;
}

/** May throw `ERR_STORE_UNAVAILABLE`. */
export async function explainWebPolicy(
  loginName: string,
  from: Pick<WebContext, 'remoteAddress' | 'country'>,
  { accounts, loginNames, platformPolicy }: ExplainPolicyPorts,
): Promise<readonly TraceStep[]> {
  const account = await resolveLoginName(loginName, loginNames, accounts);
  const trace: TraceStep[] = [{ check: 'account', result: describeAccount(account) }];
  if (account?.mailbox?.disabled) trace.push({ check: 'account-state', result: 'disabled' });
  const policy = effectiveWebPolicy(policyLayers(platformPolicy, account));
  isPermittedPlace(policy, from, trace);
  return [...trace, ...describeWebPolicy(policy, from.remoteAddress)];
}

/** The fields that say when and how a second step is asked, from an address. */
export function describeWebPolicy(policy: WebPolicy, remoteAddress: string): readonly TraceStep[] {
  const step = <T>(check: string, { value, layer }: Sourced<T>, say: (value: T) => string): TraceStep => ({
    check,
    result: say(value),
    layer,
  });
  const yesOrNo = (value: boolean): string => (value ? 'yes' : 'no');
  const { challenge, byPolicy } = policy;
  return [
    step('challenge', challenge, (mode) => (mode === byPolicy ? mode : `${mode} (policy alone: ${byPolicy})`)),
    step('trusted-networks', policy.trustedNetworks, (list) => {
      if (list.length === 0) return 'none';
      return isInNetworks(remoteAddress, list) ? 'inside' : 'outside';
    }),
    step('even-from-trusted-networks', policy.evenFromTrustedNetworks, yesOrNo),
    step('trusted-browser-days', policy.trustedBrowserDays, String),
    step('user-choice', policy.userChoice, yesOrNo),
    step('compare', policy.compare, String),
    step('enrolment', policy.enrolment, String),
    step('factors', policy.factors, (kinds) => kinds.join(' ') || 'none'),
  ];
}
