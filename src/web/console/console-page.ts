// What the console's pages are put together from: the frame, links, forms that bring their token, redirections, and forms
// that show a secret once. Lists, fields and notices are in `parts/`:
//
//   table.ts          dataTable({ caption, columns, rows, empty })
//   filters.ts        filterBar(visit, { path, fields, active })
//   pager.ts          pager(visit, { path, query, next })
//   selection.ts      pickBox(visit, name, value), pickAll(visit), picked(form)
//   lists.ts          keyValues(rows), tabs(label, tabs), emptyState(text, action), progressBar(words, label, count)
//   fields.ts         areaField(options), checkSet(type, legend, choices), fileField(options), linesIn(form, name),
//                     versionField(answer), versionIn(form)
//   problem-notice.ts problemNotice(visit, problem, labels), refusedPage(visit, { section, title }, problem)
//   shown-once.ts     shownOncePage(visit, …): a code or token that is never shown again
//   confirmation.ts   confirmationPage(visit, { section, title, text, path, fields, button, back })

import { documentAnswer, leaveFor } from '../pages/answers.ts';
import { type FormUse, onceField, useOnce } from '../pages/form-once.ts';
import { type ButtonOptions, hidden, TOKEN_FIELD } from '../pages/frame/parts.ts';
import { html, type Markup, type Renderable } from '../pages/markup.ts';
import type { PageAnswer, SetCookie } from '../pages/page-contract.ts';
import { withQuery } from '../pages/visit.ts';
import { CONSOLE_PREFIX, type ConsoleVisit } from './console-contract.ts';
import { consoleDocument, type FrameContent } from './console-frame.ts';

export interface ConsoleContent extends FrameContent {
  /** Default: 200. */
  readonly status?: number;
  readonly setCookies?: readonly SetCookie[];
}

/** A page in the console's frame. Its body begins with `heading(...)` of the pages' parts. */
export function consolePage(visit: ConsoleVisit, { status, setCookies, ...content }: ConsoleContent): PageAnswer {
  const more = { ...(status !== undefined && { status }), ...(setCookies && { setCookies }) };
  return documentAnswer(visit.view, consoleDocument(visit, content), more);
}

export type QueryValues = Readonly<Record<string, string | number | undefined>>;

/** An address within the console, for `href`. Empty values are left out. */
export function consoleAddress(path: string, query: QueryValues = {}): string {
  return `${CONSOLE_PREFIX}${withQuery(path === '/' ? '' : path, query)}`;
}

/** To another page of the console, by GET whatever the request was. */
export function toConsole(path: string, query: QueryValues = {}, setCookies: readonly SetCookie[] = []): PageAnswer {
  return leaveFor(consoleAddress(path, query), setCookies);
}

export interface ConsoleFormOptions {
  /** Of the address that it is sent to: what the page is about. */
  readonly query?: QueryValues;
  readonly isStack?: boolean;
  /** It brings a file: the route's form holds its text, under the field's name. */
  readonly hasFile?: boolean;
}

/** A form of the session that changes something. */
export function consoleForm(
  { view: { token } }: ConsoleVisit,
  path: string,
  body: Renderable,
  { query, isStack, hasFile }: ConsoleFormOptions = {},
): Markup {
  return html`<form method="post" action="${consoleAddress(path, query)}"${isStack && html` class="stack loose"`}${hasFile && html` enctype="multipart/form-data"`}>${hidden(TOKEN_FIELD, token ?? '')}${body}</form>`;
}

/** A link that looks like a button. */
export function consoleLinkButton(text: string, address: string, { kind, says }: ButtonOptions = {}): Markup {
  return html`<a class="button${kind !== undefined && ` ${kind}`}" href="${address}"${says !== undefined && html` aria-label="${says}"`}>${text}</a>`;
}

/** The field of a form that makes something which is shown once: sent again, it makes nothing more. */
export function consoleOnceField({ random }: ConsoleVisit): Markup {
  return onceField(random);
}

/** Whether such a form is sent for the first time; `remember` goes with the answer that shows what was made. */
export function useConsoleFormOnce({ form, cookies }: ConsoleVisit): FormUse {
  return useOnce({ form, request: { cookies } });
}

/** Whether whoever is signed in gave both steps lately. Nothing that asks for it runs without: this is for what pages say. */
export function isConfirmed({ requester: { confirmedUntil }, clock }: ConsoleVisit): boolean {
  return confirmedUntil === 'always' || clock.now() < confirmedUntil;
}

/** For a page whose form needs both steps to have been given lately: leads there first, so that nothing is typed in vain. */
export function confirmFirst(visit: ConsoleVisit): PageAnswer | undefined {
  if (isConfirmed(visit)) return undefined;
  return toConfirmation(withQuery(visit.path, Object.fromEntries(visit.query)));
}

/** @param next - Below the console's prefix, with its query: where it goes on after both steps. */
export function toConfirmation(next: string): PageAnswer {
  return toConsole('/confirm', { next });
}
