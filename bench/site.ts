// The mail server behind every contender: a real Dovecot, spoken to in plain TCP on loopback, and a real Postfix for
// submission where this process may start one. Both are set up to cost little, for it is the proxy that is measured:
// processes serve many sessions, mail is kept in memory where the machine has /dev/shm, and what is sent is discarded.

import { lacks } from '../test/support/programs.ts';
import { type Dovecot, startDovecot } from '../test/support/servers/dovecot.ts';
import { type Postfix, startPostfix } from '../test/support/servers/postfix.ts';
import { inMemory } from './in-memory.ts';
import type { Account } from './load/dialogues.ts';

export interface Site extends AsyncDisposable {
  readonly dovecot: Dovecot;
  /** Absent without root: then nothing is submitted. */
  readonly postfix: Postfix | undefined;
  /** The mailboxes that sign in in most measures. */
  readonly everyday: readonly Account[];
  /** These and more, for the measure with a large store. */
  readonly all: readonly Account[];
  /** Has one message of {@link LARGE_OCTETS} in its INBOX. */
  readonly large: Account;
  /** Its password is checked by Argon2id where Postern is the proxy. */
  readonly local: Account;
}

/** Octets of the message that is fetched and appended. */
export const LARGE_OCTETS = 25_000_000;

/** Two domains, because Postern asks another sign-in source for the second. */
export const DOMAINS = { everyday: 'example.test', local: 'local.test' } as const;

const EVERYDAY = 100;

/** How many sign in with the large store: enough that hardly one does twice in a row. */
const ALL = 2000;

const BUSY_DOVECOT = `mail_fsync = never
service imap {
  service_count = 0
  client_limit = 250
}
service pop3 {
  service_count = 0
  client_limit = 250
}
`;

/** Accepts a message in full, and forgets it: no queue, no delivery. */
const DISCARDING_POSTFIX = {
  smtpd_recipient_restrictions: 'check_recipient_access static:DISCARD',
  smtpd_sender_restrictions: '',
};

function makeAccount(name: string): Account {
  return { user: name, password: `secret-of-${name.slice(0, name.indexOf('@'))}` };
}

/** CRLF line ends, so that Dovecot sends the file as it is. */
function makeLargeMessage(): string {
  const header = 'From: <a@example.test>\r\nTo: <large@example.test>\r\nSubject: large\r\n\r\n';
  const line = `${'Q'.repeat(76)}\r\n`;
  const body = line.repeat(Math.floor((LARGE_OCTETS - header.length) / line.length));
  return `${header}${body}${'Q'.repeat(LARGE_OCTETS - header.length - body.length - 2)}\r\n`;
}

/** Needs Dovecot with its protocols; Postfix only where it can be had. */
export async function startSite(): Promise<Site> {
  const all = Array.from({ length: ALL }, (_, number) => makeAccount(`user${number}@${DOMAINS.everyday}`));
  const large = makeAccount(`large@${DOMAINS.everyday}`);
  const local = makeAccount(`local@${DOMAINS.local}`);
  const users = Object.fromEntries([...all, large, local].map(({ user, password }) => [user, password]));
  await using started = new AsyncDisposableStack();
  const dovecot = started.use(
    await inMemory(() => startDovecot({ users, loginProcesses: 1, extraConfig: BUSY_DOVECOT })),
  );
  await dovecot.deliver(large.user, makeLargeMessage());
  const postfix = lacks('postfix-master', 'root')
    ? undefined
    : started.use(await inMemory(() => startPostfix({ dovecot, extra: DISCARDING_POSTFIX })));
  const everything = started.move();
  return {
    dovecot,
    postfix,
    everyday: all.slice(0, EVERYDAY),
    all,
    large,
    local,
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}
