// What one answer is made with: the words of the person who asked, the site's looks, and the token of the session's forms.

import type { Assets } from './design/assets.ts';
import type { Branding } from './design/branding.ts';
import { chooseLocale } from './i18n/language.ts';
import { Words } from './i18n/words.ts';
import { foreign, html, type Markup } from './markup.ts';
import type { PageLook, PageSite } from './page-contract.ts';

export type Theme = 'light' | 'dark';

export interface View {
  readonly words: Words;
  /** Below this path of its host the page's own addresses are: `/.postern`, `/console`. */
  readonly prefix: string;
  /** Absent: as the device prefers. */
  readonly theme?: Theme;
  readonly site: PageSite;
  readonly branding: Branding;
  readonly assets: Assets;
  /** Of the session's forms; absent: there is no session, and no form that needs one. */
  readonly token?: string;
  /** Where the page can be fetched again, below the prefix; absent: nowhere, as it is the answer to a form. */
  readonly here?: string;
}

/** What all views have in common. */
export interface ViewParts {
  /** See {@link View}. */
  readonly prefix: string;
  readonly branding: Branding;
  readonly assets: Assets;
  readonly timeZone: string;
}

export function createView(
  { prefix, branding, assets, timeZone }: ViewParts,
  { site, headers, cookies }: PageLook,
  more: Pick<View, 'token' | 'here'> = {},
): View {
  const { theme } = cookies;
  return {
    words: new Words(chooseLocale(cookies.language, headers.acceptLanguage), timeZone),
    prefix,
    ...((theme === 'light' || theme === 'dark') && { theme }),
    site,
    branding,
    assets,
    ...more,
  };
}

/** What people call the site. */
export function titleOf({ site, branding }: View): string {
  return site.title ?? branding.name;
}

/** Where the site begins: its webmail, or the console. */
export function homeOf({ site }: View): string {
  return site.home ?? '/';
}

/** Whom to ask for help, as a link where there is one. */
export function supportOf({ branding: { support }, words }: View): Markup {
  const text = support?.text === undefined ? words.say('refused.support') : foreign(support.text);
  return support?.url === undefined ? html`${text}` : html`<a href="${support.url}" rel="noreferrer">${text}</a>`;
}
