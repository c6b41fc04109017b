// Sign-in rates and what a sign-in costs the proxy, at each door.

import { destination } from '../contender.ts';
import type { Door } from '../load/dialogues.ts';
import { EVERYBODY, type MailMeasure, MILLISECONDS_PER_SECOND } from '../measure.ts';

/** Clients that sign in at the same time. */
const WORKERS = 48;

function signInMeasure(door: Door, name: string, title: string): MailMeasure {
  const figure = (end: string): string => `${name}-${end}`;
  return {
    name: `sign-in-${name}`,
    title: `Sign-in, ${title}`,
    note: `${WORKERS} clients, each with a connection and a full TLS handshake of its own: connect, sign in, say goodbye, again.`,
    figures: [
      { id: figure('rate'), title: 'sign-ins', unit: '/s', digits: 0, better: 'higher' },
      { id: figure('cpu'), title: 'CPU per sign-in', unit: 'ms', digits: 2, better: 'lower' },
      { id: figure('generator'), title: 'load generator’s core in use', unit: '', digits: 2, better: 'neither' },
    ],
    doors: 'mail',
    contenders: EVERYBODY,
    needsPostfix: door === 'submissions',
    async sample(contender, { run, scale, round }) {
      const { count, seconds, cpuSeconds, generatorShare } = await run('signIns', {
        destination: destination(contender, door),
        accounts: contender.accounts.everyday,
        groups: contender.groups,
        workers: WORKERS,
        rehearsals: round === 0 ? scale.rehearsals : 0,
        seconds: scale.seconds,
      });
      return {
        [figure('rate')]: count / seconds,
        [figure('cpu')]: (cpuSeconds / count) * MILLISECONDS_PER_SECOND,
        [figure('generator')]: generatorShare,
      };
    },
  };
}

export const imapsSignIn: MailMeasure = signInMeasure('imaps', 'imaps', 'IMAP over TLS');
export const pop3sSignIn: MailMeasure = signInMeasure('pop3s', 'pop3s', 'POP3 over TLS');
export const smtpsSignIn: MailMeasure = signInMeasure('submissions', 'smtps', 'submission over TLS');

/** The same with the large store against the small one. */
export const largeStoreSignIn: MailMeasure = {
  ...signInMeasure('imaps', 'large-store', 'IMAP over TLS, with 100,000 mailboxes and 300,000 app passwords'),
  note: `As IMAP over TLS. “Postern” has 100 mailboxes with an app password each, all of which sign in; with the large store 2,000 mailboxes take turns.`,
  contenders: ['postern', 'postern-large-store'],
};
