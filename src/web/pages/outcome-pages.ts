// The pages that end something: signed out, refused, not possible now, wrong. Each says what to do next, and names the
// decision, so that whoever is asked for help can find it (R1.8).

import type { DenyReason } from '../../core/decision.ts';
import type { WebRefusal, WebUnavailable } from '../../core/sign-in/web-sign-in-contract.ts';
import { page } from './answers.ts';
import { type IconName, icon } from './design/icons.ts';
import type { PlainKey } from './i18n/words.ts';
import { html } from './markup.ts';
import type { PageAnswer, PageLook } from './page-contract.ts';
import { createView, homeOf, supportOf, type View, type ViewParts } from './view.ts';

/** Seconds after which a client may ask again. */
const RETRY_LATER: PageAnswer['headers'] = { 'retry-after': '60' };

interface Look {
  readonly title: PlainKey;
  readonly text: PlainKey;
  readonly icon: IconName;
  readonly status: number;
}

type Outcome =
  | 'unavailable'
  | 'broken'
  | 'absent'
  | 'signedOut'
  | 'ended'
  | 'passwordChanged'
  | 'signInNeeded'
  | 'stale'
  | 'foreign'
  | 'malformed';

/** Title and text of each, and how its page is. */
export const LOOKS: Readonly<Record<Outcome, Look>> = {
  unavailable: { title: 'unavailable.title', text: 'unavailable.text', icon: 'clock', status: 503 },
  broken: { title: 'broken.title', text: 'broken.text', icon: 'alert', status: 500 },
  absent: { title: 'absent.title', text: 'absent.text', icon: 'alert', status: 404 },
  signedOut: { title: 'signed-out.title', text: 'signed-out.text', icon: 'good', status: 200 },
  ended: { title: 'signed-out.ended-title', text: 'signed-out.ended-text', icon: 'clock', status: 200 },
  passwordChanged: {
    title: 'signed-out.password-title',
    text: 'signed-out.password-text',
    icon: 'good',
    status: 200,
  },
  signInNeeded: { title: 'signed-out.needed-title', text: 'signed-out.needed-text', icon: 'shield', status: 403 },
  stale: { title: 'stale.title', text: 'stale.text', icon: 'clock', status: 403 },
  foreign: { title: 'foreign.title', text: 'foreign.text', icon: 'alert', status: 403 },
  malformed: { title: 'malformed.title', text: 'malformed.text', icon: 'alert', status: 400 },
};

/** What stands below, beside what every outcome has. */
export interface OutcomeMore {
  /** What to do next. */
  readonly next: { readonly text: PlainKey; readonly href: string };
  /** Names the decision or the request, with whom to ask about it. */
  readonly reference?: string;
  readonly asksSupport?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a refusal says: no more than helps the person who gave the right password or came from the wrong place. */
const REFUSALS: Readonly<Partial<Record<DenyReason | 'country-not-permitted', readonly [PlainKey, PlainKey]>>> = {
  'network-not-permitted': ['refused.place-title', 'refused.place'],
  'country-not-permitted': ['refused.place-title', 'refused.place'],
  'mailbox-disabled': ['refused.disabled-title', 'refused.disabled'],
  throttled: ['refused.throttled-title', 'refused.throttled'],
};

/** Title and text of a refusal. */
export function refusalTexts(reason: DenyReason): readonly [PlainKey, PlainKey] {
  return REFUSALS[reason] ?? ['refused.title', 'refused.text'];
}

/** Made for one view; every function gives a whole answer. */
export interface OutcomePages {
  refused(refusal: Pick<WebRefusal, 'reason' | 'decisionId'>): PageAnswer;
  unavailable(outage: Pick<WebUnavailable, 'decisionId'>): PageAnswer;
  /** A bug, or something that broke; `reference` is in the log. */
  broken(reference: string): PageAnswer;
  absent(): PageAnswer;
  /** `password`: its new password is set, and signs in from now on. */
  signedOut(why: 'asked' | 'ended' | 'password'): PageAnswer;
  /** For a page that needs a session. */
  signInNeeded(): PageAnswer;
  /** A form that isn't of this session: nothing was done. */
  stale(again: string): PageAnswer;
  /** A form that another site sent. */
  foreign(): PageAnswer;
  malformed(status: 400 | 405 | 413 | 415): PageAnswer;
}

/** For the gate, which refuses passwords before there is a session. */
export function createOutcomePages(parts: ViewParts): (look: PageLook) => OutcomePages {
  return (look) => outcomePages(createView(parts, look));
}

/** For a view that is made already. */
export function outcomePages(view: View): OutcomePages {
  const home = homeOf(view);
  const toMail = { next: { text: 'outcome.mail', href: home } } as const;
  const toSignIn = { next: { text: 'action.sign-in', href: home } } as const;
  const tryAgain = (path: string | undefined) =>
    ({ text: 'action.try-again', href: path === undefined ? home : `${view.prefix}${path}` }) as const;
  return {
    refused: (refusal) => refused(view, refusal),
    unavailable: ({ decisionId: reference }) =>
      outcome(view, LOOKS.unavailable, { next: tryAgain(view.here), reference, headers: RETRY_LATER }),
    broken: (reference) => outcome(view, LOOKS.broken, { ...toMail, reference, asksSupport: true }),
    absent: () => outcome(view, LOOKS.absent, toMail),
    signedOut: (why) =>
      why === 'asked'
        ? outcome(view, LOOKS.signedOut, { next: { text: 'signed-out.again', href: home } })
        : outcome(view, why === 'password' ? LOOKS.passwordChanged : LOOKS.ended, toSignIn),
    signInNeeded: () => outcome(view, LOOKS.signInNeeded, toSignIn),
    stale: (again) => outcome(view, LOOKS.stale, { next: tryAgain(again) }),
    foreign: () => outcome(view, LOOKS.foreign, toMail),
    malformed: (status) =>
      outcome(
        view,
        { ...LOOKS.malformed, status },
        // RFC 9110 §15.5.6
        status === 405 ? { ...toMail, headers: { allow: 'GET, HEAD, POST' } } : toMail,
      ),
  };
}

function refused(view: View, { reason, decisionId }: Pick<WebRefusal, 'reason' | 'decisionId'>): PageAnswer {
  const [title, text] = refusalTexts(reason);
  const isThrottled = reason === 'throttled';
  return outcome(
    view,
    { title, text, icon: 'alert', status: isThrottled ? 429 : 403 },
    {
      next: { text: 'action.try-again', href: homeOf(view) },
      reference: decisionId,
      asksSupport: true,
      ...(isThrottled && { headers: RETRY_LATER }),
    },
  );
}

/** One of them, of any surface. */
export function outcome(view: View, look: Look, { next, reference, asksSupport, headers }: OutcomeMore): PageAnswer {
  const { words } = view;
  const body = html`<div class="emblem">${icon(look.icon)}</div>
<h1>${words.say(look.title)}</h1>
<p class="lead">${words.say(look.text)}</p>
${asksSupport && html`<p class="soft">${words.rich('refused.contact', { support: supportOf(view) })}</p>`}
<p class="actions"><a class="button primary" href="${next.href}">${words.say(next.text)}</a></p>
${reference !== undefined && html`<p class="fine"><span>${words.say('frame.reference', { id: reference })}</span></p>`}`;
  return page(view, { title: words.say(look.title), body }, { status: look.status, ...(headers && { headers }) });
}
