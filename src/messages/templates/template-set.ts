// All templates together: the built-in ones, and what an administrator's folder has in place of some of them. Everything
// that is wrong is said at once, with file and line; then none of it is used.

import { isLanguage, LANGUAGES, type Language } from '../../core/language.ts';
import { BUILT_IN_FILES } from '../languages/built-in-files.ts';
import { type HtmlTemplate, readHtml } from './html-template.ts';
import type { Inline, Report } from './inline.ts';
import { type Block, type Letter, readFooter, readLetter } from './letter.ts';
import {
  FOOTER_PLACEHOLDERS,
  filePlaceholders,
  isLetterKind,
  LAYOUT_PLACEHOLDERS,
  LETTER_KINDS,
  type LetterKind,
  letterPlaceholders,
} from './placeholders.ts';
import { readText } from './text-template.ts';

/** `de/sign-in-code.letter`, and what it says. */
export interface TemplateFile {
  readonly path: string;
  readonly text: string;
}

export interface TemplateProblem {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly reason: string;
}

/** The templates of one language. */
export interface LanguageTemplates {
  readonly letters: ReadonlyMap<LetterKind, Letter>;
  readonly footer: readonly Block[];
  /** In place of the HTML that is made of the letter. */
  readonly html: ReadonlyMap<LetterKind, HtmlTemplate>;
  /** In place of the text that is made of the letter. */
  readonly text: ReadonlyMap<LetterKind, Inline>;
}

export interface Templates {
  readonly layout: HtmlTemplate;
  readonly languages: Readonly<Record<Language, LanguageTemplates>>;
}

export type ReadTemplates =
  | { readonly kind: 'read'; readonly templates: Templates }
  /** At least one, by file and line. */
  | { readonly kind: 'invalid'; readonly problems: readonly TemplateProblem[] };

/** Longest template, in characters: far more than any mail should be. */
export const LONGEST_TEMPLATE = 65_536;

/** Reads the built-in templates with `files` in place of those of the same path. Never throws. */
export function readTemplates(files: readonly TemplateFile[] = []): ReadTemplates {
  const problems: TemplateProblem[] = [];
  const all = new Map([...BUILT_IN_FILES, ...files].map((file) => [file.path, file]));
  const draft = (): Draft => ({ letters: new Map(), footer: [], html: new Map(), text: new Map() });
  const drafts = { en: draft(), de: draft(), fr: draft(), es: draft(), pt: draft(), ja: draft() };
  let layout: HtmlTemplate = { parts: [], placeholders: LAYOUT_PLACEHOLDERS };
  for (const { path, text } of all.values()) {
    const report: Report = (line, reason) => problems.push({ path, line, reason });
    if (text.length > LONGEST_TEMPLATE) report(1, `longer than ${LONGEST_TEMPLATE} characters`);
    else if (path === 'layout.html') layout = readHtml(text, { placeholders: LAYOUT_PLACEHOLDERS, report });
    else readInto(drafts, { path, text }, report);
  }
  if (problems.length > 0) return { kind: 'invalid', problems: problems.toSorted(byPlace) };
  return { kind: 'read', templates: { layout, languages: drafts } };
}

/** One line each: `FOLDER/de/sign-in-code.letter:3: unknown placeholder …` */
export function formatTemplateProblems(problems: readonly TemplateProblem[], folder: string): string {
  return problems.map(({ path, line, reason }) => `${folder}/${path}:${line}: ${reason}`).join('\n');
}

interface Draft {
  readonly letters: Map<LetterKind, Letter>;
  footer: readonly Block[];
  readonly html: Map<LetterKind, HtmlTemplate>;
  readonly text: Map<LetterKind, Inline>;
}

function readInto(drafts: Readonly<Record<Language, Draft>>, { path, text }: TemplateFile, report: Report): void {
  const [, language = '', name = '', form = ''] = /^([^/]+)\/([^/]+)\.([a-z]+)$/.exec(path) ?? [];
  const draft = isLanguage(language) ? drafts[language] : undefined;
  if (!draft) {
    const languages = Object.keys(LANGUAGES).join(', ');
    report(1, `no template is called so: files are layout.html, or lie in a folder for a language: ${languages}`);
  } else if (`${name}.${form}` === 'footer.letter') {
    draft.footer = readFooter(text, { placeholders: FOOTER_PLACEHOLDERS, report });
  } else if (!isLetterKind(name)) {
    report(1, `no letter is called ${name}; there are footer, ${LETTER_KINDS.join(', ')}`);
  } else if (form === 'letter') {
    draft.letters.set(name, readLetter(text, { placeholders: letterPlaceholders(name), report }));
  } else if (form === 'html') {
    draft.html.set(name, readHtml(text, { placeholders: filePlaceholders(name), report }));
  } else if (form === 'txt') {
    draft.text.set(name, readText(text, { placeholders: filePlaceholders(name), report }));
  } else {
    report(1, `${name}.letter, ${name}.html or ${name}.txt is meant`);
  }
}

function byPlace(one: TemplateProblem, other: TemplateProblem): number {
  return one.path < other.path ? -1 : one.path > other.path ? 1 : one.line - other.line;
}
