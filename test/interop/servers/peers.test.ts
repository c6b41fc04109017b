// The peers of the bench, each in front of a private Dovecot and Postfix: a sign-in passes through every listener.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../../support/programs.ts';
import { type Dovecot, startDovecot } from '../../support/servers/dovecot.ts';
import { startDovecotProxy } from '../../support/servers/dovecot-proxy.ts';
import { startHaproxy } from '../../support/servers/haproxy.ts';
import { startNginxMail } from '../../support/servers/nginx-mail.ts';
import type { BackendPorts, Peer } from '../../support/servers/peer.ts';
import { type Postfix, startPostfix } from '../../support/servers/postfix.ts';
import { connectWire, type WireTls } from '../../support/wire-client.ts';

const PLAIN = Buffer.from('\0alice@example.test\0alice-secret').toString('base64');

async function signInEverywhere(ports: Peer['ports'], ca: string): Promise<void> {
  const tls: WireTls = { ca };
  for (const over of [{ port: ports.imap }, { port: ports.imaps, tls }]) {
    await using imap = await connectWire(over);
    await imap.expect(/^\* OK/);
    await imap.ask('a LOGIN alice@example.test alice-secret', /^a OK/);
    await imap.ask('b NOOP', /^b OK/);
  }
  for (const over of [{ port: ports.pop3 }, { port: ports.pop3s, tls }]) {
    await using pop3 = await connectWire(over);
    await pop3.expect(/^\+OK/);
    await pop3.ask('USER alice@example.test', /^\+OK/);
    await pop3.ask('PASS alice-secret', /^\+OK/);
    await pop3.ask('STAT', /^\+OK 0 0/);
  }
  for (const over of [{ port: ports.submission }, { port: ports.submissions, tls }]) {
    await using smtp = await connectWire(over);
    await smtp.expect(/^220/);
    await smtp.send('EHLO client.test\r\n');
    await smtp.readUntil(/^250 .*\r\n/m);
    await smtp.ask(`AUTH PLAIN ${PLAIN}`, /^235/);
    await smtp.ask('MAIL FROM:<alice@example.test>', /^250/);
    await smtp.ask('RCPT TO:<bob@example.test>', /^250/);
  }
}

describe.skipIf(lacks('root', 'postfix', 'dovecot', 'dovecot-pop3', 'dovecot-managesieve', 'openssl'))(
  'in front of a private Dovecot and Postfix',
  () => {
    let dovecot: Dovecot;
    let postfix: Postfix;
    let backend: BackendPorts;
    beforeAll(async () => {
      dovecot = await startDovecot();
      postfix = await startPostfix({ dovecot });
      backend = { imap: dovecot.ports.imap, pop3: dovecot.ports.pop3, submission: postfix.ports.submission };
    });
    afterAll(async () => {
      await postfix[Symbol.asyncDispose]();
      await dovecot[Symbol.asyncDispose]();
    });

    it.skipIf(lacks('nginx', 'nginx-mail')).each(['4k', '64k'] as const)(
      'nginx with a buffer of %s passes sign-ins on',
      async (proxyBuffer) => {
        const { certificate } = dovecot;
        await using nginx = await startNginxMail({ backend, certificate, proxyBuffer });
        await signInEverywhere(nginx.ports, certificate.ca);
      },
    );

    it('a Dovecot login proxy passes sign-ins on', async () => {
      const { certificate } = dovecot;
      await using proxy = await startDovecotProxy({ backend: { ...backend, sieve: dovecot.ports.sieve }, certificate });
      await signInEverywhere(proxy.ports, certificate.ca);
      await using sieve = await connectWire({ port: proxy.ports.sieve });
      await sieve.readUntil(/^OK .*\r\n/m);
      await sieve.ask(`AUTHENTICATE "PLAIN" "${PLAIN}"`, /^OK/);
    });

    it.skipIf(lacks('haproxy'))('HAProxy passes sign-ins on', async () => {
      const { certificate } = dovecot;
      await using haproxy = await startHaproxy({
        imap: { backendPort: backend.imap },
        imaps: { backendPort: backend.imap, certificate },
        pop3: { backendPort: backend.pop3 },
        pop3s: { backendPort: backend.pop3, certificate },
        submission: { backendPort: backend.submission },
        submissions: { backendPort: backend.submission, certificate },
      });
      await signInEverywhere(haproxy.ports, certificate.ca);
    });

    it.skipIf(lacks('haproxy')).each(['v1', 'v2'] as const)(
      'HAProxy tells the client address by a PROXY header of %s',
      async (sendProxy) => {
        await using haproxy = await startHaproxy({
          imap: { backendPort: dovecot.ports.imapProxied, sendProxy },
          submission: { backendPort: postfix.ports.proxied, sendProxy },
        });
        const from = dovecot.log.mark();
        await using imap = await connectWire({ port: haproxy.ports.imap, from: '127.0.0.99' });
        await imap.expect(/^\* OK/);
        await imap.ask('a LOGIN alice@example.test alice-secret', /^a OK/);
        await dovecot.log.waitFor(/rip=127\.0\.0\.99/, { from });
        await using smtp = await connectWire({ port: haproxy.ports.submission, from: '127.0.0.99' });
        await smtp.expect(/^220/);
        await postfix.log.waitFor(/connect from unknown\[127\.0\.0\.99\]/);
      },
    );

    it.skipIf(lacks('haproxy'))('a peer says what is wrong with its configuration', async () => {
      await expect(startHaproxy({ 'not a name': { backendPort: 1 } })).rejects.toThrow(/ALERT/);
    });
  },
);
