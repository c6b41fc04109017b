// Why an operation was refused, in the person's words where the code says enough, and field by field where the API does.

import type { ProblemResource } from '../../api/client/resources.ts';
import { heading, notice } from '../../pages/frame/parts.ts';
import type { Words } from '../../pages/i18n/words.ts';
import { foreign, html, type Markup, type Renderable } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleSection, ConsoleVisit } from '../console-contract.ts';
import { consolePage } from '../console-page.ts';
import { fieldReason, isDetailTelling, problemText } from './problem-words.ts';

/** Names of fields as the page has them, by the names that the API has. */
export type FieldLabels = Readonly<Record<string, Renderable>>;

export function problemNotice(
  { view: { words } }: Pick<ConsoleVisit, 'view'>,
  problem: ProblemResource,
  labels: FieldLabels = {},
): Markup {
  const { code, detail, problems: fields = [] } = problem;
  const text = problemText(words, code) ?? detail;
  if (fields.length === 0) return isDetailTelling(code) ? notice('bad', text, foreign(detail)) : notice('bad', text);
  return notice(
    'bad',
    text,
    ...fields.map(({ field, reason }) => {
      const label = Object.hasOwn(labels, field) ? labels[field] : field;
      return html`${label !== '' && html`<strong>${label}</strong>: `}${foreign(fieldReason(words, reason))}`;
    }),
  );
}

/** In place of a page that can't be shown, or whose change wasn't made. */
export function refusedPage(
  visit: ConsoleVisit,
  { section, title }: { readonly section: ConsoleSection; readonly title: string },
  problem: ProblemResource,
): PageAnswer {
  const body = html`${heading(title)}${problemNotice(visit, problem)}`;
  return consolePage(visit, { section, title, body, status: problem.status });
}

/** What is wrong with one field, for its `error`. */
export function problemOf(words: Words, problem: ProblemResource | undefined, field: string): string | undefined {
  const found = problem?.problems?.find((each) => each.field === field);
  return found && fieldReason(words, found.reason);
}
