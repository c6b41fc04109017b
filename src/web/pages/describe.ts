// Places and browsers in a person's words.

import type { Country, CountryProvider } from '../../core/web-context.ts';
import { recognizeBrowser } from '../../presentation/client-name.ts';
import type { Words } from './i18n/words.ts';
import { foreign, type Markup } from './markup.ts';

/** Longest part of an unknown browser's own words that is shown, in characters. */
const LONGEST_SHOWN = 60;

/** What a browser says of itself, made short. */
export function browserName(words: Words, userAgent: string): string {
  const { browser, system } = recognizeBrowser(userAgent);
  if (browser !== undefined && system !== undefined) return words.say('browser.on', { browser, system });
  return (
    browser ??
    system ??
    (userAgent.trim() === '' ? words.say('browser.unknown') : Array.from(userAgent).slice(0, LONGEST_SHOWN).join(''))
  );
}

/** A country's name, and that it isn't known where it isn't. */
export function countryName(words: Words, country: Country | undefined): string {
  return country === undefined ? words.say('place.unknown') : words.country(country);
}

/** Where an address is: its country and itself. */
export function placeOf(words: Words, address: string, countries: Pick<CountryProvider, 'countryOf'>): Markup {
  return foreign(`${countryName(words, countries.countryOf(address))} · ${address}`);
}
