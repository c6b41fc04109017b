// Why no second step can be set up here and now, with what to do about it. What a form can mend is said at its field.

import type { EnrolmentRefusal } from '../../core/sign-in/enrolment-contract.ts';
import type { MessageKey } from '../pages/i18n/catalogs.ts';
import type { PlainKey } from '../pages/i18n/words.ts';
import { html } from '../pages/markup.ts';
import type { PageAnswer } from '../pages/page-contract.ts';
import { supportOf } from '../pages/view.ts';
import type { Enrolling, EnrolmentPlace } from './enrolment-place.ts';

type EnrolmentCodeRefusal = 'enrolment-code-needed' | 'enrolment-code-wrong';

/** What another destination, or another moment, mends. */
type DestinationRefusal =
  | 'destination-malformed'
  | 'destination-protected'
  | 'destination-known'
  | 'sending-slowed'
  | 'not-sent';

type FinalRefusal = Exclude<EnrolmentRefusal, EnrolmentCodeRefusal | DestinationRefusal>;

type SupportKey = Extract<MessageKey, `enrolment.${'outside' | 'not-allowed' | 'exists'}-text`>;

const STOPS: Readonly<Record<FinalRefusal, readonly [PlainKey, SupportKey | 'enrolment.many-text']>> = {
  'outside-trusted-network': ['enrolment.outside-title', 'enrolment.outside-text'],
  'too-many-factors': ['enrolment.many-title', 'enrolment.many-text'],
  'factor-not-allowed': ['enrolment.not-allowed-title', 'enrolment.not-allowed-text'],
  'factor-exists': ['enrolment.exists-title', 'enrolment.exists-text'],
  // Only open sessions are ever asked to confirm; whoever is told so at sign-in signs in again all the same.
  'not-confirmed': ['enrolment.exists-title', 'enrolment.exists-text'],
};

export function isEnrolmentCodeRefusal(reason: EnrolmentRefusal): reason is EnrolmentCodeRefusal {
  return reason === 'enrolment-code-needed' || reason === 'enrolment-code-wrong';
}

/** Whether nothing that is typed into the form of a destination would help. */
export function isFinal(reason: EnrolmentRefusal): reason is FinalRefusal {
  return Object.hasOwn(STOPS, reason);
}

/** A page that goes nowhere from here. */
export function refusalPage({ view }: Enrolling, place: EnrolmentPlace, reason: EnrolmentRefusal): PageAnswer {
  if (reason === 'not-confirmed' && place.confirmFirst) return place.confirmFirst();
  const { words } = view;
  const [title, text] = STOPS[isFinal(reason) ? reason : 'factor-not-allowed'];
  const lead =
    text === 'enrolment.many-text' ? html`${words.say(text)}` : words.rich(text, { support: supportOf(view) });
  return place.frame({ title: words.say(title), lead, body: html``, status: 403, isFramed: true });
}
