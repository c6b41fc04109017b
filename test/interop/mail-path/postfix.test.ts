// The mail path with a real Postfix as its smarthost, whose SASL and mailboxes are a real Dovecot's.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestMailPath, type TestMailPath } from '../../support/mail-path.ts';
import { letter } from '../../support/mail-path-settings.ts';
import { lacks } from '../../support/programs.ts';
import { type Dovecot, startDovecot } from '../../support/servers/dovecot.ts';
import { type Postfix, startPostfix } from '../../support/servers/postfix.ts';

const ALICE = 'alice@example.test';
const BOB = 'bob@example.test';

describe.skipIf(lacks('root', 'postfix', 'dovecot', 'openssl'))('the mail path by Postfix', () => {
  let dovecot: Dovecot;
  let postfix: Postfix;

  beforeAll(async () => {
    dovecot = await startDovecot();
    postfix = await startPostfix({ dovecot, starttls: 'encrypt' });
  });

  afterAll(async () => {
    await postfix[Symbol.asyncDispose]();
    await dovecot[Symbol.asyncDispose]();
  });

  function open(port: number, tls: 'starttls' | 'implicit', password: string): Promise<TestMailPath> {
    const { certificate } = dovecot;
    const [serverName = ''] = certificate.names;
    const trust = { serverName, certificateAuthority: certificate.ca };
    return openTestMailPath({
      from: { name: 'Example Mail', address: BOB },
      envelopeSender: BOB,
      smarthost: { host: '127.0.0.1', port, tls, ...trust, user: BOB, password },
    });
  }

  it.each([
    ['submission', 'starttls'],
    ['submissions', 'implicit'],
  ] as const)('brings a code into a mailbox: %s', async (service, tls) => {
    await using mail = await open(postfix.ports[service], tls, 'bob-secret');
    const id = `m-${service}`;
    expect(await mail.path.carry(letter(id, { to: ALICE }))).toEqual({ kind: 'accepted' });
    expect((await mail.untilReported(id, 'delivered')).detail).toContain('queued as');
    const message = await dovecot.waitForMessage(ALICE, new RegExp(`^Message-ID: <${id}@`, 'm'));
    expect(message).toContain('Auto-Submitted: auto-generated');
    expect(message).toContain('Your code is 123456');
  });

  it('reports a mailbox that does not exist, in the words of Postfix', async () => {
    await using mail = await open(postfix.ports.submission, 'starttls', 'bob-secret');
    await mail.path.carry(letter('m-nobody', { to: 'nobody@example.test' }));
    expect((await mail.untilReported('m-nobody', 'failed')).detail).toMatch(/550 .*5\.1\.1.*User unknown/);
  });
});
