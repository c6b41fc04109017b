// What a list of mailboxes is narrowed by: from the address of its page to what the API is asked, and back into words.

import { CHALLENGE_MODES, FACTOR_KINDS } from '../../../core/policy/policy.ts';
import type { PlainKey, Words } from '../../pages/i18n/words.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import type { QueryValues } from '../console-page.ts';
import type { ActiveFilter } from '../parts/filters.ts';
import { kindName, modeName } from '../policy-form/policy-words.ts';

/** Names in the address of the page, in the order in which they are told. */
export const FILTER_NAMES = [
  'search',
  'domain',
  'group',
  'effective',
  'challenge',
  'factor',
  'seen',
  'since',
  'before',
  'state',
] as const;

export type FilterName = (typeof FILTER_NAMES)[number];

/** As they stand in the address; untrusted. Nothing is asked for by what isn't there. */
export type MailboxFilterValues = Readonly<Partial<Record<FilterName, string>>>;

export interface Choice {
  readonly value: string;
  readonly text: string;
}

const FACTOR_STATES = {
  none: 'console.mailboxes.factor-none',
  any: 'console.mailboxes.factor-any',
  unverified: 'console.mailboxes.factor-unverified',
} as const satisfies Record<string, PlainKey>;

const SEEN = {
  never: 'console.mailboxes.seen-never',
  ever: 'console.mailboxes.seen-ever',
} as const satisfies Record<string, PlainKey>;

const STATES = {
  enabled: 'console.mailboxes.enabled',
  disabled: 'console.mailboxes.disabled',
} as const satisfies Record<string, PlainKey>;

export const FILTER_TITLES: Readonly<Record<FilterName, PlainKey>> = {
  search: 'console.mailboxes.search',
  domain: 'console.mailboxes.domain',
  group: 'console.mailboxes.group',
  effective: 'console.mailboxes.effective',
  challenge: 'console.mailboxes.own',
  factor: 'console.mailboxes.factor',
  seen: 'console.mailboxes.seen',
  since: 'console.mailboxes.since',
  before: 'console.mailboxes.before',
  state: 'console.mailboxes.state',
};

export function filterIn(query: URLSearchParams): MailboxFilterValues {
  return Object.fromEntries(
    FILTER_NAMES.flatMap((name) => {
      const value = query.get(name)?.trim() ?? '';
      return value === '' ? [] : [[name, value]];
    }),
  );
}

/** In a body of the API, whose schema judges it. */
export function filterBodyOf(values: MailboxFilterValues): Readonly<Record<string, string | boolean>> {
  const { search, domain, group, effective, challenge, factor, seen, since, before, state } = values;
  const asked = {
    ...{ search, domain, group, effective, challenge, factor },
    signedInSince: since && momentOf(since),
    signedInBefore: before && momentOf(before),
    hasSignedIn: seen && (seen === 'ever' || (seen === 'never' ? false : undefined)),
    disabled: state && (state === 'disabled' || (state === 'enabled' ? false : undefined)),
  };
  return Object.fromEntries(
    Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** In a query of the API, where everything is text. */
export function filterQueryOf(values: MailboxFilterValues): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(filterBodyOf(values)).map(([name, value]) => [name, String(value)]));
}

/** The values of a filter that the API was asked with, as a job tells it. */
export function filterValuesOf(body: Readonly<Record<string, unknown>>): MailboxFilterValues {
  const { hasSignedIn, disabled, signedInSince, signedInBefore } = body;
  const text = (name: string): string | undefined => (typeof body[name] === 'string' ? String(body[name]) : undefined);
  const day = (at: unknown): string | undefined => (typeof at === 'string' ? at.slice(0, 10) : undefined);
  const values: Readonly<Partial<Record<FilterName, string | undefined>>> = {
    search: text('search') ?? text('prefix'),
    ...{ domain: text('domain'), group: text('group'), effective: text('effective'), challenge: text('challenge') },
    factor: text('factor'),
    seen: hasSignedIn === undefined ? undefined : hasSignedIn === true ? 'ever' : 'never',
    ...{ since: day(signedInSince), before: day(signedInBefore) },
    state: disabled === undefined ? undefined : disabled === true ? 'disabled' : 'enabled',
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** For an address of the console. */
export function filterAddress(values: MailboxFilterValues): QueryValues {
  return { ...values };
}

export function activeFilters(
  { view: { words } }: Pick<ConsoleVisit, 'view'>,
  values: MailboxFilterValues,
): readonly ActiveFilter[] {
  return FILTER_NAMES.flatMap((name) => {
    const value = values[name];
    if (value === undefined) return [];
    const text = words.say('console.mailboxes.filtered', {
      name: words.say(FILTER_TITLES[name]),
      value: filterText(words, name, value),
    });
    return [{ text, names: [name] }];
  });
}

/** What can be chosen where there are few answers. */
export function choicesOf(
  words: Words,
  name: 'effective' | 'challenge' | 'factor' | 'seen' | 'state',
): readonly Choice[] {
  switch (name) {
    case 'effective':
    case 'challenge':
      return CHALLENGE_MODES.map((mode) => ({ value: mode, text: modeName(words, mode) }));
    case 'factor':
      return [
        ...Object.entries(FACTOR_STATES).map(([value, key]) => ({ value, text: words.say(key) })),
        ...FACTOR_KINDS.map((kind) => ({ value: kind, text: kindName(words, kind) })),
      ];
    case 'seen':
      return Object.entries(SEEN).map(([value, key]) => ({ value, text: words.say(key) }));
    case 'state':
      return Object.entries(STATES).map(([value, key]) => ({ value, text: words.say(key) }));
  }
}

function filterText(words: Words, name: FilterName, value: string): string {
  switch (name) {
    case 'effective':
    case 'challenge':
    case 'factor':
    case 'seen':
    case 'state':
      return choicesOf(words, name).find((choice) => choice.value === value)?.text ?? value;
    case 'since':
    case 'before': {
      const at = Date.parse(momentOf(value));
      return Number.isNaN(at) ? value : words.day(at);
    }
    default:
      return value;
  }
}

/** A day begins in UTC, which is the same for whoever looks; what is no day stays, and is refused by the API. */
function momentOf(day: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) ? `${day}T00:00:00Z` : day;
}
