// Writes docs/reference/cli.md, or, with --check, says that it is stale. Run by `npm run generate` and
// `npm run generated`; no part of the running program.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createCommandLine } from './command-line.ts';
import { machineProbe } from './probe/machine-probe.ts';
import { networkProbe } from './probe/network-probe.ts';
import { networkWebProbe } from './probe/network-web-probe.ts';
import { renderReference } from './reference.ts';

const PATH = 'docs/reference/cli.md';
const FILE = join(import.meta.dirname, '../..', PATH);

const text = renderReference(
  createCommandLine({
    serve: async () => undefined,
    migrate: async () => ({ file: '', from: 0, to: 0 }),
    checkStores: async () => [],
    verifyAudit: async () => ({ checked: 0 }),
    verifyAuditExport: async () => ({ checked: 0, unchained: 0, gaps: 0 }),
    checkCountries: async () => ({ check: 'countries', result: 'ok', text: '' }),
    messages: async () => ({ kinds: [], templates: [], preview: async () => '' }),
    checkMessages: async () => ({ check: 'messages', result: 'ok', text: '' }),
    probeSms: async () => ({ kind: 'well', text: '' }),
    checkMailPath: async () => [],
    probe: networkProbe,
    webProbe: networkWebProbe,
    machineProbe,
    version: '0',
  }),
);

function isFresh(): boolean {
  try {
    return readFileSync(FILE, 'utf8') === text;
  } catch {
    return false; // a file that can't be read is as good as stale
  }
}

if (process.argv.includes('--check')) {
  if (!isFresh()) process.stderr.write(`${PATH} is stale: run npm run generate\n`);
  process.exitCode = isFresh() ? 0 : 1;
} else if (!isFresh()) {
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, text);
  process.stdout.write(`${PATH} written\n`);
}
