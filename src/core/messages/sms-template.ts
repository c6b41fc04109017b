// Templates in which an operator describes what a gateway is to be asked: text with placeholders, `{number}`. Each place
// that a value goes to has its own way of writing it, so that neither a number nor a text ever ends what it stands in.

import type { Millis } from '../units.ts';
import type { OutgoingSms } from './carriers.ts';

/** What a template may name, in the order of the reference. */
export const SMS_PLACEHOLDERS = {
  number: 'the number with its plus: `+491701234567`',
  digits: 'the number without it: `491701234567`',
  text: 'the message',
  sender: 'the setting `sender`',
  id: "Postern's name for the message",
  seconds: 'how long the message is worth sending, in seconds, at most 36000',
  minutes: 'the same in minutes, rounded up',
  coding: '`0` when the text fits the GSM alphabet, otherwise `2` (UCS-2)',
  secret: 'the setting `secret`',
} as const;

export type SmsPlaceholder = keyof typeof SMS_PLACEHOLDERS;

export type SmsValues = Readonly<Record<SmsPlaceholder, string>>;

/** Longest life that is asked for in seconds: ten hours, which is the most that Twilio takes. */
const MAX_SECONDS = 36_000;

/** And in minutes: a week. */
const MAX_MINUTES = 10_080;

/** What a template's placeholders stand for, besides what the message itself says. */
export interface SmsSettings {
  /** Empty where there is none. */
  readonly sender: string;
  /** Empty where there is none. */
  readonly secret: string;
  /** Whether the text fits the GSM alphabet. */
  readonly fitsGsm: boolean;
  readonly now: Millis;
}

const PLACEHOLDER = /\{([a-z]+)\}/g;

/** How a value is written where it goes. Each gives text that can't end, or begin, anything there. */
export const ESCAPES = {
  /** A part of a URL's query, and of a form (RFC 3986 §2.1): everything but letters, digits and `-._~` is encoded. */
  url: (value: string): string =>
    encodeURIComponent(value.toWellFormed()).replace(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    ),
  /** Inside of the quotes of a JSON text (RFC 8259 §7). */
  json: (value: string): string => JSON.stringify(value.toWellFormed()).slice(1, -1),
  /** Character data or an attribute's value of XML 1.0, which can't have most control characters in any form (§2.2). */
  xml: (value: string): string =>
    value
      .toWellFormed()
      .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ' ')
      .replace(/[&<>"'\r]/g, (character) => `&#${character.charCodeAt(0)};`),
  /** An HTTP field's value (RFC 9110 §5.5): printable ASCII; anything else is percent-encoded. */
  header: (value: string): string =>
    value.toWellFormed().replace(/[^\x20-\x7e]/gu, (character) => encodeURIComponent(character)),
  /** Nothing is special there. */
  none: (value: string): string => value.toWellFormed(),
} as const;

export type Escape = keyof typeof ESCAPES;

export function smsValues({ id, to, text, endsAt }: OutgoingSms, settings: SmsSettings): SmsValues {
  const { sender, secret, fitsGsm, now } = settings;
  const seconds = Math.max(1, Math.ceil((endsAt - now) / 1_000));
  return {
    ...{ id, text, sender, secret },
    number: to,
    digits: to.replace(/^\+/, ''),
    seconds: String(Math.min(seconds, MAX_SECONDS)),
    minutes: String(Math.min(Math.ceil(seconds / 60), MAX_MINUTES)),
    coding: fitsGsm ? '0' : '2',
  };
}

/** The names in braces of a template, known or not, each once. */
export function placeholdersOf(template: string): readonly string[] {
  return [...new Set(Array.from(template.matchAll(PLACEHOLDER), ([, name = '']) => name))];
}

export function isPlaceholder(name: string): name is SmsPlaceholder {
  return Object.hasOwn(SMS_PLACEHOLDERS, name);
}

/** Puts the values in. What is in braces and no placeholder stays as it is; values aren't looked into again. */
export function fillTemplate(template: string, values: SmsValues, place: Escape): string {
  return template.replace(PLACEHOLDER, (written, name: string) =>
    isPlaceholder(name) ? ESCAPES[place](values[name]) : written,
  );
}

/** A JSON value with the values put into its texts, keys left alone. */
export function fillJson(template: unknown, values: SmsValues): unknown {
  if (typeof template === 'string') return fillTemplate(template, values, 'none');
  if (Array.isArray(template)) return template.map((entry) => fillJson(entry, values));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, entry]) => [key, fillJson(entry, values)]));
}
