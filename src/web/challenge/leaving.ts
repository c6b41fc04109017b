// How a half-open session is left: opened by a right answer, or over.

import type { SecondStepOutcome } from '../../core/sign-in/web-sign-in-contract.ts';
import { leaveFor, seeOther } from '../pages/answers.ts';
import type { PageAnswer } from '../pages/page-contract.ts';
import type { Pending, Visit } from '../pages/visit.ts';

type Opened = Extract<SecondStepOutcome, { kind: 'open' }>;

/** The gate's cookies, the trusted browser's, and on to the webmail. */
export function opened(visit: Visit, outcome: Opened): PageAnswer {
  const { location, setCookies } = openingOf(visit, outcome);
  return leaveFor(location, setCookies);
}

/** Where an opened session goes on, with every cookie of it. */
export function openingOf(
  { parts: { gate } }: Visit,
  { presented, trustedBrowser }: Opened,
): ReturnType<Visit['parts']['gate']['opening']> {
  const opening = gate.opening(presented);
  const trust = trustedBrowser ? [gate.trusting(trustedBrowser)] : [];
  return { location: opening.location, setCookies: [...opening.setCookies, ...trust] };
}

/** The half-open session is gone, at the upstream too (P-04). */
export function ended({ parts: { gate }, presented }: Visit<Pending>): PageAnswer {
  gate.endUpstream(presented);
  return seeOther('/signed-out?why=ended', gate.forgetting());
}
