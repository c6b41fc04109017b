// Folders that a test owns and that are gone when it ends.

import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own for one test or one server; disposing removes it with everything in it. */
export interface TempFolder extends AsyncDisposable {
  readonly path: string;
  /** A path inside the folder. */
  file(...names: readonly string[]): string;
}

/**
 * Makes a folder that servers running as another user can reach (mode 0755). The name stays short, because the path of
 * a Unix socket may have only 107 octets.
 */
export async function makeTempFolder(purpose: string): Promise<TempFolder> {
  const path = await mkdtemp(join(tmpdir(), `${purpose}-`));
  await chmod(path, 0o755);
  return {
    path,
    file: (...names) => join(path, ...names),
    // A server that was just killed may still be writing its last file: hence the retries.
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 }),
  };
}
