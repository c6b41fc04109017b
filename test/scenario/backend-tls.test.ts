// TLS towards the backend (A9): it is used where it is configured, with a certificate that proves the backend, or there
// is no sign-in at all. Never a fall-back to clear text.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeBackend, startFakeBackend } from '../support/fake-backend.ts';
import { ALICE, ALICES_PASSWORD, startMailSite } from '../support/mail-site.ts';
import { ALL_MAIL_DOORS, startPostern } from '../support/postern.ts';
import { lacks } from '../support/programs.ts';
import type { Dovecot } from '../support/servers/dovecot.ts';
import { type Certificate, makeCertificate } from '../support/tls.ts';

const SECURE_LOGIN = / TLS,/;

describe.skipIf(lacks('dovecot', 'dovecot-pop3'))('Dovecot behind TLS', () => {
  const reach = (port: number, tls: string, certificate: Certificate, more = ''): string =>
    `{ host: 127.0.0.1, port: ${port}, tls: ${tls}, certificate-authority: ${certificate.caFile}${more} }`;

  it.each([
    ['starttls', (d: Dovecot) => [d.ports.imap, d.ports.pop3] as const],
    ['implicit', (d: Dovecot) => [d.ports.imaps, d.ports.pop3s] as const],
  ])('is signed in to over %s', async (tls, ports) => {
    await using site = await startMailSite({
      backend: (dovecot) => {
        const [imap, pop3] = ports(dovecot);
        return `imap: ${reach(imap, tls, dovecot.certificate)}\npop3: ${reach(pop3, tls, dovecot.certificate)}`;
      },
    });
    const from = site.dovecot.log.mark();
    await using client = await site.postern.connect('imap', 'implicit');
    await client.readLine();
    await client.ask(`a LOGIN ${ALICE} ${site.appPassword}`, /^a OK \[CAPABILITY IMAP4rev1 .*SORT/);
    await client.send('b SELECT INBOX\r\n');
    await client.readUntil(/^b OK.*\r\n/m);
    await using other = await site.postern.connect('pop3', 'implicit');
    await other.readLine();
    await other.ask(`USER ${ALICE}`, /^\+OK/);
    await other.ask(`PASS ${site.appPassword}`, /^\+OK Logged in/);
    await other.ask('STAT', '+OK 0 0');
    const [line] = await site.dovecot.log.waitFor(/imap-login: Info: Login: .*$/m, { from });
    expect(line).toMatch(SECURE_LOGIN);
    await site.dovecot.log.waitFor(/pop3-login: Info: Login: .* TLS,/, { from });
  });

  // Seen failing with `rejectUnauthorized: false` in backend-link.ts: the sign-in then succeeded.
  it.each([
    ['of another authority', (d: Dovecot, other: Certificate) => reach(d.ports.imaps, 'implicit', other)],
    [
      'of another authority, behind STARTTLS',
      (d: Dovecot, other: Certificate) => reach(d.ports.imap, 'starttls', other),
    ],
    [
      'for another name',
      (d: Dovecot) => reach(d.ports.imaps, 'implicit', d.certificate, ', server-name: mail.other.example'),
    ],
  ])('is not signed in to when its certificate is one %s, nor tried again (A9)', async (_, backend) => {
    await using other = await makeCertificate({ names: ['127.0.0.1'] });
    await using site = await startMailSite({
      backend: (dovecot) => `imap: ${backend(dovecot, other)}`,
      postern: { doors: [{ protocol: 'imap', tls: 'implicit' }] },
    });
    const from = site.dovecot.log.mark();
    await using client = await site.postern.connect('imap', 'implicit');
    await client.readLine();
    await client.ask(`a LOGIN ${ALICE} ${site.appPassword}`, /^a NO \[UNAVAILABLE\]/);
    await client.ask(`b LOGIN ${ALICE} ${ALICES_PASSWORD}`, /^b NO \[UNAVAILABLE\]/);
    // Two sign-ins, a connection each: Dovecot logs each that ended without one.
    await site.dovecot.log.waitFor(/no auth attempts.*no auth attempts/s, { from });
    const tries = site.dovecot.log.text(from).match(/imap-login: Info: [^\n]*no auth attempts/g);
    expect(tries).toHaveLength(2);
  });

  it('is signed in to when its certificate has the name that is configured for it', async () => {
    await using certificate = await makeCertificate({ names: ['mail.internal.example'] });
    await using site = await startMailSite({
      dovecot: { certificate },
      backend: ({ ports }) =>
        `imap: ${reach(ports.imaps, 'implicit', certificate, ', server-name: mail.internal.example')}`,
      postern: { doors: [{ protocol: 'imap', tls: 'implicit' }] },
    });
    await using client = await site.postern.connect('imap', 'implicit');
    await client.readLine();
    await client.ask(`a LOGIN ${ALICE} ${site.appPassword}`, /^a OK/);
  });
});

describe('a backend that is to do STARTTLS', () => {
  let greeting = '';
  let starttlsAnswer = '';
  let backend: FakeBackend;
  let certificate: Certificate & AsyncDisposable;

  beforeAll(async () => {
    certificate = await makeCertificate({ names: ['127.0.0.1'] });
    backend = await startFakeBackend(async (connection) => {
      await connection.send(greeting);
      for (;;) {
        const line = await connection.readLine();
        if (line.endsWith('STARTTLS')) await connection.send(starttlsAnswer);
        if (line === 'CAPA') await connection.send('+OK\r\nSTLSX\r\nUSER\r\n.\r\n');
      }
    });
  });

  afterAll(async () => {
    await backend[Symbol.asyncDispose]();
    await certificate[Symbol.asyncDispose]();
  });

  // Seen failing with a test for the beginning of the capability's name only.
  it.each([
    ['offers none', '* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n', ''],
    ['offers something that only begins like it', '* OK [CAPABILITY IMAP4rev1 STARTTLSX] ready\r\n', ''],
    ['refuses it', '* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n', 'S NO Not now\r\n'],
    [
      'talks on in the clear behind its yes (P-26)',
      '* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n',
      'S OK Go\r\n* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] injected\r\n',
    ],
    ['talks no TLS behind its yes', '* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n', 'S OK Go\r\n'],
  ])('and %s is never given a password (A9)', async (_, says, answers) => {
    greeting = says;
    starttlsAnswer = answers;
    const before = backend.connections.length;
    await using postern = await startPostern({
      doors: [{ protocol: 'imap', tls: 'none' }],
      backend: [
        `imap: { host: 127.0.0.1, port: ${backend.port}, tls: starttls, certificate-authority: ${certificate.caFile} }`,
        'sign-in-timeout: 1s',
      ].join('\n'),
    });
    const { shown } = await postern.issue({ mailbox: ALICE, mailboxPassword: 'secret' });
    await using client = await postern.connect('imap', 'none');
    await client.readLine();
    await client.ask(`a LOGIN ${ALICE} ${shown}`, /^a NO \[UNAVAILABLE\]/);
    for (const connection of backend.connections.slice(before)) {
      expect(connection.all()).not.toMatch(/LOGIN|AUTHENTICATE/);
      expect(connection.all().includes('STARTTLS')).toBe(answers !== '');
    }
  });

  it('and does not know it in POP3 is never given a password (A9)', async () => {
    greeting = '+OK ready\r\n';
    await using postern = await startPostern({
      doors: ALL_MAIL_DOORS.filter(({ protocol }) => protocol === 'pop3'),
      backend: [
        `pop3: { host: 127.0.0.1, port: ${backend.port}, tls: starttls, certificate-authority: ${certificate.caFile} }`,
        `imap: { host: 127.0.0.1, port: ${backend.port}, tls: none }`,
      ].join('\n'),
    });
    const { shown } = await postern.issue({ mailbox: ALICE, mailboxPassword: 'secret' });
    await using client = await postern.connect('pop3', 'none');
    await client.readLine();
    await client.ask(`USER ${ALICE}`, /^\+OK/);
    await client.ask(`PASS ${shown}`, /^-ERR \[SYS\/TEMP\]/);
    for (const connection of backend.connections) expect(connection.all()).not.toMatch(/USER|PASS|AUTH/);
  });
});
