// How a site presents itself: its name, its logo, its colour, and whom its people ask for help.

import type { Colour } from '../../../presentation/colour.ts';

/** A picture that is served as it is. */
export interface Logo {
  readonly mediaType: 'image/svg+xml' | 'image/png' | 'image/webp' | 'image/jpeg';
  readonly octets: Uint8Array;
}

/** Whom people ask: a text such as `the service desk, phone 123`, an address to follow, or both. */
export interface Support {
  readonly text?: string;
  /** `https:`, `http:`, `mailto:` or `tel:`. */
  readonly url?: string;
}

export interface Branding {
  readonly name: string;
  readonly logo?: Logo;
  readonly accent: Colour;
  readonly support?: Support;
}

/** What the configuration says of it. */
export interface BrandingSettings {
  readonly name: string;
  readonly accent: Colour;
  readonly support?: string;
  readonly supportUrl?: string;
}

/** @param logo - What the configured file holds; dropped when it is no image that pages can show. */
export function createBranding(
  { name, accent, support: text, supportUrl: url }: BrandingSettings,
  logo?: Uint8Array,
): Branding {
  const recognized = logo && recognizeLogo(logo);
  const support = { ...(text !== undefined && { text }), ...(url !== undefined && { url }) };
  return {
    name,
    accent,
    ...(recognized && { logo: recognized }),
    ...((text !== undefined || url !== undefined) && { support }),
  };
}

/** Largest logo, in octets: it is on every page. */
export const MAX_LOGO_OCTETS = 262_144;

/** What an image file holds, by its first octets; `undefined`: too large, or nothing that pages can show. */
export function recognizeLogo(octets: Uint8Array): Logo | undefined {
  if (octets.length > MAX_LOGO_OCTETS) return undefined;
  const head = Buffer.from(octets.subarray(0, 512)).toString('latin1');
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return { mediaType: 'image/png', octets };
  if (head.startsWith('\xff\xd8\xff')) return { mediaType: 'image/jpeg', octets };
  if (head.startsWith('RIFF') && head.startsWith('WEBP', 8)) return { mediaType: 'image/webp', octets };
  return /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)?<svg[\s>]/.test(head)
    ? { mediaType: 'image/svg+xml', octets }
    : undefined;
}
