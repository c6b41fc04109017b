// Measures a stretch of load: time, the server's CPU, and how busy the generator itself was. A generator near 1.0 means
// that rates are the generator's; the CPU figures hold all the same.

import { groupCpuSeconds } from './process-group.ts';

export interface Stretch {
  readonly seconds: number;
  /** CPU time of the measured server, in seconds. */
  readonly cpuSeconds: number;
  /** Share of one core that the generator used, 0 to about 1. */
  readonly generatorShare: number;
}

/** Starts to measure; the returned function ends the stretch. */
export function startMeter(groups: readonly number[]): () => Stretch {
  const cpuBefore = groupCpuSeconds(groups);
  const ownBefore = process.cpuUsage();
  const startedAt = performance.now();
  return () => {
    const seconds = (performance.now() - startedAt) / 1000;
    const own = process.cpuUsage(ownBefore);
    return {
      seconds,
      cpuSeconds: groupCpuSeconds(groups) - cpuBefore,
      generatorShare: (own.user + own.system) / 1e6 / seconds,
    };
  };
}
