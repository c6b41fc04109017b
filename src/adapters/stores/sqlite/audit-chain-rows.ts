// The audit log's chain as rows: read by the store, and by whoever looks at a file, or a backup, that no node serves.

import { setImmediate } from 'node:timers/promises';
import { CHAIN_START, type ChainMark, type ChainMarks, type MarkKind } from '../../../core/audit/audit-chain.ts';
import type { AuditChainSource, AuditLink } from '../../../core/audit/audit-store.ts';
import { numeric, optional, text } from '../../drivers/row.ts';
import type { Row, SqliteReader } from '../../drivers/sqlite.ts';

/** Columns by which entries are found: each must be what the entry says. */
const FOUND_BY = [
  ['at', 'at'],
  ['kind', 'kind'],
  ['event', 'event'],
  ['mailbox', 'mailbox'],
  ['decision_id', 'decisionId'],
  ['remote_address', 'remoteAddress'],
] as const;

const AS_WRITTEN = FOUND_BY.map(([column, name]) => `${column} IS json_extract(entry, '$.${name}')`).join(' AND ');

const LINKS = `SELECT sequence, entry, chain, CASE WHEN json_valid(entry) THEN ${AS_WRITTEN} ELSE 0 END AS as_written
  FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?`;

/** For `verifyChain`. */
export function auditChainIn(database: SqliteReader): AuditChainSource {
  return {
    marks: async () => readMarks(database),
    async links({ after, limit }) {
      const links = database.prepareOnce(LINKS).all(after, limit).map(readLink);
      // Pages follow one another: doors of this process have their turn between them.
      await setImmediate();
      return links;
    },
  };
}

export function readMarks(database: SqliteReader): ChainMarks {
  const rows = database.prepareOnce('SELECT * FROM audit_chain').all();
  const mark = (kind: MarkKind): ChainMark | undefined => {
    const row = rows.find((other) => other['kind'] === kind);
    return row && readMark(row);
  };
  const [begin, purge, head] = [mark('begin'), mark('purge'), mark('head')];
  return { ...(begin && { begin }), ...(purge && { purge }), ...(head && { head }) };
}

function readMark(row: Row): ChainMark {
  return {
    sequence: numeric(row, 'sequence'),
    chain: text(row, 'chain'),
    entries: numeric(row, 'entries'),
    at: numeric(row, 'at'),
    by: text(row, 'set_by'),
    seal: text(row, 'seal'),
  };
}

function readLink(row: Row): AuditLink {
  const chain = optional(row, 'chain', text);
  return {
    sequence: numeric(row, 'sequence'),
    text: text(row, 'entry'),
    ...(chain !== undefined && { chain }),
    isFoundAsWritten: row['as_written'] === 1,
  };
}

/** Of the entry before; that of the oldest is in a mark. */
export const PREVIOUS: string = `COALESCE((SELECT chain FROM audit AS before WHERE before.sequence = audit.sequence - 1),
  (SELECT chain FROM audit_chain WHERE audit_chain.sequence = audit.sequence - 1 AND audit_chain.kind <> 'head'),
  CASE sequence WHEN 1 THEN '${CHAIN_START}' END)`;
