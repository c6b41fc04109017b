// What the splice adds to the smallest command, and what each such command costs.

import { destination } from '../contender.ts';
import { EVERYBODY, type MailMeasure, MICROSECONDS_PER_SECOND } from '../measure.ts';

/** Sessions that send commands at the same time, to see the cost of one. */
const BUSY_SESSIONS = 50;

const MICROSECONDS_PER_MILLISECOND = 1000;

export const noop: MailMeasure = {
  name: 'noop',
  title: 'NOOP round trip (IMAP over TLS)',
  note: `One signed-in session, then ${BUSY_SESSIONS} at once (queueing: only the cost counts there).`,
  figures: [
    { id: 'noop-p50', title: '1 session, p50', unit: 'µs', digits: 0, better: 'lower' },
    { id: 'noop-p99', title: '1 session, p99', unit: 'µs', digits: 0, better: 'lower' },
    { id: 'noop-cpu', title: `CPU per NOOP, ${BUSY_SESSIONS} sessions`, unit: 'µs', digits: 1, better: 'lower' },
    { id: 'noop-rate', title: `NOOPs, ${BUSY_SESSIONS} sessions`, unit: '/s', digits: 0, better: 'higher' },
  ],
  doors: 'mail',
  contenders: EVERYBODY,
  async sample(contender, { run, scale }) {
    const load = {
      destination: destination(contender, 'imaps'),
      accounts: contender.accounts.everyday,
      groups: contender.groups,
      seconds: scale.seconds,
    };
    const alone = await run('noops', { ...load, workers: 1 });
    const busy = await run('noops', { ...load, workers: BUSY_SESSIONS });
    return {
      'noop-p50': alone.p50 * MICROSECONDS_PER_MILLISECOND,
      'noop-p99': alone.p99 * MICROSECONDS_PER_MILLISECOND,
      'noop-cpu': (busy.cpuSeconds / busy.count) * MICROSECONDS_PER_SECOND,
      'noop-rate': busy.count / busy.seconds,
    };
  },
};
