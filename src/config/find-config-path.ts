// Where the configuration is.

/** Used when neither a flag nor the environment says otherwise. */
export const DEFAULT_CONFIG_PATH = '/etc/postern/postern.yaml';

/** The file to load, and who named it. */
export interface FoundConfigPath {
  readonly path: string;
  readonly from: '--config' | 'POSTERN_CONFIG' | 'default';
}

/**
 * `--config` goes before `POSTERN_CONFIG`, and that before the usual place. A file that was named is taken whether it is
 * there or not, so that a slip is an error and never another configuration; `undefined` when nothing was named and there is
 * none in the usual place.
 */
export function findConfigPath(from: {
  readonly flag?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  exists(path: string): boolean;
}): FoundConfigPath | undefined {
  if (from.flag !== undefined) return { path: from.flag, from: '--config' };
  const named = from.environment['POSTERN_CONFIG'];
  if (named !== undefined && named !== '') return { path: named, from: 'POSTERN_CONFIG' };
  return from.exists(DEFAULT_CONFIG_PATH) ? { path: DEFAULT_CONFIG_PATH, from: 'default' } : undefined;
}
