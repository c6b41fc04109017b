// Which way a challenge is answered, and, where that needs a code to be sent, how that is doing. Looking at such a way
// sends a code once (R2.7): a reload, the Back button and a browser that looks ahead send nothing.

import type { CodeSending, Factor, SentKind } from '../../core/factors/factor.ts';
import type { ChallengeView, WebUnavailable } from '../../core/sign-in/web-sign-in-contract.ts';
import type { Millis } from '../../core/units.ts';
import { seeOther } from '../pages/answers.ts';
import { outcomePages } from '../pages/outcome-pages.ts';
import type { PageAnswer, PageRequest } from '../pages/page-contract.ts';
import { idIn, type Pending, type Visit, withQuery } from '../pages/visit.ts';
import { RECOVERY_CODE } from './answer-fields.ts';
import { ended, stepElsewhere } from './leaving.ts';
import { isSentKind, sendingValues } from './sent-code.ts';
import { canBeUsed } from './ways.ts';

export interface RecoveryWay {
  readonly kind: 'recovery-code';
}

/** A factor whose code the person has already. */
export interface AppWay {
  readonly kind: 'app';
  readonly factor: Factor;
}

export interface SentWay {
  readonly kind: 'sent';
  readonly factor: Factor;
  readonly sentKind: SentKind;
  readonly sending: CodeSending;
}

/** How a challenge is answered. */
export type Way =
  | RecoveryWay
  | AppWay
  | SentWay
  /** Nobody looks at the page yet, so nothing was sent. */
  | { readonly kind: 'unsent'; readonly factor: Factor }
  | { readonly kind: 'not-sent'; readonly factor: Factor }
  | { readonly kind: 'slowed'; readonly factor: Factor; readonly wait: Millis };

/** The way that the address names, else the best one, with a code under way where it needs one. */
export async function lookAt(
  visit: Visit<Pending>,
  challenge: ChallengeView,
): Promise<Way | WebUnavailable | { readonly kind: 'ended' } | undefined> {
  const wanted = visit.request.query.get('use');
  const { factors, hasRecoveryCodes } = challenge;
  if (wanted === RECOVERY_CODE && hasRecoveryCodes) return { kind: 'recovery-code' };
  // The default one is the first, but one that can be used now goes before it.
  const factor =
    factors.find(({ id }) => id === wanted) ??
    factors.find((candidate) => canBeUsed(candidate, challenge)) ??
    factors[0];
  if (!factor) return hasRecoveryCodes ? { kind: 'recovery-code' } : undefined;
  if (!isSentKind(factor.kind)) return { kind: 'app', factor };
  if (!canBeUsed(factor, challenge)) return { kind: 'not-sent', factor };
  return isLookedAt(visit.request) ? firstSending(visit, factor, factor.kind) : { kind: 'unsent', factor };
}

async function firstSending(
  { presented, parts, view, request }: Visit<Pending>,
  factor: Factor,
  sentKind: SentKind,
): Promise<Way | WebUnavailable | { readonly kind: 'ended' }> {
  const wish = { context: request.context, language: view.words.locale.language, again: false };
  const sent = await parts.signIn.sendCode(presented, factor.id, wish);
  if (sent.kind === 'unavailable' || sent.kind === 'ended') return sent;
  if (sent.kind === 'not-sent') return { kind: 'not-sent', factor };
  const { sending } = sent;
  if (sending) return { kind: 'sent', factor, sentKind, sending };
  return sent.kind === 'slowed' ? { kind: 'slowed', factor, wait: sent.wait } : { kind: 'not-sent', factor };
}

/** A person looks at the answer: it isn't fetched ahead (HTML, "Sec-Purpose"), nor asked for its head only. */
function isLookedAt({ method, headers }: PageRequest): boolean {
  return method === 'GET' && !/prefetch|prerender|preview/i.test(headers.purpose ?? '');
}

/** The wish for a code, by a button: the first one, or the same once more. */
export async function sendChallengeCode(visit: Visit<Pending>): Promise<PageAnswer> {
  const { presented, parts, view, form, request } = visit;
  const elsewhere = stepElsewhere(presented.session, 'challenge');
  if (elsewhere) return elsewhere;
  const use = idIn(form.get('method'));
  if (use === undefined) return seeOther('/challenge');
  const again = form.get('again') === 'yes';
  const wish = { context: request.context, language: view.words.locale.language, again };
  const sent = await parts.signIn.sendCode(presented, use, wish);
  switch (sent.kind) {
    case 'sent':
    case 'slowed':
    case 'not-sent':
      return seeOther(withQuery('/challenge', { use, ...sendingValues(sent, again) }));
    case 'ended':
      return ended(visit);
    case 'unavailable':
      return outcomePages(view).unavailable(sent);
  }
}
