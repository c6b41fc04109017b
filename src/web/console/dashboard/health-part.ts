// How the system is, in one line, and how codes and notices leave: for those who look after the platform.

import type { StatusResource } from '../../api/client/node-resources.ts';
import type { DeliveryResource } from '../../api/client/statistics-resources.ts';
import { badge } from '../../pages/frame/parts.ts';
import type { PlainKey } from '../../pages/i18n/words.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { barChart } from '../charts/bar-chart.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { kindName } from './statistics-words.ts';

type State = readonly [text: PlainKey, kind: 'good' | 'bad' | 'warn' | 'plain'];

const WELL: State = ['console.statistics.is-well', 'good'];
const UNAVAILABLE: State = ['console.statistics.is-unavailable', 'bad'];
const NONE: State = ['console.statistics.is-none', 'plain'];

const STATES: Readonly<Record<string, State>> = {
  ok: WELL,
  up: WELL,
  unavailable: UNAVAILABLE,
  delayed: ['console.statistics.is-delayed', 'warn'],
  failing: ['console.statistics.is-failing', 'bad'],
  down: ['console.statistics.is-down', 'bad'],
  unknown: ['console.statistics.is-unknown', 'plain'],
};

export function healthPart(
  { view: { words } }: ConsoleVisit,
  status: StatusResource,
  { sms }: DeliveryResource,
): Markup {
  const { running, wanted } = status.workers;
  const inState = (name: PlainKey, state: string | undefined) => {
    const [text, kind] = (state === undefined ? NONE : STATES[state]) ?? UNAVAILABLE;
    return html`<li>${words.say(name)} ${badge(words.say(text), kind)}</li>`;
  };
  const workers = words.say('console.statistics.workers', {
    running: words.number(running),
    wanted: words.number(wanted),
  });
  return html`<ul class="health" aria-label="${words.say('console.statistics.health')}">
${inState('console.statistics.health-audit', status.auditLog)}
${inState('console.statistics.health-stores', status.stores)}
<li>${words.say('console.statistics.health-workers')} ${badge(workers, running === wanted ? 'good' : 'bad')}</li>
${inState('console.statistics.health-mail', status.mailPath?.state)}
${inState('console.statistics.health-sms', sms.gateway === 'none' ? undefined : sms.state)}
${inState('console.statistics.health-notices', status.notices)}
</ul>`;
}

export function deliveryPart({ view: { words } }: ConsoleVisit, { codes, messages }: DeliveryResource): Markup {
  const title = words.say('console.statistics.delivery');
  const { delivered, failed } = messages;
  return html`<div class="charts"><div class="stack">${barChart(words, {
    ...{ id: 'codes', title, heading: words.say('console.statistics.kind') },
    empty: words.say('console.statistics.nothing'),
    series: [
      { name: words.say('console.statistics.sent'), look: 'good' },
      { name: words.say('console.statistics.not-sent'), look: 'bad' },
      { name: words.say('console.statistics.limited'), look: 'worse' },
    ],
    bars: codes.map(({ kind, ...counts }) => ({
      name: kindName(words, kind),
      values: [counts.sent, counts.failed, counts.limited],
    })),
  })}
<p class="soft small">${words.say('console.statistics.reported', { delivered: words.number(delivered), failed: words.number(failed) })}</p></div></div>`;
}
