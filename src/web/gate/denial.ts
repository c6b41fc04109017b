// A refusal in the words that the one who asked understands (§4.2 step 6): a person is led to where something can be done,
// the webmail's scripts hear that the session is gone as the webmail would say it, and everything else is refused plainly.

import { assertNever } from '../../core/decision.ts';
import { PAGES_PREFIX } from '../pages/page-contract.ts';
import type { Exchange, HeaderList, OwnAnswer } from './exchange.ts';
import { scriptPage } from './profiles/script-page.ts';
import { isSafe, requestKind } from './request-kind.ts';
import { type ClosedPath, textAnswer, type WebmailProfile } from './webmail-profile.ts';

/** Where the second step is asked. */
export const CHALLENGE_PATH: string = `${PAGES_PREFIX}/challenge`;

/** To another page of the site. After a POST the browser must not send its body again (RFC 9110 §15.4.4). */
export function redirect(exchange: Pick<Exchange, 'method'>, location: string, more: HeaderList = []): OwnAnswer {
  const status = isSafe(exchange.method) ? 302 : 303;
  return { status, headers: [['location', location], ['cache-control', 'no-store'], ...more] };
}

/**
 * Refuses whoever has no open session.
 *
 * @param leadTo - Where a person can go on.
 * @param forgetting - The fields by which the browser forgets its session; sent with a page only, as a script's request
 *   may be older than the cookie that the browser has by now.
 */
export function denied(
  exchange: Exchange,
  {
    profile,
    leadTo,
    forgetting = [],
  }: { readonly profile: WebmailProfile; readonly leadTo: string; readonly forgetting?: HeaderList },
): OwnAnswer {
  const kind = requestKind(exchange, profile);
  switch (kind) {
    case 'navigation':
      return redirect(exchange, leadTo, forgetting);
    case 'frame':
      return profile.deadAnswer(kind, exchange) ?? scriptPage(`top.location.href = ${JSON.stringify(leadTo)};`);
    case 'script':
      return profile.deadAnswer(kind, exchange) ?? plain(401);
    case 'stream':
      return plain(401);
    case 'other':
      return plain(403);
    default:
      return assertNever(kind);
  }
}

function plain(status: 401 | 403): OwnAnswer {
  return textAnswer(status, 'text/plain; charset=utf-8', 'Not signed in.\n');
}

/** The answer to a door that is closed in every state. Programs are asked for a password once, and told no to any. */
export function closedAnswer(exchange: Exchange, { answer }: ClosedPath): OwnAnswer {
  const body = 'This door is closed.\n';
  const isPage = exchange.header('sec-fetch-mode') === 'navigate';
  if (answer === 'forbidden' || exchange.authorization !== undefined || isPage) {
    return textAnswer(403, 'text/plain; charset=utf-8', body);
  }
  // RFC 7617 §2.
  return textAnswer(401, 'text/plain; charset=utf-8', body, [
    ['www-authenticate', `Basic realm="${exchange.site.host}", charset="UTF-8"`],
  ]);
}
