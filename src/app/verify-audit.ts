// The audit log's chain without a node: in a state folder, in a backup, in an export. The key is the installation's.

import { createReadStream, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createAuditChainDigest } from '../adapters/crypto/audit-chain-digest.ts';
import { loadInstallationKey } from '../adapters/crypto/installation-key.ts';
import { inspectAuditChain } from '../adapters/stores/sqlite/stores.ts';
import type { AuditVerification, ExportVerification } from '../cli/command-line-actions.ts';
import type { Check } from '../cli/doctor/check.ts';
import type { ChainDigest } from '../core/audit/audit-chain.ts';
import { verifyChain } from '../core/audit/verify-chain.ts';
import { type ExportReport, ExportVerifier } from '../core/audit/verify-export.ts';
import { PosternError } from '../core/errors.ts';
import type { AuditVerificationResource } from '../web/api/client/audit-resources.ts';
import { verificationView } from '../web/api/views.ts';
import { STATE_FILES } from './state.ts';

/** Of a state folder, or a file that was backed up. Throws a store's error, `ERR_STATE_FOLDER`, or `ERR_USAGE`. */
export async function verifyAuditOffline(wanted: AuditVerification): Promise<AuditVerificationResource> {
  const { path, keys, last, expect } = wanted;
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new PosternError('ERR_USAGE', `there is no ${path}`);
  const file = stat.isDirectory() ? join(path, STATE_FILES.stores) : path;
  const digest = digestOf(stat.isDirectory() ? (keys ?? path) : keys);
  const options = { ...(last !== undefined && { last }), ...(expect && { expect }) };
  return verificationView(await inspectAuditChain(file, (source) => verifyChain(source, digest, options)));
}

/** Of JSON Lines, as `postern audit export` writes them. Throws `ERR_USAGE` for another file. */
export async function verifyAuditExport({ path, keys, expect }: ExportVerification): Promise<ExportReport> {
  const verifier = new ExportVerifier(digestOf(keys), expect);
  let count = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
      count += 1;
      if (line !== '' && !verifier.add(JSON.parse(line))) break;
    }
  } catch (cause) {
    const why = cause instanceof SyntaxError ? `line ${count} is no JSON` : String(cause);
    throw new PosternError('ERR_USAGE', `${path} can't be read as an export: ${why}`, { cause });
  }
  return verifier.report;
}

/** Entries that the doctor looks at: some milliseconds' work. */
const DOCTORS_ENTRIES = 5_000;

/** For `doctor`, on the newest entries. Never throws. */
export async function checkAuditChain(stateFolder: string): Promise<Check> {
  const check = { check: 'audit.chain', subject: join(stateFolder, STATE_FILES.stores) };
  const remedy = 'Run postern audit verify, keep a copy of the state folder, and find out who wrote to it.';
  try {
    const { broken, checked, head } = await verifyAuditOffline({ path: stateFolder, last: DOCTORS_ENTRIES });
    if (broken)
      return { ...check, result: 'fail', text: `is broken at entry ${broken.sequence} (${broken.fault})`, remedy };
    return { ...check, result: 'ok', text: `whole in its newest ${checked} entries; head ${head?.sequence ?? 0}` };
  } catch (error) {
    return { ...check, result: 'fail', text: error instanceof Error ? error.message : String(error), remedy };
  }
}

function digestOf(keys: string | undefined): ChainDigest {
  if (keys === undefined) throw new PosternError('ERR_USAGE', 'name the state folder with the keys by --keys');
  return createAuditChainDigest(loadInstallationKey(keys, { create: false }));
}
