// Words that the pages of statistics share: series, doors, modes, kinds, and addresses in the audit log.

import type { SignInCountsResource, StatisticsRangeName } from '../../api/client/statistics-resources.ts';
import type { PlainKey, Words } from '../../pages/i18n/words.ts';
import type { Series } from '../charts/chart.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consoleAddress, type QueryValues } from '../console-page.ts';

export type SignInOutcome = keyof SignInCountsResource;

/** From the ground of a column to its top. */
export const OUTCOMES_SHOWN: readonly (readonly [SignInOutcome, Series['look'], PlainKey])[] = [
  ['allowed', 'good', 'console.statistics.allowed'],
  ['challenged', 'asked', 'console.statistics.challenged'],
  ['codeRefused', 'worse', 'console.statistics.code-refused'],
  ['refused', 'bad', 'console.statistics.refused'],
  ['unavailable', 'none', 'console.statistics.unavailable'],
];

export function seriesOf(words: Words): readonly Series[] {
  return OUTCOMES_SHOWN.map(([, look, key]) => ({ look, name: words.say(key) }));
}

export function valuesOf(counts: SignInCountsResource): readonly number[] {
  return OUTCOMES_SHOWN.map(([outcome]) => counts[outcome]);
}

export const RANGES_SHOWN: readonly (readonly [StatisticsRangeName, PlainKey])[] = [
  ['24h', 'console.statistics.range-24h'],
  ['7d', 'console.statistics.range-7d'],
  ['30d', 'console.statistics.range-30d'],
  ['90d', 'console.statistics.range-90d'],
];

/** How far back each goes. */
export const DAYS_OF_RANGES: Readonly<Record<StatisticsRangeName, number>> = {
  '24h': 1,
  '7d': 7,
  '30d': 30,
  '90d': 90,
};

/** What an address says, if it is one of the ranges that there are. */
export function rangeIn({ query }: Pick<ConsoleVisit, 'query'>, usual: StatisticsRangeName): StatisticsRangeName {
  return RANGES_SHOWN.find(([range]) => range === query.get('range'))?.[0] ?? usual;
}

/** The domain that an address says; `undefined`: all. */
export function domainIn({ query }: Pick<ConsoleVisit, 'query'>): string | undefined {
  const domain = query.get('domain')?.trim();
  return domain === '' ? undefined : domain;
}

export function countryName(words: Words, country: string): string {
  return country === 'unknown' ? words.say('console.statistics.unknown-country') : words.country(country);
}

const MODES: Readonly<Record<string, PlainKey>> = {
  never: 'console.statistics.mode-never',
  'new-country': 'console.statistics.mode-new-country',
  'new-ip': 'console.statistics.mode-new-ip',
  always: 'console.statistics.mode-always',
};

export function modeName(words: Words, mode: string): string {
  const key = MODES[mode];
  return key === undefined ? mode : words.say(key);
}

const KINDS: Readonly<Record<string, PlainKey>> = {
  totp: 'kind.totp',
  email: 'kind.email',
  sms: 'kind.sms',
  passkey: 'kind.passkey',
};

export function kindName(words: Words, kind: string): string {
  const key = KINDS[kind];
  return key === undefined ? kind : words.say(key);
}

/** Where in the audit log what is counted can be looked at; `undefined`: not by whoever asks. */
export function auditAddress(visit: ConsoleVisit, query: QueryValues): string | undefined {
  const shown = { kind: 'sign-in', domain: domainIn(visit), ...query };
  return visit.mayVisit('/audit') ? consoleAddress('/audit', shown) : undefined;
}

/** Where mailboxes are listed that are counted; `undefined`: not for whoever asks. */
export function mailboxesAddress({ mayVisit }: ConsoleVisit, query: QueryValues): string | undefined {
  return mayVisit('/mailboxes') ? consoleAddress('/mailboxes', query) : undefined;
}
