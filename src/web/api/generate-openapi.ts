// Writes docs/reference/openapi.json, or, with --check, says whether it is stale. Run by `npm run generate` and
// `npm run generated`; no part of the running program.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeApi } from './openapi.ts';
import { OPERATIONS } from './operations.ts';

const NAME = 'docs/reference/openapi.json';

function written(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // a file that can't be read is as good as stale
  }
}

const file = join(import.meta.dirname, '../../..', NAME);
const text = `${JSON.stringify(describeApi(OPERATIONS), null, 2)}\n`;
if (written(file) !== text) {
  if (process.argv.includes('--check')) {
    process.stderr.write(`${NAME} is stale: run npm run generate\n`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
    process.stdout.write(`${NAME} written\n`);
  }
}
