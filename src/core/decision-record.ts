// What the records of decisions have in common, at mail doors and at web doors.

import type { DecisionId, MailboxAddress } from './decision.ts';
import type { Random } from './ports.ts';

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

/** Thirteen letters and digits (65 bits), which a person can read to a help desk. */
export function newDecisionId(random: Random): DecisionId {
  let id = '';
  for (const octet of random.bytes(13)) id += '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[octet % 32];
  return id;
}
