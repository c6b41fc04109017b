// After a mailbox's own password was changed elsewhere: the new one is verified and sealed for every app password of the
// mailbox, without knowing any of them (R3.7).

import { type AccountPorts, findAccount } from '../accounts/manage-mailboxes.ts';
import type { SignInSource } from '../accounts/sign-in-source.ts';
import {
  type ChangePorts,
  done,
  type Outcome,
  recordChange,
  refusalWhileUnrecorded,
} from '../administration/change.ts';
import type { TrustedBrowserStore } from '../places/trusted-browser-store.ts';
import type { AppPasswordCrypto } from './app-password-crypto.ts';
import type { AppPasswordStore } from './app-password-store.ts';
import { refusalOfMailboxPassword } from './mailbox-password.ts';
import type { PasswordRecognizer } from './password-recognizer.ts';
import { sealForAll } from './seal-for-mailbox.ts';

export interface ResealPorts extends ChangePorts, AccountPorts {
  readonly appPasswords: AppPasswordStore;
  readonly crypto: AppPasswordCrypto;
  readonly recognizer: PasswordRecognizer;
  readonly trustedBrowsers: Pick<TrustedBrowserStore, 'revokeAll'>;
  readonly sources: ReadonlyMap<string, SignInSource>;
}

export interface Resealed {
  readonly mailbox: string;
  /** How many app passwords hold it now. */
  readonly resealed: number;
}

/** Seals `mailboxPassword` anew. May throw `ERR_STORE_UNAVAILABLE`. */
export async function resealAppPasswords(
  given: string,
  mailboxPassword: string,
  ports: ResealPorts,
): Promise<Outcome<Resealed>> {
  const found = await findAccount(given, ports);
  if (found.kind === 'refused') return found;
  const refusal =
    refusalWhileUnrecorded(ports) ?? (await refusalOfMailboxPassword(found.value, mailboxPassword, ports.sources));
  if (refusal) return refusal;
  const { address: mailbox } = found.value;
  const records = await ports.appPasswords.list(mailbox, { includeRevoked: false });
  const known = await ports.appPasswords.findVerifier(mailbox);
  const isKnown =
    known !== undefined && (await ports.recognizer.recognizes(known, mailbox, mailboxPassword)) === 'right';
  // It is known from here on: what ends with a change of it ends here (R1.7).
  if (!isKnown) await ports.trustedBrowsers.revokeAll(mailbox);
  const sealed = {
    boxes: sealForAll(records, mailboxPassword, ports.crypto),
    verifier: await ports.recognizer.verifierOf(mailbox, mailboxPassword),
  };
  const resealed = await ports.appPasswords.replaceSealed(mailbox, sealed, ports.clock.now());
  await recordChange(ports, { event: 'app-password.resealed', mailbox, details: { count: resealed } });
  return done({ mailbox, resealed });
}
