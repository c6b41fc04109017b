// The page before something that can't be undone: what it will do, to what, and the way back.

import { type ButtonKind, button, heading } from '../../pages/frame/parts.ts';
import { html, type Markup, type Renderable } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleSection, ConsoleVisit } from '../console-contract.ts';
import type { Crumb } from '../console-frame.ts';
import { type ConsoleFormOptions, consoleForm, consoleLinkButton, consolePage } from '../console-page.ts';

export interface ConfirmationContent {
  readonly section: ConsoleSection;
  readonly way?: readonly Crumb[];
  /** A question: `Remove ann@example.com?` */
  readonly title: string;
  /** What will happen. */
  readonly text: Renderable;
  /** That which is wrong since last time, or what is shown besides: a list of what it concerns. */
  readonly more?: Markup | undefined;
  /** Where the form goes, below the console's prefix. */
  readonly path: string;
  readonly query?: ConsoleFormOptions['query'];
  /** Hidden fields, or a few to fill in. */
  readonly fields?: Renderable;
  readonly button: string;
  /** Default: `danger`. */
  readonly kind?: ButtonKind;
  /** The address of the way back. */
  readonly back: string;
  readonly status?: number;
}

export function confirmationPage(visit: ConsoleVisit, content: ConfirmationContent): PageAnswer {
  const { section, way, title, text, more, path, query, fields, back, status } = content;
  const actions = html`<div class="actions">${button(content.button, { kind: content.kind ?? 'danger' })}${consoleLinkButton(visit.view.words.say('console.frame.back'), back, { kind: 'plain' })}</div>`;
  const body = html`${heading(title, text)}${more}${consoleForm(visit, path, html`${fields}${actions}`, { isStack: true, ...(query && { query }) })}`;
  return consolePage(visit, {
    section,
    title,
    body,
    ...(way && { way }),
    ...(status !== undefined && { status }),
  });
}
