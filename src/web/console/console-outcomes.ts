// How a visit ends that shows no page of the console: the pages' outcomes, with ways on that are the console's own.

import type { Millis } from '../../core/units.ts';
import { LOOKS, type OutcomeMore, outcome } from '../pages/outcome-pages.ts';
import type { PageAnswer } from '../pages/page-contract.ts';
import { homeOf, type View } from '../pages/view.ts';

/** Made for one view; every function gives a whole answer. */
export interface ConsoleOutcomes {
  /** No such page, or none that this person may see: both look the same. */
  absent(): PageAnswer;
  /** For a form that was sent without a session that is signed in. */
  signInNeeded(): PageAnswer;
  signedOut(why: 'asked' | 'ended'): PageAnswer;
  /** Not from this network or country. */
  notPermitted(reference: string): PageAnswer;
  throttled(retryAfter: Millis, reference: string): PageAnswer;
  /** A form of another session or another tab: nothing was done. `again` is below the prefix. */
  stale(again: string): PageAnswer;
  /** A form that another site sent. */
  foreign(): PageAnswer;
  malformed(status: 400 | 405 | 413 | 415): PageAnswer;
  unavailable(reference: string): PageAnswer;
  /** A bug, or something that broke; `reference` is in the log. */
  broken(reference: string): PageAnswer;
}

export function consoleOutcomes(view: View): ConsoleOutcomes {
  const start = { next: { text: 'console.frame.to-start', href: homeOf(view) } } as const;
  const signIn = { next: { text: 'action.sign-in', href: homeOf(view) } } as const;
  const again = (path: string | undefined): OutcomeMore => ({
    next: { text: 'action.try-again', href: path === undefined ? homeOf(view) : `${view.prefix}${path}` },
  });
  const { absent, ended, signedOut, signInNeeded, malformed, unavailable } = LOOKS;
  return {
    absent: () => outcome(view, { ...absent, text: 'console.frame.absent-text' }, start),
    signInNeeded: () =>
      outcome(
        view,
        { ...signInNeeded, title: 'console.frame.needed-title', text: 'console.frame.needed-text' },
        signIn,
      ),
    signedOut: (why) => outcome(view, why === 'asked' ? signedOut : ended, signIn),
    notPermitted: (reference) =>
      outcome(
        view,
        { title: 'refused.place-title', text: 'refused.place', icon: 'alert', status: 403 },
        { ...again(undefined), reference },
      ),
    throttled: (retryAfter, reference) =>
      outcome(
        view,
        { title: 'refused.throttled-title', text: 'refused.throttled', icon: 'clock', status: 429 },
        { ...again(undefined), reference, headers: retryIn(retryAfter) },
      ),
    stale: (path) => outcome(view, LOOKS.stale, again(path)),
    foreign: () => outcome(view, LOOKS.foreign, start),
    malformed: (status) =>
      // RFC 9110 §15.5.6
      outcome(view, { ...malformed, status }, status === 405 ? { ...start, headers: { allow: ALLOWED } } : start),
    unavailable: (reference) =>
      outcome(view, unavailable, { ...again(view.here), reference, headers: retryIn(RETRY_AFTER) }),
    broken: (reference) => outcome(view, LOOKS.broken, { ...start, reference }),
  };
}

const ALLOWED = 'GET, HEAD, POST';

/** After which an outage may be over. */
const RETRY_AFTER: Millis = 5_000;

/** RFC 9110 §10.2.3: in seconds. */
function retryIn(wait: Millis): Readonly<Record<string, string>> {
  return { 'retry-after': String(Math.max(1, Math.ceil(wait / 1_000))) };
}
