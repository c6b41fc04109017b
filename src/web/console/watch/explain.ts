// Explain: pick a mailbox, a place and a door, and see the whole decision (R1.8); or find the one whose reference a refused
// person reads out.

import { explainOperation } from '../../api/routes/node-routes.ts';
import { button, field, heading, select } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consoleAddress, consolePage } from '../console-page.ts';
import { doorName, MAIL_DOORS } from '../parts/door-names.ts';
import { problemNotice } from '../parts/problem-notice.ts';
import { filterOf } from './signed-in-lists.ts';
import { traceSteps } from './trace-steps.ts';

export async function showExplain(visit: ConsoleVisit): Promise<PageAnswer> {
  const { view, query, mayVisit } = visit;
  const { words } = view;
  const loginName = nameIn(query);
  // A link from a mailbox's page says who; from where is asked for first.
  const explained = loginName === undefined || !query.has('ip') ? undefined : await explanationOf(visit, loginName);
  const title = words.say('console.watch.explain-title');
  const body = html`${heading(title, words.say('console.watch.explain-text'))}
${questionForm(visit)}
${explained?.markup}
${mayVisit('/audit/decision') && decisionForm(visit)}`;
  return consolePage(visit, { section: 'explain', title, body, status: explained?.status ?? 200 });
}

/** As links to the page say a mailbox, and as its form does. */
function nameIn(query: URLSearchParams): string | undefined {
  return filterOf(query, 'loginName') ?? filterOf(query, 'mailbox');
}

async function explanationOf(
  visit: ConsoleVisit,
  loginName: string,
): Promise<{ readonly markup: Markup; readonly status: number }> {
  const { query, call, view } = visit;
  const { words } = view;
  const door = filterOf(query, 'door') ?? 'web';
  const [ip, country] = [filterOf(query, 'ip') ?? '', filterOf(query, 'country')];
  const explained = await call(explainOperation, { query: { loginName, door, ip, country } });
  if (explained.kind === 'refused') {
    const labels = {
      loginName: words.say('console.watch.login-name'),
      ip: words.say('console.watch.client-address'),
      country: words.say('console.watch.country'),
    };
    return { markup: problemNotice(visit, explained.problem, labels), status: explained.problem.status };
  }
  const { remoteAddress, trace } = explained.value;
  const told = words.rich('console.watch.explain-result', {
    name: foreign(loginName),
    door: doorName(words, door),
    address: foreign(remoteAddress),
  });
  const markup = html`<section class="panel stack" aria-labelledby="explained"><h2 id="explained">${told}</h2>${traceSteps(words, trace)}</section>`;
  return { markup, status: 200 };
}

function questionForm({ query, view: { words } }: ConsoleVisit): Markup {
  const input = (name: string, label: string, maxLength: number, isOptional = false) =>
    field({
      name,
      label,
      value: (name === 'loginName' ? nameIn(query) : query.get(name)) ?? '',
      autocomplete: 'off',
      maxLength,
      isOptional,
    });
  const doors = ['web', ...MAIL_DOORS].map((value) => ({
    value,
    text: doorName(words, value),
    isChosen: value === query.get('door'),
  }));
  return html`<form class="filters" method="get" action="${consoleAddress('/explain')}">
${input('loginName', words.say('console.watch.login-name'), 320)}
${input('ip', words.say('console.watch.client-address'), 64)}
${select({ name: 'door', label: words.say('console.watch.door') }, doors)}
${input('country', words.say('console.watch.country-if-not'), 7, true)}
${button(words.say('console.watch.explain-button'), { kind: 'primary' })}</form>`;
}

function decisionForm({ view: { words } }: ConsoleVisit): Markup {
  const id = field({
    name: 'id',
    label: words.say('console.watch.decision'),
    hint: words.say('console.watch.decision-hint'),
    autocomplete: 'off',
    maxLength: 40,
  });
  return html`<section class="stack narrow" aria-labelledby="decision"><h2 id="decision">${words.say('console.watch.decision-title')}</h2>
<form class="stack" method="get" action="${consoleAddress('/audit/decision')}">${id}<div class="actions">${button(words.say('console.watch.decision-button'))}</div></form></section>`;
}
