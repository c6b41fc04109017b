// Waiting for time, in one place: nothing of it is left behind when whoever waits is gone.

import type { Millis } from '../core/units.ts';

/** Waits, or stops waiting at once when the signal says so. Never rejects. */
export function pause(duration: Millis, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const timer = setTimeout(done, duration);
    signal?.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
}
