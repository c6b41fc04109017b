// Sign-ins over time, and by door, country and reason: as charts whose columns and bars lead to the audit log.

import type { StatisticsResource } from '../../api/client/statistics-resources.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { barChart, type ChartBar } from '../charts/bar-chart.ts';
import { type ChartColumn, columnChart } from '../charts/column-chart.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consoleAddress } from '../console-page.ts';
import { doorName } from '../parts/door-names.ts';
import { reasonName, reasonText } from '../parts/reason-words.ts';
import { auditAddress, countryName, type SignInOutcome, seriesOf, valuesOf } from './statistics-words.ts';

export function overTime(visit: ConsoleVisit, statistics: StatisticsResource): Markup {
  const { words } = visit.view;
  const isByHour = statistics.by === 'hour';
  return columnChart(words, {
    id: 'sign-ins',
    title: words.say('console.statistics.sign-ins'),
    text: words.say(isByHour ? 'console.statistics.each-hour' : 'console.statistics.each-day'),
    heading: words.say('console.statistics.time'),
    series: seriesOf(words),
    columns: statistics.periods.map((period): ChartColumn => {
      const { since, until } = period;
      const at = Date.parse(since);
      return {
        name: isByHour ? words.time(at) : words.day(at),
        tick: isByHour ? words.hour(at) : words.shortDay(at),
        ...linked(auditAddress(visit, { since, until })),
        values: valuesOf(period),
      };
    }),
  });
}

export function byPlaceAndReason(visit: ConsoleVisit, statistics: StatisticsResource): Markup {
  const { words } = visit.view;
  const { doors, countries, domain } = statistics;
  const since = statistics.periods[0]?.since;
  const series = seriesOf(words);
  const empty = words.say('console.statistics.nothing');
  return html`<div class="charts">
${barChart(words, {
  ...{ id: 'by-door', title: words.say('console.statistics.by-door'), heading: words.say('console.statistics.door') },
  ...{ series, empty },
  bars: doors.map(({ door, ...counts }) => ({
    name: doorName(words, door),
    ...linked(door === 'other' ? undefined : auditAddress(visit, { door, since })),
    values: valuesOf(counts),
  })),
})}
${barChart(words, {
  ...{ id: 'by-country', title: words.say('console.statistics.by-country') },
  ...{ heading: words.say('console.statistics.country'), series, empty },
  bars: countries.map(({ country, ...counts }) => ({
    name: countryName(words, country),
    ...linked(country === 'unknown' ? undefined : auditAddress(visit, { country, since })),
    values: valuesOf(counts),
  })),
})}
${barChart(words, {
  ...{ id: 'why-refused', title: words.say('console.statistics.why-refused') },
  ...{ heading: words.say('console.statistics.reason'), empty },
  series: [{ name: words.say('console.statistics.refused'), look: 'bad' }],
  bars: reasonBars(visit, statistics, ['refused', 'codeRefused', 'unavailable'], (reason) =>
    auditAddress(visit, { reason, since }),
  ),
})}
${barChart(words, {
  ...{ id: 'how-allowed', title: words.say('console.statistics.how-allowed') },
  ...{ heading: words.say('console.statistics.way'), empty },
  series: [{ name: words.say('console.statistics.allowed'), look: 'good' }],
  bars: reasonBars(visit, statistics, ['allowed'], (reason) =>
    reason === 'own-password' ? consoleAddress('/main-passwords', { domain }) : undefined,
  ),
})}
</div>`;
}

/** What is of several outcomes is one bar. */
function reasonBars(
  { view: { words } }: ConsoleVisit,
  { reasons }: StatisticsResource,
  outcomes: readonly SignInOutcome[],
  addressOf: (reason: string) => string | undefined,
): readonly ChartBar[] {
  const sums = new Map<string, number>();
  for (const { outcome, reason, count } of reasons) {
    if (outcomes.includes(outcome)) sums.set(reason, (sums.get(reason) ?? 0) + count);
  }
  return [...sums]
    .sort(([, one], [, other]) => other - one)
    .map(([reason, count]) => ({
      name: reason === 'other' ? words.say('console.statistics.other') : reasonText(words, reason),
      shown: reason === 'other' ? words.say('console.statistics.other') : reasonName(words, reason),
      ...linked(reason === 'other' ? undefined : addressOf(reason)),
      values: [count],
    }));
}

function linked(address: string | undefined): { readonly address?: string } {
  return address === undefined ? {} : { address };
}
