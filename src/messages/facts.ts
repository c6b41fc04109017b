// From a message's facts to what fills the gaps of its letter, in a language.

import type { Language } from '../core/language.ts';
import type { CodeMessage, Notice, NoticesMessage, Occasion } from '../core/messages/message.ts';
import type { Country } from '../core/web-context.ts';
import { recognizeClient } from '../presentation/client-name.ts';
import type { MessageBranding } from './branding.ts';
import { hostOf, networkAddress, plainAddress, plainLine, plainName, webAddress } from './plain.ts';
import type { Values } from './templates/inline.ts';
import { phrase, WORDS, writeCountry, writeTime, writeTimeOfDay } from './words.ts';

export interface FactSettings {
  readonly branding: MessageBranding;
  /** IANA: `Europe/Berlin`. */
  readonly timeZone: string;
  readonly countryName?: ((code: Country, language: Language) => string) | undefined;
}

/** Longest id of a decision, in characters. */
const LONGEST_REFERENCE = 64;

const LONGEST_SITE_NAME = 60;

const LONGEST_SUPPORT = 200;

/** Stands for what must be there and isn't: a gap would make the letter unreadable. */
const NOTHING = '–';

export function codeValues(message: CodeMessage, language: Language, settings: FactSettings): Values {
  const { code, endsAt, occasion, origin, disputeUrl } = message;
  return {
    ...commonValues(occasion.mailbox, language, settings),
    ...occasionValues(occasion, language, settings),
    code: code.replaceAll(/[^0-9]/g, ''),
    'valid-until': writeTimeOfDay(endsAt, language, settings.timeZone),
    host: hostOf(origin) || NOTHING,
    'dispute-url': webAddress(disputeUrl),
  };
}

export function noticeValues(
  { occasion, subject, byAdministrator }: Notice,
  accountUrl: string | undefined,
  about: { readonly language: Language; readonly settings: FactSettings },
): Values {
  const { language, settings } = about;
  return {
    ...commonValues(occasion.mailbox, language, settings),
    ...occasionValues(occasion, language, settings),
    ...linkValues(accountUrl, settings),
    name: plainName(subject ?? ''),
    by: byAdministrator ? WORDS[language].administrator : '',
  };
}

export function noticesValues(message: NoticesMessage, language: Language, settings: FactSettings): Values {
  return {
    ...commonValues(message.mailbox, language, settings),
    ...linkValues(message.accountUrl, settings),
    count: new Intl.NumberFormat(language).format(message.notices.length + (message.more ?? 0)),
  };
}

function commonValues(mailbox: string, language: Language, { branding }: FactSettings): Values {
  return {
    site: plainLine(branding.name, LONGEST_SITE_NAME) || NOTHING,
    mailbox: plainAddress(mailbox) || NOTHING,
    support: plainLine(branding.support?.text ?? '', LONGEST_SUPPORT) || WORDS[language].support,
  };
}

function linkValues(accountUrl: string | undefined, { branding }: FactSettings): Values {
  const { url } = branding.support ?? {};
  return { 'account-url': webAddress(accountUrl), 'support-url': webAddress(url) || contactAddress(url) };
}

function contactAddress(url: string | undefined): string {
  return url !== undefined && /^(?:mailto|tel):[\x21-\x7e]{1,300}$/.test(url) ? url : '';
}

function occasionValues(occasion: Occasion, language: Language, settings: FactSettings): Values {
  const address = networkAddress(occasion.remoteAddress);
  const country = countryOf(occasion.country, language, settings);
  const isWhole = address !== '' && country !== '';
  return {
    time: writeTime(occasion.at, language, settings.timeZone),
    place: isWhole ? phrase(WORDS[language].place, { address, country }) : country || address,
    ...{ country, address },
    client: clientName(occasion.client, language),
    reference: plainLine(occasion.decisionId ?? '', LONGEST_REFERENCE),
  };
}

function countryOf(code: Country | undefined, language: Language, { countryName }: FactSettings): string {
  if (code === undefined || !/^[A-Z]{2}$/.test(code)) return '';
  return plainLine((countryName ?? writeCountry)(code, language), LONGEST_SITE_NAME);
}

/**
 * Only names that this program knows: whoever has the password chooses what the browser says of itself, and would
 * write to the mailbox's owner in the site's name.
 */
function clientName(client: string | undefined, language: Language): string {
  if (client === undefined || client.trim() === '') return '';
  const { browser, system } = recognizeClient(client);
  if (browser !== undefined && system !== undefined) return phrase(WORDS[language].browserOn, { browser, system });
  return browser ?? system ?? WORDS[language].unknownClient;
}
