// One action for a mailbox that somebody else may be in (R6.5): nobody gets in any more, everything ends, and nothing that
// let anybody in does so again once it is enabled. The owner hears of it (core/notices).

import {
  type ChangePorts,
  done,
  type Outcome,
  recordChange,
  refusalWhileUnrecorded,
  refuse,
} from '../administration/change.ts';
import type { AppPasswordStore } from '../app-passwords/app-password-store.ts';
import type { MailboxAddress } from '../decision.ts';
import type { SecondFactors } from '../factors/second-factors.ts';
import type { KnownPlaceStore } from '../places/known-place-store.ts';
import { type EndEverythingPorts, type EndedWithMailbox, endEverything } from '../sessions/end-everything.ts';
import type { ResolvedAccount } from './account-store.ts';
import { type AccountPorts, changeMailbox, findAccount } from './manage-mailboxes.ts';

export interface LockDownPorts extends ChangePorts, AccountPorts, EndEverythingPorts {
  readonly appPasswords: Pick<AppPasswordStore, 'list' | 'revoke'>;
  readonly places: Pick<KnownPlaceStore, 'forget'>;
  readonly factors: Pick<SecondFactors, 'reset'>;
}

/** What there was, and isn't any more. */
export interface LockedDown extends EndedWithMailbox {
  readonly mailbox: MailboxAddress;
  /** It was already; then the rest may all be zero. */
  readonly wasDisabled: boolean;
  readonly appPasswords: number;
  readonly factors: number;
  readonly knownPlaces: number;
}

/**
 * Disables the mailbox, listed or not, with the mode `always` for later, ends everything, revokes app passwords and
 * trusted browsers, and removes its second factors and known places. Doing it again does what the first time left undone.
 * May throw `ERR_STORE_UNAVAILABLE`.
 */
export async function lockDownMailbox(given: string, ports: LockDownPorts): Promise<Outcome<LockedDown>> {
  const found = await findAccount(given, ports);
  if (found.kind === 'refused') return found;
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const { address: mailbox, mailbox: listed } = found.value;
  // In this order: once it is disabled, nothing that is revoked below can be made anew.
  if (!(await disable(found.value, ports))) return refuse('unknown-mailbox', `${mailbox} was removed meanwhile`);
  const ended = await endEverything(mailbox, 'disabled', ports);
  const locked: LockedDown = {
    mailbox,
    wasDisabled: listed?.disabled ?? false,
    ...ended,
    appPasswords: await revokeAppPasswords(mailbox, ports),
    factors: await ports.factors.reset(mailbox),
    knownPlaces: await ports.places.forget(mailbox),
  };
  const { mailbox: _named, ...details } = locked;
  await recordChange(ports, { event: 'mailbox.locked-down', mailbox, details: { ...details } });
  return done(locked);
}

/** Revokes all of a mailbox, and says how many. May throw `ERR_STORE_UNAVAILABLE`. */
export async function revokeAppPasswords(
  mailbox: MailboxAddress,
  { appPasswords, clock }: Pick<LockDownPorts, 'appPasswords' | 'clock'>,
): Promise<number> {
  let revoked = 0;
  for (const { id } of await appPasswords.list(mailbox, { includeRevoked: false })) {
    if (await appPasswords.revoke(id, clock.now())) revoked += 1;
  }
  return revoked;
}

/** What an enabled mailbox still lacks. */
export interface EnabledMailbox {
  readonly mailbox: MailboxAddress;
  readonly wasDisabled: boolean;
  readonly appPasswords: number;
}

/** Lets a mailbox in again. What a lock-down has revoked stays so. May throw `ERR_STORE_UNAVAILABLE`. */
export async function enableMailbox(
  given: string,
  ports: Omit<LockDownPorts, 'factors' | 'places'>,
): Promise<Outcome<EnabledMailbox>> {
  const found = await findAccount(given, ports);
  if (found.kind === 'refused') return found;
  const { address: mailbox, mailbox: listed } = found.value;
  const wasDisabled = listed?.disabled ?? false;
  if (wasDisabled) {
    const changed = await changeMailbox(mailbox, { disabled: false }, ports);
    if (changed.kind === 'refused') return changed;
  }
  const held = await ports.appPasswords.list(mailbox, { includeRevoked: false });
  return done({ mailbox, wasDisabled, appPasswords: held.length });
}

/** False: it is gone. Both verbs of the store append to the revocation log. */
async function disable({ address, mailbox }: ResolvedAccount, { accounts, clock }: LockDownPorts): Promise<boolean> {
  const locked = { policy: { ...mailbox?.policy, challenge: 'always' }, disabled: true } as const;
  if (await accounts.updateMailbox(address, locked, clock.now())) return true;
  if (mailbox) return false;
  // Listed by somebody else at the same moment: then it can be updated.
  const added = await accounts.addMailbox({ address, ...locked, createdAt: clock.now() });
  return added || accounts.updateMailbox(address, locked, clock.now());
}
