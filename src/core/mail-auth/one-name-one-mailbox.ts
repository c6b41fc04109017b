// Where a backend calls mailboxes by their local parts, alice@a.example and alice@b.example are one mailbox to it, and
// the policy of either could be passed by the name of the other (P-14). Such a backend is for one domain only; a second
// name for the same mailboxes is an alias of that domain.

import type { AccountStore, Domain } from '../accounts/account-store.ts';
import type { SignInSource } from '../accounts/sign-in-source.ts';
import type { BackendSignInPlan } from './backend-sign-in.ts';

export interface NamingParts {
  readonly accounts: Pick<AccountStore, 'listDomains'>;
  readonly sources: ReadonlyMap<string, SignInSource>;
  readonly backends: ReadonlyMap<string, BackendSignInPlan>;
}

/**
 * Another domain whose mailboxes a backend of this one, or the judge of its passwords, can't tell from its own;
 * `undefined` when there is none. Reads nothing for domains whose backends know whole addresses.
 * May throw `ERR_STORE_UNAVAILABLE`.
 */
export async function domainWithSameNames(
  domain: Pick<Domain, 'name' | 'backend' | 'signInSource'>,
  parts: NamingParts,
): Promise<string | undefined> {
  const confusing = namedByLocalPart(domain, parts);
  if (confusing.length === 0) return undefined;
  const others = (await parts.accounts.listDomains()).filter(({ name }) => name !== domain.name);
  return others.find((other) => namedByLocalPart(other, parts).some((backend) => confusing.includes(backend)))?.name;
}

/** The backends that see this domain's mailboxes without their domain. */
function namedByLocalPart(
  { backend, signInSource }: Pick<Domain, 'backend' | 'signInSource'>,
  { sources, backends }: NamingParts,
): readonly string[] {
  const judge = sources.get(signInSource)?.judgedByBackend;
  const asked = judge === undefined ? [backend] : [backend, judge];
  return asked.filter((name) => backends.get(name)?.loginName === 'local-part');
}
