// Before a mailbox's own password is sealed for its app passwords it is checked at the mailbox's sign-in source: a slip
// of the fingers would otherwise become an app password that no backend takes.

import type { ResolvedAccount } from '../accounts/account-store.ts';
import type { AskingClient, SignInSource } from '../accounts/sign-in-source.ts';
import { type Refusal, refuse } from '../administration/change.ts';

/** How this mailbox's password is judged: an administrator asks, from this machine. Backends that are told refuse port 0. */
const ADMINISTRATION: AskingClient = {
  remoteAddress: '127.0.0.1',
  remotePort: 1,
  localAddress: '127.0.0.1',
  localPort: 1,
  connectionId: 'administration',
};

/** `undefined`: it is right. Never throws. */
export async function refusalOfMailboxPassword(
  { address, domain }: ResolvedAccount,
  password: string,
  sources: ReadonlyMap<string, SignInSource>,
): Promise<Refusal | undefined> {
  const source = sources.get(domain.signInSource);
  if (!source) return refuse('unavailable', `the configuration has no sign-in source ${domain.signInSource}`);
  const verdict = await source.verify(address, password, ADMINISTRATION);
  switch (verdict.kind) {
    case 'right':
      return undefined;
    case 'wrong':
      return refuse('mailbox-password-refused', `this is not the password of ${address}`);
    case 'unavailable':
      // R4.4: who can't be asked has not said no.
      return refuse('unavailable', `nobody can say whether this is the password of ${address}: ${verdict.dependency}`);
  }
}
