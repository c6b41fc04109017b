// Where the running node's socket is: named by hand, or in the state folder that the configuration names.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findConfigPath } from '../config/find-config-path.ts';
import { loadConfig } from '../config/load-config.ts';
import { formatProblems } from '../config/problems.ts';
import { PosternError } from '../core/errors.ts';
import { SOCKET_NAME } from '../web/api/client/resources.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The state folder when there is no configuration in the usual place. */
const DEFAULT_STATE = '/var/lib/postern';

/** `--socket`, then `POSTERN_SOCKET`, then the configuration's. Throws `ERR_CONFIG_INVALID`. */
export function findSocketPath(
  flags: { readonly socket?: string | undefined; readonly config?: string | undefined },
  environment: Environment,
): string {
  const named = flags.socket ?? environment['POSTERN_SOCKET'];
  if (named !== undefined && named !== '') return named;
  const found = locateConfig(flags.config, environment);
  if (found === undefined) return join(DEFAULT_STATE, SOCKET_NAME);
  const loaded = loadConfig({ path: found, environment, readFile: (file) => readFileSync(file, 'utf8') });
  if (loaded.kind === 'loaded') return join(loaded.config.state, SOCKET_NAME);
  const text = `the configuration says where the node's socket is, but is invalid:
${formatProblems(loaded.problems)}
A node that runs all the same can be reached with --socket.`;
  throw new PosternError('ERR_CONFIG_INVALID', text);
}

/** The configuration file: `--config`, then `POSTERN_CONFIG`, then the usual place. Throws `ERR_CONFIG_INVALID` without one. */
export function requireConfigPath(flag: string | undefined, environment: Environment): string {
  const found = locateConfig(flag, environment);
  if (found !== undefined) return found;
  const text = 'there is no /etc/postern/postern.yaml: postern init writes one, and --config names another';
  throw new PosternError('ERR_CONFIG_INVALID', text);
}

function locateConfig(flag: string | undefined, environment: Environment): string | undefined {
  return findConfigPath({ ...(flag !== undefined && { flag }), environment, exists: existsSync })?.path;
}
