// Writes docs/reference/openapi.json and docs/reference/permissions.md, or, with --check, says which of them are stale. Run by
// `npm run generate` and `npm run generated`; no part of the running program.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeApi } from './openapi.ts';
import { OPERATIONS } from './operations.ts';
import { renderPermissions } from './permissions-reference.ts';

const FILES = {
  'docs/reference/openapi.json': `${JSON.stringify(describeApi(OPERATIONS), null, 2)}\n`,
  'docs/reference/permissions.md': renderPermissions(OPERATIONS),
};

function written(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // a file that can't be read is as good as stale
  }
}

for (const [name, text] of Object.entries(FILES)) {
  const file = join(import.meta.dirname, '../../..', name);
  if (written(file) === text) continue;
  if (process.argv.includes('--check')) {
    process.stderr.write(`${name} is stale: run npm run generate\n`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
    process.stdout.write(`${name} written\n`);
  }
}
