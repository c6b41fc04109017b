// A browser's sign-in. In R1.2's order, and nobody hears of a second step before the password was right:
//
//   tryPassword ── name → permitted place → throttle ──▶ the upstream judges ──▶ accepted ── account's state ─┬─ needed? ─▶ …
//        │                     │                             │  │                                            │
//        ▼                     ▼                        refused  unknown                              disabled, unknown
//     malformed         not permitted, throttled                                                       ▼ refused
//
//   … no  ──▶ open
//   … yes ──▶ pending ──▶ answer ─┬─ right ───────────────────────────────▶ open (new cookie; of N one)
//              5 min,  ◀──────────┼─ wrong, used: a try less, one more in the mailbox's bucket
//              5 tries ◀──────────┼─ slowed: not looked at, costs nothing
//                                 └─ no try left, time over, account or place not permitted any more ──▶ ended
//
// Where the password must be changed, what would be open is pending once more, with a new cookie (R6.4):
//   password-change ──▶ changePassword ─┬─ set ──▶ everything of the mailbox ends: sign in with it
//              5 min, 5 tries  ◀────────┴─ not taken

import { describeAccount } from '../accounts/account-store.ts';
import { canonicalAddress, resolveLoginName } from '../accounts/login-name.ts';
import type { MailboxAddress } from '../decision.ts';
import { recordedName } from '../decision-record.ts';
import type { FactorId } from '../factors/factor.ts';
import { SENT_KINDS } from '../factors/sent-destination.ts';
import { domainWithSameNames } from '../mail-auth/one-name-one-mailbox.ts';
import type { OpenSession, PendingSession } from '../sessions/web-session.ts';
import type { WebContext } from '../web-context.ts';
import { changeDuePassword } from './change-due-password.ts';
import { judgeSecondStep, type Tries } from './judge-second-step.ts';
import { openAfterSecondStep } from './open-session.ts';
import { passwordTry } from './password-try.ts';
import { sendCode } from './send-code.ts';
import type { WebSignInParts } from './sign-in-parts.ts';
import { stillPermitted } from './still-permitted.ts';
import { usableOf } from './usable-factors.ts';
import { WebDecision } from './web-decision.ts';
import type {
  ChallengeView,
  CodeSent,
  PasswordChangeOutcome,
  PasswordTry,
  PresentedSession,
  SecondStepAnswer,
  SecondStepOutcome,
  SendingWish,
  WebRefusal,
  WebSignIn,
  WebUnavailable,
} from './web-sign-in-contract.ts';

/** Longest name and password that are looked at, in characters. */
const MAX_TYPED = 1_024;

export class BrowserSignIn implements WebSignIn {
  readonly #parts: WebSignInParts;

  constructor(parts: WebSignInParts) {
    this.#parts = parts;
  }

  tryPassword(
    typed: { readonly loginName: string; readonly password: string },
    context: WebContext,
  ): Promise<PasswordTry | WebRefusal | WebUnavailable> {
    const decision = new WebDecision(this.#parts, context, { loginName: typed.loginName.slice(0, MAX_TYPED) });
    return decision.run(() => this.#mayTry(typed, decision));
  }

  async mayGoOn({ session }: PresentedSession<OpenSession>, context: WebContext): Promise<boolean> {
    const { decisionId: id, mailbox } = session;
    const decision = new WebDecision(this.#parts, context, { id, mailbox });
    return (await stillPermitted(this.#parts, decision, session)) !== undefined;
  }

  async view({ session }: PresentedSession<PendingSession>): Promise<ChallengeView | WebUnavailable> {
    const { mailbox, decisionId, triesLeft, endsAt } = session;
    const { accounts, factors, log, rulesFor } = this.#parts;
    try {
      const rules = await rulesFor(await accounts.resolve(mailbox));
      const usable = usableOf(await factors.list(mailbox), rules);
      return {
        mailbox,
        factors: usable,
        unsendable: SENT_KINDS.filter(
          (kind) => usable.some((factor) => factor.kind === kind) && !factors.reaches(kind),
        ),
        hasRecoveryCodes: (await factors.recoveryCodesLeft(mailbox)) > 0,
        trustedBrowserDays: rules.trustedBrowserDays.value,
        triesLeft,
        endsAt,
        decisionId,
      };
    } catch (error) {
      log.error('web-sign-in.no-view', error, { decisionId });
      return { kind: 'unavailable', dependency: 'store', decisionId };
    }
  }

  sendCode({ session }: PresentedSession<PendingSession>, factorId: FactorId, wish: SendingWish): Promise<CodeSent> {
    const { decisionId: id, mailbox } = session;
    const decision = new WebDecision(this.#parts, wish.context, { id, mailbox });
    return decision.run(async () => {
      const rules = await stillPermitted(this.#parts, decision, session);
      if (!rules) return { kind: 'ended' };
      return sendCode(this.#parts, decision, { session, rules, factorId, purpose: 'sign-in', wish });
    });
  }

  answer(
    presented: PresentedSession<PendingSession>,
    answer: SecondStepAnswer,
    { context, trustBrowser }: { readonly context: WebContext; readonly trustBrowser: boolean },
  ): Promise<SecondStepOutcome> {
    const { decisionId: id, mailbox } = presented.session;
    const decision = new WebDecision(this.#parts, context, { id, mailbox });
    return decision.run(() => this.#answer(presented, answer, { decision, trustBrowser }));
  }

  changePassword(
    { session }: PresentedSession<PendingSession>,
    password: string,
    context: WebContext,
  ): Promise<PasswordChangeOutcome> {
    const { decisionId: id, mailbox } = session;
    const decision = new WebDecision(this.#parts, context, { id, mailbox });
    return decision.run(() => changeDuePassword(this.#parts, decision, { session, password }));
  }

  async #mayTry(
    { loginName, password }: { readonly loginName: string; readonly password: string },
    decision: WebDecision,
  ): Promise<PasswordTry | WebRefusal | WebUnavailable> {
    const { accounts, loginNames, revocations, rulesFor, throttle } = this.#parts;
    const { context } = decision;
    if (isMalformed(loginName) || isMalformed(password)) return decision.refuse('malformed-credentials');
    const decidedAt = await revocations.current();
    const account = await resolveLoginName(loginName, loginNames, accounts);
    decision.mailbox = account?.address;
    decision.check('account', describeAccount(account));
    const rules = await rulesFor(account);
    if (!rules.isPermittedPlace(context, decision.trace)) return decision.refuse('network-not-permitted');
    const isRefused = await throttle.isRefused(account?.address, context.remoteAddress);
    decision.check('throttle', isRefused ? 'too many failures from this network' : 'free');
    if (isRefused) return decision.refuse('throttled');
    const confused = account && (await domainWithSameNames(account.domain, this.#parts));
    if (confused !== undefined) {
      decision.check('backend-name', `can't be told from mailboxes of ${confused}`);
      return decision.unavailable('backend');
    }
    const name = account?.address ?? this.#nameOfNobody(loginName);
    const tried = await throttle.reserve(name, context.remoteAddress, password);
    if (tried.kind === 'throttled') return decision.refuse('throttled');
    const sentName = account ? name : harmlessName(name);
    const { attempt, delay } = tried;
    return passwordTry(this.#parts, decision, { sentName, password, account, rules, decidedAt, attempt, delay });
  }

  async #answer(
    presented: PresentedSession<PendingSession>,
    answer: SecondStepAnswer,
    { decision, trustBrowser }: { readonly decision: WebDecision; readonly trustBrowser: boolean },
  ): Promise<SecondStepOutcome> {
    const { session } = presented;
    const { mailbox } = session;
    const rules = await stillPermitted(this.#parts, decision, session);
    if (!rules || session.step === 'password-change') return { kind: 'ended' };
    const usable = usableOf(await this.#parts.factors.list(mailbox), rules);
    const counted = this.#triesOf(session);
    const here = { boundTo: session.id, purpose: 'sign-in' } as const;
    const asked = { mailbox, usable, answer, session: here, tries: counted };
    const judgement = await judgeSecondStep(this.#parts, decision, asked);
    switch (judgement.kind) {
      case 'right': {
        const completed = { secondStep: judgement.secondStep, trustBrowser };
        return openAfterSecondStep(this.#parts, decision, { pending: presented, rules, completed });
      }
      case 'not-right':
        decision.record('web-sign-in.code-refused', {
          reason: judgement.verdict,
          details: { triesLeft: counted.left },
        });
        if (!(await counted.spend())) return { ...judgement, triesLeft: counted.left };
        await this.#parts.sessions.end(session, 'tries-exhausted');
        return { kind: 'ended' };
      case 'slowed':
        decision.record('web-sign-in.code-slowed', { details: { wait: judgement.wait } });
        return { ...judgement, triesLeft: session.triesLeft };
      case 'no-try':
        decision.record('web-sign-in.code-refused', { reason: 'no-try' });
        // The last one may be under way, and be right: what it opens isn't for this one to end (P-11).
        return (await this.#parts.sessions.isOver(session.id))
          ? { kind: 'ended' }
          : { kind: 'not-right', verdict: 'used', triesLeft: 0 };
    }
  }

  #triesOf({ id }: PendingSession): Tries & { readonly left: number; spend(): Promise<boolean> } {
    const { pendingTries } = this.#parts.sessions;
    let left = 0;
    return {
      get left() {
        return left;
      },
      async take() {
        const taken = await pendingTries.take(id);
        left = taken ?? 0;
        return taken !== undefined;
      },
      giveBack: () => pendingTries.giveBack(id),
      spend: () => pendingTries.spend(id),
    };
  }

  /** What failures of a name that nobody has are counted for: in canonical form, as those of mailboxes are. */
  #nameOfNobody(loginName: string): MailboxAddress {
    return canonicalAddress(loginName, this.#parts.loginNames) ?? recordedName(loginName.toLowerCase());
  }
}

/** Empty, longer than any, or with what no form can send: LDAP servers take an empty password for nobody's (RFC 4513 §5.1.2). */
function isMalformed(typed: string): boolean {
  return typed === '' || typed.length > MAX_TYPED || /\p{Cc}/u.test(typed);
}

/**
 * What is sent for a name that nobody has: the upstream is to refuse it like any other. A name may have a second
 * meaning there (`alice*master`, P-15), which is not for strangers to use.
 */
function harmlessName(name: string): string {
  if (/^[a-z0-9._+-]+@[a-z0-9.-]+$/.test(name)) return name;
  return `${name.replaceAll(/[^a-z0-9._-]/g, '_')}@invalid`;
}
