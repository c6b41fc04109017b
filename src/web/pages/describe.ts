// Places and browsers in a person's words.

import type { Country, CountryProvider } from '../../core/web-context.ts';
import type { Words } from './i18n/words.ts';
import { foreign, type Markup } from './markup.ts';

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bVersion\/[\d.]+.*\bSafari\//, 'Safari'],
];

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

/** Longest part of an unknown browser's own words that is shown, in characters. */
const LONGEST_SHOWN = 60;

/** What a browser says of itself, made short. */
export function browserName(words: Words, userAgent: string): string {
  const find = (known: typeof BROWSERS) => known.find(([pattern]) => pattern.test(userAgent))?.[1];
  const [browser, system] = [find(BROWSERS), find(SYSTEMS)];
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
