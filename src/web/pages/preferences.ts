// The choices of language and appearance in the footer: two cookies that hold no more than a word.

import { isLanguage } from '../../core/language.ts';
import { leaveFor } from './answers.ts';
import { PAGE_COOKIES, type PageAnswer, type SetCookie } from './page-contract.ts';
import { homeOf } from './view.ts';
import type { Visit } from './visit.ts';

/** A year: a choice that is forgotten is a nuisance, and names nobody. */
const MAX_AGE = 365 * 86_400_000;

/** Changes one of them and goes back to where it was changed. */
export async function changePreferences({ form, view }: Pick<Visit, 'form' | 'view'>): Promise<PageAnswer> {
  const language = form.get('language');
  const theme = form.get('theme');
  const cookies = [
    ...(isLanguage(language) ? [cookie('language', language)] : []),
    ...(theme === 'light' || theme === 'dark' ? [cookie('theme', theme)] : []),
    ...(theme === 'auto' ? [{ ...cookie('theme', ''), maxAge: 0 }] : []),
  ];
  const next = pathWithin(form.get('next'));
  return leaveFor(next === undefined ? homeOf(view) : `${view.prefix}${next}`, cookies);
}

function cookie(name: 'language' | 'theme', value: string): SetCookie {
  return { name: PAGE_COOKIES[name], value, maxAge: MAX_AGE, httpOnly: true, sameSite: 'Lax' };
}

/** A path of our pages with a plain query: whatever it names, it stays below our prefix. */
function pathWithin(value: string | undefined): string | undefined {
  return value !== undefined && /^(?:\/|(?:\/[a-z-]+){1,4})(?:\?[A-Za-z0-9=&%+._~*-]*)?$/.test(value)
    ? value
    : undefined;
}
