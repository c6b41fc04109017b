// Real mail clients, in front of a real Dovecot, through Postern: they fetch mail with an app password, and show the
// person why the mailbox's own password doesn't do.

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALICE, ALICES_PASSWORD, type MailSite, startMailSite } from '../support/mail-site.ts';
import { lacks, type ProgramResult, run } from '../support/programs.ts';
import { makeTempFolder, type TempFolder } from '../support/temp.ts';

const MESSAGE =
  'From: a@example.test\r\nTo: alice@example.test\r\nSubject: Greetings\r\n\r\nHello through Postern.\r\n';
const HINT = 'Application-specific password required';

describe.skipIf(lacks('dovecot', 'dovecot-pop3'))('a mail client behind Postern', () => {
  let site: MailSite;
  let folder: TempFolder;

  beforeAll(async () => {
    site = await startMailSite({
      postern: { more: 'throttle: { exempt-networks: [127.0.0.0/8], longest-delay: 0s }' },
    });
    await site.dovecot.deliver(ALICE, MESSAGE);
    folder = await makeTempFolder('clients');
  });

  afterAll(async () => {
    await folder[Symbol.asyncDispose]();
    await site[Symbol.asyncDispose]();
  });

  const url = (protocol: 'imap' | 'pop3', scheme: string, path: string): string =>
    `${scheme}://localhost:${site.postern.port(protocol, scheme.endsWith('s') ? 'implicit' : 'starttls')}/${path}`;

  async function file(name: string, text: string, mode = 0o600): Promise<string> {
    const path = folder.file(name);
    await writeFile(path, text, { mode });
    return path;
  }

  describe.skipIf(lacks('curl'))('curl', () => {
    const curl = (address: string, password: string, ...more: string[]): Promise<ProgramResult> => {
      const trust = ['--cacert', site.postern.certificate.caFile, '--ssl-reqd', '--silent', '--show-error'];
      return run('curl', [...trust, '--user', `${ALICE}:${password}`, ...more, address]);
    };

    it.each([
      ['imap', 'imaps', 'INBOX;MAILINDEX=1'],
      ['imap', 'imap', 'INBOX;MAILINDEX=1'],
      ['pop3', 'pop3s', '1'],
      ['pop3', 'pop3', '1'],
    ] as const)('fetches a message over %s (%s)', async (protocol, scheme, path) => {
      const result = await curl(url(protocol, scheme, path), site.appPassword);
      expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('Hello through Postern.') });
    });

    it.each([
      ['imap', 'imaps', 'INBOX;MAILINDEX=1'],
      ['pop3', 'pop3s', '1'],
    ] as const)('is told over %s why the password of the mailbox does not do (A13)', async (protocol, scheme, path) => {
      const result = await curl(url(protocol, scheme, path), ALICES_PASSWORD, '--verbose');
      expect(result.code).toBe(67);
      expect(result.stderr).toContain(HINT);
    });
  });

  describe.skipIf(lacks('mbsync'))('mbsync', () => {
    const config = async (name: string, password: string): Promise<string> => {
      const mail = folder.file(`${name}-mail`);
      await mkdir(mail);
      const text = [
        'IMAPAccount a',
        'Host localhost',
        `Port ${site.postern.port('imap', 'implicit')}`,
        `User ${ALICE}`,
        `Pass "${password}"`,
        'SSLType IMAPS',
        `CertificateFile ${site.postern.certificate.caFile}`,
        '',
        'IMAPStore far',
        'Account a',
        '',
        'MaildirStore near',
        `Path ${mail}/`,
        `Inbox ${mail}/INBOX`,
        '',
        'Channel c',
        'Far :far:',
        'Near :near:',
        'Create Near',
        'SyncState *',
        '',
      ];
      return file(name, text.join('\n'));
    };

    it('synchronizes a folder', async () => {
      const result = await run('mbsync', ['-c', await config('mbsync-right', site.appPassword), 'c']);
      expect(result).toMatchObject({ code: 0 });
      const inbox = folder.file('mbsync-right-mail', 'INBOX');
      const [message = ''] = (await readdir(inbox, { recursive: true })).filter((name) => /^(new|cur)\//.test(name));
      expect(await readFile(`${inbox}/${message}`, 'utf8')).toContain('Hello through Postern.');
    });

    it('shows why the password of the mailbox does not do (A13)', async () => {
      const result = await run('mbsync', ['-c', await config('mbsync-wrong', ALICES_PASSWORD), 'c']);
      expect(result.code).not.toBe(0);
      expect(result.stderr).toContain(HINT);
    });
  });

  describe.skipIf(lacks('fetchmail'))('fetchmail', () => {
    const fetch = async (protocol: 'imap' | 'pop3', password: string): Promise<ProgramResult> => {
      const port = site.postern.port(protocol, 'implicit');
      const name = `fetchmail-${protocol}-${password.length}`;
      const rc = await file(
        name,
        `poll localhost protocol ${protocol} port ${port} user "${ALICE}" password "${password}" ssl sslcertck sslcertfile "${site.postern.certificate.caFile}" keep fetchall mda "cat"\n`,
      );
      return run(
        'fetchmail',
        ['-v', '-f', rc, '--pidfile', folder.file(`${name}.pid`), '-i', folder.file(`${name}.ids`)],
        {
          env: { HOME: folder.path },
        },
      );
    };

    it.each(['imap', 'pop3'] as const)('fetches a message over %s', async (protocol) => {
      const result = await fetch(protocol, site.appPassword);
      expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('Hello through Postern.') });
    });

    it.each(['imap', 'pop3'] as const)(
      'shows over %s why the password of the mailbox does not do (A13)',
      async (protocol) => {
        const result = await fetch(protocol, ALICES_PASSWORD);
        expect(result.code).not.toBe(0);
        expect(result.stdout + result.stderr).toContain(HINT);
      },
    );
  });

  describe.skipIf(lacks('mpop'))('mpop', () => {
    const fetch = (name: string, password: string, auth: string): Promise<ProgramResult> => {
      const reach = [
        '--host=localhost',
        `--port=${site.postern.port('pop3', 'implicit')}`,
        '--tls=on',
        '--tls-starttls=off',
      ];
      const trust = [`--tls-trust-file=${site.postern.certificate.caFile}`];
      const sign = [`--user=${ALICE}`, `--passwordeval=echo '${password}'`, `--auth=${auth}`];
      const store = [`--delivery=mbox,${folder.file(name)}`, '--keep=on', `--uidls-file=${folder.file(`${name}.ids`)}`];
      return run('mpop', [...reach, ...trust, ...sign, ...store], { env: { HOME: folder.path } });
    };

    it('fetches a message', async () => {
      expect(await fetch('mpop', site.appPassword, 'on')).toMatchObject({ code: 0 });
      expect(await readFile(folder.file('mpop'), 'utf8')).toContain('Hello through Postern.');
    });

    // With SASL mpop keeps the server's words to itself.
    it('shows why the password of the mailbox does not do (A13)', async () => {
      const result = await fetch('mpop-wrong', ALICES_PASSWORD, 'user');
      expect(result.code).not.toBe(0);
      expect(result.stderr).toContain(HINT);
    });
  });

  describe.skipIf(lacks('python3'))("Python's libraries", () => {
    const IMAPLIB = `
import imaplib, ssl, sys
port, ca, user, password = sys.argv[1:]
c = imaplib.IMAP4_SSL('localhost', int(port), ssl_context=ssl.create_default_context(cafile=ca))
c.login(user, password)
c.select('INBOX', readonly=True)
print(c.fetch('1', '(BODY.PEEK[])')[1][0][1].decode())
print('SORT' in c.capabilities)
c.logout()
`;
    const POPLIB = `
import poplib, ssl, sys
port, ca, user, password = sys.argv[1:]
c = poplib.POP3('localhost', int(port))
c.stls(ssl.create_default_context(cafile=ca))
c.user(user)
c.pass_(password)
print(b'\\n'.join(c.retr(1)[1]).decode())
c.quit()
`;
    const python = (program: string, port: number, password: string): Promise<ProgramResult> =>
      run('python3', ['-c', program, String(port), site.postern.certificate.caFile, ALICE, password]);

    it('imaplib fetches a message', async () => {
      const result = await python(IMAPLIB, site.postern.port('imap', 'implicit'), site.appPassword);
      expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('Hello through Postern.') });
    });

    it('imaplib raises what the person needs to know (A13)', async () => {
      const result = await python(IMAPLIB, site.postern.port('imap', 'implicit'), ALICES_PASSWORD);
      expect(result.stderr).toContain(HINT);
    });

    it('poplib fetches a message behind STLS', async () => {
      const result = await python(POPLIB, site.postern.port('pop3', 'starttls'), site.appPassword);
      expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('Hello through Postern.') });
    });

    it('poplib raises what the person needs to know (A13)', async () => {
      const result = await python(POPLIB, site.postern.port('pop3', 'starttls'), ALICES_PASSWORD);
      expect(result.stderr).toContain(HINT);
    });
  });

  describe('imapflow', () => {
    const flow = (password: string, secure: boolean): ImapFlow =>
      new ImapFlow({
        host: 'localhost',
        port: site.postern.port('imap', secure ? 'implicit' : 'starttls'),
        secure,
        tls: { ca: site.postern.certificate.ca },
        auth: { user: ALICE, pass: password },
        logger: false,
      });

    it.each([true, false])('fetches a message (implicit TLS: %s)', async (secure) => {
      const client = flow(site.appPassword, secure);
      await client.connect();
      const lock = await client.getMailboxLock('INBOX');
      const message = await client.fetchOne('1', { source: true });
      lock.release();
      await client.logout();
      expect(message && String(message.source)).toContain('Hello through Postern.');
    });

    it('reports what the person needs to know (A13)', async () => {
      await expect(flow(ALICES_PASSWORD, true).connect()).rejects.toMatchObject({
        responseText: expect.stringContaining(HINT),
      });
    });
  });
});
