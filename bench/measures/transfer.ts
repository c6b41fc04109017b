// Large messages through the proxy, down (FETCH) and up (APPEND), on one connection and on several.

import { type Contender, destination } from '../contender.ts';
import type { TransferLoad, Transferred } from '../load/transfer.ts';
import { EVERYBODY, type Figures, GIGABYTE, type MailMeasure, MEGABYTE, type Scale } from '../measure.ts';
import { LARGE_OCTETS } from '../site.ts';

const STREAMS: readonly number[] = [1, 8];

function transferMeasure(
  parts: Pick<MailMeasure, 'name' | 'title' | 'note'>,
  transfer: (load: TransferLoad, run: Parameters<MailMeasure['sample']>[1]['run']) => Promise<Transferred>,
): MailMeasure {
  const { name } = parts;
  const load = (contender: Contender, { seconds }: Scale, streams: number): TransferLoad => ({
    destination: destination(contender, 'imaps'),
    account: contender.accounts.large,
    groups: contender.groups,
    streams,
    seconds,
  });
  return {
    ...parts,
    figures: STREAMS.flatMap((streams) => [
      { id: `${name}-${streams}-rate`, title: `${streams} at once`, unit: 'MB/s', digits: 0, better: 'higher' },
      { id: `${name}-${streams}-cpu`, title: `CPU, ${streams} at once`, unit: 's/GB', digits: 2, better: 'lower' },
    ]),
    doors: 'mail',
    contenders: EVERYBODY,
    async sample(contender, { run, scale }) {
      const figures: Figures[] = [];
      for (const streams of STREAMS) {
        const { octets, seconds, cpuSeconds } = await transfer(load(contender, scale, streams), run);
        figures.push({
          [`${name}-${streams}-rate`]: octets / MEGABYTE / seconds,
          [`${name}-${streams}-cpu`]: cpuSeconds / (octets / GIGABYTE),
        });
      }
      return Object.assign({}, ...figures);
    },
  };
}

export const fetch: MailMeasure = transferMeasure(
  {
    name: 'fetch',
    title: 'Download: FETCH of a 25 MB message (IMAP over TLS)',
    note: 'The same message over and over on connections that are signed in.',
  },
  (load, run) => run('fetch', load),
);

export const append: MailMeasure = transferMeasure(
  {
    name: 'append',
    title: 'Upload: APPEND of a 25 MB message (IMAP over TLS)',
    note: 'Whole messages, each connection into a folder of its own, kept in memory where the machine allows it.',
  },
  (load, run) => run('append', { ...load, octets: LARGE_OCTETS }),
);
