// Adding, changing, resetting and removing administrators (R6.2). Nobody changes or removes themselves, so that nobody is
// shut out by a slip; and only the operator at the host may leave an installation without a platform administrator. What an
// administrator had open ends with any of these. A token takes power away and gives none: it would outlast the token.

import type { AccountStore } from '../accounts/account-store.ts';
import { canonicalDomain } from '../accounts/login-name.ts';
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
import type { Random } from '../ports.ts';
import type { Millis } from '../units.ts';
import {
  type AdministeredDomains,
  type AdministratorName,
  canonicalAdministratorName,
  type Role,
} from './administrator.ts';
import { type AdministratorCodes, type IssuedCode, SET_UP_CODE_LIFE } from './administrator-codes.ts';
import type {
  AdministratorChange,
  AdministratorStore,
  LastAdministratorRule,
  StoredAdministrator,
} from './administrator-store.ts';
import type { ConsoleSessionId } from './console-session-store.ts';
import type { ConsoleSessions } from './console-sessions.ts';
import { newStamp } from './new-stamp.ts';
import type { Requester } from './requester.ts';

export interface AdministratorPorts extends ChangePorts {
  readonly administrators: AdministratorStore;
  readonly consoleSessions: Pick<ConsoleSessions, 'end' | 'endAll'>;
  readonly administratorCodes: AdministratorCodes;
  readonly accounts: Pick<AccountStore, 'findDomain'>;
  readonly random: Random;
  readonly requester: Pick<Requester, 'administrator' | 'isOperator' | 'token'>;
}

/** As asked: `all`, or names of domains as typed. */
export type DomainWish = 'all' | readonly string[];

export interface AdministratorWish {
  readonly name: string;
  readonly role: Role;
  /** Absent: `all` for a platform administrator and an auditor, none for a domain administrator. */
  readonly domains?: DomainWish | undefined;
  /** Of the set-up code. */
  readonly codeLife?: Millis | undefined;
}

export interface ChangeWish {
  readonly role?: Role | undefined;
  readonly domains?: DomainWish | undefined;
  readonly disabled?: boolean | undefined;
}

/** With the code for the first sign-in, shown once. */
export interface AdministratorWithCode {
  readonly administrator: StoredAdministrator;
  readonly setUp: IssuedCode;
}

/** How many. */
export interface EndedConsoleSessions {
  readonly ended: number;
}

/** What the audit log calls somebody else than an administrator. */
const RESERVED: ReadonlySet<string> = new Set(['cli', 'operator', 'postern', 'retention', 'token']);

/** An administrator who signs in for the first time with the code. May throw `ERR_STORE_UNAVAILABLE`. */
export async function addAdministrator(
  wish: AdministratorWish,
  ports: AdministratorPorts,
): Promise<Outcome<AdministratorWithCode>> {
  const { role, codeLife = SET_UP_CODE_LIFE } = wish;
  const name = canonicalAdministratorName(wish.name);
  const { domains, problem } = await domainsOf(
    role,
    wish.domains ?? (role === 'domain-administrator' ? [] : 'all'),
    ports,
  );
  const problems = [...(name === undefined || RESERVED.has(name) ? [NO_NAME] : []), ...(problem ? [problem] : [])];
  if (name === undefined || problems.length > 0) return invalid(problems);
  const refusal = refusalOfToken(ports) ?? refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const { administrators, administratorCodes, clock, random } = ports;
  const added = { name, role, domains, createdAt: clock.now(), stamp: newStamp(random) };
  if (!(await administrators.add(added))) return refuse('exists', `the administrator ${name} is here already`);
  const { issued, kept } = administratorCodes.make({ kind: 'set-up', name }, codeLife);
  await administrators.keepCode(kept);
  await recordChange(ports, { event: 'administrator.added', details: describe({ name, role, domains }) });
  return done({ administrator: { ...added, disabled: false, isSetUp: false }, setUp: issued });
}

/** What is named changes; what the administrator had open ends. May throw `ERR_STORE_UNAVAILABLE`. */
export async function changeAdministrator(
  given: string,
  wish: ChangeWish,
  ports: AdministratorPorts,
): Promise<Outcome<StoredAdministrator>> {
  const found = await findOther(given, ports);
  if (found.kind === 'refused') return found;
  const before = found.value;
  const { role = before.role, disabled = before.disabled } = wish;
  const { domains, problem } = await domainsOf(role, wish.domains ?? stillFit(role, before.domains), ports);
  if (problem) return invalid([problem]);
  const onlyDisables = wish.disabled === true && wish.role === undefined && wish.domains === undefined;
  const refusal = (onlyDisables ? undefined : refusalOfToken(ports)) ?? refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const { name } = before;
  const change: AdministratorChange = { role, domains, disabled };
  const stamped = { ...change, stamp: newStamp(ports.random) };
  const after = await ports.administrators.change(name, stamped, ruleFor(ports));
  if (after === undefined) return unknown(given);
  if (after === 'last') return last(name);
  const sessions = await ports.consoleSessions.endAll(name, 'changed');
  const details = { ...describe({ name, role, domains }), disabled, sessions };
  await recordChange(ports, { event: 'administrator.changed', details });
  return done(after);
}

/** With factors and sessions. May throw `ERR_STORE_UNAVAILABLE`. */
export async function removeAdministrator(
  given: string,
  ports: AdministratorPorts,
): Promise<Outcome<StoredAdministrator>> {
  const found = await findOther(given, ports);
  if (found.kind === 'refused') return found;
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const { name } = found.value;
  const removed = await ports.administrators.remove(name, ruleFor(ports));
  if (removed === undefined) return unknown(given);
  if (removed === 'last') return last(name);
  const sessions = await ports.consoleSessions.endAll(name, 'removed');
  await recordChange(ports, { event: 'administrator.removed', details: { administrator: name, sessions } });
  return done(removed);
}

/**
 * For a lost phone, or a password that somebody else knows: password, factors and sessions end, and a code lets the
 * administrator set up new ones. May throw `ERR_STORE_UNAVAILABLE`.
 */
export async function resetAdministrator(
  given: string,
  { codeLife = SET_UP_CODE_LIFE }: { readonly codeLife?: Millis | undefined },
  ports: AdministratorPorts,
): Promise<Outcome<AdministratorWithCode>> {
  const found = await findOther(given, ports);
  if (found.kind === 'refused') return found;
  const refusal = refusalOfToken(ports) ?? refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const { name } = found.value;
  const { issued, kept } = ports.administratorCodes.make({ kind: 'set-up', name }, codeLife);
  const after = await ports.administrators.reset({ ...kept, stamp: newStamp(ports.random) }, ruleFor(ports));
  if (after === undefined) return unknown(given);
  if (after === 'last') return last(name);
  const sessions = await ports.consoleSessions.endAll(name, 'reset');
  await recordChange(ports, { event: 'administrator.reset', details: { administrator: name, sessions } });
  return done({ administrator: after, setUp: issued });
}

/** Ends what an administrator, or whoever broke the glass by this name, has open. May throw `ERR_STORE_UNAVAILABLE`. */
export async function endConsoleSessions(
  given: string,
  ports: AdministratorPorts,
): Promise<Outcome<EndedConsoleSessions>> {
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const administrator = canonicalAdministratorName(given);
  if (administrator === undefined) return unknown(given);
  const ended = await ports.consoleSessions.endAll(administrator, 'ended-by-administrator');
  await recordChange(ports, { event: 'console-sessions.ended', details: { administrator, ended } });
  return done({ ended });
}

/** Ends one, whosever it is. May throw `ERR_STORE_UNAVAILABLE`. */
export async function endConsoleSession(
  session: ConsoleSessionId,
  ports: AdministratorPorts,
): Promise<Outcome<EndedConsoleSessions>> {
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  if (!(await ports.consoleSessions.end(session, 'ended-by-administrator'))) {
    return refuse('unknown-session', `there is no session ${session} at the console`);
  }
  await recordChange(ports, { event: 'console-sessions.ended', details: { session, ended: 1 } });
  return done({ ended: 1 });
}

export async function findAdministrator(
  given: string,
  { administrators }: Pick<AdministratorPorts, 'administrators'>,
): Promise<Outcome<StoredAdministrator>> {
  const name = canonicalAdministratorName(given);
  const found = name === undefined ? undefined : await administrators.find(name);
  return found ? done(found) : unknown(given);
}

const NO_NAME: FieldProblem = {
  field: 'name',
  reason:
    'must be 2 to 64 lower-case letters, digits, dots, dashes and underlines, the first a letter, and not taken by Postern itself',
};

async function findOther(given: string, ports: AdministratorPorts): Promise<Outcome<StoredAdministrator>> {
  const found = await findAdministrator(given, ports);
  if (found.kind === 'refused' || found.value.name !== ports.requester.administrator) return found;
  return refuse(
    'own-administrator',
    'nobody changes, resets or removes themselves: somebody else must, or the operator',
  );
}

/** Every token ends, and whoever it let in, or gave more to, would stay. */
function refusalOfToken({ requester }: AdministratorPorts): Refusal | undefined {
  if (requester.token === undefined) return undefined;
  return refuse('not-permitted', 'a token lets no administrator in: somebody who is signed in must, or the operator');
}

/** Whoever isn't at the host leaves one who can administer. */
function ruleFor({ requester }: AdministratorPorts): LastAdministratorRule {
  return requester.isOperator ? 'unguarded' : 'keep-one';
}

/** What of the domains may stay when only the role changes. */
function stillFit(role: Role, domains: AdministeredDomains): DomainWish {
  if (role === 'platform-administrator') return 'all';
  return domains === 'all' ? domains : [...domains];
}

/** Every one must be known, and there must be some where the role is about some. */
async function domainsOf(
  role: Role,
  wish: DomainWish,
  { accounts }: Pick<AdministratorPorts, 'accounts'>,
): Promise<{ readonly domains: AdministeredDomains; readonly problem?: FieldProblem }> {
  const problem = (reason: string) => ({ domains: 'all' as const, problem: { field: 'domains', reason } });
  if (wish === 'all') {
    return role === 'domain-administrator' ? problem('of a domain administrator must be named') : { domains: 'all' };
  }
  if (role === 'platform-administrator') return problem('of a platform administrator are all');
  if (wish.length === 0) return problem('must name one at least');
  const domains = new Set<string>();
  for (const given of wish) {
    const name = canonicalDomain(given);
    const known = name === undefined ? undefined : await accounts.findDomain(name);
    if (!known) return problem(`name ${given}, which isn't known here`);
    domains.add(known.name);
  }
  return { domains };
}

function describe({ name, role, domains }: Pick<StoredAdministrator, 'name' | 'role' | 'domains'>) {
  return { administrator: name, role, domains: domains === 'all' ? domains : [...domains].join(' ') };
}

function unknown(given: string): Outcome<never> {
  return refuse('unknown-administrator', `there is no administrator ${given}`);
}

function last(name: AdministratorName): Outcome<never> {
  return refuse(
    'last-administrator',
    `${name} is the last platform administrator who can sign in: only the operator at the host may do this`,
  );
}
