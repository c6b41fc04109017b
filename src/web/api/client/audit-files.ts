// Exported entries of the audit log as files: JSON Lines, and CSV (RFC 4180) for spreadsheets. What the command line writes
// and what the console lets one download is the same, octet for octet.

import { csvRow } from '../../../core/csv.ts';
import type { ExportedAuditResource } from './audit-resources.ts';

/** Fields stay, in this order; new ones come at the end. */
const COLUMNS: readonly string[] = [
  'sequence',
  'at',
  'kind',
  'event',
  'mailbox',
  'loginName',
  'door',
  'remoteAddress',
  'country',
  'reason',
  'appPassword',
  'actor',
  'decisionId',
  'details',
  'trace',
  'chain',
  'previous',
];

/** With its line break. */
export const AUDIT_CSV_HEADER: string = csvRow(COLUMNS);

export function auditCsvRow(entry: ExportedAuditResource): string {
  const { details, trace } = entry;
  const fields: Readonly<Record<string, unknown>> = {
    ...entry,
    country: details?.['country'],
    details: details && JSON.stringify(details),
    trace: trace && JSON.stringify(trace),
  };
  return csvRow(COLUMNS.map((column) => String(fields[column] ?? '')));
}

export function auditJsonLine(entry: ExportedAuditResource): string {
  return `${JSON.stringify(entry)}\n`;
}
