// How long one client waits, alone, and while Postern checks passwords that people chose.

import { destination } from '../contender.ts';
import { EVERYBODY, type MailMeasure } from '../measure.ts';
import { percentile } from '../statistics.ts';

export const latency: MailMeasure = {
  name: 'latency',
  title: 'Waiting for a sign-in, one client at a time (IMAP over TLS)',
  note: 'From the beginning of the connection, TLS handshake included. nginx leaves Nagle’s algorithm on, so its greeting waits for the delayed acknowledgement of the TLS session tickets: up to 40 ms on loopback, on a network as long as a round trip at most.',
  figures: [
    { id: 'greeting-p50', title: 'first response, p50', unit: 'ms', digits: 2, better: 'lower' },
    { id: 'greeting-p99', title: 'first response, p99', unit: 'ms', digits: 2, better: 'lower' },
    { id: 'latency-p50', title: 'signed in, p50', unit: 'ms', digits: 2, better: 'lower' },
    { id: 'latency-p99', title: 'signed in, p99', unit: 'ms', digits: 2, better: 'lower' },
  ],
  doors: 'mail',
  contenders: EVERYBODY,
  async sample(contender, { run, scale }) {
    const { greeting, signIn } = await run('latency', {
      destination: destination(contender, 'imaps'),
      accounts: contender.accounts.everyday,
      count: scale.latencyCount,
      seconds: 2 * scale.seconds,
    });
    return {
      'greeting-p50': percentile(greeting, 0.5),
      'greeting-p99': percentile(greeting, 0.99),
      'latency-p50': percentile(signIn, 0.5),
      'latency-p99': percentile(signIn, 0.99),
    };
  },
};

export const latencyBesideArgon2id: MailMeasure = {
  name: 'argon2id',
  title: 'Waiting for a sign-in while one Argon2id check runs (IMAP over TLS)',
  note: 'As above, while another client signs in over and over with a password of the `local` source, so that one Argon2id check runs at any time, on the same core as the proxy and the backend.',
  figures: [
    { id: 'beside-none-p50', title: 'signed in, p50, no check', unit: 'ms', digits: 2, better: 'lower' },
    { id: 'beside-none-p99', title: 'signed in, p99, no check', unit: 'ms', digits: 2, better: 'lower' },
    { id: 'beside-argon2id-p50', title: 'signed in, p50, one check', unit: 'ms', digits: 2, better: 'lower' },
    { id: 'beside-argon2id-p99', title: 'signed in, p99, one check', unit: 'ms', digits: 2, better: 'lower' },
    { id: 'beside-argon2id-count', title: 'checks meanwhile', unit: '', digits: 0, better: 'neither' },
  ],
  doors: 'mail',
  contenders: ['postern'],
  async sample(contender, { run, scale }) {
    const load = {
      destination: destination(contender, 'imaps'),
      accounts: contender.accounts.everyday,
      count: scale.latencyCount,
      seconds: 2 * scale.seconds,
    };
    const alone = await run('latency', load);
    const accompanied = await run('latency', { ...load, beside: contender.accounts.local });
    return {
      'beside-none-p50': percentile(alone.signIn, 0.5),
      'beside-none-p99': percentile(alone.signIn, 0.99),
      'beside-argon2id-p50': percentile(accompanied.signIn, 0.5),
      'beside-argon2id-p99': percentile(accompanied.signIn, 0.99),
      'beside-argon2id-count': accompanied.beside,
    };
  },
};
