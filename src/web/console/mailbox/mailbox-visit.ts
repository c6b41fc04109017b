// What the pages about one mailbox have in common: which one it is, the way back to it, and what stands there when it can't be
// shown. Its address is in the query of each.

import type { Permission } from '../../../core/administrators/permissions.ts';
import type { MailboxOverviewResource } from '../../api/client/overview-resources.ts';
import type { ProblemResource } from '../../api/client/resources.ts';
import { heading } from '../../pages/frame/parts.ts';
import type { PlainKey } from '../../pages/i18n/words.ts';
import { foreign, html } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import type { Crumb } from '../console-frame.ts';
import { consolePage, toConsole } from '../console-page.ts';
import { MAILBOX_PATH, mailboxAddress } from '../parts/mailbox-link.ts';
import { problemNotice } from '../parts/problem-notice.ts';

/** What a change came to, as the address of the page says it. */
export type MailboxResult =
  | 'changed'
  | 'enabled'
  | 'disabled'
  | 'locked'
  | 'added'
  | 'removed'
  | 'ended'
  | 'reset'
  | 'forgotten';

export const RESULTS: Readonly<Record<MailboxResult, PlainKey>> = {
  changed: 'console.mailbox.done-changed',
  enabled: 'console.mailbox.done-enabled',
  disabled: 'console.mailbox.done-disabled',
  locked: 'console.mailbox.done-locked',
  added: 'console.mailbox.done-added',
  removed: 'console.mailbox.done-removed',
  ended: 'console.mailbox.done-ended',
  reset: 'console.mailbox.done-reset',
  forgotten: 'console.mailbox.done-forgotten',
};

/** As it was written: the API finds out whose it is. */
export function mailboxIn({ query }: ConsoleVisit): string {
  return query.get('address') ?? '';
}

export function may({ requester }: ConsoleVisit, permission: Permission): boolean {
  return requester.permissions.has(permission);
}

export function toMailbox(address: string, result: MailboxResult): PageAnswer {
  return toConsole(MAILBOX_PATH, { address, result });
}

/** From the section to the page of a mailbox. */
export function wayTo(address: string): readonly Crumb[] {
  return [{ text: foreign(address), address: mailboxAddress(address) }];
}

/** In place of a page about a mailbox that isn't there, or isn't theirs. */
export function absentMailbox(visit: ConsoleVisit, problem: ProblemResource): PageAnswer {
  const title = mailboxIn(visit) || visit.view.words.say('absent.title');
  const body = html`${heading(foreign(title))}${problemNotice(visit, problem)}`;
  return consolePage(visit, { section: 'mailboxes', title, body, status: problem.status });
}

/** Everything that is shown of a mailbox, for one visit. */
export interface MailboxSection {
  readonly visit: ConsoleVisit;
  readonly overview: MailboxOverviewResource;
  /** Canonical. */
  readonly address: string;
}
