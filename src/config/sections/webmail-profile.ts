// Which webmail a site has: what its sign-in looks like, what is public, and what its scripts expect.

import type { z } from 'zod';
import { choice, group } from '../schema/setting.ts';
import { kind } from '../schema/values.ts';

export type WebmailProfileConfig =
  | { readonly kind: 'roundcube' }
  | { readonly kind: 'sogo' }
  | { readonly kind: 'generic-form' };

export const webmailProfile: z.ZodType<WebmailProfileConfig> = choice<WebmailProfileConfig>(
  group<{ readonly kind: 'roundcube' }>({ kind: kind('roundcube', 'Roundcube 1.4 and newer.') }),
  group<{ readonly kind: 'sogo' }>({ kind: kind('sogo', 'SOGo 5, its web part.') }),
  group<{ readonly kind: 'generic-form' }>({ kind: kind('generic-form', 'Any webmail that signs in by a form.') }),
);
