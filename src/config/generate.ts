// Writes the generated files, or, with --check, says which of them are stale. Run by `npm run generate` and
// `npm run generated`; no part of the running program.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedFiles } from './generated-files.ts';

const ROOT = join(import.meta.dirname, '../..');

function isFresh(path: string, text: string): boolean {
  try {
    return readFileSync(path, 'utf8') === text;
  } catch {
    return false; // a file that can't be read is as good as stale
  }
}

const stale = [...generatedFiles()].filter(([path, text]) => !isFresh(join(ROOT, path), text));
if (process.argv.includes('--check')) {
  for (const [path] of stale) process.stderr.write(`${path} is stale: run npm run generate\n`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const [path, text] of stale) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), text);
    process.stdout.write(`${path} written\n`);
  }
}
