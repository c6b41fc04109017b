import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Postern, startPostern } from '../support/postern.ts';
import { lacks } from '../support/programs.ts';
import { type Dovecot, startDovecot } from '../support/servers/dovecot.ts';

const ALICE = 'alice@example.test';

describe.skipIf(lacks('dovecot'))('the IMAP door in front of Dovecot', () => {
  let dovecot: Dovecot;
  let postern: Postern;
  let appPassword: string;

  beforeAll(async () => {
    dovecot = await startDovecot({ trustedNetworks: ['127.0.0.0/8'] });
    postern = await startPostern({
      backend: `imap: { host: 127.0.0.1, port: ${dovecot.ports.imap}, tls: none, forward-client: id }`,
    });
    appPassword = (await postern.issue({ mailbox: ALICE, mailboxPassword: 'alice-secret' })).shown;
  });

  afterAll(async () => {
    await postern[Symbol.asyncDispose]();
    await dovecot[Symbol.asyncDispose]();
  });

  it('opens with an app password, with the capabilities of the backend in the tagged OK (I11)', async () => {
    await using client = await postern.connect('imap', 'implicit');
    await client.expect(/^\* OK \[CAPABILITY IMAP4rev1 .*AUTH=PLAIN/);
    await client.ask(`a LOGIN ${ALICE} "${appPassword}"`, /^a OK \[CAPABILITY IMAP4rev1 .*SORT/);
    await client.ask('b SELECT INBOX', /^\*/);
    await client.readUntil(/^b OK.*\r\n/m);
    await client.send('c LOGOUT\r\n');
    await client.readUntil(/^c OK/m);
  });

  it('refuses the password of the mailbox with a text that a person sees, and stays open (A13)', async () => {
    await using client = await postern.connect('imap', 'implicit');
    await client.readLine();
    await client.ask(
      `a LOGIN ${ALICE} alice-secret`,
      'a NO [ALERT] Application-specific password required: https://mail.example.test/account (Failure)',
    );
    await client.ask(`b LOGIN ${ALICE} ${appPassword}`, /^b OK/);
  });

  it('answers a wrong password as wrong (I7)', async () => {
    await using client = await postern.connect('imap', 'implicit');
    await client.readLine();
    await client.ask(`a LOGIN ${ALICE} wrong`, /^a NO \[AUTHENTICATIONFAILED\]/);
  });

  it('ends the connection within a second of a revocation (R3.6)', async () => {
    const issued = await postern.issue({ mailbox: ALICE, mailboxPassword: 'alice-secret' });
    await using client = await postern.connect('imap', 'implicit');
    await client.readLine();
    await client.ask(`a LOGIN ${ALICE} ${issued.shown}`, /^a OK/);
    const revokedAt = performance.now();
    expect(await postern.node.state.stores.appPasswords.revoke(issued.id, Date.now())).toBe(true);
    await client.ended;
    expect(performance.now() - revokedAt).toBeLessThan(1_000);
    await using again = await postern.connect('imap', 'implicit');
    await again.readLine();
    await again.ask(`a LOGIN ${ALICE} ${issued.shown}`, /^\* NO \[ALERT\] This app password was revoked/);
  });
});
