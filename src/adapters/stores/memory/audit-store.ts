// The audit log in memory.

import { domainOf } from '../../../core/accounts/account-store.ts';
import type { ChainDigest, ChainMark, ChainMarks, MarkKind } from '../../../core/audit/audit-chain.ts';
import type {
  AuditEntry,
  AuditFilter,
  AuditLink,
  AuditStore,
  ExportedAuditEntry,
  StoredAuditEntry,
} from '../../../core/audit/audit-store.ts';
import { beginChain, chainEntries, coverOfNothing, purgeMark } from '../../../core/audit/extend-chain.ts';
import type { Millis } from '../../../core/units.ts';
import type { KeptAuditEntry, MemoryState } from './state.ts';

export class MemoryAuditStore implements AuditStore {
  readonly #kept: KeptAuditEntry[];
  readonly #digest: ChainDigest;
  readonly #marks: Partial<Record<MarkKind, ChainMark>>;

  constructor({ audit, auditMarks }: Pick<MemoryState, 'audit' | 'auditMarks'>, digest: ChainDigest) {
    this.#kept = audit;
    this.#digest = digest;
    this.#marks = Object.assign(
      auditMarks,
      beginChain(digest, coverOfNothing(0), { at: 0, by: 'first start with a chain' }),
    );
  }

  async marks(): Promise<ChainMarks> {
    return { ...this.#marks };
  }

  async links({ after, limit }: { readonly after: number; readonly limit: number }): Promise<readonly AuditLink[]> {
    return this.#kept
      .filter(({ sequence }) => sequence > after)
      .slice(0, limit)
      .map(({ sequence, text, chain }) => ({ sequence, text, chain, isFoundAsWritten: true }));
  }

  async append(entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const newest = this.#kept.at(-1)?.sequence ?? 0;
    const { chained, head } = chainEntries(this.#digest, entries, { head: this.#marks.head, newest });
    this.#kept.push(...chained.map(({ sequence, text, chain }) => ({ sequence, text, chain })));
    this.#marks.head = head;
  }

  async search(
    filter: AuditFilter,
    page: { readonly limit: number } & ({ readonly before?: number } | { readonly after: number }),
  ): Promise<readonly StoredAuditEntry[]> {
    const found = this.#kept.map(entryOf).filter((entry) => matches(entry, filter));
    if ('after' in page) return found.filter(({ sequence }) => sequence > page.after).slice(0, page.limit);
    const { before = Number.POSITIVE_INFINITY } = page;
    return found
      .filter(({ sequence }) => sequence < before)
      .reverse()
      .slice(0, page.limit);
  }

  async export(
    filter: AuditFilter,
    page: { readonly limit: number; readonly after: number },
  ): Promise<readonly ExportedAuditEntry[]> {
    const found = await this.search(filter, page);
    return found.map((entry) => {
      const chainAt = (sequence: number): string | undefined =>
        this.#kept.find((kept) => kept.sequence === sequence)?.chain;
      const { begin, purge } = this.#marks;
      const before = entry.sequence - 1;
      const previous = chainAt(before) ?? [begin, purge].find((mark) => mark?.sequence === before)?.chain;
      const chain = chainAt(entry.sequence);
      return { ...entry, ...(chain !== undefined && { chain }), ...(previous !== undefined && { previous }) };
    });
  }

  async purge(before: Millis, setBy: { readonly at: Millis; readonly by: string }): Promise<number> {
    const stays = this.#kept.findIndex((kept) => entryOf(kept).at >= before);
    const leaving = this.#kept.splice(0, stays === -1 ? this.#kept.length : stays);
    if (leaving.length === 0) return 0;
    this.#marks.purge = purgeMark(this.#digest, leaving, { marks: this.#marks, setBy });
    return leaving.length;
  }
}

function entryOf({ sequence, text }: KeptAuditEntry): StoredAuditEntry {
  const entry: AuditEntry = JSON.parse(text);
  return { ...entry, sequence };
}

function matches(entry: AuditEntry, { since = 0, until = Number.POSITIVE_INFINITY, ...equal }: AuditFilter): boolean {
  const fits = <T>(wanted: T | undefined, value: T | undefined): boolean => wanted === undefined || wanted === value;
  return (
    fits(equal.kind, entry.kind) &&
    fits(equal.event, entry.event) &&
    (equal.events?.includes(entry.event) ?? true) &&
    fits(equal.mailbox, entry.mailbox) &&
    (equal.domains === undefined || (entry.mailbox !== undefined && equal.domains.includes(domainOf(entry.mailbox)))) &&
    fits(equal.decisionId, entry.decisionId) &&
    fits(equal.remoteAddress, entry.remoteAddress) &&
    fits(equal.door, entry.door) &&
    fits<unknown>(equal.country, entry.details?.['country']) &&
    fits(equal.reason, entry.reason) &&
    fits(equal.actor, entry.actor) &&
    entry.at >= since &&
    entry.at < until
  );
}
