// The addresses of "this wasn't me".

import type { Routes } from '../pages/visit.ts';
import { showDispute, showStopAll, stopAll, stopSignIn } from './dispute-page.ts';
import { DISPUTE_PATH } from './dispute-url.ts';

export const DISPUTE_ROUTES: Routes = {
  [DISPUTE_PATH]: { for: 'anybody', isOfNoSession: true, get: showDispute, post: stopSignIn },
  [`${DISPUTE_PATH}/everywhere`]: { for: 'anybody', isOfNoSession: true, get: showStopAll, post: stopAll },
};
