// Adding, changing and removing mailboxes that Postern knows by themselves.

import {
  type ChangePorts,
  done,
  invalid,
  type Outcome,
  type Refusal,
  recordChange,
  refusalWhileUnrecorded,
  refuse,
} from '../administration/change.ts';
import { type LimitedPorts, refusalBeyondLimits } from '../factors/factor-limits.ts';
import type { PolicyLayer } from '../policy/policy.ts';
import { changePolicy, changesPolicy, describePolicyChange, type PolicyChange } from '../policy/policy-change.ts';
import { endOwnPasswordConnections } from '../sessions/end-connections.ts';
import type { RevocationLog } from '../sessions/revocation-log.ts';
import {
  type AccountStore,
  domainOf,
  type Mailbox,
  type MailboxChange,
  type ResolvedAccount,
} from './account-store.ts';
import { canonicalAddress, type LoginNameRules, resolveLoginName } from './login-name.ts';
import { unknownDomain } from './manage-domains.ts';

export interface AccountPorts {
  readonly accounts: AccountStore;
  readonly loginNames: LoginNameRules;
}

export interface MailboxPorts extends ChangePorts, AccountPorts, LimitedPorts {
  readonly revocations: RevocationLog;
}

export interface MailboxRequest extends PolicyChange {
  /** R5.3: refused at every door, live connections end within a second. */
  readonly disabled?: boolean | undefined;
}

/** Adds a mailbox of a known domain. May throw `ERR_STORE_UNAVAILABLE`. */
export async function addMailbox(
  given: string,
  request: MailboxRequest,
  ports: MailboxPorts,
): Promise<Outcome<Mailbox>> {
  const address = canonicalAddress(given, ports.loginNames);
  if (address === undefined) return invalid([{ field: 'address', reason: 'is no address such as anna@example.com' }]);
  const { policy, problems } = changePolicy({}, request);
  if (problems.length > 0) return invalid(problems);
  if (!(await ports.accounts.findDomain(domainOf(address)))) return unknownDomain(domainOf(address));
  const found = ports.factorLimits && (await ports.accounts.resolve(address));
  const refusal = refusalOfKinds(found, policy, ports) ?? refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const mailbox: Mailbox = { address, policy, disabled: request.disabled ?? false, createdAt: ports.clock.now() };
  if (!(await ports.accounts.addMailbox(mailbox))) {
    return refuse('exists', `${address} is a mailbox or an alias already`);
  }
  await endOwnPasswordConnections({ mailbox: address }, request, ports);
  await recordChange(ports, { event: 'mailbox.added', mailbox: address, details: describe(request) });
  return done(mailbox);
}

/** Changes what `request` names. May throw `ERR_STORE_UNAVAILABLE`. */
export async function changeMailbox(
  given: string,
  request: MailboxRequest,
  ports: MailboxPorts,
): Promise<Outcome<Mailbox>> {
  const found = await findAccount(given, ports);
  if (found.kind === 'refused') return found;
  const { value: account } = found;
  const { mailbox: before } = account;
  if (!before) return unlisted(account.address);
  const { policy, problems } = changePolicy(before.policy, request);
  if (problems.length > 0) return invalid(problems);
  const refusal = refusalOfKinds(account, policy, ports) ?? refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const change: MailboxChange = {
    ...(changesPolicy(request) && { policy }),
    ...(request.disabled !== undefined && { disabled: request.disabled }),
  };
  if (!(await ports.accounts.updateMailbox(before.address, change, ports.clock.now()))) return unlisted(before.address);
  await endOwnPasswordConnections({ mailbox: before.address }, request, ports);
  await recordChange(ports, { event: 'mailbox.changed', mailbox: before.address, details: describe(request) });
  return done({ ...before, ...change });
}

/**
 * Removes a mailbox with its aliases, app passwords, local password, factors, memberships of groups and its owner's choice
 * of the mode, and ends its connections; one that isn't listed loses what it has of these. May throw `ERR_STORE_UNAVAILABLE`.
 */
export async function removeMailbox(
  given: string,
  ports: MailboxPorts,
): Promise<Outcome<{ readonly address: string }>> {
  const address = canonicalAddress(given, ports.loginNames);
  if (address === undefined) return unknownMailbox(given);
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  if (!(await ports.accounts.removeMailbox(address, ports.clock.now()))) return unknownMailbox(address);
  await recordChange(ports, { event: 'mailbox.removed', mailbox: address });
  return done({ address });
}

/**
 * The account that an address stands for, aliases and tags followed, listed or by its domain.
 * May throw `ERR_STORE_UNAVAILABLE`.
 */
export async function findAccount(given: string, ports: AccountPorts): Promise<Outcome<ResolvedAccount>> {
  const account = await resolveLoginName(given, ports.loginNames, ports.accounts);
  if (account) return done(account);
  const address = canonicalAddress(given, ports.loginNames);
  if (address === undefined) return unknownMailbox(given);
  const domain = domainOf(address);
  return (await ports.accounts.findDomain(domain)) ? mustBeListed(address) : unknownDomain(domain);
}

/**
 * A refusal of a layer that allows its mailbox kinds of factors which aren't theirs to allow (R2.9).
 *
 * @param account - Absent: an address that nobody has had until now.
 */
export function refusalOfKinds(
  account: ResolvedAccount | undefined,
  after: PolicyLayer,
  ports: LimitedPorts,
): Refusal | undefined {
  const { domain, groups, mailbox } = account ?? {};
  const others = { ...(domain && { domain: domain.policy }), ...(groups && { groups }) };
  const before = { ...others, ...(mailbox && { mailbox: mailbox.policy }) };
  return refusalBeyondLimits(before, { ...others, mailbox: after }, ports);
}

function unknownMailbox(given: string): Refusal {
  return refuse('unknown-mailbox', `there is no mailbox ${given}`);
}

/** Names with a second meaning somewhere are nobody's until they are listed (P-14). */
function mustBeListed(address: string): Refusal {
  return refuse('unknown-mailbox', `${address} is no mailbox until it is listed: postern mailbox add ${address}`);
}

/** It has no settings that could be changed. */
export function unlisted(address: string): Refusal {
  const text = `${address} follows its domain, and has no settings of its own until: postern mailbox add ${address}`;
  return refuse('unknown-mailbox', text);
}

function describe(request: MailboxRequest): Record<string, string | boolean> {
  return {
    ...describePolicyChange(request),
    ...(request.disabled !== undefined && { disabled: request.disabled }),
  };
}
