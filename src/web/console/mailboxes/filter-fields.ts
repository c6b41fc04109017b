// The fields of the search for mailboxes. What may be one of ten thousand is written, with a few to choose from; only what
// has few answers is chosen from a list.

import { field, select } from '../../pages/frame/parts.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { choicesOf, FILTER_TITLES, type FilterName, type MailboxFilterValues } from './mailbox-filter.ts';

/** Names that a field offers: more would make the page long for everybody. */
const MAX_OFFERED = 100;

export interface Offered {
  readonly domains: readonly string[];
  readonly groups: readonly string[];
}

/** What is offered besides: how the list is sorted. */
export type ListOrder = 'address' | 'last-sign-in';

const FOLDED: readonly FilterName[] = ['challenge', 'seen', 'since', 'before', 'state'];

export function filterFields(
  visit: ConsoleVisit,
  values: MailboxFilterValues,
  { offered, order }: { readonly offered: Offered; readonly order: ListOrder },
): Markup {
  const { words } = visit.view;
  const choice = (name: 'effective' | 'challenge' | 'factor' | 'seen' | 'state'): Markup =>
    select({ name, label: words.say(FILTER_TITLES[name]) }, [
      { value: '', text: words.say('console.mailboxes.any') },
      ...choicesOf(words, name).map((each) => ({ ...each, isChosen: each.value === values[name] })),
    ]);
  const search = field({
    ...{
      name: 'search',
      label: words.say(FILTER_TITLES.search),
      autocomplete: 'off',
      maxLength: 200,
      isOptional: true,
    },
    value: values.search ?? '',
  });
  const orders = select({ name: 'order', label: words.say('console.mailboxes.order') }, [
    { value: 'address', text: words.say('console.mailboxes.order-address') },
    { value: 'last-sign-in', text: words.say('console.mailboxes.order-last'), isChosen: order === 'last-sign-in' },
  ]);
  const isOpen = FOLDED.some((name) => values[name] !== undefined) || order !== 'address';
  return html`${search}
${suggestField(visit, 'domain', values.domain, offered.domains)}
${suggestField(visit, 'group', values.group, offered.groups)}
${choice('effective')}${choice('factor')}
<details${isOpen && html` open`}><summary>${words.say('console.mailboxes.more-filters')}</summary><div class="filter-fields">${choice('challenge')}${choice('state')}${choice('seen')}${dayField(visit, 'since', values.since)}${dayField(visit, 'before', values.before)}${orders}</div></details>`;
}

/** A text field that offers some of the names that there are. */
export function suggestField(
  { view: { words } }: ConsoleVisit,
  name: 'domain' | 'group',
  value: string | undefined,
  offered: readonly string[],
): Markup {
  const list = `${name}-names`;
  return html`<div class="field"><label for="field-${name}">${words.say(FILTER_TITLES[name])}</label><input id="field-${name}" name="${name}" type="text" autocomplete="off" autocapitalize="none" autocorrect="off" spellcheck="false" maxlength="253" list="${list}" value="${value ?? ''}"><datalist id="${list}">${offered.slice(0, MAX_OFFERED).map((each) => html`<option value="${each}">`)}</datalist></div>`;
}

function dayField({ view: { words } }: ConsoleVisit, name: 'since' | 'before', value: string | undefined): Markup {
  return html`<div class="field"><label for="field-${name}">${words.say(FILTER_TITLES[name])}</label><input id="field-${name}" name="${name}" type="date" value="${value ?? ''}"></div>`;
}
