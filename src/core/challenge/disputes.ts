// "This wasn't me" (R2.7): whoever gets a code that they didn't ask for stops the sign-in that did, without signing in.
// The address in the message carries a token that does nothing by being opened: scanners open every link.

import type { DecisionId, MailboxAddress } from '../decision.ts';
import type { Occasion } from '../messages/message.ts';
import type { WebContext } from '../web-context.ts';

/** What the token of a message stands for. */
export interface DisputeView {
  readonly mailbox: MailboxAddress;
  readonly occasion: Occasion;
  readonly decisionId: DecisionId;
  /** `waiting`: nobody has answered yet; `signed-in`: somebody did, and the session is open; `over`: it is neither. */
  readonly signIn: 'waiting' | 'signed-in' | 'over';
  /** Whether {@link Disputes.stopAll} is for whoever holds it: not where the message may have gone to a stranger. */
  readonly mayStopAll: boolean;
}

/** What was done about it. */
export interface DisputeOutcome {
  /** The sign-in, or the session that came of it, was ended by this. */
  readonly hasStopped: boolean;
  /** Web sessions, trusted browsers and live connections that were ended besides. */
  readonly ended: number;
}

/** Every call may throw `ERR_STORE_UNAVAILABLE`. `undefined`: no such token, or too old. */
export interface Disputes {
  find(token: string): Promise<DisputeView | undefined>;
  /** Ends this sign-in, and nothing else. Doing it twice is doing it once. */
  stop(token: string, context: WebContext): Promise<DisputeOutcome | undefined>;
  /**
   * Ends everything of the mailbox: browsers, trusted browsers and mail connections. Asked for separately. `undefined`
   * also for the token of a message that went to where nobody had answered from yet: a mistyped address is a stranger's.
   */
  stopAll(token: string, context: WebContext): Promise<DisputeOutcome | undefined>;
}
