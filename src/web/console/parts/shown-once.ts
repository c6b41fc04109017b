// What is shown once: a code or a token in the answer to the form that made it, and nowhere else.

import { copyButton, heading, notice } from '../../pages/frame/parts.ts';
import { html, type Markup, type Renderable } from '../../pages/markup.ts';
import type { PageAnswer, SetCookie } from '../../pages/page-contract.ts';
import type { ConsoleSection, ConsoleVisit } from '../console-contract.ts';
import { consoleLinkButton, consolePage } from '../console-page.ts';

export interface ShownOnce {
  readonly section: ConsoleSection;
  readonly title: string;
  /** What it is for, and that it is shown only now. */
  readonly text: Renderable;
  readonly label: string;
  readonly secret: string;
  /** What stands below it. */
  readonly more?: Markup | undefined;
  readonly back: { readonly text: string; readonly address: string };
  readonly setCookies: readonly SetCookie[];
}

export function shownOncePage(visit: ConsoleVisit, shown: ShownOnce): PageAnswer {
  const { section, title, text, label, secret, more, back, setCookies } = shown;
  const body = html`${heading(title)}
${notice('warn', text)}
<div class="narrow stack"><p><span class="label" id="secret-label">${label}</span><code class="secret" id="secret" role="group" aria-labelledby="secret-label" data-text="${secret}">${secret}</code></p>
${copyButton(visit.view, 'secret')}${more}</div>
<p class="actions unprinted">${consoleLinkButton(back.text, back.address, { kind: 'primary' })}</p>`;
  return consolePage(visit, { section, title, body, setCookies });
}

/** A form that makes something was sent again: nothing more was made. */
export function onceNotice({ query, view: { words } }: ConsoleVisit): Markup | undefined {
  return query.get('result') === 'once' ? notice('warn', words.say('refusal.once')) : undefined;
}
