// The version that package.json says, for status and greetings to operators (never for mail clients).

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const VERSION: string = readVersion();

function readVersion(): string {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8');
  const manifest: unknown = JSON.parse(text);
  const hasVersion = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return hasVersion ? String(manifest.version) : 'unknown';
}
