// The frame of every page: a document with its head, the brand above, the choices of language and appearance below.

import { LANGUAGES } from '../../../core/language.ts';
import { icon } from '../design/icons.ts';
import { foreign, html, type Markup } from '../markup.ts';
import { homeOf, supportOf, titleOf, type View } from '../view.ts';
import { navigation, type Section } from './navigation.ts';
import { postForm } from './parts.ts';

/** What is particular to a page. */
export interface PageContent {
  readonly title: string;
  /** From its heading on. */
  readonly body: Markup;
  /** `wide`: a sheet for more than a question. Default: narrow. Not for account pages. */
  readonly width?: 'narrow' | 'wide';
  /** An account page, with its navigation. */
  readonly section?: Section;
  /** Shows how to sign out. */
  readonly mailbox?: string;
}

export function layout(view: View, content: PageContent): Markup {
  const { title, section } = content;
  const main = section === undefined ? sheet(content) : accountPage(view, content, section);
  return documentOf(view, { title, above: top(view, content), main });
}

/** A whole document: what is above, the main content with `id="content"`, and what is below on every page. */
export function documentOf(
  view: View,
  { title, above, main }: { readonly title: string; readonly above: Markup; readonly main: Markup },
): Markup {
  const { words, theme, assets } = view;
  const { language, direction } = words.locale;
  return html`<!doctype html>
<html lang="${language}" dir="${direction}"${theme !== undefined && html` data-theme="${theme}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="${theme ?? 'light dark'}">
<title>${title} · ${titleOf(view)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${assets.stylesheet}">
<script src="${assets.script}" defer></script>
</head>
<body>
${above}
${main}
${bottom(view)}
</body>
</html>
`;
}

/** The first thing that a keyboard reaches, and the site's name as a link to where it begins. */
export function brand(view: View, address: string): Markup {
  const { assets } = view;
  const mark =
    assets.logo === undefined
      ? html`<span class="mark">${icon('gate')}</span>`
      : html`<img src="${assets.logo}" alt="">`;
  return html`<a class="skip" href="#content">${view.words.say('frame.skip')}</a>
<a class="brand" href="${address}">${mark}${foreign(titleOf(view))}</a>`;
}

function top(view: View, { mailbox, section }: PageContent): Markup {
  const { words } = view;
  return html`<header class="top">
${brand(view, section === undefined ? homeOf(view) : `${view.prefix}/account`)}
${
  mailbox !== undefined &&
  postForm(
    view,
    '/sign-out',
    html`<button class="button plain" aria-label="${words.say('frame.sign-out')}: ${mailbox}">${words.say('frame.sign-out')}</button>`,
  )
}
</header>`;
}

function sheet({ body, width }: PageContent): Markup {
  return html`<main class="gate" id="content" tabindex="-1"><div class="sheet${width === 'wide' && ' wide'}">${body}</div></main>`;
}

function accountPage(view: View, { body }: PageContent, section: Section): Markup {
  const { words } = view;
  const [up, upText] =
    section === 'overview'
      ? ([homeOf(view), words.say('frame.to-mail')] as const)
      : ([`${view.prefix}/account`, words.say('frame.account')] as const);
  return html`<main id="content" tabindex="-1"><div class="account">
${navigation(view, section)}
<div class="content">
<a class="crumb" href="${up}">${upText}</a>
${body}
</div>
</div></main>`;
}

function bottom(view: View): Markup {
  const { words, branding, here } = view;
  return html`<footer class="bottom"><div>
${here !== undefined && preferences(view, here)}
${branding.support !== undefined && html`<p class="help"><span>${words.say('frame.help')}: ${supportOf(view)}</span></p>`}
</div></footer>`;
}

/** Not on the answer to a form: what is shown once would be lost. */
function preferences({ words, theme, prefix }: View, here: string): Markup {
  const choice = (name: string, value: string, text: string, isChosen: boolean, lang?: string) =>
    html`<button name="${name}" value="${value}" aria-pressed="${isChosen ? 'true' : 'false'}"${lang !== undefined && html` lang="${lang}"`}>${text}</button>`;
  const form = (label: string, buttons: readonly Markup[]) =>
    html`<form class="choices" method="post" action="${prefix}/preferences" aria-label="${label}"><input type="hidden" name="next" value="${here}">${buttons}</form>`;
  return html`${form(
    words.say('frame.language'),
    Object.entries(LANGUAGES).map(([code, name]) =>
      choice('language', code, name, code === words.locale.language, code),
    ),
  )}${form(words.say('frame.appearance'), [
    choice('theme', 'auto', words.say('frame.theme-auto'), theme === undefined),
    choice('theme', 'light', words.say('frame.theme-light'), theme === 'light'),
    choice('theme', 'dark', words.say('frame.theme-dark'), theme === 'dark'),
  ])}`;
}
