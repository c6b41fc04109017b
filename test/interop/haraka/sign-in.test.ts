// A site's own Haraka with the plugin postern-auth, configured as the guide says: what mail clients are let through, and
// refusals that are those of Postern's submission door, octet for octet.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ALICE,
  answerTo,
  BOB,
  type HarakaSite,
  OWN_PASSWORD,
  openHaraka,
  startHarakaSite,
} from '../../support/haraka-site.ts';
import { lacks, run } from '../../support/programs.ts';
import {
  command,
  envelope,
  expectCodes,
  hello,
  message,
  openSubmission,
  plainMessage,
} from '../../support/smtp-client.ts';
import { connectWire } from '../../support/wire-client.ts';

describe.skipIf(lacks('openssl'))("a site's own Haraka", () => {
  let site: HarakaSite;
  let appPassword: string;
  beforeAll(async () => {
    site = await startHarakaSite();
    appPassword = (await site.postern.issue({ mailbox: ALICE, scopes: ['smtp'] })).shown;
  });
  afterAll(() => site[Symbol.asyncDispose]());

  const swaks = (password: string, more: readonly string[]) =>
    run('swaks', [
      ...['--server', 'localhost', '--port', String(site.haraka.ports.starttls), '--tls', '--tls-ca-path'],
      ...[site.haraka.certificate.caFile, '--tls-verify', '--ehlo', 'swaks.test', '--from', ALICE],
      ...['--to', 'somebody@elsewhere.test', '--auth-user', ALICE, '--auth-password', password, ...more],
    ]);

  describe.skipIf(lacks('swaks'))('with swaks', () => {
    it.each(['PLAIN', 'LOGIN'])('takes mail with an app password (%s), and hands it on', async (mechanism) => {
      const sent = await swaks(appPassword, ['--auth', mechanism, '--header', `Subject: By swaks ${mechanism}`]);
      expect(sent).toMatchObject({ code: 0 });
      const { from, to, raw } = await site.sink.waitFor(new RegExp(`^Subject: By swaks ${mechanism}`, 'm'));
      expect([from, to]).toEqual([ALICE, 'somebody@elsewhere.test']);
      expect(raw).toMatch(/with ESMTPSA id/);
    });

    it("shows a person with the mailbox's own password where to make an app password (A13)", async () => {
      const sent = await swaks(OWN_PASSWORD, ['--auth', 'PLAIN']);
      expect(sent.code).not.toBe(0);
      expect(sent.stdout).toContain(
        '534-5.7.9 Application-specific password required. For more information, go to\n' +
          '<~* 534 5.7.9  https://mail.example.test/account',
      );
    });
  });

  it.skipIf(lacks('python3'))(
    'takes mail from smtplib over implicit TLS, from an address as a person types it',
    async () => {
      const script = `
import smtplib, ssl, sys
port, authority, user, password = sys.argv[1:]
with smtplib.SMTP_SSL('localhost', int(port), context=ssl.create_default_context(cafile=authority)) as smtp:
    smtp.login(user, password)
    smtp.sendmail('alice@example.test', ['bob@example.test'], 'Subject: By smtplib\\r\\n\\r\\nHello.\\r\\n')
`;
      const { haraka, sink } = site;
      const spaced = appPassword.replaceAll('-', ' ');
      const args = [String(haraka.ports.implicit), haraka.certificate.caFile, 'Alice@Example.Test', spaced];
      expect(await run('python3', ['-c', script, ...args])).toMatchObject({ code: 0, stderr: '' });
      await sink.waitFor(/^Subject: By smtplib/m);
      await haraka.log.waitFor(/signed in mailbox=alice@example\.test decision=/);
    },
  );

  it('offers PLAIN and LOGIN behind TLS, and nothing before it', async () => {
    await using client = await openHaraka(site.haraka, 'starttls');
    expect(await hello(client)).toContain('AUTH PLAIN LOGIN');
    await client.ask('AUTH CRAM-MD5', '504 5.5.4 Unrecognized authentication type');
  });

  it('takes no password in clear text', async () => {
    await using client = await connectWire({ port: site.haraka.ports.starttls });
    await client.expect(/^220/);
    expect((await hello(client)).join()).not.toContain('AUTH');
    await client.ask(`AUTH PLAIN ${plainMessage(ALICE, appPassword)}`, '530 5.7.0 Must issue a STARTTLS command first');
    await client.ask(`MAIL FROM:<${ALICE}>`, '530 5.7.0 Authentication required');
  });

  it('refuses with the octets of the submission door', async () => {
    const { postern, haraka } = site;
    const { stores } = postern.node.state;
    const issue = async (request: object) => (await postern.issue({ mailbox: ALICE, ...request })).shown;
    const revoked = await postern.issue({ mailbox: ALICE, scopes: ['smtp'] });
    await stores.appPasswords.revoke(revoked.id, Date.now());
    const bobs = (await postern.issue({ mailbox: BOB, scopes: ['smtp'] })).shown;
    await stores.accounts.addMailbox({ address: BOB, policy: {}, disabled: true, createdAt: 0 });
    await stores.accounts.addMailbox({
      address: 'carol@example.test',
      policy: { permittedNetworks: { smtp: ['192.0.2.0/24'] } },
      disabled: false,
      createdAt: 0,
    });
    const carols = (await postern.issue({ mailbox: 'carol@example.test', scopes: ['smtp'] })).shown;
    const tries: readonly (readonly [code: RegExp, name: string, password: string, actFor?: string])[] = [
      [/^534-5\.7\.9 Application-specific/, ALICE, OWN_PASSWORD],
      [/^535 5\.7\.8 Authentication failed/, ALICE, 'guess'],
      [/^535 5\.7\.8 Authentication failed/, 'nobody@example.test', 'guess'],
      [/^535 5\.7\.8 Authentication failed/, 'nobody', 'guess'],
      [/^535 5\.7\.8 Authentication failed/, BOB, appPassword],
      [/^535 5\.7\.8 Authentication failed/, ALICE, 'with\ttab'],
      [/^535 5\.7\.8 Authentication failed/, ALICE, ''],
      [
        /^535 5\.7\.8 This app password is for another protocol/,
        ALICE,
        await issue({ scopes: ['imap'], readOnly: true }),
      ],
      [/^535 5\.7\.8 This app password was revoked/, ALICE, revoked.shown],
      [/^535 5\.7\.8 This app password has expired/, ALICE, await issue({ scopes: ['smtp'], expiresAt: 1 })],
      [/^535 5\.7\.8 This app password may not/, ALICE, await issue({ scopes: ['smtp'], networks: ['192.0.2.0/24'] })],
      [/^525 5\.7\.13 This mailbox is disabled/, BOB, bobs],
      [/^535 5\.7\.8 Sign-in from your network/, 'carol@example.test', carols],
      [/^535 5\.7\.8 You may not act for/, ALICE, appPassword, BOB],
    ];
    for (const [expected, name, password, actFor = ''] of tries) {
      const auth = `AUTH PLAIN ${Buffer.from(`${actFor}\0${name}\0${password}`).toString('base64')}`;
      await using door = await openSubmission(postern);
      const said = await command(door, auth);
      expect(said).toMatch(expected);
      expect(await answerTo(haraka, name, password, actFor)).toBe(said);
    }
  });

  it('says for authorization as oneself, and for an empty one, what it says without (A3)', async () => {
    expect(await answerTo(site.haraka, ALICE, appPassword, ALICE)).toMatch(/^235 2\.7\.0/);
    expect(await answerTo(site.haraka, ALICE, appPassword)).toMatch(/^235 2\.7\.0/);
  });

  it('carries on a dialogue as RFC 4954 has it', async () => {
    await using client = await openHaraka(site.haraka);
    await client.ask('AUTH', '501 5.5.4 Syntax: AUTH mechanism [initial-response]');
    await client.ask('AUTH PLAIN a b', '501 5.5.4 Syntax: AUTH mechanism [initial-response]');
    await client.ask('AUTH PLAIN ====', '501 5.5.2 Cannot decode base64');
    await client.ask('AUTH LOGIN', '334 VXNlcm5hbWU6');
    await client.ask('*', '501 5.7.0 Authentication cancelled');
    await client.ask('auth login', '334 VXNlcm5hbWU6');
    await client.ask('not base64', '501 5.5.2 Cannot decode base64');
    // Haraka can't write an empty text, and says a space; so do its own plugins.
    await client.ask('AUTH PLAIN', /^334 +$/);
    await client.ask(plainMessage(ALICE, 'guess'), /^535 5\.7\.8/);
    await client.ask(`AUTH LOGIN ${Buffer.from(ALICE).toString('base64')}`, '334 UGFzc3dvcmQ6');
    await client.ask(Buffer.from(appPassword).toString('base64'), '235 2.7.0 Authentication successful');
    await client.ask(`AUTH PLAIN ${plainMessage(ALICE, appPassword)}`, '503 5.5.1 Already authenticated');
    await client.ask(`MAIL FROM:<${ALICE}>`, /^250/);
  });

  it('ends a connection after three failures, as the submission door does (A7)', async () => {
    await using client = await openHaraka(site.haraka);
    for (let n = 0; n < 3; n += 1) await client.ask(`AUTH PLAIN ${plainMessage(ALICE, 'guess')}`, /^535 5\.7\.8/);
    await client.expect(/^421 4\.7\.0 \S+ Too many failed sign-ins$/);
    expect(await client.readToEnd()).toBe('');
  });

  it('judges nothing that is pipelined behind a refusal as if it had succeeded', async () => {
    await using client = await openHaraka(site.haraka);
    const group = `AUTH PLAIN ${plainMessage(ALICE, 'guess')}\r\n${envelope(ALICE, BOB)}`;
    await client.send(group);
    await expectCodes(client, '535', '530');
  });

  it('takes a message whose commands came with AUTH in one piece', async () => {
    await using client = await openHaraka(site.haraka);
    await client.send(`AUTH PLAIN ${plainMessage(ALICE, appPassword)}\r\n${envelope(ALICE, BOB)}`);
    await expectCodes(client, '235', '250', '250', '354');
    await client.send(message('Pipelined'));
    await client.expect(/^250/);
    await site.sink.waitFor(/^Subject: Pipelined/m);
  });

  it('cuts off a line that is too long, and asks nobody', async () => {
    const mark = site.haraka.log.mark();
    await using client = await openHaraka(site.haraka);
    await client.send(`AUTH PLAIN ${'A'.repeat(20_000)}\r\n`);
    await client.expect('521 Command line too long');
    expect(await client.readToEnd()).toBe('');
    expect(site.haraka.log.text(mark)).not.toContain('[postern-auth]');
  });

  it('lets nobody write as another domain', async () => {
    await using client = await openHaraka(site.haraka);
    await client.ask(`AUTH PLAIN ${plainMessage(ALICE, appPassword)}`, /^235/);
    await client.ask('MAIL FROM:<boss@bank.com>', /^550 Envelope domain 'bank\.com' doesn't match AUTH domain/);
    await client.ask(`MAIL FROM:<${ALICE}>`, /^250/);
  });

  it('ends with the app password: the next message is not taken (R3.6)', async () => {
    // Negative control: fails without the question before each message.
    const { id, shown } = await site.postern.issue({ mailbox: ALICE, scopes: ['smtp'] });
    await using client = await openHaraka(site.haraka);
    await client.ask(`AUTH PLAIN ${plainMessage(ALICE, shown)}`, /^235/);
    await client.send(envelope(ALICE, BOB));
    await expectCodes(client, '250', '250', '354');
    await client.send(message('Still'));
    await client.expect(/^250/);
    await site.postern.node.state.stores.appPasswords.revoke(id, Date.now());
    await client.ask(`MAIL FROM:<${ALICE}>`, '421 4.7.0 App password revoked');
    expect(await client.readToEnd()).toBe('');
  });

  it('writes no password into its log, nor into what it hands on', async () => {
    await answerTo(site.haraka, ALICE, 'a-wrong-password');
    await site.haraka.log.waitFor(/refused ip=127\.0\.0\.1 reason=wrong-secret decision=/);
    const everything = site.haraka.log.text() + site.sink.mails.map(({ raw }) => raw).join();
    for (const secret of ['a-wrong-password', OWN_PASSWORD, appPassword]) {
      expect(everything).not.toContain(secret);
      expect(everything).not.toContain(plainMessage(ALICE, secret));
    }
  });
});
