// What uploads cost the garbage collector, kept small. Each TLS record from a client arrives in a buffer of its own, and
// V8 answers some tens of megabytes of dead ones with a collection of the whole heap, which marks everything that the
// program ever loaded: a third of the time of an upload. A collection of the young generation frees the same buffers for
// a fiftieth of that, but V8 starts one only when its own small objects fill it, so it is asked for by octets.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Bytes } from '../core/units.ts';

/** Uploaded octets between two collections. At four times as many V8 collects everything all the same, after downloads. */
const COLLECT_EVERY: Bytes = 4 * 1024 * 1024;

/** Counts the uploads of one process. */
export class UploadPacing {
  readonly #collect: (options: { readonly type: 'minor' }) => void;
  #sinceLast: Bytes = 0;

  constructor() {
    // The one way to the collector without a flag on the command line; nothing else gets to see it.
    setFlagsFromString('--expose-gc');
    this.#collect = runInNewContext('gc');
    setFlagsFromString('--no-expose-gc');
  }

  passed(octets: Bytes): void {
    this.#sinceLast += octets;
    if (this.#sinceLast < COLLECT_EVERY) return;
    this.#sinceLast = 0;
    this.#collect({ type: 'minor' });
  }
}
