// The last step of a sign-in whose password somebody else has set (R6.4): its owner chooses another one. After the second
// step, never before it: the password alone must not be enough to replace itself. Then everything ends, this sign-in too,
// and its owner signs in with the new one, as the webmail must hear it.

import type { ResolvedAccount } from '../accounts/account-store.ts';
import { passwordFault } from '../accounts/password-rules.ts';
import { describeOrigin } from '../administration/change.ts';
import { examinePassword } from '../app-passwords/seal-for-mailbox.ts';
import type { PendingSession } from '../sessions/web-session.ts';
import { keepWaiting } from './open-session.ts';
import type { WebSignInParts } from './sign-in-parts.ts';
import { stillPermitted } from './still-permitted.ts';
import type { WebDecision } from './web-decision.ts';
import type { PasswordChangeOutcome } from './web-sign-in-contract.ts';

/** Throws as its parts do, and then it can be tried again. */
export async function changeDuePassword(
  parts: WebSignInParts,
  decision: WebDecision,
  { session, password }: { readonly session: PendingSession; readonly password: string },
): Promise<PasswordChangeOutcome> {
  const { mailbox } = session;
  const rules = await stillPermitted(parts, decision, session);
  const account = await parts.accounts.resolve(mailbox);
  if (!rules || !account?.passwordChangeDue || session.step !== 'password-change') return { kind: 'ended' };
  const setter = parts.passwordSetters.get(account.domain.signInSource);
  if (!setter) return decision.unavailable('sign-in-source');
  const fault = passwordFault(password, mailbox);
  if (fault) return { kind: 'not-taken', why: fault };
  if ((await parts.sessions.pendingTries.take(session.id)) === undefined) {
    await parts.sessions.end(session, 'tries-exhausted');
    return { kind: 'ended' };
  }
  const isSame = await isPasswordOf(parts, session, password);
  if (isSame === 'overloaded') return decision.unavailable('password-hashing');
  if (isSame === 'right') return { kind: 'not-taken', why: 'same' };
  const setting = await setter.set({ mailbox, password, mustChange: false });
  decision.check('password-setter', setting.kind === 'set' ? 'set' : `${setting.kind}: ${setting.reason}`);
  if (setting.kind === 'refused') return { kind: 'not-taken', why: 'refused' };
  if (setting.kind === 'unavailable') return decision.unavailable('sign-in-source');
  await parts.accounts.setPasswordChangeDue(mailbox, undefined);
  recordChanged(parts, decision);
  await reseal(parts, account, password);
  await parts.trustedBrowsers.endAll(mailbox);
  const at = parts.clock.now();
  await parts.revocations.append({ at, target: { kind: 'mailbox', address: mailbox }, reason: 'password-changed' });
  await parts.sessions.end(session, 'password-changed');
  return { kind: 'changed' };
}

/** Whether it is the one that was typed at the beginning of this sign-in. */
async function isPasswordOf(
  { recognizer }: WebSignInParts,
  { mailbox, passwordVerifier }: PendingSession,
  password: string,
): Promise<'right' | 'wrong' | 'overloaded'> {
  return passwordVerifier === undefined ? 'wrong' : recognizer.recognizes(passwordVerifier, mailbox, password);
}

/** Its owner hears of it (R7.3). */
function recordChanged({ audit, clock }: WebSignInParts, { id, context, mailbox }: WebDecision): void {
  audit.record({
    at: clock.now(),
    kind: 'change',
    event: 'password.set',
    decisionId: id,
    remoteAddress: context.remoteAddress,
    details: { ...describeOrigin(context), replaced: true, wasDue: true },
    ...(mailbox !== undefined && { mailbox, actor: mailbox }),
  });
}

/** App passwords work at once with the new one; where that fails, the next sign-in makes up for it. Never throws. */
async function reseal(parts: WebSignInParts, { address, domain }: ResolvedAccount, password: string): Promise<void> {
  try {
    const isSealed = parts.backends.get(domain.backend)?.kind === 'sealed';
    const news = await examinePassword(address, password, { isSealed, mustRecognize: true }, parts);
    if (news === 'overloaded' || news.renewal === undefined) return;
    const { boxes, verifier } = news.renewal;
    await keepWaiting(parts, address, { resealed: boxes, passwordVerifier: verifier });
  } catch (error) {
    parts.log.error('web-sign-in.not-resealed', error);
  }
}
