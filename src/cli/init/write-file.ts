// Writes the configuration: checked as a node would before anything is written, whole or not at all, and never over
// another one unless that is asked for.

import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { loadConfig } from '../../config/load-config.ts';
import { formatProblems } from '../../config/problems.ts';
import { type ConfigAnswers, writeConfig } from '../../config/write-config.ts';
import { PosternError } from '../../core/errors.ts';
import type { Environment } from '../socket-path.ts';

/** The owner writes, the group that Postern runs as reads: it may name where secrets are. */
const MODE = 0o640;

export interface WrittenConfig {
  readonly file: string;
  readonly text: string;
}

/** Refuses early, before anybody is asked anything. Throws `ERR_USAGE`. */
export function refuseIfThere(file: string, force: boolean): void {
  if (force || !existsSync(file)) return;
  throw new PosternError('ERR_USAGE', `${file} is there already; --force writes over it`);
}

/** Throws `ERR_CONFIG_INVALID` when the answers don't make a configuration, `ERR_USAGE` when the file can't be written. */
export function writeConfigFile(
  answers: ConfigAnswers,
  { file, force, environment }: { readonly file: string; readonly force: boolean; readonly environment: Environment },
): WrittenConfig {
  const text = writeConfig(answers);
  // Files of secrets may be made later; whether they are there is the doctor's business.
  const loaded = loadConfig({ path: file, text, environment, readFile: () => 'a secret' });
  if (loaded.kind === 'invalid') {
    throw new PosternError('ERR_CONFIG_INVALID', `the answers do not go together:\n${formatProblems(loaded.problems)}`);
  }
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(draft, text, { flag: 'wx', mode: MODE });
    if (force) renameSync(draft, file);
    else linkSync(draft, file); // fails when somebody was faster
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PosternError('ERR_USAGE', `${file} could not be written: ${reason}`, { cause });
  } finally {
    rmSync(draft, { force: true });
  }
  return { file, text };
}
