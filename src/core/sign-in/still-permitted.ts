// Between the steps of a sign-in, and before sensitive things, the account is looked at again: it may have been disabled
// or removed meanwhile, the browser may have gone where it isn't permitted (R5), and the time may be over.

import type { AccountSession } from '../sessions/web-session.ts';
import type { AccountRules, WebSignInParts } from './sign-in-parts.ts';
import type { WebDecision } from './web-decision.ts';

/** What policy says now; `undefined`: the session may not go on, and was ended. Throws as its parts do. */
export async function stillPermitted(
  { accounts, rulesFor, sessions, clock }: Pick<WebSignInParts, 'accounts' | 'rulesFor' | 'sessions' | 'clock'>,
  decision: WebDecision,
  session: AccountSession,
): Promise<AccountRules | undefined> {
  if (session.endsAt <= clock.now()) {
    await sessions.end(session, 'expired');
    return undefined;
  }
  const account = await accounts.resolve(session.mailbox);
  const isUsable = account?.address === session.mailbox && account.mailbox?.disabled !== true;
  decision.check('account-state', isUsable ? 'usable' : 'disabled or gone');
  if (isUsable) {
    const rules = await rulesFor(account);
    if (rules.isPermittedPlace(decision.context, decision.trace)) return rules;
  }
  decision.record('web-sign-in.refused', { reason: isUsable ? 'network-not-permitted' : 'mailbox-disabled' });
  await sessions.end(session, 'not-permitted');
  return undefined;
}
