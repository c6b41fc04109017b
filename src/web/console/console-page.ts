// What the console's pages are put together from: the frame, links, forms that bring their token, and redirections.

import type { ProblemResource } from '../api/client/resources.ts';
import { leaveFor, page } from '../pages/answers.ts';
import { type ButtonOptions, hidden, notice, TOKEN_FIELD } from '../pages/frame/parts.ts';
import { html, type Markup, type Renderable } from '../pages/markup.ts';
import type { PageAnswer, SetCookie } from '../pages/page-contract.ts';
import { withQuery } from '../pages/visit.ts';
import { CONSOLE_PREFIX, type ConsoleSection, type ConsoleVisit } from './console-contract.ts';

export interface ConsoleContent {
  readonly section: ConsoleSection;
  readonly title: string;
  /** From its heading on. */
  readonly body: Markup;
  /** Default: 200. */
  readonly status?: number;
  readonly setCookies?: readonly SetCookie[];
}

/** A page in the console's frame. */
export function consolePage({ view }: ConsoleVisit, content: ConsoleContent): PageAnswer {
  const { title, body, ...more } = content;
  return page(view, { title, body, width: 'wide' }, more);
}

export type QueryValues = Readonly<Record<string, string | number | undefined>>;

/** An address within the console, for `href`. */
export function consoleAddress(path: string, query: QueryValues = {}): string {
  return `${CONSOLE_PREFIX}${withQuery(path, query)}`;
}

/** To another page of the console, by GET whatever the request was. */
export function toConsole(path: string, query: QueryValues = {}, setCookies: readonly SetCookie[] = []): PageAnswer {
  return leaveFor(consoleAddress(path, query), setCookies);
}

/** A form of the session that changes something. */
export function consoleForm({ view: { token } }: ConsoleVisit, path: string, body: Renderable): Markup {
  return html`<form method="post" action="${consoleAddress(path)}">${hidden(TOKEN_FIELD, token ?? '')}${body}</form>`;
}

/** A link that looks like a button. */
export function consoleLinkButton(text: string, address: string, { kind }: ButtonOptions = {}): Markup {
  return html`<a class="button${kind !== undefined && ` ${kind}`}" href="${address}">${text}</a>`;
}

/** Why an operation was refused, field by field where the API says so. */
export function problemNotice(problem: ProblemResource): Markup {
  return notice('bad', problem.detail);
}
