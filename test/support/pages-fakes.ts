// The faked halves of the core that pages use for enrolment and for "this wasn't me".

import type { Disputes } from '../../src/core/challenge/disputes.ts';
import type { PendingSession } from '../../src/core/sessions/web-session.ts';
import type { PresentedSession, SecondStepOutcome } from '../../src/core/sign-in/web-sign-in-contract.ts';
import type { AccountServices } from '../../src/web/account/account-services.ts';
import {
  CODES,
  DISPUTE_TOKEN,
  type FakeAccount,
  factor,
  MAILBOX,
  MINUTE,
  NOW,
  RECOVERY_CODES,
  sending,
} from './pages-account.ts';

/** @param open - Opens a session, as a right code does. */
export function fakeEnrolment(
  account: FakeAccount,
  open: (presented: PresentedSession<PendingSession>, trust: boolean) => Extract<SecondStepOutcome, { kind: 'open' }>,
): AccountServices['enrolment'] {
  let hasGivenCode = false;
  const finish = (code: string) => {
    switch (code) {
      case CODES.right:
        return undefined;
      case CODES.slowed:
        return { kind: 'not-right', wait: 23_500 } as const;
      case CODES.expired:
        return { kind: 'expired' } as const;
      case CODES.unavailable:
        return { kind: 'unavailable', dependency: 'store' } as const;
      default:
        return { kind: 'not-right' } as const;
    }
  };
  return {
    kinds: async () => account.kinds,
    begun: async (_presented, kind) => (account.begun?.kind === kind ? account.begun : undefined),
    start: async (_presented, wish, { code, language }) => {
      if (account.failure) throw account.failure;
      const { enrolmentRefusal: reason, enrolmentWait: wait } = account;
      if (reason) return { kind: 'refused', reason, ...(wait !== undefined && { wait }) };
      hasGivenCode ||= code === account.enrolmentCode;
      if (account.enrolmentCode !== undefined && !hasGivenCode) {
        return { kind: 'refused', reason: code === undefined ? 'enrolment-code-needed' : 'enrolment-code-wrong' };
      }
      if (wish.kind !== 'totp') {
        account.calls.push(`enrol by ${wish.kind} ${wish.destination} ${language}`);
        account.begun = { ...wish, sending: sending({ sentAt: NOW, againAt: NOW + 30_000 }) };
        return { kind: 'started', presentation: account.begun, endsAt: NOW + 4 * MINUTE };
      }
      return {
        kind: 'started',
        presentation: {
          kind: 'totp',
          uri: `otpauth://totp/Example%20Mail:${encodeURIComponent(MAILBOX)}?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Example%20Mail`,
          typed: 'JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP',
        },
        endsAt: NOW + 4 * MINUTE,
      };
    },
    finishAtSignIn: async (presented, { kind, code, name }, { trustBrowser }) => {
      if (code === CODES.ended) return { kind: 'ended' };
      const failed = finish(code);
      if (failed) return failed;
      account.calls.push(`enrol ${kind} ${name}`);
      return { kind: 'enrolled', opened: open(presented, trustBrowser), recoveryCodes: RECOVERY_CODES };
    },
    finish: async (_presented, { kind, code, name }) => {
      const failed = finish(code);
      if (failed) return failed;
      account.calls.push(`enrol ${kind} ${name}`);
      return { kind: 'enrolled', factor: factor('totp-new', name) };
    },
  };
}

/** Knows one token. */
export function fakeDisputes(account: FakeAccount): Disputes {
  const of = (token: string) => (token === DISPUTE_TOKEN ? account.dispute : undefined);
  const end = (token: string, call: string, ended: number) => {
    const found = of(token);
    if (!found) return undefined;
    account.calls.push(call);
    account.dispute = { ...found, signIn: 'over' };
    return { hasStopped: found.signIn !== 'over', ended };
  };
  return {
    find: async (token) => {
      if (account.failure) throw account.failure;
      return of(token);
    },
    stop: async (token) => end(token, 'stop', 0),
    stopAll: async (token) => end(token, 'stop all', 4),
  };
}
