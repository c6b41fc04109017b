// The one way to an operation, from whichever surface: who asks is judged first, then what was sent is read, then where it
// lies, then whether it was confirmed lately. No handler runs for anybody who didn't pass here (P-34).

import { findDomain } from '../../core/accounts/manage-domains.ts';
import { findAccount } from '../../core/accounts/manage-mailboxes.ts';
import { assigningRoleOf, type Requester } from '../../core/administrators/requester.ts';
import { factorLimitsOf } from '../../core/factors/factor-limits.ts';
import type { AdministrationServices, RouteServices } from './administration-services.ts';
import { etagOf, ifMatch as holds } from './etag.ts';
import type { Operation, OperationPermission } from './operation.ts';
import { ProblemError, problem, successOf } from './problem.ts';
import { read } from './requests.ts';
import { servicesWithin } from './services-within.ts';

/** As it came: nothing of it has been read. */
export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly signal?: AbortSignal;
  /** The field `If-Match`: the change is of no other version. */
  readonly ifMatch?: string;
}

/** Throws a {@link ProblemError}, or what a store throws. */
export async function perform<Params, Query, Body, Answer>(
  operation: Operation<Params, Query, Body, Answer>,
  raw: RawInput,
  requester: Requester,
  services: AdministrationServices,
): Promise<Answer> {
  requirePermission(operation, requester);
  const input = {
    params: read(operation.params, raw.params),
    query: read(operation.query, raw.query),
    body: read(operation.body, raw.body),
    signal: raw.signal ?? new AbortController().signal,
  };
  const reachable = servicesFor(requester, services);
  await requireWithin(operation, raw.params, reachable);
  const mustBeConfirmed = operation.needsConfirmation && operation.changesNothing?.(input.body) !== true;
  if (mustBeConfirmed && !isConfirmed(requester, services)) {
    throw new ProblemError(problem('confirmation-needed', 'both steps must be given again for this'));
  }
  const handle = () => operation.handle(input, reachable);
  const { changes } = operation;
  if (changes === undefined) {
    requireNoVersion(operation, raw);
    return handle();
  }
  return services.changeLocks.hold(await resourceOf(operation, raw, services), async () => {
    await requireVersion(changes, raw, reachable);
    return handle();
  });
}

/** Which one is changed, by the one name that it has: there are aliases, and other ways to write a name. */
async function resourceOf(
  { changes, within }: Operation,
  { params }: RawInput,
  services: AdministrationServices,
): Promise<string> {
  const kind = changes?.id;
  switch (within) {
    case 'mailbox': {
      const { address } = successOf(await findAccount(parameter(params, 'address'), services));
      return `${kind} ${address}`;
    }
    case 'domain': {
      const { name } = successOf(await findDomain(parameter(params, 'name'), services.accounts));
      return `${kind} ${name}`;
    }
    default:
      return `${kind} ${JSON.stringify(params).toLowerCase()}`;
  }
}

/** Who names a version means that nothing else is to be changed: where that can't be kept, it isn't done. */
function requireNoVersion({ method }: Operation, { ifMatch }: RawInput): void {
  if (ifMatch === undefined || method === 'GET') return;
  throw new ProblemError(problem('no-precondition', 'If-Match has no meaning here'));
}

/** RFC 9110 §13.1.1: a lost update is refused. Throws what reading the resource throws: what isn't there has no version. */
async function requireVersion(changes: Operation, raw: RawInput, services: RouteServices): Promise<void> {
  if (raw.ifMatch === undefined) return;
  const input = {
    params: read(changes.params, raw.params),
    query: read(changes.query, undefined),
    body: read(changes.body, undefined),
    signal: raw.signal ?? new AbortController().signal,
  };
  if (holds(raw.ifMatch, etagOf(await changes.handle(input, services)))) return;
  throw new ProblemError(problem('changed-meanwhile', 'it is another by now than the version that If-Match names'));
}

/** Throws a problem for who may not ask for it, wherever it lies. */
export function requirePermission({ permission }: Operation, requester: Requester): void {
  if (isPermitted(permission, requester)) return;
  throw new ProblemError(problem('not-permitted', WANTED[permission] ?? `this takes the permission ${permission}`));
}

/** Whether somebody may ask for what takes this, wherever it lies. */
export function isPermitted(permission: OperationPermission, requester: Requester): boolean {
  switch (permission) {
    case 'own':
      return requester.administrator !== undefined && requester.session !== undefined;
    case 'operator':
      return requester.isOperator === true;
    default:
      return requester.permissions.has(permission);
  }
}

const WANTED: Partial<Record<OperationPermission, string>> = {
  own: 'this is for an administrator who is signed in to the console',
  operator: "this is for the operator, on the host's own socket",
};

/** The services with what lies in the requester's domains, and who asks. */
export function servicesFor(requester: Requester, services: AdministrationServices): RouteServices {
  const { actor, origin, domains } = requester;
  const reachable = domains === 'all' ? services : servicesWithin(domains, services);
  const factorLimits = factorLimitsOf(assigningRoleOf(requester), services);
  return { ...reachable, requester, actor, ...(origin && { origin }), ...(factorLimits && { factorLimits }) };
}

function isConfirmed({ confirmedUntil }: Requester, { clock }: AdministrationServices): boolean {
  return confirmedUntil === 'always' || clock.now() < confirmedUntil;
}

/** What isn't theirs isn't there for them: the answer is the one for what doesn't exist. */
async function requireWithin({ within }: Operation, params: unknown, services: RouteServices): Promise<void> {
  if (services.requester.domains === 'all') return;
  switch (within) {
    case 'handler':
      return;
    case 'platform':
      throw new ProblemError(problem('not-permitted', 'this takes an administrator of all domains'));
    case 'domain':
      successOf(await findDomain(parameter(params, 'name'), services.accounts));
      return;
    case 'mailbox':
      successOf(await findAccount(parameter(params, 'address'), services));
  }
}

function parameter(params: unknown, name: string): string {
  const value: unknown = typeof params === 'object' && params !== null ? Reflect.get(params, name) : undefined;
  return typeof value === 'string' ? value : '';
}
