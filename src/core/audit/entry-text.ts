// The one text of an audit entry: what is kept, what is digested, and what an exported entry becomes again (RFC 8259; names
// are sorted as in RFC 8785 §3.2.3).

import type { AuditEntry } from './audit-store.ts';

/** The one text of an entry that is kept and digested: {@link canonicalJson}, in a sixth of its time. */
export function entryText(entry: AuditEntry): string {
  const names = entry.details === undefined ? [] : Object.keys(entry.details);
  // Engines list names that are numbers first, whatever the order in which they were given.
  if (names.some((name) => /^[0-9]/.test(name))) return canonicalJson(entry);
  return JSON.stringify({
    actor: entry.actor,
    appPassword: entry.appPassword,
    at: entry.at,
    decisionId: entry.decisionId,
    details: entry.details && Object.fromEntries(names.sort().map((name) => [name, entry.details?.[name]])),
    door: entry.door,
    event: entry.event,
    kind: entry.kind,
    loginName: entry.loginName,
    mailbox: entry.mailbox,
    reason: entry.reason,
    remoteAddress: entry.remoteAddress,
    trace: entry.trace?.map(({ check, layer, result }) => ({ check, layer, result })),
  } satisfies Record<keyof AuditEntry, unknown>);
}

/**
 * JSON without blanks, whose names are sorted by UTF-16 code units; values as `JSON.stringify` writes them, members that
 * are `undefined` left out. It is the same again after having been written and read.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  let members = '';
  for (const [name, member] of Object.entries(value).sort(byName)) {
    if (member === undefined) continue;
    members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}
