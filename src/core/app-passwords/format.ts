// What an app password looks like (R3.2): 20 letters in groups of four, e.g. `kdmw-tzra-hqpe-xvbn-scyf`. Lower-case
// letters only, so that a phone's keyboard needs no switching, without i, l and o, which are read for 1 and 0.

import type { Random } from '../ports.ts';

const ALPHABET = 'abcdefghjkmnpqrstuvwxyz';

/** 20 letters of 23: 90.5 random bits, above the 80 that R3.2 asks for. */
const LETTERS = 20;

const GROUP = 4;

const NORMALIZED = new RegExp(`^[${ALPHABET}]{${LETTERS}}$`);

/** Makes one, without bias: octets at or above the largest multiple of 23 are drawn again. */
export function generateAppPassword(random: Random): string {
  const bound = 256 - (256 % ALPHABET.length);
  let letters = '';
  while (letters.length < LETTERS) {
    for (const octet of random.bytes(2 * LETTERS)) {
      if (octet < bound && letters.length < LETTERS) letters += ALPHABET[octet % ALPHABET.length];
    }
  }
  return letters;
}

/** For display: groups that a person can read out and type. */
export function groupAppPassword(normalized: string): string {
  return normalized.replaceAll(new RegExp(`.{${GROUP}}(?=.)`, 'g'), '$&-');
}

/**
 * What an entered password is, read as an app password: ASCII spaces, dashes and case don't count (A1).
 * `undefined` when it can't be one; it may still be the mailbox's own password.
 */
export function normalizeAppPassword(entered: string): string | undefined {
  const normalized = entered.replaceAll(/[ -]/g, '').toLowerCase();
  return NORMALIZED.test(normalized) ? normalized : undefined;
}
