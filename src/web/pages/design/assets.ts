// What pages link to: the stylesheet, the script, the logo. Their names hold a hash of what they are, so that browsers
// may keep them for ever; nothing in them is of one person.

import { createHash } from 'node:crypto';
import type { PageAnswer } from '../page-contract.ts';
import type { Branding, Logo } from './branding.ts';
import { SCRIPT } from './script.ts';
import { stylesheet } from './stylesheet.ts';

/** Absolute paths, for links. */
export interface Assets {
  readonly stylesheet: string;
  readonly script: string;
  readonly logo?: string;
  /** The answer for a path below the prefix; `undefined`: none of ours. */
  answer(path: string): PageAnswer | undefined;
}

const LOGO_ENDINGS: Readonly<Record<Logo['mediaType'], string>> = {
  'image/svg+xml': 'svg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/jpeg': 'jpg',
};

/** Made once for a branding. `styles` are those of the surface below the prefix, beside what all have in common. */
export function createAssets(
  { accent, logo }: Branding,
  { prefix, styles = '' }: { readonly prefix: string; readonly styles?: string },
): Assets {
  const answers = new Map<string, PageAnswer>();
  const add = (name: string, ending: string, mediaType: string, body: string | Uint8Array) => {
    const hash = createHash('sha256').update(body).digest('base64url').slice(0, 16);
    const path = `/assets/${name}-${hash}.${ending}`;
    answers.set(path, { status: 200, headers: headersOf(mediaType), setCookies: [], body });
    return `${prefix}${path}`;
  };
  return {
    stylesheet: add('postern', 'css', 'text/css; charset=utf-8', `${stylesheet(accent)}${styles}`),
    script: add('postern', 'js', 'text/javascript; charset=utf-8', SCRIPT),
    ...(logo && { logo: add('logo', LOGO_ENDINGS[logo.mediaType], logo.mediaType, logo.octets) }),
    answer: (path) => answers.get(path),
  };
}

function headersOf(mediaType: string): PageAnswer['headers'] {
  return {
    'content-type': mediaType,
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    // An SVG that is opened by itself is a document: it may do nothing.
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  };
}
