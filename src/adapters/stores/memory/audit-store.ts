// The audit log in memory.

import type { AuditEntry, AuditFilter, AuditStore, StoredAuditEntry } from '../../../core/audit/audit-store.ts';
import type { Millis } from '../../../core/units.ts';
import { forget, type MemoryState } from './state.ts';

export class MemoryAuditStore implements AuditStore {
  readonly #state: MemoryState;
  #sequence = 0;

  constructor(state: MemoryState) {
    this.#state = state;
  }

  async append(entries: readonly AuditEntry[]): Promise<void> {
    for (const entry of entries) {
      this.#sequence += 1;
      this.#state.audit.push({ ...entry, sequence: this.#sequence });
    }
  }

  async search(
    filter: AuditFilter,
    page: { readonly limit: number } & ({ readonly before?: number } | { readonly after: number }),
  ): Promise<readonly StoredAuditEntry[]> {
    const found = this.#state.audit.filter((entry) => matches(entry, filter));
    if ('after' in page) return found.filter(({ sequence }) => sequence > page.after).slice(0, page.limit);
    const { before = Number.POSITIVE_INFINITY } = page;
    return found
      .filter(({ sequence }) => sequence < before)
      .reverse()
      .slice(0, page.limit);
  }

  async purge(before: Millis): Promise<number> {
    return forget(this.#state.audit, ({ at }) => at >= before);
  }
}

function matches(entry: AuditEntry, { since = 0, until = Number.POSITIVE_INFINITY, ...equal }: AuditFilter): boolean {
  const fits = <T>(wanted: T | undefined, value: T | undefined): boolean => wanted === undefined || wanted === value;
  return (
    fits(equal.kind, entry.kind) &&
    fits(equal.event, entry.event) &&
    (equal.events?.includes(entry.event) ?? true) &&
    fits(equal.mailbox, entry.mailbox) &&
    fits(equal.decisionId, entry.decisionId) &&
    fits(equal.remoteAddress, entry.remoteAddress) &&
    entry.at >= since &&
    entry.at < until
  );
}
