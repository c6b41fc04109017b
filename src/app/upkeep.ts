// What the command line does with a state folder whose node may not run.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStores } from '../adapters/stores/sqlite/stores.ts';
import type { MigrationReport } from '../cli/command-line-actions.ts';
import type { Check } from '../cli/doctor/check.ts';
import { PosternError } from '../core/errors.ts';
import { readConfig } from './read-config.ts';
import { openState, STATE_FILES } from './state.ts';

/** Brings the stores up to date; a node does the same when it starts. Throws a PosternError. */
export async function migrate({ configPath }: { readonly configPath: string }): Promise<MigrationReport> {
  const state = openState(readConfig(configPath).config.state);
  const { before, now } = state.stores.schema;
  await state[Symbol.asyncDispose]();
  return { file: join(state.folder, STATE_FILES.stores), from: before, to: now };
}

/** Reads all of the stores and says what is wrong with them. Never throws. */
export async function checkStores(stateFolder: string): Promise<readonly Check[]> {
  const file = join(stateFolder, STATE_FILES.stores);
  const found = { check: 'stores.sound', subject: file };
  if (!existsSync(file)) return [{ ...found, result: 'ok', text: 'not made yet: the first start does it' }];
  try {
    const stores = openSqliteStores(file);
    const problems = await stores.integrityProblems();
    await stores[Symbol.asyncDispose]();
    if (problems.length === 0) return [{ ...found, result: 'ok', text: 'sound' }];
    const remedy = 'stop Postern and restore a backup';
    return problems.map((text) => ({ ...found, result: 'fail', text, remedy }));
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const isNewer = error instanceof PosternError && error.code === 'ERR_STORE_NEWER';
    const remedy = isNewer ? 'run the newer Postern' : 'check the file system and who owns the file';
    return [{ ...found, result: 'fail', text, remedy }];
  }
}
