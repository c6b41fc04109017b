// The filters of the audit log as they stand in addresses, for its list, for following it and for exporting it.

import { AUDIT_EVENTS } from '../../../core/audit/audit-events.ts';
import { field, select } from '../../pages/frame/parts.ts';
import type { PlainKey, Words } from '../../pages/i18n/words.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { CallInput, ConsoleVisit } from '../console-contract.ts';
import type { QueryValues } from '../console-page.ts';
import { doorName, MAIL_DOORS } from '../parts/door-names.ts';
import type { ActiveFilter } from '../parts/filters.ts';
import { filterOf } from './signed-in-lists.ts';

/** In the order in which they are shown. */
const FILTERS = {
  mailbox: 'console.watch.mailbox',
  domain: 'console.watch.domain',
  event: 'console.watch.event',
  kind: 'console.watch.kind',
  door: 'console.watch.door',
  ip: 'console.watch.client-address',
  country: 'console.watch.country',
  reason: 'console.watch.reason',
  actor: 'console.watch.actor',
  decisionId: 'console.watch.decision',
  since: 'console.watch.from-day',
  until: 'console.watch.to-day',
} as const satisfies Record<string, PlainKey>;

type FilterName = keyof typeof FILTERS;

const NAMES: readonly FilterName[] = Object.keys(FILTERS).filter((name): name is FilterName =>
  Object.hasOwn(FILTERS, name),
);

/** Asked for more rarely. */
const FOLDED: readonly FilterName[] = ['door', 'ip', 'country', 'reason', 'actor', 'decisionId', 'since', 'until'];

const KINDS = {
  'sign-in': 'console.watch.kind-sign-in',
  connection: 'console.watch.kind-connection',
  change: 'console.watch.kind-change',
} as const;

const DAY = 86_400_000;

/** What the address filters, and nothing else of it. */
export function auditFiltersIn(query: URLSearchParams): QueryValues {
  return Object.fromEntries(NAMES.map((name) => [name, filterOf(query, name)]));
}

/** The same as the API is asked: days are whole ones, the last one included. */
export function auditQueryOf(query: URLSearchParams): NonNullable<CallInput['query']> {
  const { since, until, ...others } = Object.fromEntries(NAMES.map((name) => [name, filterOf(query, name)]));
  return {
    ...others,
    ...(since !== undefined && { since: dayStart(since, 0) }),
    ...(until !== undefined && { until: dayStart(until, DAY) }),
  };
}

export function auditFilterFields({ query, view: { words } }: ConsoleVisit): Markup {
  const input = (name: FilterName, maxLength: number) =>
    field({
      name,
      label: words.say(FILTERS[name]),
      value: query.get(name) ?? '',
      autocomplete: 'off',
      maxLength,
      isOptional: true,
    });
  const choice = (name: FilterName, options: readonly (readonly [value: string, text: string])[]) =>
    select({ name, label: words.say(FILTERS[name]) }, [
      { value: '', text: words.say('console.watch.any') },
      ...options.map(([value, text]) => ({ value, text, isChosen: query.get(name) === value })),
    ]);
  const day = (name: FilterName) =>
    html`<div class="field"><label for="field-${name}">${words.say(FILTERS[name])}</label><input id="field-${name}" name="${name}" type="date" value="${query.get(name) ?? ''}"></div>`;
  const isOpen = FOLDED.some((name) => filterOf(query, name) !== undefined);
  const events = choice(
    'event',
    AUDIT_EVENTS.map((event) => [event, event]),
  );
  const kinds = choice(
    'kind',
    Object.entries(KINDS).map(([value, key]) => [value, words.say(key)]),
  );
  const doors = choice(
    'door',
    ['web', ...MAIL_DOORS].map((door) => [door, doorName(words, door)]),
  );
  return html`${input('mailbox', 320)}${input('domain', 255)}${events}${kinds}
<details${isOpen && html` open`}><summary>${words.say('console.mailboxes.more-filters')}</summary><div class="filter-fields">${doors}${input('ip', 64)}${input('country', 7)}${input('reason', 100)}${input('actor', 100)}${input('decisionId', 40)}${day('since')}${day('until')}</div></details>`;
}

export function activeAuditFilters({ query, view: { words } }: ConsoleVisit): readonly ActiveFilter[] {
  return NAMES.flatMap((name) => {
    const value = filterOf(query, name);
    return value === undefined
      ? []
      : [{ text: `${words.say(FILTERS[name])}: ${said(words, name, value)}`, names: [name] }];
  });
}

function said(words: Words, name: FilterName, value: string): string {
  if (name === 'door') return doorName(words, value);
  if (name !== 'kind') return value;
  return Object.hasOwn(KINDS, value) ? words.say(KINDS[value as keyof typeof KINDS]) : value;
}

/** What is no day goes to the API as it is, which says so. */
function dayStart(day: string, later: number): string {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(at) ? day : new Date(at + later).toISOString();
}
