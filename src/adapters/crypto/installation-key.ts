// The installation's only secret, in `<state folder>/keys/installation.key`: 32 random octets, from which every other
// key is derived. Lost, no app password is recognized any more; so it is never made anew beside state that needs it.

import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { PosternError } from '../../core/errors.ts';

/** Octets of the key. */
const LENGTH = 32;

/** Nobody but the owner may do anything with the key, or even see which keys there are. */
const OTHERS = 0o077;

/**
 * Reads the key. Where there is none: makes it (of several processes at once, all get the same), or refuses unless
 * `create`: say false when the database exists already.
 * Throws `ERR_STATE_FOLDER` when it is missing, damaged, or when others may read it.
 */
export function loadInstallationKey(stateFolder: string, options: { readonly create: boolean }): Uint8Array {
  const folder = join(stateFolder, 'keys');
  const file = join(folder, 'installation.key');
  try {
    if (options.create && !exists(file)) publishNewKey(folder, file);
    if (!exists(file)) throw unusable(file, 'is missing: restore it from your backup, as app passwords depend on it');
    refuseIfOpenToOthers(folder, '0700');
    refuseIfOpenToOthers(file, '0600');
    const key = readFileSync(file);
    if (key.length !== LENGTH) throw unusable(file, `has ${key.length} octets instead of ${LENGTH}: restore it`);
    return key;
  } catch (error) {
    if (error instanceof PosternError) throw error;
    throw unusable(file, `can't be used: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

/** Written whole under another name first, then linked: no process ever sees a part of it, and the first one wins. */
function publishNewKey(folder: string, file: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(draft, randomBytes(LENGTH), { flag: 'wx', mode: 0o600, flush: true });
    linkSync(draft, file);
  } catch (error) {
    if (!isExisting(error)) throw error; // Another process was first: its key is read.
  } finally {
    rmSync(draft, { force: true });
  }
  syncFolder(folder);
}

function refuseIfOpenToOthers(path: string, wanted: string): void {
  const mode = statSync(path).mode & 0o777;
  if ((mode & OTHERS) === 0) return;
  throw unusable(
    path,
    `has mode 0${mode.toString(8)}, so that others than its owner get at the secret: chmod ${wanted} ${path}`,
  );
}

function exists(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function unusable(path: string, what: string, cause?: unknown): PosternError {
  return new PosternError('ERR_STATE_FOLDER', `the installation key ${path} ${what}`, {
    cause,
    fields: { file: path },
  });
}
