// The pages of a sign-in that isn't finished, and of one that is over.

import { seeOther } from '../pages/answers.ts';
import { outcomePages } from '../pages/outcome-pages.ts';
import type { PageAnswer } from '../pages/page-contract.ts';
import type { Routes, Visit } from '../pages/visit.ts';
import { answerChallenge, showChallenge } from './challenge-page.ts';
import { sendChallengeCode } from './challenge-way.ts';
import { finishEnrolment, giveEnrolmentCode, sendEnrolmentCode, showEnrolment } from './enrolment-page.ts';
import { changePassword, showPasswordChange } from './password-page.ts';

export const SIGN_IN_ROUTES: Routes = {
  '/challenge': { for: 'pending', get: showChallenge, post: answerChallenge },
  '/challenge/send': { for: 'pending', get: async () => seeOther('/challenge'), post: sendChallengeCode },
  '/enrolment': { for: 'pending', get: showEnrolment, post: finishEnrolment },
  '/enrolment/code': { for: 'pending', get: async () => seeOther('/enrolment'), post: giveEnrolmentCode },
  '/enrolment/send': { for: 'pending', get: async () => seeOther('/enrolment'), post: sendEnrolmentCode },
  '/password': { for: 'pending', get: showPasswordChange, post: changePassword },
  '/sign-out': { for: 'anybody', get: async () => seeOther('/'), post: signOut },
  '/signed-out': { for: 'anybody', get: showSignedOut },
};

/** Ends the session, half-open or open, here and at the upstream. Doing it twice is doing it once. */
async function signOut({ presented, parts: { sessions, gate } }: Visit): Promise<PageAnswer> {
  if (presented) {
    await sessions.end(presented.session, 'signed-out');
    gate.endUpstream(presented);
  }
  return seeOther('/signed-out', gate.forgetting());
}

async function showSignedOut({ request, view }: Visit): Promise<PageAnswer> {
  const why = request.query.get('why');
  return outcomePages(view).signedOut(why === 'ended' || why === 'password' ? why : 'asked');
}
