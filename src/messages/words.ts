// The few words that aren't in letters: of what is filled into them. Times, countries and numbers are Intl's.

import type { Language } from '../core/language.ts';
import type { Millis } from '../core/units.ts';

export interface Words {
  /** `{browser}`, `{system}`. */
  readonly browserOn: string;
  readonly unknownClient: string;
  readonly administrator: string;
  /** Whom to ask, where the site doesn't say. */
  readonly support: string;
  /** `{address}`, `{country}`. */
  readonly place: string;
  /** Of several notices, how many aren't told: `{count}`. */
  readonly more: string;
}

export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    browserOn: '{browser} on {system}',
    unknownClient: 'an unknown program',
    administrator: 'an administrator',
    support: 'your support',
    place: '{country} ({address})',
    more: 'And {count} more.',
  },
  de: {
    browserOn: '{browser} unter {system}',
    unknownClient: 'ein unbekanntes Programm',
    administrator: 'die Verwaltung',
    support: 'Ihren Support',
    place: '{country} ({address})',
    more: 'Und {count} weitere.',
  },
  fr: {
    browserOn: '{browser} sur {system}',
    unknownClient: 'un logiciel inconnu',
    administrator: 'un administrateur',
    support: 'votre assistance',
    place: '{country} ({address})',
    more: 'Et {count} de plus.',
  },
  es: {
    browserOn: '{browser} en {system}',
    unknownClient: 'un programa desconocido',
    administrator: 'un administrador',
    support: 'su servicio de asistencia',
    place: '{country} ({address})',
    more: 'Y {count} más.',
  },
  pt: {
    browserOn: '{browser} no {system}',
    unknownClient: 'um programa desconhecido',
    administrator: 'um administrador',
    support: 'o seu suporte',
    place: '{country} ({address})',
    more: 'E mais {count}.',
  },
  ja: {
    browserOn: '{browser}（{system}）',
    unknownClient: '不明なソフト',
    administrator: '管理者',
    support: 'サポート窓口',
    place: '{country}（{address}）',
    more: 'ほか {count} 件。',
  },
};

/** Puts values for the names in braces; what else has braces stays. */
export function phrase(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{([a-z]+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** `21 November 2026 at 23:49 CET`, as the language writes it. */
export function writeTime(at: Millis, language: Language, timeZone: string): string {
  const format = new Intl.DateTimeFormat(tagOf(language, timeZone), {
    ...{ day: 'numeric', month: 'long', year: 'numeric', hour: 'numeric', minute: '2-digit' },
    ...{ timeZone, timeZoneName: 'short' },
  });
  return format.format(at);
}

/** `23:49 CET`: of a moment that is near. */
export function writeTimeOfDay(at: Millis, language: Language, timeZone: string): string {
  const format = new Intl.DateTimeFormat(tagOf(language, timeZone), {
    ...{ hour: 'numeric', minute: '2-digit', timeZone, timeZoneName: 'short' },
  });
  return format.format(at);
}

/** English has two ways of writing times: which one people know, the time zone tells best. */
function tagOf(language: Language, timeZone: string): string {
  if (language !== 'en') return language;
  return /^(?:America|US)\//.test(timeZone) ? 'en-US' : 'en-GB';
}

export function writeCountry(code: string, language: Language): string {
  return new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code;
}
