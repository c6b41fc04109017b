// What an app password looks like (R3.2): 20 letters in groups of four, e.g. `kdmw-tzra-hqpe-xvbn-scyf`.

import type { Random } from '../ports.ts';
import { typedSecretFormat } from '../typed-secret.ts';

/** 20 letters of 23: 90.5 random bits, above the 80 that R3.2 asks for. */
const FORMAT = typedSecretFormat({ letters: 20, group: 4, ignored: /[ -]/g });

export function generateAppPassword(random: Random): string {
  return FORMAT.generate(random);
}

/** For display: groups that a person can read out and type. */
export function groupAppPassword(normalized: string): string {
  return FORMAT.show(normalized);
}

/**
 * What an entered password is, read as an app password: ASCII spaces, dashes and case don't count (A1).
 * `undefined` when it can't be one; it may still be the mailbox's own password.
 */
export function normalizeAppPassword(entered: string): string | undefined {
  return FORMAT.normalize(entered);
}
