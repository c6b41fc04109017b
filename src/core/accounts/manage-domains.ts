// Adding, changing and removing the domains whose mailboxes Postern protects.

import {
  type ChangePorts,
  done,
  type FieldProblem,
  invalid,
  type Outcome,
  type Refusal,
  recordChange,
  refusalWhileUnrecorded,
  refuse,
} from '../administration/change.ts';
import { type LimitedPorts, refusalBeyondLimits } from '../factors/factor-limits.ts';
import type { BackendSignInPlan } from '../mail-auth/backend-sign-in.ts';
import { domainWithSameNames } from '../mail-auth/one-name-one-mailbox.ts';
import { changePolicy, describePolicyChange, type PolicyChange } from '../policy/policy-change.ts';
import { endOwnPasswordConnections } from '../sessions/end-connections.ts';
import type { RevocationLog } from '../sessions/revocation-log.ts';
import type { AccountStore, Domain } from './account-store.ts';
import { canonicalDomain } from './login-name.ts';
import type { SignInSource } from './sign-in-source.ts';

export interface DomainPorts extends ChangePorts, LimitedPorts {
  readonly accounts: AccountStore;
  /** What the configuration knows, by name: a domain can only name what is there. */
  readonly backends: ReadonlyMap<string, BackendSignInPlan>;
  readonly sources: ReadonlyMap<string, SignInSource>;
  readonly revocations: RevocationLog;
}

export interface DomainChange extends PolicyChange {
  readonly backend?: string | undefined;
  readonly signInSource?: string | undefined;
}

/** Adds a domain; `default` is its backend and its sign-in source unless it names others. May throw `ERR_STORE_UNAVAILABLE`. */
export async function addDomain(name: string, change: DomainChange, ports: DomainPorts): Promise<Outcome<Domain>> {
  const canonical = canonicalDomain(name);
  if (canonical === undefined) return invalid([{ field: 'name', reason: 'is no domain name' }]);
  if (await ports.accounts.findDomain(canonical)) return refuse('exists', `the domain ${canonical} is here already`);
  const fresh: Domain = {
    name: canonical,
    backend: 'default',
    signInSource: 'default',
    policy: {},
    createdAt: ports.clock.now(),
  };
  return keep(fresh, change, 'domain.added', ports);
}

/** Changes what `change` names. May throw `ERR_STORE_UNAVAILABLE`. */
export async function changeDomain(name: string, change: DomainChange, ports: DomainPorts): Promise<Outcome<Domain>> {
  const domain = await findDomain(name, ports.accounts);
  return domain.kind === 'done' ? keep(domain.value, change, 'domain.changed', ports) : domain;
}

/** Removes a domain that has no listed mailboxes, and ends what lives of it. May throw `ERR_STORE_UNAVAILABLE`. */
export async function removeDomain(name: string, ports: DomainPorts): Promise<Outcome<Domain>> {
  const found = await findDomain(name, ports.accounts);
  if (found.kind === 'refused') return found;
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const { value: domain } = found;
  if (!(await ports.accounts.removeDomain(domain.name, ports.clock.now()))) {
    return refuse('domain-in-use', `${domain.name} still has mailboxes: remove them first`);
  }
  await recordChange(ports, { event: 'domain.removed', details: { domain: domain.name } });
  return found;
}

/** The domain of this name, however it is spelt. May throw `ERR_STORE_UNAVAILABLE`. */
export async function findDomain(name: string, accounts: AccountStore): Promise<Outcome<Domain>> {
  const domain = await accounts.findDomain(canonicalDomain(name) ?? name);
  return domain ? done(domain) : unknownDomain(name);
}

export function unknownDomain(name: string): Refusal {
  return refuse('unknown-domain', `there is no domain ${name}; domains are added by: postern domain add ${name}`);
}

async function keep(
  before: Domain,
  change: DomainChange,
  event: 'domain.added' | 'domain.changed',
  ports: DomainPorts,
): Promise<Outcome<Domain>> {
  const { policy, problems } = changePolicy(before.policy, change);
  const domain: Domain = {
    ...before,
    policy,
    backend: change.backend ?? before.backend,
    signInSource: change.signInSource ?? before.signInSource,
  };
  const all = [...problems, ...nameProblems(domain, ports), ...(await sharingProblems(domain, ports))];
  if (all.length > 0) return invalid(all);
  const refusal =
    refusalBeyondLimits({ domain: before.policy }, { domain: policy }, ports) ?? refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  if (!(await ports.accounts.putDomain(domain))) {
    return refuse('exists', `${domain.name} is an alias of another domain`);
  }
  await endOwnPasswordConnections({ domain: domain.name }, change, ports);
  const { backend, signInSource } = domain;
  const details = { domain: domain.name, backend, signInSource, ...describePolicyChange(change) };
  await recordChange(ports, { event, details });
  return done(domain);
}

function nameProblems(domain: Domain, { backends, sources }: DomainPorts): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  const check = (field: string, name: string, known: ReadonlyMap<string, unknown>): void => {
    if (!known.has(name))
      problems.push({ field, reason: `is "${name}"; the configuration has ${[...known.keys()].join(', ')}` });
  };
  check('backend', domain.backend, backends);
  check('signInSource', domain.signInSource, sources);
  return problems;
}

/** P-14: each name that a backend knows is one mailbox here. */
async function sharingProblems(domain: Domain, ports: DomainPorts): Promise<readonly FieldProblem[]> {
  const other = await domainWithSameNames(domain, ports);
  if (other === undefined) return [];
  const reason = `knows mailboxes without their domain (login-name: local-part), and has those of ${other} already; if ${domain.name} is another name of them: postern alias add @${domain.name} ${other}`;
  return [{ field: 'backend', reason }];
}
