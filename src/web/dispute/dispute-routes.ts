// The addresses of "this wasn't me". They are in messages, so they stay as they are.

import type { Routes } from '../pages/visit.ts';
import { showDispute, showStopAll, stopAll, stopSignIn } from './dispute-page.ts';

export const DISPUTE_ROUTES: Routes = {
  '/not-me': { for: 'anybody', isOfNoSession: true, get: showDispute, post: stopSignIn },
  '/not-me/everywhere': { for: 'anybody', isOfNoSession: true, get: showStopAll, post: stopAll },
};
