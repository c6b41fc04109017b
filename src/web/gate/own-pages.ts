// Postern's own pages behind the gate: a request of the gate becomes one of the pages, and what the gate has to say to a
// person becomes a page in that person's language.

import { assertNever } from '../../core/decision.ts';
import { type FormRead, MAX_FORM_OCTETS, readForm } from '../pages/form.ts';
import type { OutcomePages } from '../pages/outcome-pages.ts';
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
import { type Notice, type Notices, plainNotices } from './notices.ts';

/** Answers what is below `/.postern`. */
export function gatePages(pages: Pages, site: PageSite): GatePages {
  return async (exchange, presented, context) => {
    const { method, target } = exchange;
    const form = method === 'POST' ? await formOf(exchange) : undefined;
    return pages({
      ...lookOf(exchange, site),
      method,
      path: target.path.slice(PAGES_PREFIX.length) || '/',
      query: new URLSearchParams(target.query ?? ''),
      ...(form && { form }),
      context,
      presented,
    });
  };
}

/** Says notices as pages; a webmail's script is told in plain English. */
export function pageNotices(outcomesFor: (look: PageLook) => OutcomePages, site: PageSite): Notices {
  return {
    sentence: plainNotices.sentence,
    page: async (exchange, notice) => {
      const outcomes = outcomesFor(lookOf(exchange, site));
      return ownAnswer(exchange, noticePage(outcomes, notice, exchange.context.requestId));
    },
  };
}

function noticePage(outcomes: OutcomePages, notice: Notice, requestId: string): PageAnswer {
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

function lookOf(exchange: Exchange, site: PageSite): PageLook {
  const { cookies } = exchange;
  const kept = Object.entries(PAGE_COOKIES).flatMap(([key, name]) => {
    const value = cookies.get(name);
    return value === undefined ? [] : [[key, value] as const];
  });
  return {
    site,
    headers: {
      acceptLanguage: exchange.header('accept-language'),
      origin: exchange.header('origin'),
      secFetchSite: exchange.header('sec-fetch-site'),
    },
    cookies: Object.fromEntries(kept),
  };
}

async function formOf(exchange: Exchange): Promise<FormRead> {
  const body = await exchange.readBody(MAX_FORM_OCTETS);
  if (body === 'too-large') return { kind: 'refused', reason: 'too-large' };
  if (body === 'broken') return { kind: 'refused', reason: 'malformed' };
  return readForm(exchange.header('content-type'), body);
}

function ownAnswer({ site }: Exchange, { status, headers, setCookies, body }: PageAnswer): OwnAnswer {
  return { status, headers: [...Object.entries(headers), ...cookieFields(setCookies, site)], body };
}
