// The private Dovecot itself, with nothing in front of it: what the tests of the mail doors build on. Where a real
// client is used, a failure here means that the machine is at fault and not Postern.

import { readFile, writeFile } from 'node:fs/promises';
import { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks, type ProgramResult, run } from '../../support/programs.ts';
import { type Dovecot, startDovecot } from '../../support/servers/dovecot.ts';
import { makeTempFolder } from '../../support/temp.ts';
import { connectWire } from '../../support/wire-client.ts';

const MAIL = 'From: carol@example.test\r\nTo: alice@example.test\r\nSubject: Hello\r\n\r\nHow are you?\r\n';
const LOGIN = 'a LOGIN alice@example.test alice-secret';

describe.skipIf(lacks('dovecot', 'dovecot-pop3', 'dovecot-managesieve', 'dovecot-submission', 'openssl'))(
  'a private Dovecot',
  () => {
    let dovecot: Dovecot;
    beforeAll(async () => {
      dovecot = await startDovecot({ masters: { warden: 'warden-secret' }, trustedNetworks: ['127.0.0.0/8'] });
    });
    afterAll(() => dovecot[Symbol.asyncDispose]());

    it('lets imapflow fetch a delivered message over checked TLS', async () => {
      await dovecot.deliver('alice@example.test', MAIL);
      const client = new ImapFlow({
        host: 'localhost',
        port: dovecot.ports.imaps,
        secure: true,
        tls: { ca: dovecot.certificate.ca },
        auth: { user: 'alice@example.test', pass: 'alice-secret' },
        logger: false,
      });
      await client.connect();
      const inbox = await client.mailboxOpen('INBOX');
      const message = await client.fetchOne('*', { source: true });
      await client.logout();
      expect(inbox.exists).toBeGreaterThan(0);
      expect(message).toMatchObject({ source: Buffer.from(MAIL) });
    });

    it('speaks IMAP, POP3, ManageSieve and submission in clear text and offers TLS', async () => {
      await using imap = await connectWire({ port: dovecot.ports.imap });
      await imap.expect(/^\* OK \[CAPABILITY .*STARTTLS.*\] Backend ready\.$/);
      await imap.ask(LOGIN, /^a OK \[CAPABILITY .*METADATA/);

      await using pop3 = await connectWire({ port: dovecot.ports.pop3 });
      await pop3.expect(/^\+OK/);
      await pop3.ask('USER alice@example.test', /^\+OK/);
      await pop3.ask('PASS alice-secret', /^\+OK/);

      await using sieve = await connectWire({ port: dovecot.ports.sieve });
      expect(await sieve.readUntil(/^OK .*\r\n/m)).toContain('"STARTTLS"');

      await using submission = await connectWire({ port: dovecot.ports.submission });
      await submission.expect(/^220 backend\.test/);
    });

    // Before and during sign-in, and through its own TLS, Dovecot loses what was sent in front of FIN.
    it('answers a command that came before the client half-closed a signed-in connection', async () => {
      await using client = await connectWire({ port: dovecot.ports.imap });
      await client.readLine();
      await client.ask(LOGIN, /^a OK/);
      await client.send('b NOOP\r\n');
      client.halfClose();
      expect(await client.readToEnd()).toMatch(/^b OK/m);
    });

    it('takes a changed password and no longer the old one', async () => {
      await using client = await connectWire({ port: dovecot.ports.imap });
      await client.readLine();
      await client.ask('a LOGIN bob@example.test bob-secret', /^a OK/);
      await dovecot.setPassword('bob@example.test', 'new-secret');
      await using other = await connectWire({ port: dovecot.ports.imap });
      await other.readLine();
      await other.ask('a LOGIN bob@example.test bob-secret', /^a NO \[AUTHENTICATIONFAILED\]/);
      await other.ask('b LOGIN bob@example.test new-secret', /^b OK/);
      await dovecot.setPassword('bob@example.test', 'bob-secret');
    });

    it('lets a master user in as somebody else', async () => {
      await using client = await connectWire({ port: dovecot.ports.imap });
      await client.readLine();
      await client.ask('a LOGIN alice@example.test*warden warden-secret', /^a OK/);
      await using other = await connectWire({ port: dovecot.ports.imap });
      await other.readLine();
      await other.ask('a LOGIN nobody@example.test*warden warden-secret', /^a NO/);
    });

    it('logs the client address that a PROXY header told', async () => {
      const preamble = 'PROXY TCP4 203.0.113.9 127.0.0.1 55555 143\r\n';
      for (const port of [dovecot.ports.imapProxied, dovecot.ports.pop3Proxied, dovecot.ports.sieveProxied]) {
        const from = dovecot.log.mark();
        await using client = await connectWire({ port, preamble });
        await client.readLine();
        await client.send('LOGOUT\r\nQUIT\r\na LOGOUT\r\n');
        await dovecot.log.waitFor(/rip=203\.0\.113\.9/, { from });
      }
    });

    it('believes the address in an ID command from a trusted network', async () => {
      await using client = await connectWire({ port: dovecot.ports.imap });
      await client.readLine();
      await client.send('i ID ("x-originating-ip" "203.0.113.77" "x-session-id" "postern-1")\r\n');
      await client.readUntil(/^i OK.*\r\n/m);
      await client.ask(LOGIN, /^a OK/);
      await dovecot.log.waitFor(/Login: .*rip=203\.0\.113\.77.*session=<postern-1>/);
    });

    it('waits for a message that arrives later', async () => {
      const arrival = dovecot.waitForMessage('bob@example.test', /Subject: Later/);
      await dovecot.deliver('bob@example.test', MAIL.replace('Hello', 'Later'));
      expect(await arrival).toContain('How are you?');
      expect(await dovecot.messages('bob@example.test')).toContainEqual(expect.stringContaining('Subject: Later'));
    });

    it('answers doveadm', async () => {
      const { code, stdout } = await dovecot.doveadm('user', '-f', 'home', 'alice@example.test');
      expect({ code, stdout }).toEqual({ code: 0, stdout: `${dovecot.homes}/alice@example.test\n` });
    });

    it.skipIf(lacks('curl'))('serves curl over IMAP with STARTTLS and over POP3S', async () => {
      await dovecot.deliver('alice@example.test', MAIL);
      const trust = ['--silent', '--show-error', '--fail', '--cacert', dovecot.certificate.caFile];
      const user = ['--user', 'alice@example.test:alice-secret', '--ssl-reqd'];
      const imap = await run('curl', [...trust, ...user, `imap://localhost:${dovecot.ports.imap}/INBOX;MAILINDEX=1`]);
      const pop3 = await run('curl', [...trust, ...user, `pop3s://localhost:${dovecot.ports.pop3s}/1`]);
      expect(imap).toMatchObject({ code: 0, stdout: expect.stringContaining('How are you?') });
      expect(pop3).toMatchObject({ code: 0, stdout: expect.stringContaining('How are you?') });
    });

    it.skipIf(lacks('mbsync'))('serves mbsync', async () => {
      await dovecot.deliver('alice@example.test', MAIL);
      await using folder = await makeTempFolder('mbsync');
      const config = `IMAPAccount backend
Host localhost
Port ${dovecot.ports.imaps}
User alice@example.test
Pass alice-secret
SSLType IMAPS
CertificateFile ${dovecot.certificate.caFile}

IMAPStore far
Account backend

MaildirStore near
Path ${folder.path}/
Inbox ${folder.path}/Inbox

Channel all
Far :far:
Near :near:
Patterns INBOX
Create Near
SyncState *
`;
      await writeFile(folder.file('mbsyncrc'), config);
      expect(await run('mbsync', ['-c', folder.file('mbsyncrc'), 'all'])).toMatchObject({ code: 0 });
    });

    it.skipIf(lacks('sieve-connect'))('keeps, activates and lists a script of sieve-connect', async () => {
      await using folder = await makeTempFolder('sieve');
      await writeFile(folder.file('keep.sieve'), 'keep;\n');
      const target = ['--server', 'localhost', '--port', String(dovecot.ports.sieve), '--nosrv'];
      const trust = ['--tlscafile', dovecot.certificate.caFile, '--user', 'alice@example.test', '--passwordfd', '0'];
      const connect = (...action: readonly string[]): Promise<ProgramResult> =>
        run('sieve-connect', [...target, ...trust, ...action], { input: 'alice-secret\n' });
      expect(await connect('--upload', '--localsieve', folder.file('keep.sieve'))).toMatchObject({ code: 0 });
      expect(await connect('--activate', '--remotesieve', 'keep.sieve')).toMatchObject({ code: 0 });
      expect(await connect('--list')).toMatchObject({ code: 0, stdout: '"keep.sieve" ACTIVE\n' });
    });
  },
);

describe.skipIf(lacks('dovecot', 'openssl'))('a private Dovecot that fails', () => {
  it('listens within two seconds, ends, and comes back on the same ports', async () => {
    const began = performance.now();
    await using dovecot = await startDovecot();
    expect(performance.now() - began).toBeLessThan(2000);
    await dovecot.stop();
    await expect(connectWire({ port: dovecot.ports.imap })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await dovecot.start();
    await using client = await connectWire({ port: dovecot.ports.imap });
    await client.expect(/^\* OK/);
  });

  it('accepts and says nothing while frozen, and goes on when thawed', async () => {
    await using dovecot = await startDovecot();
    dovecot.freeze();
    await using client = await connectWire({ port: dovecot.ports.imap, patienceMs: 200 });
    await expect(client.readLine()).rejects.toThrow('nothing within 200 ms');
    dovecot.thaw();
    await using other = await connectWire({ port: dovecot.ports.imap });
    await other.expect(/^\* OK/);
  });

  it('refuses passwords in clear text when told to', async () => {
    await using dovecot = await startDovecot({ plaintext: 'refused' });
    await using client = await connectWire({ port: dovecot.ports.imap, from: '127.0.0.2' });
    await client.expect(/LOGINDISABLED/);
    await client.send(`${LOGIN}\r\n`);
    expect(await client.readUntil(/^a .*\r\n/m)).toContain('a NO [PRIVACYREQUIRED]');
  });

  it('delays the answer to a wrong password when told to', async () => {
    await using dovecot = await startDovecot({ failureDelaySeconds: 1 });
    await using client = await connectWire({ port: dovecot.ports.imap });
    await client.readLine();
    const began = performance.now();
    await client.ask('a LOGIN alice@example.test wrong', /^a NO \[AUTHENTICATIONFAILED\]/);
    expect(performance.now() - began).toBeGreaterThan(250);
  });

  it('says what is wrong with its configuration', async () => {
    await expect(startDovecot({ extraConfig: 'no_such_setting = yes\n' })).rejects.toThrow('no_such_setting');
  });

  it('leaves nothing behind', async () => {
    const dovecot = await startDovecot();
    const { pid, homes } = dovecot;
    await dovecot[Symbol.asyncDispose]();
    // Not by its port, which another test may have by now.
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await expect(readFile(homes)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
