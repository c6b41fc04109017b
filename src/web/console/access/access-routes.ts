// The pages beside the console itself, by the state of the session that each is for.

import type { AccessRoutes } from '../access-visit.ts';
import { answerChallenge, confirm, showChallenge, showConfirmation } from './second-step-page.ts';
import { finishSetUp, showSetUp } from './set-up-page.ts';
import { showHostCode, showSignedOut, showSignIn, signIn, signOut, useHostCode } from './sign-in-page.ts';

export const ACCESS_ROUTES: AccessRoutes = {
  '/sign-in': { for: 'none', get: showSignIn, post: signIn },
  '/code': { for: 'none', get: showHostCode, post: useHostCode },
  '/signed-out': { for: 'none', get: showSignedOut },
  '/challenge': { for: 'challenge', get: showChallenge, post: answerChallenge },
  '/set-up': { for: 'set-up', get: showSetUp, post: finishSetUp },
  '/confirm': { for: 'open', get: showConfirmation, post: confirm },
  '/sign-out': { for: 'session', post: signOut },
};
