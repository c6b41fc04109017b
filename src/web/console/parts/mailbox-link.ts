// A mailbox's address as a link to its page, for who may see that.

import { foreign, html, type Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consoleAddress } from '../console-page.ts';

const MAILBOX_PATH = '/mailbox';

export function mailboxLink({ mayVisit }: Pick<ConsoleVisit, 'mayVisit'>, mailbox: string): Markup {
  if (!mayVisit(MAILBOX_PATH)) return foreign(mailbox);
  return html`<a href="${consoleAddress(MAILBOX_PATH, { address: mailbox })}">${foreign(mailbox)}</a>`;
}
