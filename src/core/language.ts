// The languages in which Postern speaks to people, on its pages and in its messages.

/** In the order of the pages' footer, with their own names. */
export const LANGUAGES = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  pt: 'Português',
  ja: '日本語',
} as const;

export type Language = keyof typeof LANGUAGES;

export function isLanguage(value: string | undefined): value is Language {
  return value !== undefined && Object.hasOwn(LANGUAGES, value);
}
