// The frame of the console: above, the site and who is signed in; beside or, on a phone, folded away, the sections that
// there are for them; the way to where they are; and what must never be overlooked: that a session is break-glass.

import type { Role } from '../../core/administrators/administrator.ts';
import { icon } from '../pages/design/icons.ts';
import { brand, documentOf } from '../pages/frame/layout.ts';
import { badge, notice, postForm } from '../pages/frame/parts.ts';
import type { PlainKey } from '../pages/i18n/words.ts';
import { foreign, html, type Markup, type Renderable } from '../pages/markup.ts';
import { homeOf } from '../pages/view.ts';
import type { ConsoleSection, ConsoleVisit } from './console-contract.ts';
import { CONSOLE_SECTIONS, NAVIGATION } from './console-sections.ts';

/** A step of the way to a page. */
export interface Crumb {
  readonly text: Renderable;
  readonly address: string;
}

export interface FrameContent {
  readonly section: ConsoleSection;
  readonly title: string;
  readonly body: Markup;
  /** Between the section's own page and this one. */
  readonly way?: readonly Crumb[];
}

export const ROLE_NAMES: Readonly<Record<Role, PlainKey>> = {
  'platform-administrator': 'console.frame.role-platform',
  'domain-administrator': 'console.frame.role-domain',
  auditor: 'console.frame.role-auditor',
};

export function consoleDocument(visit: ConsoleVisit, content: FrameContent): Markup {
  const main = html`<div class="console">
${navigation(visit, content.section)}
<main id="content" tabindex="-1"><div class="content">
${wayTo(visit, content)}
${breakGlass(visit)}
${content.body}
</div></main>
</div>`;
  return documentOf(visit.view, { title: content.title, above: above(visit, content.section), main });
}

function above(visit: ConsoleVisit, section: ConsoleSection): Markup {
  const { view, session } = visit;
  const { words } = view;
  const { name, role } = session.administrator;
  return html`<header class="top console-top">
${brand(view, homeOf(view))}
<div class="who">
<a href="${view.prefix}${CONSOLE_SECTIONS.own.path}"${section === 'own' && html` aria-current="page"`}>${icon('person')}<span><span class="unseen">${words.say('console.frame.who')} </span>${foreign(name)}</span> ${badge(words.say(ROLE_NAMES[role]), session.isBreakGlass ? 'warn' : 'plain')}</a>
${postForm(view, '/sign-out', html`<button class="button plain">${words.say('frame.sign-out')}</button>`)}
</div>
</header>`;
}

/** Twice in the document, of which one is never there: beside on wide screens, folded away on narrow ones. */
function navigation(visit: ConsoleVisit, current: ConsoleSection): Markup {
  const { words } = visit.view;
  const label = words.say('console.frame.sections');
  const links = sectionLinks(visit, current);
  return html`<nav class="sections beside-content" aria-label="${label}">${links}</nav>
<details class="sections folded"><summary>${words.say('console.frame.menu')}</summary><nav aria-label="${label}">${links}</nav></details>`;
}

function sectionLinks({ view, mayVisit }: ConsoleVisit, current: ConsoleSection): readonly Markup[] {
  return NAVIGATION.flatMap((sections) => {
    const links = sections.flatMap((section) => {
      const { path, title, icon: drawing } = CONSOLE_SECTIONS[section];
      if (!mayVisit(path)) return [];
      return [
        html`<li><a href="${addressOf(view.prefix, path)}"${section === current && html` aria-current="page"`}>${icon(drawing)}${view.words.say(title)}</a></li>`,
      ];
    });
    return links.length === 0 ? [] : [html`<ul>${links}</ul>`];
  });
}

function wayTo({ view, path, mayVisit }: ConsoleVisit, { section, title, way = [] }: FrameContent): Markup | undefined {
  const { words } = view;
  const start = CONSOLE_SECTIONS[section];
  const crumbs = [
    ...(start.path !== path && mayVisit(start.path)
      ? [{ text: words.say(start.title), address: addressOf(view.prefix, start.path) }]
      : []),
    ...way,
  ];
  if (crumbs.length === 0) return undefined;
  return html`<nav class="way" aria-label="${words.say('console.frame.way')}"><ol>${crumbs.map(({ text, address }) => html`<li><a href="${address}">${text}</a></li>`)}<li aria-current="page">${title}</li></ol></nav>`;
}

function breakGlass({ view: { words }, session, clock }: ConsoleVisit): Markup | undefined {
  if (!session.isBreakGlass) return undefined;
  return notice(
    'warn',
    words.say('console.frame.break-glass', { duration: words.duration(session.endsAt - clock.now()) }),
  );
}

function addressOf(prefix: string, path: string): string {
  return path === '/' ? prefix : `${prefix}${path}`;
}
