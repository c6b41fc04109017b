// What may stand between `{{` and `}}`: for each kind of template the names, what they become, and where they may stand.

import { NOTICE_KINDS, type NoticeKind } from '../../core/messages/message.ts';

/** What a letter can be about; also the names of template files. `notices`: several that are said in one message. */
export type LetterKind = 'sign-in-code' | 'verification-code' | NoticeKind | 'notices';

export const LETTER_KINDS: readonly LetterKind[] = ['sign-in-code', 'verification-code', ...NOTICE_KINDS, 'notices'];

export function isLetterKind(name: string): name is LetterKind {
  return LETTER_KINDS.some((kind) => kind === name);
}

export interface Placeholder {
  /**
   * `text`: part of a sentence. `code`, `address`, `block`: alone in a paragraph of a letter. `colour`: in styles only.
   * An `address` is the only thing that may be a link; a `block` is paragraphs that were made already.
   */
  readonly form: 'text' | 'code' | 'address' | 'block' | 'colour';
  readonly about: string;
  /** May have nothing to say: then its paragraph or row is left out. */
  readonly isOptional?: true;
  /** A letter without it would be of no use. */
  readonly isRequired?: true;
}

export type Placeholders = Readonly<Record<string, Placeholder>>;

const SITE: Placeholders = {
  site: { form: 'text', about: 'what people call the site (`branding.name`)' },
};

const COMMON: Placeholders = {
  ...SITE,
  mailbox: { form: 'text', about: 'the address of the mailbox' },
  support: { form: 'text', about: 'whom people ask (`branding.support`); “your support” without it' },
};

const OCCASION: Placeholders = {
  time: { form: 'text', about: 'when it happened, with the time zone' },
  place: { form: 'text', isOptional: true, about: 'from where: network address and country' },
  country: { form: 'text', isOptional: true, about: 'the country’s name' },
  address: { form: 'text', isOptional: true, about: 'the network address' },
  client: { form: 'text', isOptional: true, about: 'browser or mail program: “Firefox on Windows”' },
  reference: { form: 'text', isOptional: true, about: 'the id of the decision, for your support' },
};

const CODE: Placeholders = {
  ...COMMON,
  ...OCCASION,
  code: { form: 'code', isRequired: true, about: 'the six digits' },
  'valid-until': { form: 'text', about: 'when the code ends, with the time zone' },
  host: { form: 'text', about: 'the host name of the site that asks' },
  'dispute-url': {
    form: 'address',
    isRequired: true,
    about: 'where to say “this wasn’t me”; opening it does nothing yet',
  },
};

const LINKS: Placeholders = {
  'account-url': { form: 'address', isOptional: true, about: 'the account pages' },
  'support-url': { form: 'address', isOptional: true, about: 'where help is (`branding.support-url`)' },
};

const NOTICE: Placeholders = {
  ...COMMON,
  ...OCCASION,
  ...LINKS,
  name: { form: 'text', isOptional: true, about: 'the name of the factor or app password' },
  by: { form: 'text', isOptional: true, about: 'who did it, where it was an administrator' },
};

const NOTICES: Placeholders = {
  ...COMMON,
  ...LINKS,
  count: { form: 'text', about: 'how many' },
  notices: {
    form: 'block',
    isRequired: true,
    about: 'what happened, one after another: of each letter what stands above its first `##`',
  },
};

/** Of the letter that stands below every mail. */
export const FOOTER_PLACEHOLDERS: Placeholders = COMMON;

const COLOUR_NAMES = ['paper', 'surface', 'sunken', 'ink', 'ink-soft', 'line', 'accent', 'accent-wash'] as const;

/** Of the light scheme as they are called, of the dark one with `dark-` before. */
export type ColourName = (typeof COLOUR_NAMES)[number] | `dark-${(typeof COLOUR_NAMES)[number]}`;

export const MAIL_COLOURS: readonly (typeof COLOUR_NAMES)[number][] = COLOUR_NAMES;

/** What every HTML file may use besides. */
const FRAME: Placeholders = {
  language: { form: 'text', about: 'the code of the language: `de`' },
  direction: { form: 'text', about: '`ltr`' },
  subject: { form: 'text', about: 'the subject' },
  preview: { form: 'text', about: 'what mailboxes show beside the subject' },
  footer: { form: 'block', about: 'the footer' },
  ...Object.fromEntries(
    COLOUR_NAMES.flatMap((name): readonly (readonly [string, Placeholder])[] => [
      [name, { form: 'colour', about: 'a colour that goes with `branding.accent`' }],
      [`dark-${name}`, { form: 'colour', about: 'the same where the device is dark' }],
    ]),
  ),
};

/** Of the HTML in which letters stand. */
export const LAYOUT_PLACEHOLDERS: Placeholders = {
  ...FRAME,
  ...SITE,
  content: { form: 'block', isRequired: true, about: 'the letter' },
};

export function letterPlaceholders(kind: LetterKind): Placeholders {
  switch (kind) {
    case 'sign-in-code':
    case 'verification-code':
      return CODE;
    case 'notices':
      return NOTICES;
    default:
      return NOTICE;
  }
}

/** Of a whole HTML or text file that stands in for a letter. */
export function filePlaceholders(kind: LetterKind): Placeholders {
  return { ...letterPlaceholders(kind), ...FRAME };
}
