// The page about something that isn't there, or isn't theirs who ask for it: the same page for both.

import type { ProblemResource } from '../../api/client/resources.ts';
import { heading } from '../../pages/frame/parts.ts';
import { foreign, html } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleSection, ConsoleVisit } from '../console-contract.ts';
import type { Crumb } from '../console-frame.ts';
import { consolePage } from '../console-page.ts';
import { problemNotice } from '../parts/problem-notice.ts';

export function absentPage(visit: ConsoleVisit, section: ConsoleSection, problem: ProblemResource): PageAnswer {
  const title = visit.view.words.say('absent.title');
  const body = html`${heading(title)}${problemNotice(visit, problem)}`;
  return consolePage(visit, { section, title, body, status: problem.status });
}

export function crumbOf(address: string, name: string): Crumb {
  return { address, text: foreign(name) };
}
