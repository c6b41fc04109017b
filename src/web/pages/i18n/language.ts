// Which language a person reads: what was chosen in the footer, else what the browser asks for (RFC 9110 §12.5.4), else
// English.

import { isLanguage, type Language } from '../../../core/language.ts';

/** A language and the way of writing dates and numbers that goes with it. */
export interface Locale {
  readonly language: Language;
  /** BCP 47; the browser's own tag where it is of that language: `en-GB` writes dates in another way than `en`. */
  readonly tag: string;
  readonly direction: 'ltr' | 'rtl';
}

/** Most ranges that are read of a header: browsers send three or four. */
const MOST_RANGES = 20;

/** Never throws; a header that makes no sense is one that says nothing. */
export function chooseLocale(
  chosen: string | undefined,
  acceptLanguage: string | undefined,
  fallback: Language = 'en',
): Locale {
  const wanted = acceptedTags(acceptLanguage ?? '');
  const language = isLanguage(chosen) ? chosen : (wanted.map(languageOf).find(isLanguage) ?? fallback);
  const tag = wanted.find((range) => languageOf(range) === language) ?? language;
  return { language, tag, direction: 'ltr' };
}

/** Best first. A range with q=0 is one that isn't wanted (RFC 9110 §12.4.2). */
function acceptedTags(header: string): readonly string[] {
  return header
    .split(',', MOST_RANGES)
    .flatMap((part, index) => {
      const [, range = '', quality = '1'] =
        /^\s*([A-Za-z0-9-]{1,35})\s*(?:;\s*q=([01](?:\.[0-9]{0,3})?)\s*)?$/.exec(part) ?? [];
      const tag = canonicalTag(range);
      return tag !== undefined && Number(quality) > 0 ? [{ tag, quality: Number(quality), index }] : [];
    })
    .sort((one, other) => other.quality - one.quality || one.index - other.index)
    .map(({ tag }) => tag);
}

function canonicalTag(range: string): string | undefined {
  try {
    // Extensions would choose calendars and digits that the texts around them don't expect.
    const { language, region, script } = new Intl.Locale(range);
    return [language, script, region].filter((part) => part !== undefined).join('-');
  } catch {
    return undefined; // no language tag
  }
}

function languageOf(tag: string): string {
  return tag.split('-', 1)[0] ?? '';
}
