// How far enrolment is: what has a second step and what hasn't, by kind and by mode, each number leading to its mailboxes.

import type { EnrolmentResource } from '../../api/client/statistics-resources.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { barChart } from '../charts/bar-chart.ts';
import { type Share, shareChart } from '../charts/share-chart.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { kindName, mailboxesAddress, modeName } from './statistics-words.ts';

export function enrolmentPart(visit: ConsoleVisit, { domain, countedAt, figures }: EnrolmentResource): Markup {
  const { words } = visit.view;
  const title = words.say('console.statistics.enrolment');
  if (!figures || countedAt === undefined) {
    return section(title, html`<p class="soft">${words.say('console.statistics.enrolment-first')}</p>`);
  }
  const to = (query: Readonly<Record<string, string>>) => {
    const address = mailboxesAddress(visit, { domain, ...query });
    return address === undefined ? {} : { address };
  };
  const { enrolled, unverified, withoutFactor, neverSignedIn, disabled, unlisted } = figures;
  const shares: readonly Share[] = [
    { name: words.say('console.statistics.enrolled'), look: 'good', value: enrolled, ...to({ factor: 'any' }) },
    {
      name: words.say('console.statistics.unverified'),
      look: 'asked',
      value: unverified,
      ...to({ factor: 'unverified' }),
    },
    {
      name: words.say('console.statistics.without-factor'),
      look: 'none',
      value: withoutFactor,
      ...to({ factor: 'none' }),
    },
  ];
  const aside = [
    [neverSignedIn, 'console.statistics.never-signed-in', { hasSignedIn: 'false' }],
    [disabled, 'console.statistics.disabled', { disabled: 'true' }],
  ] as const;
  const series = { name: words.say('console.statistics.mailboxes'), look: 'good' } as const;
  const empty = words.say('console.statistics.nothing');
  return section(
    title,
    html`<div class="chart">${shareChart(words, title, shares)}
<p class="soft small">${aside.map(([value, key, query], index) => {
      const text = `${words.number(value)} ${words.say(key)}`;
      const { address } = value === 0 ? {} : to(query);
      return html`${index > 0 && ' · '}${address === undefined ? text : html`<a href="${address}">${text}</a>`}`;
    })}. ${unlisted > 0 && words.say('console.statistics.unlisted', { count: unlisted })} ${words.say('console.statistics.counted', { ago: words.ago(Date.parse(countedAt), visit.clock.now()) })}</p></div>
<div class="charts">
${barChart(words, {
  ...{ id: 'by-mode', title: words.say('console.statistics.by-mode'), heading: words.say('console.statistics.mode') },
  empty,
  series: [
    { name: words.say('console.statistics.enrolled'), look: 'good' },
    { name: words.say('console.statistics.without-factor'), look: 'none' },
  ],
  bars: figures.byMode.map((mode) => ({
    name: modeName(words, mode.challenge),
    ...to({ effective: mode.challenge }),
    values: [mode.mailboxes - mode.withoutFactor, mode.withoutFactor],
  })),
})}
${barChart(words, {
  ...{ id: 'by-kind', title: words.say('console.statistics.by-kind'), heading: words.say('console.statistics.kind') },
  ...{ empty, series: [series] },
  bars: figures.byKind
    .toSorted((one, other) => other.mailboxes - one.mailboxes)
    .map(({ kind, mailboxes }) => ({ name: kindName(words, kind), ...to({ factor: kind }), values: [mailboxes] })),
})}
</div>`,
  );
}

function section(title: string, body: Markup): Markup {
  return html`<section class="stack" aria-labelledby="enrolment"><h2 id="enrolment">${title}</h2>${body}</section>`;
}
