// Backends that expect a PROXY protocol header on every connection (A11), also on those that nobody asked for: probes,
// and the check of a mailbox's password when an administrator makes an app password.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNodeClient, segment } from '../../src/cli/node-client.ts';
import type { CreatedAppPasswordResource } from '../../src/web/api/client/resources.ts';
import { type Postern, startPostern } from '../support/postern.ts';
import { lacks } from '../support/programs.ts';
import { type Dovecot, startDovecot } from '../support/servers/dovecot.ts';
import { type Postfix, startPostfix } from '../support/servers/postfix.ts';

const ALICE = 'alice@example.test';
const DOORS = ['imap', 'pop3', 'smtp', 'sieve'] as const;

describe.skipIf(lacks('root', 'dovecot', 'postfix'))('backends behind the PROXY protocol', () => {
  let belongings: AsyncDisposableStack;
  let dovecot: Dovecot;
  let postfix: Postfix;

  beforeEach(async () => {
    belongings = new AsyncDisposableStack();
    dovecot = belongings.use(await startDovecot());
    postfix = belongings.use(await startPostfix({ dovecot }));
  });

  afterEach(() => belongings.disposeAsync());

  async function start(forwardClient: string): Promise<Postern> {
    const service = (name: string, port: number) =>
      `${name}: { host: 127.0.0.1, port: ${port}, tls: none, forward-client: ${forwardClient} }`;
    const postern = await startPostern({
      backend: [
        service('imap', dovecot.ports.imapProxied),
        service('pop3', dovecot.ports.pop3Proxied),
        service('smtp', postfix.ports.proxied),
        service('sieve', dovecot.ports.sieveProxied),
      ].join('\n'),
      doors: DOORS.map((protocol) => ({ protocol, tls: 'none' })),
    });
    return belongings.use(postern);
  }

  describe.each(['proxy-v1', 'proxy-v2'])('%s', (forwardClient) => {
    // Seen failing with probes that said UNKNOWN: Postfix answers those with 421, and its SIZE was never learnt.
    it('is understood when Postern probes, so that the doors offer what the backends offer (S1)', async () => {
      const postern = await start(forwardClient);
      await using client = await postern.connect('smtp', 'none');
      await client.readLine();
      await client.send('EHLO client.test\r\n');
      expect(await client.readUntil(/^250 .*\r\n/m)).toContain('SIZE 104857600');
      expect(postern.logged.filter(({ event }) => event === 'backend.probe-failed')).toEqual([]);
    });

    // Seen failing for proxy-v1 with port 0 in the header, at which Dovecot hangs up.
    it('is understood when an administrator has a password checked', async () => {
      const postern = await start(forwardClient);
      const administration = createNodeClient(postern.node.administration.socketPath);
      const created = await administration.ask<CreatedAppPasswordResource>(
        'POST',
        `/mailboxes/${segment(ALICE)}/app-passwords`,
        { body: { name: 'Phone', mailboxPassword: 'alice-secret' } },
      );
      await using client = await postern.connect('imap', 'none');
      await client.readLine();
      await client.ask(`a LOGIN ${ALICE} ${created.password}`, /^a OK/);
    });

    it('lets clients in at POP3, ManageSieve and submission, too', async () => {
      const postern = await start(forwardClient);
      const { shown } = await postern.issue({ mailbox: ALICE, mailboxPassword: 'alice-secret' });
      const plain = Buffer.from(`\0${ALICE}\0${shown}`).toString('base64');
      await using pop3 = await postern.connect('pop3', 'none');
      await pop3.readLine();
      await pop3.ask(`AUTH PLAIN ${plain}`, /^\+OK/);
      await using sieve = await postern.connect('sieve', 'none');
      await sieve.readUntil(/^OK.*\r\n/m);
      await sieve.ask(`AUTHENTICATE "PLAIN" "${plain}"`, /^OK/);
      await using smtp = await postern.connect('smtp', 'none');
      await smtp.readLine();
      await smtp.ask('EHLO client.test', /^250/);
      await smtp.readUntil(/^250 .*\r\n/m);
      await smtp.ask(`AUTH PLAIN ${plain}`, /^235/);
    });
  });
});
