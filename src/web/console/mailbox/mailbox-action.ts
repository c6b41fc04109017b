// Something that can be done to a mailbox, as a route: what it asks of the API, and, where it can't be undone, the page that
// asks first. A GET changes nothing.

import type { Permission } from '../../../core/administrators/permissions.ts';
import type { ProblemResource } from '../../api/client/resources.ts';
import { showMailboxOverviewOperation } from '../../api/routes/overview-routes.ts';
import type { ButtonKind } from '../../pages/frame/parts.ts';
import type { PlainKey } from '../../pages/i18n/words.ts';
import type { Renderable } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { Called, ConsoleRoute, ConsoleVisit } from '../console-contract.ts';
import { confirmFirst } from '../console-page.ts';
import { confirmationPage } from '../parts/confirmation.ts';
import { MAILBOX_PATH, mailboxAddress } from '../parts/mailbox-link.ts';
import { problemNotice } from '../parts/problem-notice.ts';
import { mailboxPage } from './mailbox-page.ts';
import { absentMailbox, type MailboxResult, mailboxIn, toMailbox, wayTo } from './mailbox-visit.ts';

export interface MailboxAction {
  readonly permission: Permission;
  readonly result: MailboxResult;
  /** See `keeps` of a route. */
  readonly keeps?: readonly string[];
  /** What is asked of the API. What it is about besides the mailbox stands in the query, or in the form. */
  perform(visit: ConsoleVisit, address: string): Promise<Called<unknown>>;
  /** Absent: it is done at once. */
  readonly asks?: {
    readonly title: (visit: ConsoleVisit, address: string) => string;
    readonly text: PlainKey;
    readonly more?: (visit: ConsoleVisit) => Renderable;
    readonly button: PlainKey;
    readonly kind?: ButtonKind;
  };
}

/** @param path - Its own, below the console's prefix. */
export function actionRoute(path: string, action: MailboxAction): ConsoleRoute {
  const { permission, result, keeps = [], asks } = action;
  const post = async (visit: ConsoleVisit): Promise<PageAnswer> => {
    const address = mailboxIn(visit);
    const called = await action.perform(visit, address);
    if (called.kind === 'done') return toMailbox(address, result);
    return asks ? questionPage(visit, { path, action, problem: called.problem }) : mailboxPage(visit, called.problem);
  };
  if (!asks) return { permission, post, formOn: MAILBOX_PATH, keeps };
  const get = async (visit: ConsoleVisit): Promise<PageAnswer> => {
    const detour = confirmFirst(visit);
    if (detour) return detour;
    const found = await visit.call(showMailboxOverviewOperation, { params: { address: mailboxIn(visit) } });
    return found.kind === 'refused' ? absentMailbox(visit, found.problem) : questionPage(visit, { path, action });
  };
  return { permission, get, post };
}

function questionPage(
  visit: ConsoleVisit,
  {
    path,
    action,
    problem,
  }: { readonly path: string; readonly action: MailboxAction; readonly problem?: ProblemResource },
): PageAnswer {
  const { words } = visit.view;
  const { asks } = action;
  const address = mailboxIn(visit);
  return confirmationPage(visit, {
    section: 'mailboxes',
    way: wayTo(address),
    title: asks?.title(visit, address) ?? address,
    text: asks && words.say(asks.text),
    more: problem && problemNotice(visit, problem),
    path,
    query: Object.fromEntries(visit.query),
    fields: asks?.more?.(visit),
    button: asks ? words.say(asks.button) : words.say('action.continue'),
    ...(asks?.kind && { kind: asks.kind }),
    back: mailboxAddress(address),
    ...(problem && { status: problem.status }),
  });
}
