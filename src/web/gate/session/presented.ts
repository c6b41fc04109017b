// Tells presented sessions apart by the state that their session is in.

import type { WebSession } from '../../../core/sessions/web-session.ts';
import type { PresentedSession } from '../../../core/sign-in/web-sign-in-contract.ts';

export function isIn<State extends WebSession['state']>(
  presented: PresentedSession,
  state: State,
): presented is PresentedSession<Extract<WebSession, { readonly state: State }>> {
  return presented.session.state === state;
}
