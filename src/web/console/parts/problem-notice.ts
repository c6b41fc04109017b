// Why an operation was refused, in the person's words where the code says enough, and field by field where the API does.

import type { ProblemResource } from '../../api/client/resources.ts';
import { heading, notice } from '../../pages/frame/parts.ts';
import type { PlainKey } from '../../pages/i18n/words.ts';
import { foreign, html, type Markup, type Renderable } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleSection, ConsoleVisit } from '../console-contract.ts';
import { consolePage } from '../console-page.ts';

/** Others are told as the API tells them: they are rare, and name what stands in the way. */
const TEXTS: Readonly<Record<string, PlainKey>> = {
  invalid: 'console.frame.problem-fields',
  'not-permitted': 'console.frame.problem-not-permitted',
  exists: 'console.frame.problem-exists',
  'changed-meanwhile': 'console.frame.problem-changed',
  throttled: 'console.frame.problem-slow',
  'too-many-requests': 'console.frame.problem-slow',
  overloaded: 'console.frame.problem-slow',
  unavailable: 'console.frame.problem-unavailable',
};

/** Names of fields as the page has them, by the names that the API has. */
export type FieldLabels = Readonly<Record<string, Renderable>>;

export function problemNotice(
  { view: { words } }: Pick<ConsoleVisit, 'view'>,
  problem: ProblemResource,
  labels: FieldLabels = {},
): Markup {
  const key = problem.code.startsWith('unknown-') ? 'console.frame.problem-gone' : TEXTS[problem.code];
  const fields = problem.problems ?? [];
  if (fields.length === 0) return notice('bad', key === undefined ? foreign(problem.detail) : words.say(key));
  return notice(
    'bad',
    words.say(key ?? 'console.frame.problem-fields'),
    ...fields.map(({ field, reason }) => {
      const label = Object.hasOwn(labels, field) ? labels[field] : field;
      return html`${label !== '' && html`<strong>${label}</strong>: `}${foreign(reason)}`;
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
export function problemOf(problem: ProblemResource | undefined, field: string): string | undefined {
  return problem?.problems?.find((each) => each.field === field)?.reason;
}
