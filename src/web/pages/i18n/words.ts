// How the pages speak: texts with their placeholders filled in, numbers, times, durations and countries, all by Intl.

import type { Millis } from '../../../core/units.ts';
import { html, type Markup, type Renderable } from '../markup.ts';
import { CATALOGS, type EnglishText, type MessageKey } from './catalogs.ts';
import type { Locale } from './language.ts';
import type { PlaceholdersOf } from './messages.ts';

/** The values of a text's placeholders; nothing where it has none. */
export type Values<Key extends MessageKey, Value> = [PlaceholdersOf<EnglishText<Key>>] extends [never]
  ? readonly []
  : readonly [{ readonly [Name in PlaceholdersOf<EnglishText<Key>>]: Name extends 'count' ? number : Value }];

/** A text without placeholders. */
export type PlainKey = {
  [Key in MessageKey]: PlaceholdersOf<EnglishText<Key>> extends never ? Key : never;
}[MessageKey];

const UNITS = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** One person's words: made anew for each request. */
export class Words {
  readonly locale: Locale;
  readonly #timeZone: string;
  /** Making one takes far longer than to use it, and a page of figures uses it a thousand times. */
  readonly #formats = new Map<string, Intl.DateTimeFormat>();
  #numbers: Intl.NumberFormat | undefined;

  constructor(locale: Locale, timeZone: string) {
    this.locale = locale;
    this.#timeZone = timeZone;
  }

  /** A text. */
  say<Key extends MessageKey>(key: Key, ...[values]: Values<Key, string>): string {
    return this.#parts(key, values)
      .map((part) => (typeof part === 'number' ? this.number(part) : String(part)))
      .join('');
  }

  /** A text whose placeholders are HTML. */
  rich<Key extends MessageKey>(key: Key, ...[values]: Values<Key, Renderable>): Markup {
    return html`${this.#parts(key, values).map((part) => (typeof part === 'number' ? this.number(part) : part))}`;
  }

  /** `14 March 2026 at 09:30 CET`, as the locale writes it. */
  time(at: Millis): string {
    return this.#dates({
      dateStyle: undefined,
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      timeZoneName: 'short',
    }).format(at);
  }

  /** The time of a day that is near. */
  timeOfDay(at: Millis): string {
    return this.#dates({ hour: 'numeric', minute: '2-digit', timeZoneName: 'short' }).format(at);
  }

  day(at: Millis): string {
    return this.#dates({ dateStyle: 'long' }).format(at);
  }

  /** `3 hours ago`; a moment that is near is `now`. */
  ago(at: Millis, now: Millis): string {
    const relative = new Intl.RelativeTimeFormat(this.locale.tag, { numeric: 'auto' });
    const elapsed = Math.max(0, now - at);
    for (const [unit, length] of UNITS) {
      if (elapsed >= length) return relative.format(-Math.floor(elapsed / length), unit);
    }
    return relative.format(0, 'second');
  }

  /** `24 seconds`, `3 minutes`: rounded up, so that nobody is told to come back too early. */
  duration(length: Millis): string {
    const seconds = Math.max(1, Math.ceil(length / 1_000));
    const [value, unit] = seconds < 100 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute'];
    return new Intl.NumberFormat(this.locale.tag, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
  }

  /** A day that is near: `14 Mar`. */
  shortDay(at: Millis): string {
    return this.#dates({ day: 'numeric', month: 'short' }).format(at);
  }

  /** An hour of a day that is known: `09:00`. */
  hour(at: Millis): string {
    return this.#dates({ hour: 'numeric', minute: '2-digit' }).format(at);
  }

  number(value: number): string {
    this.#numbers ??= new Intl.NumberFormat(this.locale.tag);
    return this.#numbers.format(value);
  }

  /** `12.5%`; of nothing it is none. */
  percent(part: number, whole: number): string {
    const share = whole === 0 ? 0 : part / whole;
    return new Intl.NumberFormat(this.locale.tag, { style: 'percent', maximumFractionDigits: 1 }).format(share);
  }

  list(items: readonly string[]): string {
    return new Intl.ListFormat(this.locale.tag, { type: 'unit', style: 'narrow' }).format(items);
  }

  /** A country's name; `code` as it is where it is none. */
  country(code: string): string {
    if (!/^[A-Z]{2}$/.test(code)) return code;
    return new Intl.DisplayNames(this.locale.tag, { type: 'region' }).of(code) ?? code;
  }

  #dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    const key = JSON.stringify(options);
    const made =
      this.#formats.get(key) ?? new Intl.DateTimeFormat(this.locale.tag, { ...options, timeZone: this.#timeZone });
    this.#formats.set(key, made);
    return made;
  }

  #parts(key: MessageKey, values: Readonly<Record<string, Renderable>> = {}): readonly Renderable[] {
    const message = CATALOGS[this.locale.language][key];
    const text = typeof message === 'string' ? message : (message[this.#plural(values['count'])] ?? message.other);
    return text.split(/\{([a-z]+)\}/).map((part, index) => (index % 2 === 0 ? part : values[part]));
  }

  #plural(count: Renderable): 'one' | 'few' | 'many' | 'other' {
    const rule = new Intl.PluralRules(this.locale.language).select(Number(count));
    return rule === 'one' || rule === 'few' || rule === 'many' ? rule : 'other';
  }
}
