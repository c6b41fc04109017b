// Real mail programs at the submission door: each sends with an app password, and each shows its user why the password of
// the mailbox isn't taken.

import { writeFile } from 'node:fs/promises';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks, type ProgramResult, run } from '../../support/programs.ts';
import { ALICE, ALICE_SECRET, BOB, type SubmissionSite, startSubmissionSite } from '../../support/submission-site.ts';
import { makeTempFolder } from '../../support/temp.ts';

const HELP = 'https://mail.example.test/account';
const HINT = 'Application-specific password required';

describe.skipIf(lacks('root', 'postfix', 'dovecot', 'openssl'))('mail programs at the submission door', () => {
  let site: SubmissionSite;
  let caFile: string;
  beforeAll(async () => {
    site = await startSubmissionSite({
      postern: { more: 'throttle: { exempt-networks: [127.0.0.0/8], longest-delay: 0s }' },
    });
    ({ caFile } = site.postern.certificate);
  });
  afterAll(() => site[Symbol.asyncDispose]());

  const arrived = (subject: string) => site.dovecot.waitForMessage(BOB, new RegExp(`^Subject: ${subject}\r?\n`, 'm'));

  describe.skipIf(lacks('curl'))('curl', () => {
    const send = (url: string, password: string, subject: string): Promise<ProgramResult> =>
      run(
        'curl',
        [
          ...['--silent', '--show-error', '--verbose', '--ssl-reqd', '--cacert', caFile],
          ...['--user', `${ALICE}:${password}`, '--mail-from', ALICE, '--mail-rcpt', BOB, '--upload-file', '-', url],
        ],
        { input: `Subject: ${subject}\r\n\r\nHello\r\n` },
      );

    it.each([
      ['smtps', 'implicit'],
      ['smtp', 'starttls'],
    ] as const)('sends by %s (%s TLS)', async (scheme, tls) => {
      const url = `${scheme}://localhost:${site.postern.port('smtp', tls)}/curl.test`;
      expect(await send(url, site.appPassword, `curl ${scheme}`)).toMatchObject({ code: 0 });
      await arrived(`curl ${scheme}`);
    });

    it('shows the hint and fails as on a refused login', async () => {
      const url = `smtps://localhost:${site.postern.port('smtp', 'implicit')}/curl.test`;
      const { code, stderr } = await send(url, ALICE_SECRET, 'never');
      expect(code).toBe(67);
      expect(stderr).toContain(`534-5.7.9 ${HINT}`);
      expect(stderr).toContain(HELP);
    });
  });

  describe.skipIf(lacks('swaks'))('swaks', () => {
    const send = (password: string, subject: string, options: readonly string[]): Promise<ProgramResult> =>
      run('swaks', [
        ...['--server', 'localhost', '--ehlo', 'swaks.test', '--from', ALICE, '--to', BOB],
        ...['--tls-ca-path', caFile, '--tls-verify', '--header', `Subject: ${subject}`],
        ...['--auth-user', ALICE, '--auth-password', password, ...options],
      ]);
    const starttls = () => ['--port', `${site.postern.port('smtp', 'starttls')}`, '--tls'];
    const implicit = () => ['--port', `${site.postern.port('smtp', 'implicit')}`, '--tlsc'];

    it.each(['PLAIN', 'LOGIN', 'ANY'])('sends by AUTH %s', async (mechanism) => {
      const auth = mechanism === 'ANY' ? ['--auth'] : ['--auth', mechanism];
      expect(await send(site.appPassword, `swaks ${mechanism}`, [...starttls(), ...auth])).toMatchObject({ code: 0 });
      await arrived(`swaks ${mechanism}`);
    });

    it('sends pipelined, over implicit TLS', async () => {
      const sent = await send(site.appPassword, 'swaks pipelined', [...implicit(), '--auth', 'PLAIN', '--pipeline']);
      expect(sent).toMatchObject({ code: 0 });
      await arrived('swaks pipelined');
    });

    it('finds no CRAM-MD5 and no DIGEST-MD5, which the backend may never be asked for', async () => {
      const { code, stdout } = await send(site.appPassword, 'never', [...starttls(), '--auth', 'CRAM-MD5']);
      expect(code).toBe(28);
      expect(stdout).toContain('AUTH PLAIN LOGIN');
    });

    it('shows the hint for each mechanism that it tries', async () => {
      const { code, stdout } = await send(ALICE_SECRET, 'never', [...starttls(), '--auth', 'PLAIN,LOGIN']);
      expect(code).toBe(28);
      expect(stdout.match(new RegExp(`534-5\\.7\\.9 ${HINT}`, 'g'))).toHaveLength(2);
    });

    it('is refused without TLS', async () => {
      const options = ['--port', `${site.postern.port('smtp', 'starttls')}`, '--auth', 'PLAIN'];
      expect((await send(site.appPassword, 'never', options)).code).toBe(28);
    });
  });

  describe.skipIf(lacks('msmtp'))('msmtp', () => {
    const send = async (password: string, subject: string, settings: readonly string[]): Promise<ProgramResult> => {
      await using folder = await makeTempFolder('msmtp');
      const config = ['defaults', 'tls on', `tls_trust_file ${caFile}`, 'host localhost', `user ${ALICE}`];
      const lines = [...config, `from ${ALICE}`, `password ${password}`, ...settings, 'account default', ''];
      await writeFile(folder.file('msmtprc'), lines.join('\n'), { mode: 0o600 });
      const input = `Subject: ${subject}\n\nHello\n`;
      return await run('msmtp', ['--file', folder.file('msmtprc'), BOB], { input });
    };
    const starttls = () => [`port ${site.postern.port('smtp', 'starttls')}`, 'tls_starttls on'];
    const implicit = () => [`port ${site.postern.port('smtp', 'implicit')}`, 'tls_starttls off'];

    it.each([
      ['STARTTLS and PLAIN', () => [...starttls(), 'auth plain']],
      ['implicit TLS and LOGIN', () => [...implicit(), 'auth login']],
      ['whatever it likes best', () => [...implicit(), 'auth on']],
    ])('sends by %s', async (name, settings) => {
      expect(await send(site.appPassword, `msmtp ${name}`, settings())).toMatchObject({ code: 0 });
      await arrived(`msmtp ${name}`);
    });

    it('shows the hint', async () => {
      const { code, stderr } = await send(ALICE_SECRET, 'never', [...implicit(), 'auth on']);
      expect(code).not.toBe(0);
      expect(stderr).toContain(HINT);
      expect(stderr).toContain(HELP);
    });
  });

  describe.skipIf(lacks('python3'))("Python's smtplib", () => {
    const script = (password: string, subject: string, use: string): string => `
import smtplib, ssl
context = ssl.create_default_context(cafile=${JSON.stringify(caFile)})
${use}
try:
    server.login(${JSON.stringify(ALICE)}, ${JSON.stringify(password)})
    server.sendmail(${JSON.stringify(ALICE)}, [${JSON.stringify(BOB)}], "Subject: ${subject}\\r\\n\\r\\nHello\\r\\n")
    server.quit()
except smtplib.SMTPException as error:
    print(type(error).__name__, error)
`;
    const implicit = () =>
      `server = smtplib.SMTP_SSL('localhost', ${site.postern.port('smtp', 'implicit')}, context=context)`;
    const starttls = () =>
      `server = smtplib.SMTP('localhost', ${site.postern.port('smtp', 'starttls')}); server.starttls(context=context)`;
    const python = (text: string) => run('python3', ['-'], { input: text });

    it.each([
      ['SMTP_SSL', implicit],
      ['starttls', starttls],
    ])('sends by %s', async (name, use) => {
      const sent = await python(script(site.appPassword, `smtplib ${name}`, use()));
      expect(sent).toMatchObject({ code: 0, stdout: '' });
      await arrived(`smtplib ${name}`);
    });

    it('raises SMTPAuthenticationError with the hint, though it tried a second mechanism (finding 4)', async () => {
      const { stdout } = await python(script(ALICE_SECRET, 'never', implicit()));
      expect(stdout).toMatch(/^SMTPAuthenticationError \(534, /);
      expect(stdout).toContain(HINT);
      expect(stdout).toContain(HELP);
    });
  });

  describe('nodemailer', () => {
    const transport = (tls: 'implicit' | 'starttls', password: string, method?: string) =>
      createTransport({
        host: 'localhost',
        port: site.postern.port('smtp', tls),
        secure: tls === 'implicit',
        requireTLS: true,
        tls: { ca: site.postern.certificate.ca },
        auth: { user: ALICE, pass: password },
        ...(method !== undefined && { authMethod: method }),
      });

    it.each([
      ['implicit', 'PLAIN'],
      ['starttls', 'LOGIN'],
    ] as const)('sends over %s TLS by %s', async (tls, method) => {
      const subject = `nodemailer ${method}`;
      const mail = { from: ALICE, to: BOB, subject, text: 'Hello', attachments: [{ content: Buffer.alloc(100_000) }] };
      await transport(tls, site.appPassword, method).sendMail(mail);
      await arrived(subject);
    });

    it('rejects with EAUTH and the hint', async () => {
      const error: unknown = await transport('implicit', ALICE_SECRET)
        .verify()
        .catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'EAUTH', responseCode: 534, response: expect.stringContaining(HELP) });
    });
  });
});
