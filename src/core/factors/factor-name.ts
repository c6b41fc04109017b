// What a factor is called: chosen by its owner, and shown in lists, mails and terminals.

/** Longest name, in characters. */
const MAX_CHARACTERS = 100;

/**
 * A name as given, made fit to be shown: no controls, no direction marks, no lone surrogates, single blanks, at most 100
 * characters. `undefined` when nothing is left of it.
 */
export function factorName(given: string): string | undefined {
  const shown = given
    .replaceAll(/\s/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .replaceAll(/ +/g, ' ')
    .trim();
  return Array.from(shown).slice(0, MAX_CHARACTERS).join('').trim() || undefined;
}
