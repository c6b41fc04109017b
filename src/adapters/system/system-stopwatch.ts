// The machine's steady clock.

import type { Stopwatch } from '../../core/ports.ts';

export const systemStopwatch: Stopwatch = { elapsed: () => performance.now() };
