// Setting up codes by e-mail or text message: an address or number, then the code that was sent there. A refusal is the
// answer to the form itself, as nothing was done and an address of somebody's belongs in no URL; all else is a redirection.

import type { SentKind, SentPresentation } from '../../core/factors/factor.ts';
import type { EnrolmentRefusal, EnrolmentStart } from '../../core/sign-in/enrolment-contract.ts';
import { seeOther } from '../pages/answers.ts';
import { button, field, hidden, notice, postForm } from '../pages/frame/parts.ts';
import type { PlainKey } from '../pages/i18n/words.ts';
import { foreign, html, type Markup } from '../pages/markup.ts';
import { outcomePages } from '../pages/outcome-pages.ts';
import { PAGES_PREFIX, type PageAnswer } from '../pages/page-contract.ts';
import { withQuery } from '../pages/visit.ts';
import { codeField } from './answer-fields.ts';
import { ENROLMENT_CODE, enrolmentCodeField, typedEnrolmentCode } from './enrolment-code.ts';
import { type Enrolling, type EnrolmentPlace, kindIn, offeredKinds, otherKinds } from './enrolment-place.ts';
import { isEnrolmentCodeRefusal, isFinal, refusalPage } from './enrolment-refusals.ts';
import { enrolmentResult } from './enrolment-steps.ts';
import { againForm, isSentKind, sendingNotices, sentHint, sentLead } from './sent-code.ts';

/** RFC 5321 §4.5.3.1.3 has 256 octets for a path with its brackets. */
const MAX_DESTINATION = 254;

const WORDS = {
  email: {
    title: 'destination.email-title',
    text: 'destination.email-text',
    label: 'destination.email-label',
    malformed: 'destination.email-malformed',
    change: 'destination.email-change',
  },
  sms: {
    title: 'destination.sms-title',
    text: 'destination.sms-text',
    label: 'destination.sms-label',
    malformed: 'destination.sms-malformed',
    change: 'destination.sms-change',
  },
} as const satisfies Record<SentKind, Record<string, PlainKey>>;

interface Asked {
  readonly kind: SentKind;
  /** The way to the other kinds. */
  readonly others: Markup | undefined;
  /** What was typed, and why it can't be taken. */
  readonly refused?: { readonly destination: string; readonly why: Extract<EnrolmentStart, { kind: 'refused' }> };
}

/** The form for the address or number. */
export function askForDestination(
  visit: Enrolling,
  place: EnrolmentPlace,
  { kind, others, refused }: Asked,
): PageAnswer {
  const { view, form } = visit;
  const { words } = view;
  const text = WORDS[kind];
  const reason = refused?.why.reason;
  const destination = field({
    name: 'destination',
    label: words.say(text.label),
    type: kind === 'email' ? 'email' : 'tel',
    autocomplete: kind === 'email' ? 'email' : 'tel',
    maxLength: MAX_DESTINATION,
    error: errorOf(visit, kind, reason),
    ...(kind === 'sms' && { hint: words.say('destination.sms-hint') }),
    ...(refused && { value: refused.destination }),
    hasFocus: true,
  });
  const isCodeAsked = (reason !== undefined && isEnrolmentCodeRefusal(reason)) || form.has(ENROLMENT_CODE);
  const fields = html`${hidden('kind', kind)}${destination}${isCodeAsked && enrolmentCodeField(visit, { isWrong: reason === 'enrolment-code-wrong' && refused?.why.wait === undefined })}
${button(words.say('sent.send'), { kind: 'primary', isFull: true })}`;
  return place.frame({
    title: words.say(text.title),
    lead: html`${words.say(text.text)}`,
    body: html`${enrolmentResult(visit, kind)}${refused && noticeOf(visit, refused.why)}
${postForm(view, `${place.path}/send`, fields, { isStack: true })}${others}`,
    ...(refused && { status: 422 }),
  });
}

function errorOf(
  { view: { words } }: Enrolling,
  kind: SentKind,
  reason: EnrolmentRefusal | undefined,
): string | undefined {
  if (reason === 'destination-malformed') return words.say(WORDS[kind].malformed);
  if (reason === 'destination-protected') return words.say('destination.protected');
  return reason === 'destination-known' ? words.say('destination.known') : undefined;
}

/** What is wrong with no field. */
function noticeOf(
  { view: { words } }: Enrolling,
  { reason, wait }: Extract<EnrolmentStart, { kind: 'refused' }>,
): Markup | undefined {
  const duration = { duration: words.duration(wait ?? 0) };
  switch (reason) {
    case 'sending-slowed':
      return notice('warn', words.say('sent.slowed', duration));
    case 'not-sent':
      return notice('bad', words.say('destination.not-sent'));
    case 'enrolment-code-needed':
      return notice('warn', words.say('enrolment.code-text'));
    case 'enrolment-code-wrong':
      return wait === undefined ? undefined : notice('warn', words.say('enrolment.slowed', duration));
    default:
      return undefined;
  }
}

/** The field for the code that was sent. */
export function enterSentCode(
  visit: Enrolling,
  place: EnrolmentPlace,
  { begun, others }: { readonly begun: SentPresentation; readonly others: Markup | undefined },
): PageAnswer {
  const { view } = visit;
  const { words } = view;
  const { kind, destination, sending } = begun;
  const code = codeField(view, 'code', { hint: sentHint(visit, sending), hasFocus: true });
  const fields = html`${hidden('kind', kind)}${code}${place.more}
${button(words.say('enrolment.finish'), { kind: 'primary', isFull: true })}`;
  const again = {
    path: `${place.path}/send`,
    fields: html`${hidden('kind', kind)}${hidden('destination', destination)}`,
  };
  const address = `${PAGES_PREFIX}${withQuery(place.path, { kind, change: 'yes' })}`;
  const change = html`<a href="${address}">${words.say(WORDS[kind].change)}</a>`;
  return place.frame({
    title: words.say(WORDS[kind].title),
    lead: html`${sentLead(view, kind, html`<strong>${foreign(destination)}</strong>`)} ${change}`,
    body: html`${enrolmentResult(visit, kind)}${sendingNotices(visit, sending)}
${postForm(view, place.path, fields, { isStack: true })}
${againForm(visit, begun, again)}${others}`,
  });
}

/** Sends a code to what was typed; the same once more by the button of the page that asks for it. */
export async function sendToDestination(visit: Enrolling, place: EnrolmentPlace): Promise<PageAnswer> {
  const { presented, parts, view, form, request } = visit;
  const kinds = await offeredKinds(visit);
  const kind = kindIn(form.get('kind'), kinds);
  if (kind === undefined || !isSentKind(kind)) return seeOther(place.path);
  const destination = (form.get('destination') ?? '').trim().slice(0, MAX_DESTINATION);
  if (destination === '') return seeOther(withQuery(place.path, { kind }));
  const code = typedEnrolmentCode(form);
  const wish = { context: request.context, language: view.words.locale.language, ...(code !== '' && { code }) };
  const start = await parts.account.enrolment.start(presented, { kind, destination }, wish);
  if (start.kind === 'unavailable') return outcomePages(view).unavailable(presented.session);
  if (start.kind === 'started') {
    return seeOther(withQuery(place.path, { kind, result: form.get('again') === 'yes' ? 'sent' : undefined }));
  }
  if (isFinal(start.reason)) return refusalPage(visit, place, start.reason);
  const result = notSentResult(start);
  // A form that was sent twice, or a wish that came too soon: the code that is under way is still good.
  if (result && (await parts.account.enrolment.begun(presented, kind))) {
    return seeOther(withQuery(place.path, { kind, ...result }));
  }
  const others = otherKinds(visit, place, kinds);
  return askForDestination(visit, place, { kind, others, refused: { destination, why: start } });
}

/** Why it wasn't sent once more, for the address of the page that shows the one before. */
function notSentResult({
  reason,
  wait,
}: Extract<EnrolmentStart, { kind: 'refused' }>): Readonly<Record<string, string | number>> | undefined {
  if (reason === 'sending-slowed') return { result: 'too-soon', wait: Math.ceil((wait ?? 0) / 1_000) };
  return reason === 'not-sent' ? { result: 'not-sent' } : undefined;
}
