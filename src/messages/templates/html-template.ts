// A whole HTML file: the layout of every mail, or what stands in for one letter. Read strictly, by a list of what is
// harmless: elements and attributes that can't load anything from elsewhere, can't run, and can't ask for anything.
// Values are escaped, and can stand only where escaping is enough.

import { escapeHtml } from '../../presentation/escape-html.ts';
import { filledWith, gapsOf, type Inline, type Report, readInline, type Values } from './inline.ts';
import type { Placeholder, Placeholders } from './placeholders.ts';

/** Text that stands as it is, and gaps. */
export interface HtmlTemplate {
  readonly parts: Inline;
  readonly placeholders: Placeholders;
}

const VOID_ELEMENTS = new Set(['br', 'hr', 'meta']);

const ELEMENTS = new Set([
  ...[
    'html',
    'head',
    'meta',
    'title',
    'style',
    'body',
    'header',
    'main',
    'footer',
    'section',
    'article',
    'div',
    'span',
  ],
  ...[
    'p',
    'h1',
    'h2',
    'h3',
    'h4',
    'a',
    'br',
    'hr',
    'b',
    'i',
    'u',
    'strong',
    'em',
    'small',
    'sub',
    'sup',
    'code',
    'pre',
  ],
  ...['bdi', 'blockquote', 'center', 'font', 'ul', 'ol', 'li', 'table', 'caption', 'thead', 'tbody', 'tr', 'th', 'td'],
]);

const ATTRIBUTES = new Set([
  ...[
    'style',
    'class',
    'id',
    'lang',
    'dir',
    'title',
    'role',
    'hidden',
    'align',
    'valign',
    'width',
    'height',
    'bgcolor',
  ],
  ...['color', 'face', 'size', 'border', 'cellpadding', 'cellspacing', 'colspan', 'rowspan', 'scope', 'href', 'name'],
  ...['content', 'charset'],
]);

/** Attributes that hold text for people, or a name, and so may hold values. */
const ATTRIBUTES_WITH_VALUES = new Set(['lang', 'dir', 'title', 'content', 'aria-label']);

const ATTRIBUTES_WITH_COLOURS = new Set(['style', 'bgcolor', 'color']);

/** Loads, runs, or may be another way of writing what does. */
const UNSAFE_STYLE =
  /url\s*\(|src\s*\(|image-set|image\s*\(|@import|@font-face|expression|behaviou?r|-moz-binding|\\|</i;

const TAG = /<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z][a-zA-Z-]*(?:="[^"]*")?)*)\s*\/?>/y;

interface Context {
  readonly placeholders: Placeholders;
  readonly report: Report;
}

/** Reads a file. What is wrong is reported; the template is then of no use. */
export function readHtml(text: string, context: Context): HtmlTemplate {
  const reader = new HtmlReader(text, context);
  reader.read();
  const parts = reader.parts;
  const names = new Set(gapsOf(parts));
  for (const [name, { isRequired }] of Object.entries(context.placeholders)) {
    if (isRequired && !names.has(name)) context.report(1, `{{${name}}} is missing`);
  }
  return { parts, placeholders: context.placeholders };
}

/** Fills it in: values are escaped, blocks are HTML that was made already, colours were made by this program. */
export function fillHtml({ parts, placeholders }: HtmlTemplate, values: Values, blocks: Values): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      return placeholders[part.name]?.form === 'block'
        ? filledWith(blocks, part.name)
        : escapeHtml(filledWith(values, part.name));
    })
    .join('');
}

class HtmlReader {
  readonly #text: string;
  readonly #context: Context;
  readonly #open: string[] = [];
  readonly #parts: Inline[number][] = [];
  #at = 0;

  constructor(text: string, context: Context) {
    this.#text = text.replace(/^\uFEFF/, '');
    this.#context = context;
  }

  get parts(): Inline {
    return this.#parts;
  }

  read(): void {
    while (this.#at < this.#text.length) {
      const next = this.#text.indexOf('<', this.#at);
      this.#take(next === -1 ? this.#text.length : next, ['text', 'code', 'address', 'block']);
      if (next !== -1) this.#readMarkup();
    }
    const left = this.#open.at(-1);
    if (left !== undefined) this.#report(`<${left}> is never closed`);
  }

  #readMarkup(): void {
    const rest = this.#text.slice(this.#at, this.#at + 20);
    if (/^<!doctype html>/i.test(rest)) this.#keep('<!doctype html>'.length);
    else if (rest.startsWith('<!--')) this.#readComment();
    else {
      TAG.lastIndex = this.#at;
      const found = TAG.exec(this.#text);
      if (found) this.#readTag(found);
      else {
        this.#report('a < that begins no tag; attributes need double quotes, and the sign itself is written &lt;');
        this.#at += 1;
      }
    }
  }

  #readComment(): void {
    const end = this.#text.indexOf('-->', this.#at);
    const comment = end === -1 ? this.#text.slice(this.#at) : this.#text.slice(this.#at, end + 3);
    if (end === -1) this.#report('a comment that never ends');
    if (/\[(?:if|endif)|\{\{/i.test(comment)) this.#report('comments hold no conditions and no placeholders');
    this.#at += comment.length; // Nobody reads it in a mail.
  }

  #readTag([whole, slash = '', given = '', attributes = '']: RegExpExecArray): void {
    const name = given.toLowerCase();
    if (!ELEMENTS.has(name)) this.#report(`<${name}> can't be in a mail here`);
    if (slash === '/') {
      if (this.#open.at(-1) === name) this.#open.pop();
      else this.#report(`</${name}> closes what isn't open; ${this.#open.at(-1) ?? 'nothing'} is`);
    } else if (!VOID_ELEMENTS.has(name)) this.#open.push(name);
    const end = this.#at + whole.length;
    for (const [, attribute = '', value] of attributes.matchAll(/\s+([a-zA-Z][a-zA-Z-]*)(?:="([^"]*)")?/g)) {
      this.#checkAttribute(name, attribute.toLowerCase(), value ?? '');
    }
    this.#take(end, ['text', 'code', 'address', 'colour']);
    if (slash === '' && name === 'style') this.#readStyle();
  }

  #checkAttribute(element: string, name: string, value: string): void {
    const gaps = value.match(/\{\{[^{}]*\}\}/g) ?? [];
    const forms = gaps.map((gap) => this.#context.placeholders[gap.slice(2, -2)]?.form ?? 'text');
    if (!ATTRIBUTES.has(name) && !/^aria-[a-z]+$/.test(name))
      this.#report(`the attribute ${name} can't be in a mail here`);
    else if (name === 'href') this.#checkLink(element, value);
    else if (ATTRIBUTES_WITH_COLOURS.has(name)) {
      if (forms.some((form) => form !== 'colour')) this.#report(`only colours can stand in ${name}`);
      if (UNSAFE_STYLE.test(value)) this.#report('this style loads something, or may');
    } else if (gaps.length > 0 && !ATTRIBUTES_WITH_VALUES.has(name))
      this.#report(`no placeholder can stand in ${name}`);
    else if (forms.some((form) => form === 'colour')) this.#report(`no colour can stand in ${name}`);
  }

  #checkLink(element: string, value: string): void {
    const [, gap] = /^\{\{([^{}]*)\}\}$/.exec(value) ?? [];
    const isAddress = gap !== undefined && this.#context.placeholders[gap]?.form === 'address';
    const isWritten = /^(?:https:\/\/|mailto:|tel:)[^{}\s]+$/.test(value);
    if (element !== 'a' || !(isAddress || isWritten)) {
      this.#report('a link is one placeholder for an address, or https:, mailto: or tel:, in <a>');
    }
  }

  #readStyle(): void {
    const found = /<\/style>/i.exec(this.#text.slice(this.#at));
    const end = found ? this.#at + found.index : this.#text.length;
    const style = this.#text.slice(this.#at, end);
    if (UNSAFE_STYLE.test(style)) this.#report('this style loads something, or may');
    for (const part of style.split(/(\{\{[^{}]*\}\})/)) {
      const [, name] = /^\{\{(.*)\}\}$/.exec(part) ?? [];
      if (name === undefined) this.#parts.push(part);
      else if (this.#context.placeholders[name]?.form === 'colour') this.#parts.push({ name });
      else this.#report(`{{${name}}} is no colour`);
      this.#at += part.length;
    }
  }

  #keep(octets: number): void {
    this.#parts.push(this.#text.slice(this.#at, this.#at + octets));
    this.#at += octets;
  }

  /** Takes what comes before `end`, in which placeholders of these forms may stand. */
  #take(end: number, forms: readonly Placeholder['form'][]): void {
    const { placeholders } = this.#context;
    for (const part of this.#text.slice(this.#at, end).split(/(\n)/)) {
      const inline = readInline(part, { placeholders, report: this.#context.report, line: this.#line });
      for (const name of gapsOf(inline)) {
        if (!forms.includes(placeholders[name]?.form ?? 'text')) this.#report(`{{${name}}} can't stand here`);
      }
      this.#parts.push(...inline);
      this.#at += part.length;
    }
  }

  get #line(): number {
    return this.#text.slice(0, this.#at).split('\n').length;
  }

  #report(reason: string): void {
    this.#context.report(this.#line, reason);
  }
}
