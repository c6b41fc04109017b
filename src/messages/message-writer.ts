// Writes what is said to people: of the facts of a message and the templates of a language, a mail as HTML and as text,
// or an SMS.
//
// A code doesn't stand in the subject: subjects are logged by mail servers and filters, and shown on locked screens. It
// is the first line of the text, where previews show it to whoever may see them. An SMS with a code ends with the line
// that binds it to its site ("origin-bound one-time codes", WICG), whatever the template says.

import type { Language } from '../core/language.ts';
import type { MessageWriter, WrittenMail } from '../core/messages/carriers.ts';
import type { CodeMessage, Message, NoticesMessage } from '../core/messages/message.ts';
import type { Country } from '../core/web-context.ts';
import { darkPalette, lightPalette, type Palette } from '../presentation/palette.ts';
import type { MessageBranding } from './branding.ts';
import { codeValues, type FactSettings, noticesValues, noticeValues } from './facts.ts';
import { hostOf } from './plain.ts';
import { type FilledBlock, type Filling, fillBlocks } from './render/fill.ts';
import { htmlBlocks, htmlFooter } from './render/render-html.ts';
import { renderText, textBlocks } from './render/render-text.ts';
import { chooseSms } from './render/sms.ts';
import { fillHtml } from './templates/html-template.ts';
import { fillText, type Values } from './templates/inline.ts';
import type { Block, Letter } from './templates/letter.ts';
import { FOOTER_PLACEHOLDERS, type LetterKind, letterPlaceholders, MAIL_COLOURS } from './templates/placeholders.ts';
import type { LanguageTemplates, Templates } from './templates/template-set.ts';
import { phrase, WORDS } from './words.ts';

export interface MessageWriterSettings {
  readonly branding: MessageBranding;
  /** IANA: `Europe/Berlin`. Times are written in it, and name it. */
  readonly timeZone: string;
  /** Default: as `Intl` has it. */
  readonly countryName?: (code: Country, language: Language) => string;
  /** The built-in ones, or with an administrator's in their place: `readTemplates`. */
  readonly templates: Templates;
}

/** Most notices that are told one by one in one mail. */
const MOST_NOTICES = 20;

/** A message as one of the letters, with what fills it. */
interface Filled {
  readonly kind: LetterKind;
  readonly letter: Letter;
  readonly values: Values;
  /** For phones that fill codes in. */
  readonly lastLine?: string;
  readonly blocks: Readonly<Record<string, readonly FilledBlock[]>>;
}

export function createMessageWriter(settings: MessageWriterSettings): MessageWriter {
  const { branding, templates } = settings;
  const palettes = { light: lightPalette(branding.accent), dark: darkPalette(branding.accent) };
  const colours = colourValues(palettes);

  function fill(message: Message, language: Language): Filled {
    const set = templates.languages[language];
    if (message.kind !== 'notices') return fillCode(message, language, { set, settings });
    const [only, ...more] = message.notices;
    if (only === undefined || more.length > 0 || message.more) return fillNotices(message, language, { set, settings });
    const values = noticeValues(only, message.accountUrl, { language, settings });
    return { kind: only.kind, letter: letterOf(set, only.kind), values, blocks: {} };
  }

  return {
    mail(message, language): WrittenMail {
      const set = templates.languages[language];
      const { kind, letter, values, blocks } = fill(message, language);
      const subject = oneLine(fillText(letter.subject, values));
      const filling: Filling = { values, placeholders: letterPlaceholders(kind), blocks };
      const content = fillBlocks(letter.blocks, filling);
      const footer = fillBlocks(set.footer, { values, placeholders: FOOTER_PLACEHOLDERS });
      const scalars: Values = {
        ...{ ...values, ...colours, language, direction: 'ltr', subject },
        preview: oneLine(fillText(letter.preview, values)),
      };
      const html = (each: readonly FilledBlock[]) => htmlBlocks(each, palettes.light);
      const inHtml: Values = {
        content: html(content),
        footer: htmlFooter(footer, palettes.light),
        ...Object.fromEntries(Object.entries(blocks).map(([name, each]) => [name, html(each)])),
      };
      const ownText = set.text.get(kind);
      const inText: Values = {
        footer: textBlocks(footer),
        ...Object.fromEntries(Object.entries(blocks).map(([name, each]) => [name, textBlocks(each)])),
      };
      return {
        subject,
        text: ownText ? fillText(ownText, { ...scalars, ...inText }) : renderText(content, footer),
        html: fillHtml(set.html.get(kind) ?? templates.layout, scalars, inHtml),
      };
    },
    sms(message, language) {
      const { letter, values, lastLine } = fill(message, language);
      return chooseSms(
        letter.sms.map((text) => oneLine(fillText(text, values))),
        lastLine,
      );
    },
  };
}

interface Parts {
  readonly set: LanguageTemplates;
  readonly settings: FactSettings;
}

function fillCode(message: CodeMessage, language: Language, { set, settings }: Parts): Filled {
  const values = codeValues(message, language, settings);
  const host = hostOf(message.origin);
  return {
    ...{ kind: message.kind, letter: letterOf(set, message.kind), values, blocks: {} },
    ...(host !== '' && { lastLine: `@${host} #${values['code'] ?? ''}` }),
  };
}

function fillNotices(message: NoticesMessage, language: Language, { set, settings }: Parts): Filled {
  const { notices, accountUrl } = message;
  const told = notices.slice(0, MOST_NOTICES).flatMap((notice) => {
    const values = noticeValues(notice, accountUrl, { language, settings });
    const blocks = whatHappened(letterOf(set, notice.kind));
    return fillBlocks(blocks, { values, placeholders: letterPlaceholders(notice.kind) });
  });
  const values = noticesValues(message, language, settings);
  const untold = Math.max(0, notices.length - MOST_NOTICES) + (message.more ?? 0);
  const more = phrase(WORDS[language].more, { count: new Intl.NumberFormat(language).format(untold) });
  const rest: readonly FilledBlock[] =
    untold > 0 ? [{ kind: 'paragraph', text: [{ text: more, isForeign: false }] }] : [];
  return { kind: 'notices', letter: letterOf(set, 'notices'), values, blocks: { notices: [...told, ...rest] } };
}

/** What stands above the first heading, with its title as one heading of several. */
function whatHappened({ blocks }: Letter): readonly Block[] {
  const end = blocks.findIndex(({ kind }) => kind === 'heading');
  return blocks
    .slice(0, end === -1 ? blocks.length : end)
    .map((block): Block => (block.kind === 'title' ? { kind: 'heading', text: block.text } : block));
}

function letterOf(set: LanguageTemplates, kind: LetterKind): Letter {
  const letter = set.letters.get(kind);
  if (!letter) throw new TypeError(`no letter is called ${kind}`);
  return letter;
}

/** Whatever a template or a value holds, a header stays one line (RFC 5322 §2.2). */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

function colourValues({ light, dark }: { readonly light: Palette; readonly dark: Palette }): Values {
  return Object.fromEntries(
    MAIL_COLOURS.flatMap((name) => [
      [name, light[name]],
      [`dark-${name}`, dark[name]],
    ]),
  );
}
