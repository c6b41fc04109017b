// Files of mailboxes, as anybody may upload them.

import { MAILBOX_COLUMNS, readMailboxRow, readMailboxTable } from '../../../src/core/accounts/mailbox-table.ts';
import { csvRow, readCsv } from '../../../src/core/csv.ts';
import { changePolicy } from '../../../src/core/policy/policy-change.ts';
import { type FuzzTarget, magnitude, promise, word } from '../target.ts';

function runMailboxTable(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString();
  const csv = readCsv(text);
  const table = readMailboxTable(text);
  if (csv.kind === 'refused') {
    promise(table.kind === 'refused', 'what is no CSV is no table', text);
    return `no-csv ${word(csv.text)}`;
  }
  const { header, rows } = csv.value;
  for (const [index, { line, cells }] of rows.entries()) {
    promise(cells.length === header.length, 'every row is whole', [header, cells]);
    promise(line > (rows[index - 1]?.line ?? 0), 'rows begin one after the other', [line, index]);
  }
  const again = readCsv([header.map((_, at) => `c${at}`), ...rows.map(({ cells }) => cells)].map(csvRow).join(''));
  const same = again.kind === 'done' ? again.value.rows.map(({ cells }) => cells) : again;
  promise(
    JSON.stringify(same) === JSON.stringify(rows.map(({ cells }) => cells)),
    'what was read can be written',
    same,
  );
  if (table.kind === 'refused') return `no-table ${magnitude(table.problems?.length ?? 0)}`;
  const words = table.value.flatMap((row) => {
    const { request, groups, problems } = readMailboxRow(row);
    const { problems: more } = changePolicy({}, request);
    const silent = readMailboxRow(row, new Set());
    promise(JSON.stringify(silent) === JSON.stringify({ request: {}, problems: [] }), 'no column, no change', silent);
    return [...problems, ...more].map(({ field }) => word(field)).concat(groups ? ['groups'] : []);
  });
  return `table ${magnitude(rows.length)} ${words.slice(0, 12).join(' ')}`;
}

/** An import of mailboxes. */
export const mailboxTable: FuzzTarget = {
  name: 'mailbox-table',
  seeds: [
    'address,challenge\r\na@example.com,always\r\n',
    '\ufeffaddress;disabled;groups\na@example.com;yes;pilots staff\n"b@example.com";no;none\n',
    'Address\tpermittedNetworks.mail\r\na@example.com\t"192.0.2.0/24\r\n2001:db8::/32"\r\n',
    "address,permittedCountries.web,trustedBrowserDays\n'=a@example.com,all but KP,30\n",
    'address,address\n',
    '"address\n',
  ].map((text) => Buffer.from(text)),
  dictionary: [
    ...MAILBOX_COLUMNS,
    ...['\r\n', '\n', '\r', ',', ';', '\t', '"', '""', "'", "'=", '=', '\xef\xbb\xbf', '\0', '\xff', ' '],
    ...['inherit', 'none', 'all but ', 'all', 'yes', 'always', 'totp', 'a@example.com', '192.0.2.0/24', 'DE', '365'],
  ],
  run: runMailboxTable,
};
