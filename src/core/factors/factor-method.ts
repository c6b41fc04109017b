// A method knows how to set up and check one kind of factor whose codes the person's own device computes; it keeps no
// state. What it needs to know of an enrolled factor is the secret that it made, which rests sealed. Codes that are sent
// have no method: see `core/challenge/sent-codes.ts`.

import type { MailboxAddress } from '../decision.ts';
import type { Millis } from '../units.ts';
import type { TotpPresentation } from './factor.ts';

/** Kinds whose codes a device computes. */
export type DeviceKind = TotpPresentation['kind'];

/**
 * What a code is worth. `step` numbers the codes of a factor in the order in which they come to be: once one is
 * accepted, neither it nor any before it is again (P-10). An authenticator app's is its time step.
 */
export type CodeJudgement = { readonly kind: 'wrong' } | { readonly kind: 'fits'; readonly step: number };

export interface FactorMethod {
  readonly kind: DeviceKind;

  /** Makes what a new factor is checked with, and all that it needs to be checked: whatever is configured later. */
  createSecret(): Uint8Array;

  /** What the owner is shown, again and again the same, until the factor is confirmed by a code. */
  present(secret: Uint8Array, owner: { readonly mailbox: MailboxAddress; readonly issuer: string }): TotpPresentation;

  /** Judges what was typed at `at`, whatever it is. Throws `ERR_STORE_BROKEN` for a secret that isn't its own. */
  judge(secret: Uint8Array, code: string, at: Millis): Promise<CodeJudgement>;
}
