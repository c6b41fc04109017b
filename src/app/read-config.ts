// The configuration from its file, for processes that can do nothing without it.

import { readFileSync } from 'node:fs';
import { loadConfig } from '../config/load-config.ts';
import { formatProblems } from '../config/problems.ts';
import { PosternError } from '../core/errors.ts';
import { readMessageTemplates } from './message-templates.ts';
import type { LoadedConfig } from './worker-link.ts';

/** Throws `ERR_CONFIG_INVALID`, whose message lists every problem with its line. */
export function readConfig(path: string): LoadedConfig & { readonly warnings: string } {
  const result = loadConfig({ path, environment: process.env, readFile: (file) => readFileSync(file, 'utf8') });
  if (result.kind === 'invalid') throw new PosternError('ERR_CONFIG_INVALID', formatProblems(result.problems));
  // Here, before anything of a running node is changed: a reload with broken templates leaves it as it was.
  const { templates } = result.config.messages;
  if (templates !== undefined) readMessageTemplates(templates);
  return { config: result.config, secrets: result.secrets, warnings: formatProblems(result.warnings) };
}
