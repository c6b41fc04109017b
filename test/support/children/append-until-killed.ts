// Appends to the revocation log and to the audit log, and prints each sequence once it was acknowledged, until it is
// killed, or until whoever started it is gone.

import { setImmediate } from 'node:timers/promises';
import { openSqliteStores } from '../../../src/adapters/stores/sqlite/stores.ts';
import { auditEntry } from '../records.ts';

process.stdin.resume().on('end', () => process.exit());
const [file = ''] = process.argv.slice(2);
const stores = openSqliteStores(file);
for (let at = 1; ; at += 1) {
  const target = { kind: 'connection', id: `c${at}` } as const;
  const sequence = await stores.revocations.append({ at, target, reason: 'removed' });
  await stores.audit.append([auditEntry(at), auditEntry(at)]);
  process.stdout.write(`${sequence}\n`);
  await setImmediate();
}
