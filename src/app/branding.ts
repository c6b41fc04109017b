// How the site presents itself on pages, as the configuration says it.

import { readFileSync } from 'node:fs';
import { PosternError } from '../core/errors.ts';
import { type Branding, createBranding } from '../web/pages/design/branding.ts';
import type { LoadedConfig } from './worker-link.ts';

/** Throws `ERR_CONFIG_INVALID` for a logo that can't be read or shown. */
export function brandingOf({ config: { branding } }: LoadedConfig): Branding {
  const { logo: path } = branding;
  if (path === undefined) return createBranding(branding);
  try {
    const created = createBranding(branding, readFileSync(path));
    if (created.logo) return created;
  } catch (cause) {
    throw new PosternError('ERR_CONFIG_INVALID', `can't read the logo ${path}`, { cause });
  }
  throw new PosternError('ERR_CONFIG_INVALID', `the logo ${path} is no SVG, PNG, WebP or JPEG of at most 256 KiB`);
}
