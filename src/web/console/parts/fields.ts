// Fields that only the console has: several lines, sets of boxes, files.

import { etagOf } from '../../api/etag.ts';
import type { Form } from '../../pages/form.ts';
import { type ChoiceOptions, check, hidden } from '../../pages/frame/parts.ts';
import { html, type Markup, type Renderable } from '../../pages/markup.ts';

export interface AreaOptions {
  readonly name: string;
  readonly label: Renderable;
  readonly hint?: Renderable;
  readonly error?: string | undefined;
  readonly value?: string;
  /** Default: 4. */
  readonly rows?: number;
  readonly maxLength: number;
  readonly isOptional?: boolean;
}

/** A field of several lines: networks, countries, a note. */
export function areaField(options: AreaOptions): Markup {
  const { name, label, hint, error, value = '' } = options;
  const id = `field-${name}`;
  return html`<div class="field"><label for="${id}">${label}</label>
<textarea id="${id}" name="${name}" rows="${options.rows ?? 4}" maxlength="${options.maxLength}" autocapitalize="none" autocorrect="off" spellcheck="false"${described(id, hint, error)}${options.isOptional !== true && html` required`}>
${value}</textarea>
${below(id, hint, error)}</div>`;
}

export interface FileOptions {
  readonly name: string;
  readonly label: Renderable;
  readonly hint?: Renderable;
  readonly error?: string | undefined;
  /** As the attribute has it: `.csv,text/csv`. */
  readonly accept: string;
}

/** For a form with `hasFile`. */
export function fileField({ name, label, hint, error, accept }: FileOptions): Markup {
  const id = `field-${name}`;
  return html`<div class="field"><label for="${id}">${label}</label><input id="${id}" name="${name}" type="file" accept="${accept}" required${described(id, hint, error)}>
${below(id, hint, error)}</div>`;
}

/** Several boxes, or one choice of several, under one legend. */
export function checkSet(
  type: 'checkbox' | 'radio',
  { legend, hint }: { readonly legend: Renderable; readonly hint?: Renderable },
  choices: readonly ChoiceOptions[],
): Markup {
  return html`<fieldset><legend>${legend}</legend>${hint !== undefined && html`<p class="soft small">${hint}</p>`}<div class="checks">${choices.map((choice) => check(type, choice))}</div></fieldset>`;
}

const VERSION_FIELD = 'version';

/**
 * Which version of something a form changes: of another one that came in between, nothing is lost (see `ifMatch` of a call).
 *
 * @param answer - Of the operation that the change is made upon.
 */
export function versionField(answer: unknown): Markup {
  return hidden(VERSION_FIELD, etagOf(answer));
}

/** For a call's input. */
export function versionIn(form: Form): { readonly ifMatch?: string } {
  const version = form.get(VERSION_FIELD);
  return version === undefined ? {} : { ifMatch: version };
}

/** The lines of such a field, without blanks and empty ones. */
export function linesIn(form: Form, name: string): readonly string[] {
  return (form.get(name) ?? '')
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function described(id: string, hint: Renderable, error: string | undefined): Markup {
  const ids = [error !== undefined && `${id}-error`, hint !== undefined && `${id}-hint`].filter(Boolean).join(' ');
  return html`${ids !== '' && html` aria-describedby="${ids}"`}${error !== undefined && html` aria-invalid="true"`}`;
}

function below(id: string, hint: Renderable, error: string | undefined): Markup {
  return html`${error !== undefined && html`<span class="error" id="${id}-error">${error}</span>`}${hint !== undefined && html`<span class="hint" id="${id}-hint">${hint}</span>`}`;
}
