// Making an app password: generated, shown once, kept only as a keyed hash (R3.2).

import type { MailboxAddress, Scope } from '../decision.ts';
import type { Clock, Random } from '../ports.ts';
import { newRecordId } from '../record-id.ts';
import type { Millis } from '../units.ts';
import type { AppPasswordCrypto } from './app-password-crypto.ts';
import type { AppPassword, AppPasswordStore } from './app-password-store.ts';
import { generateAppPassword, groupAppPassword } from './format.ts';

export interface AppPasswordRequest {
  readonly mailbox: MailboxAddress;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly readOnly: boolean;
  readonly expiresAt?: Millis;
  readonly networks?: readonly string[];
  /** The mailbox's own password, to be sealed; absent for backends that need none (`master`). */
  readonly mailboxPassword?: string;
}

export type IssueResult =
  /** `shown` is to be shown once and then forgotten. */
  { readonly kind: 'issued'; readonly record: AppPassword; readonly shown: string } | { readonly kind: 'too-many' };

export interface IssuePorts {
  readonly store: AppPasswordStore;
  readonly crypto: AppPasswordCrypto;
  readonly clock: Clock;
  readonly random: Random;
}

/** Issues one. Whoever calls has made sure that the mailbox's owner, or an administrator, asked for it (R3.8). */
export async function issueAppPassword(request: AppPasswordRequest, ports: IssuePorts): Promise<IssueResult> {
  const { mailboxPassword, ...fields } = request;
  const normalized = generateAppPassword(ports.random);
  const id = newRecordId('ap', ports.random);
  const createdAt = ports.clock.now();
  const vault = ports.crypto.createVault(normalized, id);
  const sealed = mailboxPassword !== undefined && {
    sealedPassword: ports.crypto.sealWithAppPassword(normalized, id, mailboxPassword),
    sealedAt: createdAt,
  };
  const record: AppPassword = { ...fields, id, createdAt, vault: { ...vault, ...sealed } };
  const result = await ports.store.insert(record, ports.crypto.lookupKey(normalized));
  return result === 'too-many' ? { kind: 'too-many' } : { kind: 'issued', record, shown: groupAppPassword(normalized) };
}
