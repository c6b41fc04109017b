// The private Postfix itself, with nothing in front of it: what the tests of the submission door build on, and the
// behaviour that makes the door's filter after sign-in (S7) necessary.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks, run } from '../../support/programs.ts';
import { type Dovecot, startDovecot } from '../../support/servers/dovecot.ts';
import { type Postfix, startPostfix } from '../../support/servers/postfix.ts';
import { connectWire, type WireClient } from '../../support/wire-client.ts';

function plain(user: string, password: string): string {
  return `AUTH PLAIN ${Buffer.from(`\0${user}\0${password}`).toString('base64')}`;
}

async function ehlo(client: WireClient): Promise<string> {
  await client.send('EHLO client.test\r\n');
  return client.readUntil(/^250 .*\r\n/m);
}

async function signedIn(port: number): Promise<WireClient> {
  const client = await connectWire({ port });
  await client.expect(/^220 backend\.test/);
  await ehlo(client);
  await client.ask(plain('alice@example.test', 'alice-secret'), /^235 2\.7\.0/);
  return client;
}

describe.skipIf(lacks('root', 'postfix', 'dovecot', 'openssl'))('a private Postfix', () => {
  let dovecot: Dovecot;
  let postfix: Postfix;
  beforeAll(async () => {
    dovecot = await startDovecot();
    postfix = await startPostfix({ dovecot, xclientHosts: ['127.0.0.0/8'] });
  });
  afterAll(async () => {
    await postfix[Symbol.asyncDispose]();
    await dovecot[Symbol.asyncDispose]();
  });

  it.skipIf(lacks('swaks'))('takes mail from swaks with STARTTLS, which is then found in Dovecot', async () => {
    const sent = await run('swaks', [
      ...['--server', '127.0.0.1', '--port', String(postfix.ports.submission), '--tls', '--tls-ca-path'],
      ...[dovecot.certificate.caFile, '--auth', 'PLAIN', '--auth-user', 'alice@example.test'],
      ...['--auth-password', 'alice-secret', '--from', 'alice@example.test', '--to', 'bob@example.test'],
      ...['--header', 'Subject: By swaks'],
    ]);
    expect(sent).toMatchObject({ code: 0 });
    expect(await dovecot.waitForMessage('bob@example.test', /^Subject: By swaks/m)).toContain('ESMTPSA');
    await using reader = await connectWire({ port: dovecot.ports.imap });
    await reader.readLine();
    await reader.ask('a LOGIN bob@example.test bob-secret', /^a OK/);
    await reader.send('b SELECT INBOX\r\nc SEARCH SUBJECT "By swaks"\r\n');
    expect(await reader.readUntil(/^c OK.*\r\n/m)).toMatch(/^\* SEARCH \d+/m);
  });

  it.skipIf(lacks('curl'))('takes mail from curl over implicit TLS', async () => {
    const sent = await run(
      'curl',
      [
        ...['--silent', '--show-error', '--cacert', dovecot.certificate.caFile],
        ...['--user', 'alice@example.test:alice-secret', '--mail-from', 'alice@example.test'],
        ...['--mail-rcpt', 'bob@example.test', '--upload-file', '-'],
        `smtps://localhost:${postfix.ports.submissions}/client.test`,
      ],
      { input: 'Subject: By curl\r\n\r\nHello\r\n' },
    );
    expect(sent).toMatchObject({ code: 0 });
    await dovecot.waitForMessage('bob@example.test', /^Subject: By curl/m);
  });

  it('refuses a wrong password, a stranger and the sender address of somebody else', async () => {
    await using stranger = await connectWire({ port: postfix.ports.submission });
    await stranger.readLine();
    await ehlo(stranger);
    await stranger.ask(plain('alice@example.test', 'wrong'), /^535 5\.7\.8/);
    await stranger.ask('MAIL FROM:<carol@elsewhere.test>', /^250/);
    await stranger.ask('RCPT TO:<bob@example.test>', /^554 5\.7\.1/);

    await using alice = await signedIn(postfix.ports.submission);
    await alice.ask('MAIL FROM:<bob@example.test>', /^250/);
    await alice.ask('RCPT TO:<alice@example.test>', /^553 5\.7\.1 .*not owned by user alice@example\.test/);
  });

  it('refuses mail to a user that Dovecot does not have', async () => {
    await using alice = await signedIn(postfix.ports.submission);
    await alice.ask('MAIL FROM:<alice@example.test>', /^250/);
    await alice.ask('RCPT TO:<nobody@example.test>', /^550 5\.1\.1/);
  });

  it('logs the client address that a PROXY header told', async () => {
    const preamble = 'PROXY TCP4 203.0.113.9 127.0.0.1 55555 587\r\n';
    await using client = await connectWire({ port: postfix.ports.proxied, preamble });
    await client.expect(/^220/);
    await postfix.log.waitFor(/connect from unknown\[203\.0\.113\.9\]/);
  });

  // Why S7 exists. A splice that lets this through lets any mailbox send as any other.
  it('becomes somebody else by XCLIENT after sign-in, when its peer is trusted', async () => {
    await using client = await signedIn(postfix.ports.submission);
    await client.ask('MAIL FROM:<bob@example.test>', /^250/);
    await client.ask('RCPT TO:<bob@example.test>', /^553 5\.7\.1/);
    await client.ask('RSET', /^250/);
    await client.ask('XCLIENT ADDR=203.0.113.77 LOGIN=bob@example.test', /^220/);
    await ehlo(client);
    await client.ask('MAIL FROM:<bob@example.test>', /^250/);
    await client.ask('RCPT TO:<bob@example.test>', /^250/);
    await postfix.log.waitFor(
      /client=unknown\[203\.0\.113\.77\], sasl_method=XCLIENT, sasl_username=bob@example\.test/,
    );
  });

  // The same without any trust: STARTTLS resets the connection, and a second AUTH follows.
  it('signs in somebody else by STARTTLS after sign-in', async () => {
    await using client = await signedIn(postfix.ports.submission);
    await client.ask('STARTTLS', /^220/);
    await client.startTls({ ca: dovecot.certificate.ca });
    await ehlo(client);
    await client.ask(plain('bob@example.test', 'bob-secret'), /^235/);
  });

  it('ends, and comes back on the same ports', async () => {
    await using other = await startPostfix({ dovecot, starttls: 'none' });
    await other.stop();
    await expect(connectWire({ port: other.ports.submission })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await other.start();
    await using client = await connectWire({ port: other.ports.submission });
    await client.expect(/^220/);
    expect(await ehlo(client)).not.toContain('STARTTLS');
  });

  it('demands TLS when told to', async () => {
    await using strict = await startPostfix({ dovecot, starttls: 'encrypt' });
    await using client = await connectWire({ port: strict.ports.submission });
    await client.readLine();
    await ehlo(client);
    await client.ask('MAIL FROM:<alice@example.test>', /^530 5\.7\.0/);
  });

  it.skipIf(lacks('swaks', 'dovecot-submission'))('is what a Dovecot submission service relays to', async () => {
    // The relay trusts its peer, as a site's does; `starttls: none` because the service would check a certificate.
    const extra = {
      mynetworks: '127.0.0.0/8',
      smtpd_relay_restrictions: 'permit_mynetworks reject',
      smtpd_sender_restrictions: '',
    };
    await using relay = await startPostfix({ dovecot, starttls: 'none', extra, xclientHosts: ['127.0.0.0/8'] });
    await using front = await startDovecot({ submissionRelayPort: relay.ports.submission });
    const sent = await run('swaks', [
      ...['--server', '127.0.0.1', '--port', String(front.ports.submission), '--auth', 'PLAIN', '--tls-optional'],
      ...['--auth-user', 'alice@example.test', '--auth-password', 'alice-secret'],
      ...['--from', 'alice@example.test', '--to', 'bob@example.test', '--header', 'Subject: Relayed'],
    ]);
    expect(sent).toMatchObject({ code: 0 });
    await dovecot.waitForMessage('bob@example.test', /^Subject: Relayed/m);
  });
});
