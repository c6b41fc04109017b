// HTML as a value. `html` escapes whatever is put into a template unless it is Markup already, so that no text of
// another can become an element or leave its attribute. Attributes are always written in double quotes.

import { escapeHtml } from '../../presentation/escape-html.ts';

/** HTML that is safe as it stands. */
export class Markup {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /** Only for what this program wrote itself, word for word: drawings. Everything else goes through {@link html}. */
  static of(text: string): Markup {
    return new Markup(text);
  }

  toString(): string {
    return this.#text;
  }
}

/** What a template takes: text is escaped, `false` and `undefined` are nothing, lists are joined. */
export type Renderable = string | number | Markup | false | undefined | readonly Renderable[];

/** A template: `` html`<p>${text}</p>` ``. Never put a value where HTML wants a name, a script or a style. */
export function html(strings: TemplateStringsArray, ...values: readonly Renderable[]): Markup {
  const text = strings
    .map((string, index) => (index === 0 ? string : `${render(values[index - 1])}${string}`))
    .join('');
  return Markup.of(text);
}

/** Text that was written by a person or a browser: kept apart from what surrounds it, whatever its direction is. */
export function foreign(text: string): Markup {
  return html`<bdi>${text}</bdi>`;
}

function render(value: Renderable): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Markup) return value.toString();
  if (typeof value === 'string') return escapeHtml(value);
  return typeof value === 'number' ? String(value) : value.map(render).join('');
}
