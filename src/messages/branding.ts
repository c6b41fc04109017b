// How a site presents itself in its messages.

import type { Colour } from '../presentation/colour.ts';

export interface MessageBranding {
  readonly name: string;
  readonly accent: Colour;
  /** Whom people ask, to stand after "contact"; and where: `https:`, `http:`, `mailto:` or `tel:`. */
  readonly support?: { readonly text?: string; readonly url?: string };
}
