// The page of a mailbox: its address, and a mailbox as a link to it, for who may see that.

import { html, type Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consoleAddress } from '../console-page.ts';
import { breakable } from './breakable.ts';

/** Of the page of one mailbox, below the console's prefix. */
export const MAILBOX_PATH = '/mailbox';

/** The address of the page of a mailbox. */
export function mailboxAddress(mailbox: string): string {
  return consoleAddress(MAILBOX_PATH, { address: mailbox });
}

export function mailboxLink({ mayVisit }: Pick<ConsoleVisit, 'mayVisit'>, mailbox: string): Markup {
  if (!mayVisit(MAILBOX_PATH)) return breakable(mailbox);
  return html`<a href="${mailboxAddress(mailbox)}">${breakable(mailbox)}</a>`;
}
