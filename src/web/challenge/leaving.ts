// How a half-open session is left: opened by a right answer, or over.

import type { PendingSession } from '../../core/sessions/web-session.ts';
import type { SecondStepOutcome } from '../../core/sign-in/web-sign-in-contract.ts';
import { leaveFor, seeOther } from '../pages/answers.ts';
import { PAGES_PREFIX, type PageAnswer } from '../pages/page-contract.ts';
import { type Pending, STEP_PATHS, type Visit } from '../pages/visit.ts';

type Opened = Extract<SecondStepOutcome, { kind: 'open' }>;
type PasswordNext = Extract<SecondStepOutcome, { kind: 'password-change' }>;

/** To the page of another step than this one, where that is what the session waits for. */
export function stepElsewhere({ step }: PendingSession, here: PendingSession['step']): PageAnswer | undefined {
  return step === here ? undefined : seeOther(STEP_PATHS[step]);
}

/** The second step is done, and a new password comes before the webmail. */
export function passwordNext({ parts: { gate } }: Visit, { presented }: PasswordNext): PageAnswer {
  return seeOther(STEP_PATHS['password-change'], gate.carrying(presented));
}

/** The gate's cookies, the trusted browser's, and on to the webmail. */
export function opened(visit: Visit, outcome: Opened): PageAnswer {
  const { location, setCookies } = openingOf(visit, outcome);
  return leaveFor(location, setCookies);
}

/** Where an opened session goes on, with every cookie of it. */
export function openingOf(
  { parts: { gate } }: Visit,
  outcome: Opened | PasswordNext,
): ReturnType<Visit['parts']['gate']['opening']> {
  if (outcome.kind === 'password-change') {
    const { presented } = outcome;
    return { location: `${PAGES_PREFIX}${STEP_PATHS['password-change']}`, setCookies: gate.carrying(presented) };
  }
  const { presented, trustedBrowser } = outcome;
  const opening = gate.opening(presented);
  const trust = trustedBrowser ? [gate.trusting(trustedBrowser)] : [];
  return { location: opening.location, setCookies: [...opening.setCookies, ...trust] };
}

/** The half-open session is gone, at the upstream too (P-04). */
export function ended({ parts: { gate }, presented }: Visit<Pending>): PageAnswer {
  gate.endUpstream(presented);
  return seeOther('/signed-out?why=ended', gate.forgetting());
}
