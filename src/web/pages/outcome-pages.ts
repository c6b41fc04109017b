// The pages that end something: signed out, refused, not possible now, wrong. Each says what to do next, and names the
// decision, so that whoever is asked for help can find it (R1.8).

import type { DenyReason } from '../../core/decision.ts';
import type { WebRefusal, WebUnavailable } from '../../core/sign-in/web-sign-in-contract.ts';
import { page } from './answers.ts';
import { type IconName, icon } from './design/icons.ts';
import type { PlainKey } from './i18n/words.ts';
import { html, type Markup } from './markup.ts';
import { PAGES_PREFIX, type PageAnswer, type PageLook, type SetCookie } from './page-contract.ts';
import { createView, homeOf, supportOf, type View, type ViewParts } from './view.ts';

/** Seconds after which a client may ask again. */
const RETRY_AFTER_SECONDS = '60';

interface Outcome {
  readonly title: PlainKey;
  readonly text: PlainKey;
  readonly icon: IconName;
  readonly status: number;
  readonly next?: Next;
  readonly reference?: string;
  readonly asksSupport?: boolean;
  readonly setCookies?: readonly SetCookie[];
  readonly headers?: Readonly<Record<string, string>>;
}

interface Next {
  readonly text: PlainKey;
  readonly href: string;
}

/** What a refusal says: no more than helps the person who gave the right password or came from the wrong place. */
const REFUSALS: Readonly<Partial<Record<DenyReason | 'country-not-permitted', readonly [PlainKey, PlainKey]>>> = {
  'network-not-permitted': ['refused.place-title', 'refused.place'],
  'country-not-permitted': ['refused.place-title', 'refused.place'],
  'mailbox-disabled': ['refused.disabled-title', 'refused.disabled'],
  throttled: ['refused.throttled-title', 'refused.throttled'],
};

/** Made for one view; every function gives a whole answer. */
export interface OutcomePages {
  refused(refusal: Pick<WebRefusal, 'reason' | 'decisionId'>): PageAnswer;
  unavailable(outage: Pick<WebUnavailable, 'decisionId'>): PageAnswer;
  /** A bug, or something that broke; `reference` is in the log. */
  broken(reference: string): PageAnswer;
  absent(): PageAnswer;
  signedOut(why: 'asked' | 'ended'): PageAnswer;
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

export function outcomePages(view: View): OutcomePages {
  const home = homeOf(view);
  const toMail: Next = { text: 'outcome.mail', href: home };
  const toSignIn: Next = { text: 'action.sign-in', href: home };
  const render = (outcome: Outcome) =>
    page(
      view,
      { title: view.words.say(outcome.title), body: outcomeBody(view, outcome) },
      {
        status: outcome.status,
        ...(outcome.setCookies && { setCookies: outcome.setCookies }),
        ...(outcome.headers && { headers: outcome.headers }),
      },
    );
  return {
    refused: ({ reason, decisionId }) => {
      const [title, text] = REFUSALS[reason] ?? ['refused.title', 'refused.text'];
      const status = reason === 'throttled' ? 429 : 403;
      return render({
        title,
        text,
        icon: 'alert',
        status,
        reference: decisionId,
        asksSupport: true,
        next: { text: 'action.try-again', href: home },
        ...(status === 429 && { headers: { 'retry-after': RETRY_AFTER_SECONDS } }),
      });
    },
    unavailable: ({ decisionId }) =>
      render({
        title: 'unavailable.title',
        text: 'unavailable.text',
        icon: 'clock',
        status: 503,
        reference: decisionId,
        next: { text: 'action.try-again', href: view.here === undefined ? home : `${PAGES_PREFIX}${view.here}` },
        headers: { 'retry-after': RETRY_AFTER_SECONDS },
      }),
    broken: (reference) =>
      render({
        title: 'broken.title',
        text: 'broken.text',
        icon: 'alert',
        status: 500,
        reference,
        asksSupport: true,
        next: toMail,
      }),
    absent: () => render({ title: 'absent.title', text: 'absent.text', icon: 'alert', status: 404, next: toMail }),
    signedOut: (why) =>
      why === 'asked'
        ? render({
            title: 'signed-out.title',
            text: 'signed-out.text',
            icon: 'good',
            status: 200,
            next: { text: 'signed-out.again', href: home },
          })
        : render({
            title: 'signed-out.ended-title',
            text: 'signed-out.ended-text',
            icon: 'clock',
            status: 200,
            next: toSignIn,
          }),
    signInNeeded: () =>
      render({
        title: 'signed-out.needed-title',
        text: 'signed-out.needed-text',
        icon: 'shield',
        status: 403,
        next: toSignIn,
      }),
    stale: (again) =>
      render({
        title: 'stale.title',
        text: 'stale.text',
        icon: 'clock',
        status: 403,
        next: { text: 'action.try-again', href: `${PAGES_PREFIX}${again}` },
      }),
    foreign: () => render({ title: 'foreign.title', text: 'foreign.text', icon: 'alert', status: 403, next: toMail }),
    malformed: (status) =>
      render({
        title: 'malformed.title',
        text: 'malformed.text',
        icon: 'alert',
        status,
        next: toMail,
        // RFC 9110 §15.5.6
        ...(status === 405 && { headers: { allow: 'GET, HEAD, POST' } }),
      }),
  };
}

function outcomeBody(view: View, { title, text, icon: drawing, next, reference, asksSupport }: Outcome): Markup {
  const { words } = view;
  return html`<div class="emblem">${icon(drawing)}</div>
<h1>${words.say(title)}</h1>
<p class="lead">${words.say(text)}</p>
${asksSupport && html`<p class="soft">${words.rich('refused.contact', { support: supportOf(view) })}</p>`}
${next && html`<p class="actions"><a class="button primary" href="${next.href}">${words.say(next.text)}</a></p>`}
${reference !== undefined && html`<p class="fine"><span>${words.say('frame.reference', { id: reference })}</span></p>`}`;
}
