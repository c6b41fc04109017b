// How Postern's own pages present the site to its people (R8.4).

import type { z } from 'zod';
import { group, optional, withDefault } from '../schema/setting.ts';
import { absolutePath, colour, contactUrl, line } from '../schema/values.ts';

export interface BrandingConfig {
  /** What people call the site. */
  readonly name: string;
  /** Absolute path of an image. */
  readonly logo?: string;
  /** `#rrggbb`, lower-case. */
  readonly accent: string;
  /** Whom people ask for help. */
  readonly support?: string;
  /** Where they find it. */
  readonly supportUrl?: string;
}

export const branding: z.ZodType<BrandingConfig> = withDefault(
  group<BrandingConfig>({
    name: withDefault(line({ max: 60, title: 'text' }), 'Webmail', {
      doc: 'What people call the site. Stands on every page, and in the name of an entry in an authenticator app.',
      example: 'Example Mail',
    }),
    logo: optional(absolutePath(), {
      doc: 'An image of at most 256 KiB: SVG, PNG, WebP or JPEG. It is shown 32 pixels high, on light and on dark ground.',
      example: '/etc/postern/logo.svg',
    }),
    accent: withDefault(colour(), '#1f6f5c', {
      doc: 'The colour of buttons and links. Where it would be hard to read, a darker or lighter one is used in its place.',
    }),
    support: optional(line({ max: 200, title: 'text' }), {
      doc: 'Whom people ask for help, to stand after "contact".',
      example: 'the service desk (phone 1234)',
    }),
    'support-url': optional(contactUrl(), {
      doc: 'Where they find it: a page, or an address with `mailto:` or `tel:`.',
      example: 'https://help.example.com/',
    }),
  }),
  {},
  { doc: "How Postern's own pages look: challenge, enrolment, account." },
);
