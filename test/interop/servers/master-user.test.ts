// A real Dovecot and a real Postfix that let a master user into every mailbox (R3.7), at every door, in both forms.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Postern, startPostern } from '../../support/postern.ts';
import { lacks } from '../../support/programs.ts';
import { type Dovecot, startDovecot } from '../../support/servers/dovecot.ts';
import { type Postfix, startPostfix } from '../../support/servers/postfix.ts';

const ALICE = 'alice@example.test';

describe.skipIf(lacks('root', 'dovecot', 'postfix'))('a master user', () => {
  let dovecot: Dovecot;
  let postfix: Postfix;
  beforeAll(async () => {
    dovecot = await startDovecot({ masters: { postern: 'master-secret' } });
    postfix = await startPostfix({ dovecot });
  });
  afterAll(async () => {
    await postfix[Symbol.asyncDispose]();
    await dovecot[Symbol.asyncDispose]();
  });

  async function start(form: string): Promise<Postern> {
    const service = (name: string, port: number) => `${name}: { host: 127.0.0.1, port: ${port}, tls: none }`;
    return await startPostern({
      backend: [
        service('imap', dovecot.ports.imap),
        service('pop3', dovecot.ports.pop3),
        service('smtp', postfix.ports.submission),
        service('sieve', dovecot.ports.sieve),
        `sign-in: { kind: master, name: postern, password: master-secret, form: ${form} }`,
      ].join('\n'),
      doors: (['imap', 'pop3', 'smtp', 'sieve'] as const).map((protocol) => ({ protocol, tls: 'none' })),
    });
  }

  describe.each(['authorization-identity', 'separator'])('as %s', (form) => {
    let postern: Postern;
    let plain: string;
    let appPassword: string;
    beforeAll(async () => {
      postern = await start(form);
      appPassword = (await postern.issue({ mailbox: ALICE })).shown;
      plain = Buffer.from(`\0${ALICE}\0${appPassword}`).toString('base64');
    });
    afterAll(() => postern[Symbol.asyncDispose]());

    it('opens IMAP', async () => {
      await using client = await postern.connect('imap', 'none');
      await client.readLine();
      await client.ask(`a LOGIN ${ALICE} ${appPassword}`, /^a OK/);
    });

    it('opens POP3', async () => {
      await using client = await postern.connect('pop3', 'none');
      await client.readLine();
      await client.ask(`USER ${ALICE}`, /^\+OK/);
      await client.ask(`PASS ${appPassword}`, /^\+OK/);
    });

    it('opens submission as the owner of the sender address, and of no other', async () => {
      await using client = await postern.connect('smtp', 'none');
      await client.readLine();
      await client.send('EHLO client.test\r\n');
      await client.readUntil(/^250 .*\r\n/m);
      await client.ask(`AUTH PLAIN ${plain}`, /^235/);
      await client.ask('MAIL FROM:<bob@example.test>', /^250/);
      await client.ask('RCPT TO:<bob@example.test>', /^553 5\.7\.1 .*not owned by user alice@example\.test/);
      await client.ask('RSET', /^250/);
      await client.ask(`MAIL FROM:<${ALICE}>`, /^250/);
      await client.ask('RCPT TO:<bob@example.test>', /^250/);
    });

    it('opens ManageSieve', async () => {
      await using client = await postern.connect('sieve', 'none');
      await client.readUntil(/^OK.*\r\n/m);
      await client.ask(`AUTHENTICATE "PLAIN" "${plain}"`, /^OK/);
    });

    it('lets nobody in with the password of the mailbox', async () => {
      await using client = await postern.connect('imap', 'none');
      await client.readLine();
      expect(await client.ask(`a LOGIN ${ALICE} alice-secret`, /^a NO/)).toContain('Application-specific password');
    });
  });
});
