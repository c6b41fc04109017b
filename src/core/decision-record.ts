// What the records of decisions have in common, at mail doors and at web doors.

import type { DecisionId, MailboxAddress } from './decision.ts';
import type { Clock, Random } from './ports.ts';

/**
 * What was typed, where it says more than the mailbox that it stands for. A name that is nobody's and doesn't look like
 * an address isn't kept: people type their password into the wrong field (R6.6).
 */
export function loginNameToRecord(typed: string, mailbox: MailboxAddress | undefined): string | undefined {
  if (typed === mailbox) return undefined;
  if (mailbox === undefined && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(typed))
    return `${typed.length} characters, no address`;
  return recordedName(typed);
}

/** A name that nobody has may be anything: bounded and printable before it becomes a key or an entry. */
export function recordedName(name: string): string {
  return name.slice(0, 254).replaceAll(/\p{C}/gu, '\uFFFD');
}

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * Thirteen letters and digits, which a person can read to a help desk: five of the time, in seconds, and eight that are
 * random (40 bits). Those of one moment are neighbours, so that the audit log's index grows at its end.
 */
export function newDecisionId({ clock, random }: { readonly clock: Clock; readonly random: Random }): DecisionId {
  let id = '';
  let rest = Math.floor(clock.now() / 1_000);
  for (let digits = 0; digits < 5; digits += 1) {
    id = LETTERS.charAt(rest % 32) + id;
    rest = Math.floor(rest / 32);
  }
  for (const octet of random.bytes(8)) id += LETTERS.charAt(octet % 32);
  return id;
}
