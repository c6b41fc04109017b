// Many connections: idle ones, all of them coming back at once, and ones that come and go for a long time.

import { destination } from '../contender.ts';
import { type Figure, type Figures, type MailMeasure, MILLISECONDS_PER_SECOND, PROXIES } from '../measure.ts';

const KILOBYTES_PER_MEGABYTE = 1000;

function idleFigures(connections: number): readonly Figure[] {
  const at = `${connections} idle`;
  return [
    { id: `idle-${connections}-pss`, title: `${at}: PSS each`, unit: 'kB', digits: 1, better: 'lower' },
    { id: `idle-${connections}-total`, title: `${at}: PSS in all`, unit: 'MB', digits: 0, better: 'lower' },
    { id: `idle-${connections}-p50`, title: `${at}: sign-in, p50`, unit: 'ms', digits: 2, better: 'lower' },
    { id: `idle-${connections}-p99`, title: `${at}: sign-in, p99`, unit: 'ms', digits: 2, better: 'lower' },
    { id: `idle-${connections}-cpu`, title: `${at}: CPU to open one`, unit: 'ms', digits: 2, better: 'lower' },
  ];
}

/** @param counts - How many connections are open at each look, rising. */
export function idleMeasure(counts: readonly number[]): MailMeasure {
  return {
    name: 'idle',
    title: 'Idle connections (IMAP over TLS, in IDLE)',
    note: 'A fresh process each time. PSS each: what the proxy’s processes grew by, divided by the connections; memory of the kernel’s sockets isn’t in it.',
    figures: [
      { id: 'idle-0-total', title: 'none: PSS in all', unit: 'MB', digits: 0, better: 'lower' },
      { id: 'idle-0-p50', title: 'none: sign-in, p50', unit: 'ms', digits: 2, better: 'lower' },
      ...counts.flatMap(idleFigures),
      { id: 'idle-after-total', title: 'all closed: PSS in all', unit: 'MB', digits: 0, better: 'lower' },
    ],
    doors: 'mail',
    contenders: PROXIES,
    fresh: true,
    async sample(contender, { run, scale }) {
      const { looks, pssAfter } = await run('idle', {
        destination: destination(contender, 'imaps'),
        accounts: contender.accounts.everyday,
        groups: contender.groups,
        counts,
        latencyCount: Math.ceil(scale.latencyCount / 3),
      });
      const base = looks[0]?.pss ?? Number.NaN;
      const figures = looks.map(
        ({ connections, pss, p50, p99, cpuSecondsPerConnection }): Figures => ({
          [`idle-${connections}-pss`]: (pss - base) / connections,
          [`idle-${connections}-total`]: pss / KILOBYTES_PER_MEGABYTE,
          [`idle-${connections}-p50`]: p50,
          [`idle-${connections}-p99`]: p99,
          [`idle-${connections}-cpu`]: cpuSecondsPerConnection * MILLISECONDS_PER_SECOND,
        }),
      );
      return Object.assign({ 'idle-after-total': pssAfter / KILOBYTES_PER_MEGABYTE }, ...figures);
    },
  };
}

/** @param clients - How many come back at once. */
export function stormMeasure(clients: number): MailMeasure {
  return {
    name: 'storm',
    title: `${clients} clients reconnect at once (IMAP over TLS)`,
    note: 'All connect at the same moment and stay; who is turned away or cut off tries again a second later, and its wait counts from the first try.',
    figures: [
      { id: 'storm-seconds', title: 'until all are signed in', unit: 's', digits: 1, better: 'lower' },
      { id: 'storm-p50', title: 'wait, p50', unit: 's', digits: 2, better: 'lower' },
      { id: 'storm-p99', title: 'wait, p99', unit: 's', digits: 2, better: 'lower' },
      { id: 'storm-failures', title: 'failed tries', unit: '', digits: 0, better: 'lower' },
      { id: 'storm-cpu', title: 'CPU per client', unit: 'ms', digits: 2, better: 'lower' },
      { id: 'storm-pss', title: 'PSS when all are in', unit: 'MB', digits: 0, better: 'lower' },
    ],
    doors: 'mail',
    contenders: PROXIES,
    fresh: true,
    async sample(contender, { run }) {
      const result = await run('storm', {
        destination: destination(contender, 'imaps'),
        accounts: contender.accounts.everyday,
        groups: contender.groups,
        clients,
      });
      if (result.firstFailure) console.error(`  ${contender.name}: the first failed try said: ${result.firstFailure}`);
      return {
        'storm-seconds': result.seconds,
        'storm-p50': result.p50 / MILLISECONDS_PER_SECOND,
        'storm-p99': result.p99 / MILLISECONDS_PER_SECOND,
        'storm-failures': result.failures,
        'storm-cpu': (result.cpuSeconds / clients) * MILLISECONDS_PER_SECOND,
        'storm-pss': result.pss / KILOBYTES_PER_MEGABYTE,
      };
    },
  };
}

/** @param connections - How many there are at any time. */
export function churnMeasure(connections: number): MailMeasure {
  return {
    name: 'churn',
    title: 'IDLE churn (IMAP over TLS)',
    note: `${connections} clients sign in, idle for half a second to three and a half, leave and come back. Memory is flat when the last quarter of the time needs no more than the second.`,
    figures: [
      { id: 'churn-count', title: 'connections', unit: '', digits: 0, better: 'neither' },
      { id: 'churn-early', title: 'PSS, second quarter', unit: 'MB', digits: 1, better: 'lower' },
      { id: 'churn-late', title: 'PSS, last quarter', unit: 'MB', digits: 1, better: 'lower' },
      { id: 'churn-growth', title: 'growth', unit: '%', digits: 1, better: 'lower' },
    ],
    doors: 'mail',
    contenders: ['postern'],
    fresh: true,
    once: true,
    async sample(contender, { run, scale }) {
      const { count, pssEarly, pssLate } = await run('churn', {
        destination: destination(contender, 'imaps'),
        accounts: contender.accounts.everyday,
        groups: contender.groups,
        connections,
        seconds: scale.churnSeconds,
      });
      return {
        'churn-count': count,
        'churn-early': pssEarly / KILOBYTES_PER_MEGABYTE,
        'churn-late': pssLate / KILOBYTES_PER_MEGABYTE,
        'churn-growth': (pssLate / pssEarly - 1) * 100,
      };
    },
  };
}
