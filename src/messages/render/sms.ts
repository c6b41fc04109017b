// The text of an SMS: whether it fits into one segment, and how to make it shorter. A single accent that the GSM alphabet
// lacks may double the cost.

import { fitsGsmAlphabet } from '../../protocol/sms/gsm-alphabet.ts';
import { splitText } from '../../protocol/sms/message-parts.ts';

/** Typographic marks and what stands for them on a phone. */
const PLAIN_MARKS: Readonly<Record<string, string>> = {
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  '·': '-',
};

export function fitsOneSegment(text: string): boolean {
  return splitText(text).parts.length <= 1;
}

/**
 * A text in the GSM alphabet where leaving accents off is all that it takes, as people are used to from such messages;
 * any other text with its accents.
 */
export function inGsmAlphabet(text: string): string {
  const plain = Array.from(text.normalize('NFC'), plainCharacter).join('');
  return fitsGsmAlphabet(plain) ? plain : text;
}

function plainCharacter(character: string): string {
  if (fitsGsmAlphabet(character)) return character;
  if (/\s/u.test(character)) return ' ';
  return PLAIN_MARKS[character] ?? character.normalize('NFD').replaceAll(/\p{Mn}/gu, '');
}

/** The first text that fits into one segment together with `lastLine`; the last one when none does. */
export function chooseSms(texts: readonly string[], lastLine: string | undefined): string {
  const candidates = texts.map((text) => inGsmAlphabet(lastLine === undefined ? text : `${text}\n${lastLine}`));
  return candidates.find(fitsOneSegment) ?? candidates.at(-1) ?? '';
}
