// Setting up a second step, wherever that is done: choose a kind, then scan a picture or name an address or number, then
// enter the code. Nothing is kept in the browser: what was begun is the session's, and a reload shows it again (P-07).

import type { EnrolmentAnswer, EnrolmentEnd } from '../../core/sign-in/enrolment-contract.ts';
import { seeOther } from '../pages/answers.ts';
import { icon } from '../pages/design/icons.ts';
import { hidden } from '../pages/frame/parts.ts';
import { html, type Markup } from '../pages/markup.ts';
import { outcomePages } from '../pages/outcome-pages.ts';
import { PAGES_PREFIX, type PageAnswer } from '../pages/page-contract.ts';
import { nameIn, withQuery } from '../pages/visit.ts';
import { typedCode } from './answer-fields.ts';
import { askForDestination, enterSentCode } from './destination-page.ts';
import { enrolmentCodePage, typedEnrolmentCode } from './enrolment-code.ts';
import {
  type Enrolling,
  type EnrolmentPlace,
  kindIn,
  type OfferedKind,
  offeredKinds,
  otherKinds,
} from './enrolment-place.ts';
import { isEnrolmentCodeRefusal, refusalPage } from './enrolment-refusals.ts';
import { enrolmentResult, enrolmentSteps } from './enrolment-steps.ts';
import { isSentKind } from './sent-code.ts';
import { KIND_ICONS, KIND_NAMES } from './ways.ts';

const TEXTS = {
  totp: 'kind.totp-text',
  email: 'kind.email-text',
  sms: 'kind.sms-text',
} as const satisfies Record<OfferedKind, string>;

/** The page that the address asks for: the choice, or how one kind is set up. */
export async function showEnrolmentAt(visit: Enrolling, place: EnrolmentPlace): Promise<PageAnswer> {
  const { parts, presented, request } = visit;
  const kinds = await offeredKinds(visit);
  if (kinds.length === 0) return refusalPage(visit, place, 'factor-not-allowed');
  const kind = kindIn(request.query.get('kind'), kinds);
  if (kind === undefined) return chooseKind(visit, place, kinds);
  const others = otherKinds(visit, place, kinds);
  if (!isSentKind(kind)) return showApp(visit, place, others);
  const begun = await parts.account.enrolment.begun(presented, kind);
  const isBegun = begun !== undefined && begun.kind !== 'totp' && request.query.get('change') !== 'yes';
  return isBegun ? enterSentCode(visit, place, { begun, others }) : askForDestination(visit, place, { kind, others });
}

function chooseKind({ view }: Enrolling, place: EnrolmentPlace, kinds: readonly OfferedKind[]): PageAnswer {
  const { words } = view;
  const links = kinds.map(
    (kind) =>
      html`<a href="${PAGES_PREFIX}${withQuery(place.path, { kind })}">${icon(KIND_ICONS[kind])}<span><span>${words.say(KIND_NAMES[kind])}</span><span class="soft small">${words.say(TEXTS[kind])}</span></span></a>`,
  );
  return place.frame({
    title: place.title,
    lead: place.leads.choice,
    body: html`<div class="ways cards">${links}</div>`,
    isFramed: true,
  });
}

async function showApp(visit: Enrolling, place: EnrolmentPlace, others: Markup | undefined): Promise<PageAnswer> {
  const { parts, presented, view, request } = visit;
  const { words } = view;
  const wish = { context: request.context, language: words.locale.language };
  const start = await parts.account.enrolment.start(presented, { kind: 'totp' }, wish);
  if (start.kind === 'unavailable') return outcomePages(view).unavailable(presented.session);
  if (start.kind === 'refused') {
    return isEnrolmentCodeRefusal(start.reason)
      ? enrolmentCodePage(visit, place, { isWrong: start.reason === 'enrolment-code-wrong', others })
      : refusalPage(visit, place, start.reason);
  }
  const { presentation } = start;
  if (presentation.kind !== 'totp') return refusalPage(visit, place, 'factor-not-allowed');
  const steps = enrolmentSteps(visit, presentation, {
    path: place.path,
    more: html`${hidden('kind', 'totp')}${place.more}`,
  });
  return place.frame({
    title: place.title,
    lead: place.leads.app,
    body: html`${enrolmentResult(visit, 'totp')}${steps}${others}`,
    isWide: true,
  });
}

/** The code that an administrator gave out, for an app: what is begun with it proves it from then on. */
export async function giveEnrolmentCodeAt(visit: Enrolling, { path }: EnrolmentPlace): Promise<PageAnswer> {
  const { presented, parts, view, form, request } = visit;
  const code = typedEnrolmentCode(form);
  const back = (values: Readonly<Record<string, string | number | undefined>>) =>
    seeOther(withQuery(path, { kind: 'totp', ...values }));
  if (code === '') return back({});
  const wish = { context: request.context, language: view.words.locale.language, code };
  const start = await parts.account.enrolment.start(presented, { kind: 'totp' }, wish);
  if (start.kind === 'unavailable') return outcomePages(view).unavailable(presented.session);
  if (start.kind === 'started') return back({});
  const { reason, wait } = start;
  return back(wait === undefined ? { result: reason } : { result: 'slowed', wait: Math.ceil(wait / 1_000) });
}

/** What was typed to finish with; `undefined`: nothing that is offered here. */
export async function answerAt(visit: Enrolling): Promise<EnrolmentAnswer | undefined> {
  const { form, view } = visit;
  const kind = kindIn(form.get('kind'), await offeredKinds(visit));
  if (kind === undefined) return undefined;
  const name = nameIn(form) ?? view.words.say(KIND_NAMES[kind]);
  return { kind, code: typedCode(form.get('code')), name };
}

/** Back to the page, with the name and without the code (P-32). */
export function notFinishedAt(
  { view, presented }: Enrolling,
  { path }: EnrolmentPlace,
  { kind, name }: EnrolmentAnswer,
  end: Exclude<EnrolmentEnd, { kind: 'enrolled' }> | { readonly kind: 'slowed'; readonly wait: number },
): PageAnswer {
  const named = kind === 'totp' ? name : undefined;
  const back = (values: Readonly<Record<string, string | number | undefined>>) =>
    seeOther(withQuery(path, { kind, ...values }));
  switch (end.kind) {
    case 'not-right':
    case 'slowed':
      return back(
        end.wait === undefined
          ? { result: 'wrong', name: named }
          : { result: 'slowed', wait: Math.ceil(end.wait / 1_000), name: named },
      );
    case 'expired':
      return back({ result: 'expired', name: named });
    case 'refused':
      return back({});
    case 'unavailable':
      return outcomePages(view).unavailable(presented.session);
  }
}
