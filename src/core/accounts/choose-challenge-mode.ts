// A mailbox's owner chooses when the second step is asked (R1.6): only more often than policy says, and only where
// policy lets owners choose. The choice is kept apart from what administrators set, for unlisted mailboxes too.

import {
  type ChangePorts,
  done,
  type Outcome,
  type Refusal,
  recordChange,
  refusalWhileUnrecorded,
  refuse,
} from '../administration/change.ts';
import type { MailboxAddress } from '../decision.ts';
import {
  CHALLENGE_MODES,
  type ChallengeMode,
  effectiveWebPolicy,
  isStricter,
  type PlatformPolicy,
  type Sourced,
  type WebPolicy,
} from '../policy/policy.ts';
import { endOwnPasswordConnections } from '../sessions/end-connections.ts';
import type { RevocationLog } from '../sessions/revocation-log.ts';
import type { AccountStore, ResolvedAccount } from './account-store.ts';
import { policyLayers } from './policy-layers.ts';

/** A mailbox's mode as it is, and what its owner may make of it. */
export interface ModeOfMailbox {
  /** In force now; the layer is `own choice` when the owner chose it. */
  readonly challenge: Sourced<ChallengeMode>;
  /** What policy alone would say. */
  readonly byPolicy: ChallengeMode;
  /** What the owner may choose from, strictest last; empty: nothing. */
  readonly choices: readonly ChallengeMode[];
}

export interface ChoosePorts extends ChangePorts {
  readonly accounts: Pick<AccountStore, 'resolve' | 'setOwnChoice'>;
  readonly revocations: RevocationLog;
  readonly platformPolicy: PlatformPolicy;
}

/** The mode, and the choices that policy leaves. */
export function modeOf({ challenge, byPolicy, userChoice }: WebPolicy): ModeOfMailbox {
  const choices = userChoice.value ? CHALLENGE_MODES.filter((mode) => isStricter(mode, byPolicy)) : [];
  return { challenge, byPolicy, choices };
}

/**
 * Chooses for the mailbox that is signed in, by its canonical address; `inherit` takes the choice back, which is always
 * possible. What was opened with the own password ends where mail clients need app passwords from now on (R3.1).
 * May throw `ERR_STORE_UNAVAILABLE`.
 */
export async function chooseChallengeMode(
  mailbox: MailboxAddress,
  mode: ChallengeMode | 'inherit',
  ports: ChoosePorts,
): Promise<Outcome<ModeOfMailbox>> {
  const account = await ports.accounts.resolve(mailbox);
  if (!account) return unknownMailbox(mailbox);
  const { byPolicy, choices } = currentMode(account, ports);
  if (mode !== 'inherit' && !choices.includes(mode)) {
    if (choices.length === 0 && byPolicy !== 'always')
      return refuse('choice-not-allowed', 'policy lets nobody choose here');
    return refuse('mode-not-stricter', `policy says ${byPolicy}, and only a stricter mode can be chosen than that`);
  }
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const choice = mode === 'inherit' ? undefined : mode;
  if (!(await ports.accounts.setOwnChoice(account.address, choice, ports.clock.now()))) return unknownMailbox(mailbox);
  await endOwnPasswordConnections({ mailbox: account.address }, { challenge: choice }, ports);
  await recordChange(ports, { event: 'mode.chosen', mailbox: account.address, details: { challenge: mode } });
  const { ownChoice: _before, ...rest } = account;
  return done(currentMode({ ...rest, ...(choice !== undefined && { ownChoice: choice }) }, ports));
}

function unknownMailbox(mailbox: MailboxAddress): Refusal {
  return refuse('unknown-mailbox', `there is no mailbox ${mailbox}`);
}

function currentMode(account: ResolvedAccount, { platformPolicy }: ChoosePorts): ModeOfMailbox {
  return modeOf(effectiveWebPolicy(policyLayers(platformPolicy, account)));
}
