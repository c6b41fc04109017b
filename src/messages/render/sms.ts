// The text of an SMS: how long it is, and how to make it shorter. One segment is 160 septets of the GSM alphabet, or 70
// UTF-16 units as soon as one character isn't in it (3GPP TS 23.038 §6.2.1): a single accent may double the cost.

const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);

/** Each takes two septets. */
const EXTENSION = new Set('^{}\\[~]|€\f');

const LONGEST_IN_GSM = 160;

const LONGEST_IN_UCS2 = 70;

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

/** Septets in the GSM alphabet; `undefined` when it lacks a character. */
export function septetsOf(text: string): number | undefined {
  let septets = 0;
  for (const character of text) {
    if (BASIC.has(character)) septets += 1;
    else if (EXTENSION.has(character)) septets += 2;
    else return undefined;
  }
  return septets;
}

export function fitsOneSegment(text: string): boolean {
  const septets = septetsOf(text);
  return septets === undefined ? text.length <= LONGEST_IN_UCS2 : septets <= LONGEST_IN_GSM;
}

/**
 * A text in the GSM alphabet where leaving accents off is all that it takes, as people are used to from such messages;
 * any other text with its accents.
 */
export function inGsmAlphabet(text: string): string {
  const plain = Array.from(text.normalize('NFC'), plainCharacter).join('');
  return septetsOf(plain) === undefined ? text : plain;
}

function plainCharacter(character: string): string {
  if (BASIC.has(character) || EXTENSION.has(character)) return character;
  if (/\s/u.test(character)) return ' ';
  return PLAIN_MARKS[character] ?? character.normalize('NFD').replaceAll(/\p{Mn}/gu, '');
}

/** The first text that fits into one segment together with `lastLine`; the last one when none does. */
export function chooseSms(texts: readonly string[], lastLine: string | undefined): string {
  const candidates = texts.map((text) => inGsmAlphabet(lastLine === undefined ? text : `${text}\n${lastLine}`));
  return candidates.find(fitsOneSegment) ?? candidates.at(-1) ?? '';
}
