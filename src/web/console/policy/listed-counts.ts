// How many listed mailboxes a domain or a group has, where somebody may know.

import { listMailboxesOperation } from '../../api/routes/mailbox-routes.ts';
import { html, type Renderable } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consoleAddress } from '../console-page.ts';

/** A number that leads to the list; nothing where whoever asks may not see mailboxes. */
export async function countOf(
  { call, requester, mayVisit, view: { words } }: ConsoleVisit,
  filter: { readonly domain: string } | { readonly group: string },
): Promise<Renderable> {
  if (!requester.permissions.has('mailboxes:read')) return undefined;
  const found = await call(listMailboxesOperation, { query: { ...filter, count: 'true', limit: '1' } });
  if (found.kind === 'refused' || !found.value.total) return undefined;
  const { mailboxes, atLeast } = found.value.total;
  const number = words.number(mailboxes);
  const text = atLeast ? words.say('console.policy.count-more', { all: number }) : number;
  return mayVisit('/mailboxes') ? html`<a href="${consoleAddress('/mailboxes', filter)}">${text}</a>` : text;
}
