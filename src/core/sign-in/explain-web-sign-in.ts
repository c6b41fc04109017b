// What would become of a browser's sign-in, from this place and without a trusted browser: the rules with their layers,
// and whether a second step would be asked (R1.8). Asks for no password and records nothing.

import { type AccountStore, describeAccount } from '../accounts/account-store.ts';
import { type LoginNameRules, resolveLoginName } from '../accounts/login-name.ts';
import { policyLayers } from '../accounts/policy-layers.ts';
import type { TraceStep } from '../audit/audit-store.ts';
import type { SecondFactors } from '../factors/second-factors.ts';
import { isPermittedPlace } from '../places/permitted-places.ts';
import { effectiveWebPolicy, type PlatformPolicy, type Sourced, type WebPolicy } from '../policy/policy.ts';
import type { WebContext } from '../web-context.ts';
import { explainSecondStep, type SecondStepPorts } from './second-step-requirement.ts';

export interface ExplainWebPorts extends SecondStepPorts {
  readonly accounts: AccountStore;
  readonly loginNames: LoginNameRules;
  readonly platformPolicy: PlatformPolicy;
  readonly factors: Pick<SecondFactors, 'list'>;
}

/** May throw `ERR_STORE_UNAVAILABLE`. */
export async function explainWebSignIn(
  loginName: string,
  from: Pick<WebContext, 'remoteAddress' | 'country'>,
  ports: ExplainWebPorts,
): Promise<readonly TraceStep[]> {
  const { accounts, loginNames, platformPolicy, factors } = ports;
  const account = await resolveLoginName(loginName, loginNames, accounts);
  const trace: TraceStep[] = [{ check: 'account', result: describeAccount(account) }];
  if (account?.mailbox?.disabled) trace.push({ check: 'account-state', result: 'disabled' });
  const policy = effectiveWebPolicy(policyLayers(platformPolicy, account));
  const isPermitted = isPermittedPlace(policy, from, trace);
  trace.push(...describeRules(policy));
  if (!account || account.mailbox?.disabled || !isPermitted) return [...trace, { check: 'opens', result: 'nothing' }];
  const { address: mailbox } = account;
  const required = await explainSecondStep({ mailbox, policy, context: from }, ports);
  trace.push(...required.trace.filter(({ check }) => check !== 'challenge'));
  const step = required.needed ? await whichStep(mailbox, policy, factors) : 'none';
  return [...trace, { check: 'second-step', result: `${step} (${required.because})` }];
}

async function whichStep(mailbox: string, policy: WebPolicy, factors: ExplainWebPorts['factors']): Promise<string> {
  const enrolled = await factors.list(mailbox);
  if (enrolled.length === 0) return `sets up a factor, ${policy.enrolment.value}`;
  const usable = enrolled.filter(({ kind }) => policy.factors.value.includes(kind));
  return usable.length === 0 ? 'nothing helps: policy allows none of its factors' : 'asks for a factor';
}

/** The rules about the second step, but for those that the requirement's own trace shows. */
function describeRules(policy: WebPolicy): readonly TraceStep[] {
  const step = <T>(check: string, { value, layer }: Sourced<T>, say: (value: T) => string): TraceStep => ({
    check,
    result: say(value),
    layer,
  });
  const yesOrNo = (value: boolean): string => (value ? 'yes' : 'no');
  const { challenge, byPolicy } = policy;
  return [
    step('challenge', challenge, (mode) => (mode === byPolicy ? mode : `${mode} (policy alone: ${byPolicy})`)),
    step('even-from-trusted-networks', policy.evenFromTrustedNetworks, yesOrNo),
    step('trusted-browser-days', policy.trustedBrowserDays, String),
    step('user-choice', policy.userChoice, yesOrNo),
    step('compare', policy.compare, String),
    step('enrolment', policy.enrolment, String),
    step('factors', policy.factors, (kinds) => kinds.join(' ') || 'none'),
  ];
}
