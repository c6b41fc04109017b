// Messages by submission, small and large.

import { type Contender, destination } from '../contender.ts';
import type { SubmissionLoad } from '../load/submission.ts';
import { EVERYBODY, GIGABYTE, type MailMeasure, MEGABYTE, MILLISECONDS_PER_SECOND, type Scale } from '../measure.ts';

const SMALL_OCTETS = 4096;
const LARGE_OCTETS = 10 * 1024 * 1024;
const SMALL_WORKERS = 16;
const LARGE_WORKERS = 4;

function load(
  contender: Contender,
  { seconds }: Scale,
  size: Pick<SubmissionLoad, 'octets' | 'rehearsals' | 'workers'>,
): SubmissionLoad {
  const { accounts, groups } = contender;
  return { ...size, destination: destination(contender, 'submissions'), accounts: accounts.everyday, groups, seconds };
}

export const smallSubmission: MailMeasure = {
  name: 'submission-4k',
  title: 'Submission of 4 KiB messages, a connection each (over TLS)',
  note: `${SMALL_WORKERS} clients: connect, sign in, one message, goodbye. The backend (Postfix, which then discards the message) sets the rate; the proxy’s cost is what to compare.`,
  figures: [
    { id: 'submission-4k-rate', title: 'messages', unit: '/s', digits: 0, better: 'higher' },
    { id: 'submission-4k-cpu', title: 'CPU per message', unit: 'ms', digits: 2, better: 'lower' },
  ],
  doors: 'mail',
  contenders: EVERYBODY,
  needsPostfix: true,
  async sample(contender, { run, scale, round }) {
    const rehearsals = round === 0 ? scale.rehearsals / 2 : 0;
    const size = { octets: SMALL_OCTETS, workers: SMALL_WORKERS, rehearsals };
    const { count, seconds, cpuSeconds } = await run('smallSubmissions', load(contender, scale, size));
    return {
      'submission-4k-rate': count / seconds,
      'submission-4k-cpu': (cpuSeconds / count) * MILLISECONDS_PER_SECOND,
    };
  },
};

export const largeSubmission: MailMeasure = {
  name: 'submission-10m',
  title: 'Submission of 10 MiB messages (over TLS)',
  note: `${LARGE_WORKERS} connections, one message after the other on each. Here too the backend sets the rate.`,
  figures: [
    { id: 'submission-10m-rate', title: 'rate', unit: 'MB/s', digits: 0, better: 'higher' },
    { id: 'submission-10m-cpu', title: 'CPU', unit: 's/GB', digits: 2, better: 'lower' },
  ],
  doors: 'mail',
  contenders: EVERYBODY,
  needsPostfix: true,
  async sample(contender, { run, scale }) {
    const size = { octets: LARGE_OCTETS, workers: LARGE_WORKERS };
    const { octets, seconds, cpuSeconds } = await run('largeSubmissions', load(contender, scale, size));
    return {
      'submission-10m-rate': octets / MEGABYTE / seconds,
      'submission-10m-cpu': cpuSeconds / (octets / GIGABYTE),
    };
  },
};
