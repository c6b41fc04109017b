// Names of records that a person reads in a list and types after a command.

import type { Random } from './ports.ts';

const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';

/** Ten letters and digits behind `prefix`: 50 random bits, unique enough for a person's list. */
export function newRecordId(prefix: string, random: Random): string {
  return `${prefix}-${Array.from(random.bytes(10), (octet) => LETTERS[octet % LETTERS.length]).join('')}`;
}
