// The first page of the console: what happened at the doors, how far enrolment is, and how the system is. Each part is an
// operation of the API; what whoever asks may not see isn't there, and what can't be had now says so.

import type { StatusResource } from '../../api/client/node-resources.ts';
import type {
  DeliveryResource,
  MainPasswordUsesResource,
  StatisticsResource,
} from '../../api/client/statistics-resources.ts';
import { showStatusOperation } from '../../api/routes/node-routes.ts';
import {
  listMainPasswordUseOperation,
  showDeliveryOperation,
  showEnrolmentOperation,
  showStatisticsOperation,
} from '../../api/routes/statistics-routes.ts';
import { field, heading, notice } from '../../pages/frame/parts.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import { chartPatterns } from '../charts/chart.ts';
import type { Called, ConsoleVisit } from '../console-contract.ts';
import { consoleAddress, consolePage } from '../console-page.ts';
import { tabs } from '../parts/lists.ts';
import { problemNotice } from '../parts/problem-notice.ts';
import { enrolmentPart } from './enrolment-part.ts';
import { deliveryPart, healthPart } from './health-part.ts';
import { byPlaceAndReason, overTime } from './sign-in-charts.ts';
import { auditAddress, domainIn, OUTCOMES_SHOWN, RANGES_SHOWN, rangeIn } from './statistics-words.ts';

export async function dashboardPage(visit: ConsoleVisit): Promise<PageAnswer> {
  const { words } = visit.view;
  const range = rangeIn(visit, '24h');
  const domain = domainIn(visit);
  const [statistics, enrolment, uses, platform] = await Promise.all([
    visit.call(showStatisticsOperation, { query: { range, domain } }),
    visit.call(showEnrolmentOperation, { query: { domain } }),
    visit.call(listMainPasswordUseOperation, { query: { domain, limit: '1' } }),
    platformPart(visit, range),
  ]);
  const body = html`${chartPatterns()}${heading(words.say('console.statistics.title'), lead(visit, statistics))}
${scope(visit, range)}
${platform?.health}
${part(visit, statistics, (value) => html`${numbers(visit, value, uses)}${overTime(visit, value)}${byPlaceAndReason(visit, value)}`)}
${statistics.kind === 'done' && part(visit, enrolment, (value) => enrolmentPart(visit, value))}
${platform?.delivery}`;
  return consolePage(visit, { section: 'dashboard', title: words.say('console.statistics.title'), body });
}

function lead({ view: { words } }: ConsoleVisit, statistics: Called<StatisticsResource>): string | undefined {
  return statistics.kind === 'done'
    ? words.say('console.statistics.lead', { zone: statistics.value.timeZone })
    : undefined;
}

/** Which period and which domain: links and a form, so that it can be kept and shared as an address. */
function scope(visit: ConsoleVisit, range: string): Markup {
  const { words } = visit.view;
  const domain = domainIn(visit);
  return html`<div class="scope">${tabs(
    words.say('console.statistics.period'),
    RANGES_SHOWN.map(([each, key]) => ({
      text: words.say(key),
      address: consoleAddress('/', { range: each, domain }),
      isCurrent: each === range,
    })),
  )}<form method="get" action="${consoleAddress('/')}" role="search"><input type="hidden" name="range" value="${range}">${field(
    {
      name: 'domain',
      label: words.say('console.statistics.domain'),
      value: domain ?? '',
      ...{ autocomplete: 'off', maxLength: 255, isOptional: true },
    },
  )}<button class="button">${words.say('console.statistics.show')}</button></form></div>`;
}

function part<Answer>(visit: ConsoleVisit, called: Called<Answer>, show: (value: Answer) => Markup): Markup {
  return called.kind === 'done' ? show(called.value) : problemNotice(visit, called.problem);
}

/** The sums of the period, each leading to what it counts. */
function numbers(visit: ConsoleVisit, statistics: StatisticsResource, uses: Called<MainPasswordUsesResource>): Markup {
  const { words } = visit.view;
  const { totals, periods, domain, countedAt } = statistics;
  const since = periods[0]?.since;
  const address = auditAddress(visit, { since });
  const number = (value: number, text: string, to: string | undefined) => {
    const said = html`<strong>${words.number(value)}</strong><span>${text}</span>`;
    return html`<li>${to === undefined ? said : html`<a href="${to}">${said}</a>`}</li>`;
  };
  return html`${countedAt === undefined && notice('plain', words.say('console.statistics.counting'))}
<ul class="numbers">${OUTCOMES_SHOWN.map(([outcome, , key]) => number(totals[outcome], words.say(key), address))}
${uses.kind === 'done' && number(uses.value.total, words.say('console.statistics.main-number'), consoleAddress('/main-passwords', { domain }))}</ul>`;
}

interface PlatformPart {
  readonly health: Markup;
  readonly delivery: Markup;
}

/** Nothing for whoever looks after some domains only. */
async function platformPart(visit: ConsoleVisit, range: string): Promise<PlatformPart | undefined> {
  const { permissions, domains } = visit.requester;
  if (!permissions.has('platform:read') || domains !== 'all') return undefined;
  const [status, delivery]: readonly [Called<StatusResource>, Called<DeliveryResource>] = await Promise.all([
    visit.call(showStatusOperation),
    visit.call(showDeliveryOperation, { query: { range } }),
  ]);
  if (status.kind === 'refused') return { health: problemNotice(visit, status.problem), delivery: html`` };
  if (delivery.kind === 'refused') return { health: problemNotice(visit, delivery.problem), delivery: html`` };
  return {
    health: healthPart(visit, status.value, delivery.value),
    delivery: deliveryPart(visit, delivery.value),
  };
}
