// Secrets that Postern makes and a person types: letters only, so that a phone's keyboard needs no switching, and
// without i, l and o, which are read for 1 and 0.

import type { Random } from './ports.ts';

/** 23 letters: 4.52 bits each. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz';

export interface TypedSecretFormat {
  /** Makes one, without bias: octets at or above the largest multiple of 23 are drawn again. */
  generate(random: Random): string;
  /** For display: groups that a person can read out and type. */
  show(normalized: string): string;
  /** What was entered, with case and what is `ignored` left out of account; `undefined` when it can't be one. */
  normalize(entered: string): string | undefined;
}

/** @param shape - Letters of the whole and of a group, and what counts for nothing when it is entered (global). */
export function typedSecretFormat(shape: {
  readonly letters: number;
  readonly group: number;
  readonly ignored: RegExp;
}): TypedSecretFormat {
  const { letters, group, ignored } = shape;
  const bound = 256 - (256 % ALPHABET.length);
  const groups = new RegExp(`.{${group}}(?=.)`, 'g');
  const normalized = new RegExp(`^[${ALPHABET}]{${letters}}$`);
  return {
    generate(random) {
      let drawn = '';
      while (drawn.length < letters) {
        for (const octet of random.bytes(2 * letters)) {
          if (octet < bound && drawn.length < letters) drawn += ALPHABET[octet % ALPHABET.length];
        }
      }
      return drawn;
    },
    show: (secret) => secret.replaceAll(groups, '$&-'),
    normalize(entered) {
      const bare = entered.replaceAll(ignored, '').toLowerCase();
      return normalized.test(bare) ? bare : undefined;
    },
  };
}
