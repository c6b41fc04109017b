// The way from an exchange to Postern's own pages and back: what a page may know of a request is picked out here, and the
// gate's notices become the pages' outcomes, in the person's language and the site's looks.

import { assertNever } from '../../core/decision.ts';
import type { WebRefusal } from '../../core/sign-in/web-sign-in-contract.ts';
import { MAX_FORM_OCTETS, readForm } from '../pages/form.ts';
import type { OutcomePages } from '../pages/outcome-pages.ts';
import type { OutcomeSentences } from '../pages/outcome-sentences.ts';
import {
  PAGE_COOKIES,
  PAGES_PREFIX,
  type PageAnswer,
  type PageLook,
  type PageSite,
  type Pages,
} from '../pages/page-contract.ts';
import { cookieFields } from './browser-cookie.ts';
import type { Exchange, OwnAnswer } from './exchange.ts';
import type { GatePages } from './gate-parts.ts';
import type { Notice, Notices } from './notices.ts';
import { isSafe } from './request-kind.ts';

function lookOf(exchange: Exchange, site: PageSite): PageLook {
  const cookies = Object.entries(PAGE_COOKIES).flatMap(([name, cookie]) => {
    const value = exchange.cookies.get(cookie);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    site,
    headers: {
      acceptLanguage: exchange.header('accept-language'),
      origin: exchange.header('origin'),
      secFetchSite: exchange.header('sec-fetch-site'),
      purpose: exchange.header('sec-purpose') ?? exchange.header('purpose'),
    },
    cookies: Object.fromEntries(cookies),
  };
}

/** Pages for the gate of one site. */
export function pagesForGate(pages: Pages, site: PageSite): GatePages {
  return async (exchange, presented, context) => {
    const { method, target } = exchange;
    const body = isSafe(method) ? undefined : await exchange.readBody(MAX_FORM_OCTETS);
    return pages({
      ...lookOf(exchange, site),
      method,
      path: target.path.slice(PAGES_PREFIX.length) || '/',
      query: new URLSearchParams(target.query ?? ''),
      context,
      presented,
      ...(body !== undefined && { form: formOf(exchange, body) }),
    });
  };
}

function formOf(exchange: Exchange, body: Awaited<ReturnType<Exchange['readBody']>>): ReturnType<typeof readForm> {
  if (body === 'too-large') return { kind: 'refused', reason: 'too-large' };
  if (body === 'broken') return { kind: 'refused', reason: 'malformed' };
  return readForm(exchange.header('content-type'), body);
}

/** What the gate has to say, as the pages say it. */
export function noticesFromPages(
  outcomesFor: {
    readonly pages: (look: PageLook) => OutcomePages;
    readonly sentences: (look: PageLook) => OutcomeSentences;
  },
  site: PageSite,
): Notices {
  return {
    sentence: (exchange, notice) =>
      outcomeOf(outcomesFor.sentences(lookOf(exchange, site)), notice, exchange.context.requestId),
    page: async (exchange, notice) => {
      const answer = outcomeOf(outcomesFor.pages(lookOf(exchange, site)), notice, exchange.context.requestId);
      return ownAnswer(exchange, answer);
    },
  };
}

/** Pages or sentences, by what each is about. */
interface Outcomes<T> {
  refused(refusal: WebRefusal): T;
  unavailable(outage: { readonly decisionId: string }): T;
  foreign(): T;
  malformed(status: 400): T;
}

function outcomeOf<T>(outcomes: Outcomes<T>, notice: Notice, requestId: string): T {
  switch (notice.kind) {
    case 'refused':
      return outcomes.refused(notice);
    case 'unavailable':
      return outcomes.unavailable(notice);
    case 'webmail-unavailable':
      return outcomes.unavailable({ decisionId: requestId });
    case 'forbidden':
      return outcomes.foreign();
    case 'malformed':
      return outcomes.malformed(400);
    default:
      return assertNever(notice);
  }
}

/** An answer of a page as an exchange takes it. */
export function ownAnswer(exchange: Exchange, { status, headers, setCookies, body }: PageAnswer): OwnAnswer {
  return { status, headers: [...Object.entries(headers), ...cookieFields(setCookies, exchange.site)], body };
}
