// How Postern's own mail path is, for the status, health and metrics of a node.

import type { Millis } from '../units.ts';

export interface MailPathHealth {
  /** `up`: it takes mail and delivers it; `failing`: it takes mail, and can't deliver it now; `down`: it takes none. */
  readonly state: 'up' | 'failing' | 'down';
  readonly since: Millis;
  /** Messages that wait, or are just being delivered. */
  readonly queued: number;
  /** When the oldest of them was accepted. */
  readonly oldest?: Millis;
  /** What went wrong last, whether or not it still does; bounded and printable. */
  readonly lastFailure?: { readonly at: Millis; readonly text: string };
}
