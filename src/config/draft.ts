// A configuration while it is checked.

import type { Config } from './config.ts';

/** A configuration whose sections may have lost what was wrong in them. */
export interface Draft {
  readonly config: Config;
  isWhole(section: string): boolean;
}
