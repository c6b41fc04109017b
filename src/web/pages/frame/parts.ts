// The parts that pages are put together from. Each says to a screen reader what it shows to the eye.

import { type IconName, icon } from '../design/icons.ts';
import { html, type Markup, type Renderable } from '../markup.ts';
import { PAGES_PREFIX } from '../page-contract.ts';
import type { View } from '../view.ts';

/** Name of the field that holds the token of the session's forms. */
export const TOKEN_FIELD = 'token';

/** A form of the session; `path` is below the prefix. */
export function postForm(
  { token, prefix }: View,
  path: string,
  body: Renderable,
  more: { readonly isStack?: boolean } = {},
): Markup {
  return html`<form method="post" action="${prefix}${path}"${more.isStack && html` class="stack loose"`}>${hidden(TOKEN_FIELD, token ?? '')}${body}</form>`;
}

export function hidden(name: string, value: string): Markup {
  return html`<input type="hidden" name="${name}" value="${value}">`;
}

export interface FieldOptions {
  readonly name: string;
  /** Of the input, where the name alone isn't its own on the page. */
  readonly id?: string;
  readonly label: Renderable;
  readonly hint?: Renderable;
  /** Why what was entered can't be taken. */
  readonly error?: string | undefined;
  readonly value?: string;
  readonly type?: 'text' | 'password' | 'email' | 'tel' | 'search' | 'number' | 'date' | 'datetime-local';
  readonly autocomplete: 'off' | 'username' | 'one-time-code' | 'current-password' | 'new-password' | 'email' | 'tel';
  readonly look?: 'code' | 'code long';
  readonly maxLength: number;
  readonly isOptional?: boolean;
  /** Where the cursor is when the page opens: at most one on a page. */
  readonly hasFocus?: boolean;
}

/** A labelled input. */
export function field(options: FieldOptions): Markup {
  const { name, label, hint, error, type, look } = options;
  const id = options.id ?? `field-${name}`;
  const described = [error !== undefined && `${id}-error`, hint !== undefined && `${id}-hint`]
    .filter(Boolean)
    .join(' ');
  return html`<div class="field"><label for="${id}">${label}</label>
<input id="${id}" name="${name}" type="${type ?? 'text'}" autocomplete="${options.autocomplete}" maxlength="${options.maxLength}"
${look !== undefined && html` class="mono ${look}"`}${look === 'code' && html` inputmode="numeric"`}${(look !== undefined || type !== undefined) && html` autocapitalize="none" autocorrect="off" spellcheck="false"`}
${options.value !== undefined && html` value="${options.value}"`}${described !== '' && html` aria-describedby="${described}"`}${error !== undefined && html` aria-invalid="true"`}
${options.isOptional !== true && html` required`}${options.hasFocus === true && html` autofocus`}>
${error !== undefined && html`<span class="error" id="${id}-error">${error}</span>`}
${hint !== undefined && html`<span class="hint" id="${id}-hint">${hint}</span>`}</div>`;
}

export interface ChoiceOptions {
  readonly name: string;
  readonly value: string;
  readonly label: Renderable;
  readonly hint?: Renderable;
  readonly isChosen?: boolean;
}

/** A check box, or one of several radio buttons. */
export function check(type: 'checkbox' | 'radio', { name, value, label, hint, isChosen }: ChoiceOptions): Markup {
  const id = `${name}-${value}`.replaceAll(/[^A-Za-z0-9-]/g, '-');
  return html`<label class="check"><input type="${type}" name="${name}" value="${value}"${isChosen && html` checked`}${hint !== undefined && html` aria-describedby="${id}-hint"`}><span>${label}</span>${hint !== undefined && html`<span class="hint" id="${id}-hint">${hint}</span>`}</label>`;
}

export function select(
  { name, label }: { readonly name: string; readonly label: string },
  options: readonly { readonly value: string; readonly text: string; readonly isChosen?: boolean }[],
): Markup {
  return html`<div class="field"><label for="field-${name}">${label}</label><select id="field-${name}" name="${name}">${options.map(
    ({ value, text, isChosen }) => html`<option value="${value}"${isChosen && html` selected`}>${text}</option>`,
  )}</select></div>`;
}

export type NoticeKind = 'good' | 'bad' | 'warn' | 'plain';

const NOTICE_ICONS: Readonly<Record<NoticeKind, IconName>> = {
  good: 'good',
  bad: 'alert',
  warn: 'alert',
  plain: 'shield',
};

/** Something that has just happened, or must be known before going on. Read out at once when it is bad. */
export function notice(kind: NoticeKind, ...paragraphs: readonly Renderable[]): Markup {
  return html`<div class="notice ${kind}" role="${kind === 'bad' ? 'alert' : 'status'}">${icon(NOTICE_ICONS[kind])}<div>${paragraphs.map((text) => html`<p>${text}</p>`)}</div></div>`;
}

export type ButtonKind = 'primary' | 'danger' | 'plain' | 'ordinary';

export interface ButtonOptions {
  readonly kind?: ButtonKind;
  readonly isFull?: boolean;
  /** What a screen reader says, where the text alone doesn't tell which of several it is. */
  readonly says?: string;
}

/** A button that sends its form to another path, below the prefix, with what is filled in so far, checked or not. */
export function elsewhereButton(
  text: string,
  path: string,
  field: { readonly name: string; readonly value: string },
): Markup {
  return html`<button class="button" name="${field.name}" value="${field.value}" formaction="${PAGES_PREFIX}${path}" formnovalidate>${text}</button>`;
}

function classesOf({ kind, isFull }: ButtonOptions): string {
  return `button${kind === undefined || kind === 'ordinary' ? '' : ` ${kind}`}${isFull ? ' full' : ''}`;
}

export function button(text: string, options: ButtonOptions = {}): Markup {
  return html`<button class="${classesOf(options)}"${options.says !== undefined && html` aria-label="${options.says}"`}>${text}</button>`;
}

/** A link that looks like a button; `path` is below the prefix. */
export function linkButton(text: string, path: string, options: ButtonOptions = {}): Markup {
  return html`<a class="${classesOf(options)}" href="${PAGES_PREFIX}${path}"${options.says !== undefined && html` aria-label="${options.says}"`}>${text}</a>`;
}

/** A button that copies what an element of this page says; hidden where there is no script. */
export function copyButton({ words }: View, elementId: string): Markup {
  return html`<span class="row"><button type="button" class="button" data-copy="${elementId}" data-done="${words.say('action.copied')}" hidden>${words.say('action.copy')}</button><span role="status" class="soft small"></span></span>`;
}

/** The heading of an account page, with what it is about. */
export function heading(title: Renderable, text?: Renderable): Markup {
  return html`<header><h1>${title}</h1>${text !== undefined && html`<p class="lead">${text}</p>`}</header>`;
}

export function badge(text: string, kind: 'plain' | 'accent' | 'good' | 'bad' | 'warn' = 'plain'): Markup {
  return html`<span class="badge ${kind}">${text}</span>`;
}

/** One row of a list: what it is, and what can be done with it. */
export function item(name: Renderable, about: Renderable, actions?: Renderable): Markup {
  return html`<li class="item"><div class="about"><p class="name">${name}</p><p>${about}</p></div>${actions}</li>`;
}

export function group(rows: readonly Markup[], empty: string): Markup {
  return rows.length === 0 ? html`<p class="group empty">${empty}</p>` : html`<ul class="group">${rows}</ul>`;
}
