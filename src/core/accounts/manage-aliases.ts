// Aliases: an address that stands for a mailbox (`info@example.com`), or a whole domain that stands for another
// (`@old.example`).

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
import type { AppPasswordStore } from '../app-passwords/app-password-store.ts';
import type { FactorStore } from '../factors/factor-store.ts';
import type { AccountStore, Alias } from './account-store.ts';
import { canonicalAddress, canonicalDomain, type LoginNameRules } from './login-name.ts';

export interface AliasPorts extends ChangePorts {
  readonly accounts: AccountStore;
  readonly loginNames: LoginNameRules;
  readonly appPasswords: Pick<AppPasswordStore, 'list'>;
  readonly factors: Pick<FactorStore, 'list'>;
}

/** Adds an alias of a listed mailbox, or of a domain. May throw `ERR_STORE_UNAVAILABLE`. */
export async function addAlias(given: Alias, ports: AliasPorts): Promise<Outcome<Alias>> {
  const alias = canonicalAlias(given.alias, ports.loginNames);
  const isDomain = given.alias.startsWith('@');
  const target = isDomain
    ? canonicalDomain(given.target.replace(/^@/, ''))
    : canonicalAddress(given.target, ports.loginNames);
  const problems = [
    ...(alias === undefined ? [{ field: 'alias', reason: 'is no address, and no domain such as @old.example' }] : []),
    ...(target === undefined ? [{ field: 'target', reason: isDomain ? 'is no domain name' : 'is no address' }] : []),
  ];
  if (alias === undefined || target === undefined) return invalid(problems);
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  if ((await ports.appPasswords.list(alias, { includeRevoked: false })).length > 0)
    return inUse(alias, 'app passwords');
  if ((await ports.factors.list(alias)).length > 0) return inUse(alias, 'second factors');
  if (!(await ports.accounts.addAlias({ alias, target }))) return whyNot({ alias, target }, isDomain, ports.accounts);
  await recordChange(ports, { event: 'alias.added', details: { alias, target } });
  return done({ alias, target });
}

/** Removes an alias, not what it stands for. May throw `ERR_STORE_UNAVAILABLE`. */
export async function removeAlias(given: string, ports: AliasPorts): Promise<Outcome<{ readonly alias: string }>> {
  const alias = canonicalAlias(given, ports.loginNames) ?? given;
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  if (!(await ports.accounts.removeAlias(alias))) return refuse('unknown-alias', `there is no alias ${given}`);
  await recordChange(ports, { event: 'alias.removed', details: { alias } });
  return done({ alias });
}

/** The aliases of a mailbox, or of a domain by its name. May throw `ERR_STORE_UNAVAILABLE`. */
export function listAliases(
  target: string,
  { accounts, loginNames }: Pick<AliasPorts, 'accounts' | 'loginNames'>,
): Promise<readonly Alias[]> {
  const canonical = target.includes('@') ? canonicalAddress(target, loginNames) : canonicalDomain(target);
  return accounts.listAliases(canonical ?? target);
}

function canonicalAlias(alias: string, loginNames: LoginNameRules): string | undefined {
  if (!alias.startsWith('@')) return canonicalAddress(alias, loginNames);
  const domain = canonicalDomain(alias.slice(1));
  return domain === undefined ? undefined : `@${domain}`;
}

/** They would lie dormant, and open the address again once the alias is gone. */
function inUse(alias: string, what: string): Refusal {
  return refuse('exists', `${alias} is in use as a mailbox, with ${what}: postern mailbox remove ${alias}`);
}

/** The store says only that it can't be: the likelier reason is looked for. */
async function whyNot({ alias, target }: Alias, isDomain: boolean, accounts: AccountStore): Promise<Outcome<Alias>> {
  const known = isDomain ? await accounts.findDomain(target) : await accounts.findMailbox(target);
  if (known) return refuse('exists', `${alias} is a mailbox, a domain or an alias already`);
  return isDomain
    ? refuse('unknown-domain', `there is no domain ${target}`)
    : refuse('unknown-mailbox', `${target} is no mailbox that is listed: postern mailbox add ${target}`);
}
