// What a browser that is signed in costs while it does nothing.

import { MILLISECONDS_PER_SECOND, type WebMeasure } from '../measure.ts';

const BYTES_PER_KILOBYTE = 1000;

/** @param sessions - How many are open when the memory is read. */
export function webSessionsMeasure(sessions: number): WebMeasure {
  return {
    name: 'web-sessions',
    title: `Web: ${sessions} open sessions at rest`,
    note: 'A fresh process each time; each session signs in by the webmail’s form, asks for one page, and then rests without a connection. Heap: what V8 and its buffers grew by, garbage collected, divided by the sessions. PSS is not collected: most of it is what the sign-ins left behind.',
    figures: [
      { id: 'web-sessions-heap', title: 'heap each', unit: 'kB', digits: 2, better: 'lower' },
      { id: 'web-sessions-pss', title: 'PSS each', unit: 'kB', digits: 1, better: 'lower' },
      { id: 'web-sessions-total', title: 'heap in all', unit: 'MB', digits: 1, better: 'lower' },
      { id: 'web-sessions-cpu', title: 'CPU to open one', unit: 'ms', digits: 2, better: 'lower' },
    ],
    doors: 'web',
    contenders: ['postern'],
    fresh: true,
    async sample({ name, targets, groups, sessions: under }, { run }) {
      if (under === undefined) throw new Error(`unreachable: ${name} has no sessions`);
      const result = await run('webSessions', { target: targets.plain, groups, count: sessions, ...under });
      return {
        'web-sessions-heap': result.heapGrowth / BYTES_PER_KILOBYTE / sessions,
        'web-sessions-pss': result.pssGrowth / sessions,
        'web-sessions-total': result.heap / BYTES_PER_KILOBYTE ** 2,
        'web-sessions-cpu': (result.cpuSeconds / sessions) * MILLISECONDS_PER_SECOND,
      };
    },
  };
}
