// A mail server that takes what it is sent and keeps it, and that a test can make refuse: the other side of the mail path.

import { EventEmitter, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { PATIENCE_MS, withDeadline } from './deadline.ts';
import type { Certificate } from './tls.ts';

export interface SunkMail {
  readonly from: string;
  readonly to: string;
  readonly raw: string;
  readonly isSecure: boolean;
  readonly user: string | undefined;
}

/** An answer in place of "fine". */
export interface Refusal {
  readonly code: number;
  readonly text: string;
}

export interface MailSinkOptions {
  readonly host?: string;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  readonly tls?: 'none' | 'starttls' | 'implicit';
  readonly certificate?: Certificate;
  readonly user?: string;
  readonly password?: string;
  /** Before it answers that it has kept a message. */
  readonly before?: () => Promise<void>;
  /** For each recipient. */
  readonly refuse?: (recipient: string) => Refusal | undefined;
}

export interface MailSink extends AsyncDisposable {
  readonly port: number;
  readonly mails: readonly SunkMail[];
  /** Attempts to sign in that were refused. */
  readonly refusedSignIns: number;
  /** Recipients that were asked for, taken or not. */
  readonly asked: readonly string[];
  /** The first mail that matches, at once when it is there already. */
  waitFor(pattern: RegExp): Promise<SunkMail>;
  /** From now on. */
  refuse(refusal: ((recipient: string) => Refusal | undefined) | undefined): void;
}

export async function startMailSink(options: MailSinkOptions = {}): Promise<MailSink> {
  const { tls = 'none', certificate, user, password } = options;
  const mails: SunkMail[] = [];
  const asked: string[] = [];
  const arrivals = new EventEmitter().setMaxListeners(0);
  let refusedSignIns = 0;
  let refuse = options.refuse;
  const server = new SMTPServer({
    name: 'sink.test',
    secure: tls === 'implicit',
    ...(certificate && { cert: certificate.cert, key: certificate.key }),
    disabledCommands: [...(tls === 'starttls' ? [] : ['STARTTLS']), ...(user === undefined ? ['AUTH'] : [])],
    authOptional: user === undefined,
    allowInsecureAuth: tls === 'none',
    authMethods: ['PLAIN', 'LOGIN'],
    disableReverseLookup: true,
    logger: false,
    onAuth(auth, _session, answer) {
      if (auth.username === user && auth.password === password) return answer(null, { user: auth.username });
      refusedSignIns += 1;
      return answer(Object.assign(new Error('5.7.8 no'), { responseCode: 535 }));
    },
    onRcptTo({ address }, _session, answer) {
      asked.push(address);
      const refusal = refuse?.(address);
      answer(refusal ? Object.assign(new Error(refusal.text), { responseCode: refusal.code }) : null);
    },
    onData(stream, session, answer) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address).join(),
          raw: Buffer.concat(chunks).toString('latin1'),
          isSecure: session.secure,
          user: typeof session.user === 'string' ? session.user : undefined,
        });
        arrivals.emit('mail');
        void (options.before?.() ?? Promise.resolve()).then(() => answer(null, 'kept'));
      });
    },
  });
  server.on('error', () => undefined); // a client that breaks off is no failure of the sink
  const listener = server.listen(options.port ?? 0, options.host ?? '127.0.0.1');
  await once(listener, 'listening');
  return {
    port: (listener.address() as AddressInfo).port,
    mails,
    asked,
    get refusedSignIns() {
      return refusedSignIns;
    },
    async waitFor(pattern) {
      const describe = (): string => `no ${pattern} in ${mails.length} mails`;
      for (;;) {
        const found = mails.find(({ raw }) => pattern.test(raw));
        if (found) return found;
        await withDeadline(once(arrivals, 'mail'), { ms: PATIENCE_MS, describe });
      }
    },
    refuse(refusal) {
      refuse = refusal;
    },
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
