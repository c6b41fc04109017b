// What the gate itself has to say to a person, and how: as a page, or as a sentence that a webmail's script shows. The
// pages' own room says it in the person's language; what is here says it in plain English where there is no such room.

import { assertNever, type DenyReason } from '../../core/decision.ts';
import type { WebRefusal, WebUnavailable } from '../../core/sign-in/web-sign-in-contract.ts';
import type { Millis } from '../../core/units.ts';
import type { Exchange, OwnAnswer } from './exchange.ts';
import { textAnswer } from './webmail-profile.ts';

export type Notice =
  /** A sign-in was refused before or after the webmail was asked. */
  | WebRefusal
  /** Nobody can say whether it may be. */
  | WebUnavailable
  /** The webmail gives no answer. */
  | { readonly kind: 'webmail-unavailable'; readonly slow: boolean }
  /** The request is none that may be sent from here. */
  | { readonly kind: 'forbidden' }
  /** The sign-in request is none that a browser's form makes. */
  | { readonly kind: 'malformed' };

/** Says a notice. The status and the seconds to wait are the gate's to add. */
export interface Notices {
  page(exchange: Exchange, notice: Notice): Promise<OwnAnswer>;
  /** One or two sentences, with the decision's id where there is one. */
  sentence(exchange: Exchange, notice: Notice): string;
}

/** RFC 9110 §15.5.4 forbids to say by a status that a password was right: but for throttling all refusals look alike. */
const STATUS = {
  'malformed-credentials': 403,
  'unknown-account': 403,
  'wrong-secret': 403,
  'app-password-required': 403,
  'password-change-due': 403,
  'app-password-scope': 403,
  'app-password-expired': 403,
  'app-password-revoked': 403,
  'app-password-place': 403,
  'mailbox-disabled': 403,
  'network-not-permitted': 403,
  'authorization-identity-refused': 403,
  'stale-sealed-password': 403,
  'too-many-connections': 429,
  throttled: 429,
} as const satisfies Record<DenyReason, number>;

const WRONG = 'Wrong name or password.';
const OTHER_WAY = 'This password does not open the webmail. Sign in with the password of the mailbox.';

const SENTENCES = {
  'malformed-credentials': WRONG,
  'unknown-account': WRONG,
  'wrong-secret': WRONG,
  'app-password-required': OTHER_WAY,
  'password-change-due': WRONG,
  'app-password-scope': OTHER_WAY,
  'app-password-expired': OTHER_WAY,
  'app-password-revoked': OTHER_WAY,
  'app-password-place': OTHER_WAY,
  'mailbox-disabled': 'This mailbox is disabled. Ask your administrator.',
  'network-not-permitted': 'Signing in is not permitted from this place. Ask your administrator.',
  'authorization-identity-refused': WRONG,
  'stale-sealed-password': WRONG,
  'too-many-connections': 'Too many sessions are open. End one of them, or wait.',
  throttled: 'Too many tries. Wait a while before the next one.',
} as const satisfies Record<DenyReason, string>;

/** Seconds after which what was unavailable may be tried again. */
const RETRY_AFTER_SECONDS = 10;

export function noticeStatus(notice: Notice): number {
  switch (notice.kind) {
    case 'refused':
      return STATUS[notice.reason];
    case 'unavailable':
      return 503;
    case 'webmail-unavailable':
      return notice.slow ? 504 : 502;
    case 'forbidden':
      return 403;
    case 'malformed':
      return 400;
    default:
      return assertNever(notice);
  }
}

/** How long to wait before the next try; absent: waiting changes nothing. */
export function noticeWait(notice: Notice): Millis | undefined {
  const status = noticeStatus(notice);
  return status === 429 || status >= 500 ? RETRY_AFTER_SECONDS * 1_000 : undefined;
}

function sentenceOf(notice: Notice): string {
  switch (notice.kind) {
    case 'refused':
      return SENTENCES[notice.reason];
    case 'unavailable':
      return 'Signing in is not possible at the moment. This is not about your password; try again in a minute.';
    case 'webmail-unavailable':
      return 'The webmail does not answer at the moment. Try again in a minute.';
    case 'forbidden':
      return 'This cannot be done here. Go back to the webmail and sign in.';
    case 'malformed':
      return 'The sign-in request was not understood. Load the sign-in page again.';
    default:
      return assertNever(notice);
  }
}

function plainSentence(notice: Notice): string {
  const sentence = sentenceOf(notice);
  return 'decisionId' in notice ? `${sentence} (Reference: ${notice.decisionId})` : sentence;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

/** Notices in English, without a design. */
export const plainNotices: Notices = {
  sentence: (_, notice) => plainSentence(notice),
  page: async (exchange, notice) => {
    const title = escapeHtml(exchange.site.host);
    const body = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>${title}</h1><p>${escapeHtml(plainSentence(notice))}</p><p><a href="/">Back to the webmail</a></p></main></body></html>
`;
    return textAnswer(noticeStatus(notice), 'text/html; charset=utf-8', body, [
      ['content-security-policy', "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"],
      ['referrer-policy', 'no-referrer'],
      ['x-content-type-options', 'nosniff'],
    ]);
  },
};
