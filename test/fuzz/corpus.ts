// The inputs that are kept, a file each, named by their hash: `corpus/<target>/<hash>.bin`. They are seeds for the
// next run, and are replayed by every `npm test`.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Most files kept of one target, so that all of them stay below 1.5 MB and replay in seconds. */
export const MAX_FILES = 150;

const CORPUS = join(import.meta.dirname, 'corpus');
const CRASHES = join(import.meta.dirname, 'crashes');

/** What is kept of a target, always in the same order. */
export function readCorpus(target: string): readonly Uint8Array[] {
  return filesOf(target).map((name) => readFileSync(join(CORPUS, target, name)));
}

/** Adds finds, as far as there is room, the last ones first: what was found late is rare. Returns how many. */
export function addToCorpus(target: string, finds: readonly Uint8Array[]): number {
  const room = Math.max(0, MAX_FILES - filesOf(target).length);
  for (const input of finds.slice(Math.max(0, finds.length - room))) write(join(CORPUS, target), input);
  return Math.min(room, finds.length);
}

/** Keeps an input that broke something where git doesn't look; returns the file's path. */
export function keepCrash(target: string, input: Uint8Array): string {
  return write(join(CRASHES, target), input);
}

function filesOf(target: string): readonly string[] {
  try {
    return readdirSync(join(CORPUS, target)).sort();
  } catch {
    return []; // nothing was kept yet
  }
}

function write(folder: string, input: Uint8Array): string {
  const name = createHash('sha256').update(input).digest('hex').slice(0, 16);
  const path = join(folder, `${name}.bin`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, input);
  return path;
}
