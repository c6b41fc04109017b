// The first sign-in of an administrator: password and authenticator app are set at once, or neither is. The session that
// a code from the host's shell began opens with that, and nothing else that was begun can be finished any more.

import { passwordProblem } from '../accounts/password-rules.ts';
import { done, invalid, type Outcome, refuse } from '../administration/change.ts';
import type { Millis } from '../units.ts';
import type { PresentedConsoleSession } from './administrator-sign-in-contract.ts';
import type { ConsoleDecision } from './console-decision.ts';
import type { ConsoleSignInParts } from './console-sign-in-parts.ts';
import { newStamp } from './new-stamp.ts';

/** How long somebody has for it. */
export const SET_UP_FOR: Millis = 30 * 60_000;

export interface FinishedSetUp {
  readonly presented: PresentedConsoleSession;
  /** Shown once. */
  readonly recoveryCodes: readonly string[];
}

/** Throws what its parts throw. */
export async function finishSetUp(
  parts: ConsoleSignInParts,
  decision: ConsoleDecision,
  given: { readonly cookie: string; readonly password: string; readonly code: string },
): Promise<Outcome<FinishedSetUp>> {
  const { administrators, sessions, factors, hasher, clock, random } = parts;
  const found = await sessions.find(given.cookie);
  if (found?.kept.state !== 'set-up') return over();
  const { id: boundTo, administrator: name, stamp: before } = found.kept;
  const problem = passwordProblem(given.password, name);
  if (problem !== undefined) return invalid([{ field: 'password', reason: problem }]);
  const phc = await hasher.hash(given.password);
  const key = { mailbox: name, boundTo, kind: 'totp' } as const;
  // Only the first: whoever was reset meanwhile, or set up in another browser, doesn't get another app beside.
  const enrolled = await factors.finishEnrolment({ ...key, code: given.code, name: '', onlyFirst: true });
  decision.check('authenticator', enrolled.kind);
  if (enrolled.kind === 'not-right') return invalid([{ field: 'code', reason: 'is not right' }]);
  if (enrolled.kind === 'expired') return over();
  const stamp = newStamp(random);
  // A reset that came in between took the factor away again, and its stamp says so.
  if (!(await administrators.setPasswordHash(name, { phc, before, stamp }))) return over();
  const recoveryCodes = await factors.renewRecoveryCodes(name);
  const now = clock.now();
  const next = { state: 'open', stamp, endsAt: now + sessions.limits.absolute, confirmedAt: now } as const;
  const presented = await sessions.promote(found, next, found.administrator);
  if (!presented) return over();
  decision.record('administrator.set-up', { details: { session: boundTo } });
  return done({ presented, recoveryCodes });
}

function over(): Outcome<never> {
  return refuse('not-confirmed', 'this set-up is over: ask for a new code');
}
