// A site with submission: Dovecot with the mailboxes and passwords, Postfix in front of its mail, Postern in front of both.

import { type Postern, type PosternOptions, startPostern } from './postern.ts';
import { type Dovecot, type DovecotOptions, startDovecot } from './servers/dovecot.ts';
import { type Postfix, type PostfixOptions, startPostfix } from './servers/postfix.ts';

export const ALICE = 'alice@example.test';
export const ALICE_SECRET = 'alice-secret';
export const BOB = 'bob@example.test';

/** The doors of submission, one of each kind. */
export const SUBMISSION_DOORS: NonNullable<PosternOptions['doors']> = [
  { protocol: 'smtp', tls: 'implicit' },
  { protocol: 'smtp', tls: 'starttls' },
  { protocol: 'smtp', tls: 'none' },
];

export interface SubmissionSite extends AsyncDisposable {
  readonly dovecot: Dovecot;
  readonly postfix: Postfix;
  readonly postern: Postern;
  /** Alice's, for every protocol. */
  readonly appPassword: string;
}

export interface SubmissionSiteOptions {
  readonly dovecot?: DovecotOptions;
  readonly postfix?: Omit<PostfixOptions, 'dovecot'>;
  /** The rest of `smtp: { host: …`. Default: Postfix's clear-text listener, in clear text. */
  readonly smtp?: (postfix: Postfix, dovecot: Dovecot) => string;
  /** Dovecot's ManageSieve too. */
  readonly sieve?: boolean;
  /** Further lines of the backend. */
  readonly backend?: string;
  readonly postern?: Partial<PosternOptions>;
}

/** Starts all three. Needs `root`, `postfix`, `dovecot` and `openssl`. */
export async function startSubmissionSite(options: SubmissionSiteOptions = {}): Promise<SubmissionSite> {
  await using opened = new AsyncDisposableStack();
  const dovecot = opened.use(await startDovecot({ trustedNetworks: ['127.0.0.0/8'], ...options.dovecot }));
  const postfix = opened.use(await startPostfix({ dovecot, ...options.postfix }));
  const smtp = options.smtp?.(postfix, dovecot) ?? `port: ${postfix.ports.submission}, tls: none`;
  const postern = opened.use(
    await startPostern({
      doors: SUBMISSION_DOORS,
      ...options.postern,
      backend: [
        `imap: { host: 127.0.0.1, port: ${dovecot.ports.imap}, tls: none, forward-client: id }`,
        `smtp: { host: 127.0.0.1, ${smtp} }`,
        ...(options.sieve ? [`sieve: { host: 127.0.0.1, port: ${dovecot.ports.sieve}, tls: none }`] : []),
        ...(options.backend === undefined ? [] : [options.backend]),
      ].join('\n'),
    }),
  );
  const { shown } = await postern.issue({ mailbox: ALICE, mailboxPassword: ALICE_SECRET });
  const all = opened.move();
  return { dovecot, postfix, postern, appPassword: shown, [Symbol.asyncDispose]: () => all.disposeAsync() };
}
