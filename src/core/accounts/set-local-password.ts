// Setting a mailbox's password where Postern keeps it itself (R4.2, `local`).

import {
  type ChangePorts,
  done,
  invalid,
  type Outcome,
  recordChange,
  refusalWhileUnrecorded,
  refuse,
} from '../administration/change.ts';
import type { TrustedBrowserStore } from '../places/trusted-browser-store.ts';
import type { RevocationLog } from '../sessions/revocation-log.ts';
import type { LocalPasswordStore, PasswordHasher } from './local-passwords.ts';
import { type AccountPorts, findAccount } from './manage-mailboxes.ts';
import { passwordProblem } from './password-rules.ts';

export interface LocalPasswordPorts extends ChangePorts, AccountPorts {
  readonly localPasswords: LocalPasswordStore;
  readonly hasher: PasswordHasher;
  readonly revocations: RevocationLog;
  readonly trustedBrowsers: Pick<TrustedBrowserStore, 'revokeAll'>;
  /** Names of the sign-in sources whose passwords Postern keeps. */
  readonly localSources: ReadonlySet<string>;
}

/** Sets it, and ends the mailbox's live connections (R6.4) and trusted browsers (R1.7). May throw `ERR_STORE_UNAVAILABLE`. */
export async function setLocalPassword(
  given: string,
  password: string,
  ports: LocalPasswordPorts,
): Promise<Outcome<{ readonly mailbox: string }>> {
  const found = await findAccount(given, ports);
  if (found.kind === 'refused') return found;
  const { address, domain } = found.value;
  if (!ports.localSources.has(domain.signInSource)) {
    const text = `the password of ${address} is kept by the sign-in source ${domain.signInSource}, not by Postern`;
    return refuse('no-local-password', text);
  }
  const problem = passwordProblem(password);
  if (problem !== undefined) return invalid([{ field: 'password', reason: problem }]);
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const replaced = (await ports.localPasswords.find(address)) !== undefined;
  const phc = await ports.hasher.hash(password);
  const at = ports.clock.now();
  await ports.localPasswords.set(address, phc, at);
  await ports.trustedBrowsers.revokeAll(address);
  await ports.revocations.append({ at, target: { kind: 'mailbox', address }, reason: 'password-changed' });
  await recordChange(ports, { event: 'password.set', mailbox: address, details: { replaced } });
  return done({ mailbox: address });
}
