// A site: a private Dovecot, and a whole Postern in front of its IMAP and POP3, with one mailbox and one app password.

import { ALL_MAIL_DOORS, type Postern, type PosternOptions, startPostern } from './postern.ts';
import { type Dovecot, type DovecotOptions, startDovecot } from './servers/dovecot.ts';

export const ALICE = 'alice@example.test';
export const ALICES_PASSWORD = 'alice-secret';

export interface MailSite extends AsyncDisposable {
  readonly dovecot: Dovecot;
  readonly postern: Postern;
  /** Alice's, as it was shown to her. */
  readonly appPassword: string;
}

export interface MailSiteOptions {
  readonly dovecot?: DovecotOptions;
  /** Default: IMAP and POP3 over loopback in clear text, told of the client by ID and XCLIENT. */
  readonly backend?: (dovecot: Dovecot) => string;
  readonly postern?: Partial<PosternOptions>;
}

/** Starts one; needs `dovecot`. */
export async function startMailSite(options: MailSiteOptions = {}): Promise<MailSite> {
  await using started = new AsyncDisposableStack();
  const dovecot = started.use(await startDovecot({ trustedNetworks: ['127.0.0.0/8'], ...options.dovecot }));
  const backend = (options.backend ?? localBackend)(dovecot);
  const postern = started.use(await startPostern({ doors: ALL_MAIL_DOORS, ...options.postern, backend }));
  const { shown } = await postern.issue({ mailbox: ALICE, mailboxPassword: ALICES_PASSWORD });
  const all = started.move();
  return { dovecot, postern, appPassword: shown, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

function localBackend({ ports }: Dovecot): string {
  return [
    `imap: { host: 127.0.0.1, port: ${ports.imap}, tls: none, forward-client: id }`,
    `pop3: { host: 127.0.0.1, port: ${ports.pop3}, tls: none, forward-client: xclient }`,
  ].join('\n');
}
