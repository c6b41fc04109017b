import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networkProbe } from '../../../src/cli/probe/network-probe.ts';
import { type FakeBackend, type FakeConnection, startFakeBackend } from '../../support/fake-backend.ts';
import { freePorts } from '../../support/ports.ts';
import { type Certificate, makeCertificate } from '../../support/tls.ts';

let certificate: Certificate & AsyncDisposable;

beforeAll(async () => {
  certificate = await makeCertificate({ names: ['mail.example.test'] });
});

afterAll(() => certificate[Symbol.asyncDispose]());

/** Says a greeting, then what the script has for each line, until the client leaves. */
async function answer(connection: FakeConnection, greeting: string, replies: Record<string, string>): Promise<void> {
  connection.send(greeting);
  for (;;) {
    const line = await connection.readLine();
    connection.send(replies[line] ?? `unexpected ${line}\r\n`);
    if (/STARTTLS|STLS/.test(line)) await connection.startTls(certificate);
  }
}

async function withBackend<T>(
  script: (connection: FakeConnection) => Promise<void>,
  use: (backend: FakeBackend) => Promise<T>,
  options: { readonly tls?: Certificate } = {},
): Promise<T> {
  await using backend = await startFakeBackend(script, options);
  return await use(backend);
}

const trusted = { host: '127.0.0.1', serverName: 'mail.example.test' };

describe('the probe', () => {
  it('looks at IMAP behind STARTTLS, at its certificate, and signs in nowhere', async () => {
    const report = await withBackend(
      (connection) =>
        answer(connection, '* OK [CAPABILITY IMAP4rev1 STARTTLS] hello\r\n', {
          'p1 CAPABILITY': '* CAPABILITY IMAP4rev1 STARTTLS ID\r\np1 OK done\r\n',
          'p2 STARTTLS': 'p2 OK begin\r\n',
          'p9 LOGOUT': '* BYE\r\np9 OK\r\n',
        }),
      ({ port }) =>
        networkProbe.probe({
          ...trusted,
          protocol: 'imap',
          port,
          tls: 'starttls',
          certificateAuthority: certificate.ca,
        }),
    );
    expect(report).toMatchObject({
      kind: 'reached',
      tls: 'starttls',
      capabilities: ['IMAP4REV1', 'STARTTLS', 'ID'],
      certificate: { subject: 'mail.example.test' },
    });
    expect(report).not.toHaveProperty('certificate.problem');
  });

  it('says why a certificate proves nothing', async () => {
    const report = await withBackend(
      (connection) => answer(connection, '220 hello\r\n', { 'EHLO postern.invalid': '250-me\r\n250 AUTH PLAIN\r\n' }),
      ({ port }) => networkProbe.probe({ ...trusted, protocol: 'smtp', port, tls: 'implicit' }),
      { tls: certificate },
    );
    expect(report).toMatchObject({ tls: 'implicit', capabilities: ['AUTH PLAIN'] });
    expect(report).toHaveProperty('certificate.problem', expect.stringMatching(/UNABLE|SELF_SIGNED/));
  });

  it('looks at POP3 and ManageSieve', async () => {
    const pop3 = await withBackend(
      (connection) => answer(connection, '+OK hi\r\n', { CAPA: '+OK\r\nTOP\r\nXCLIENT ADDR PORT\r\n.\r\n' }),
      ({ port }) => networkProbe.probe({ protocol: 'pop3', host: '127.0.0.1', port, tls: 'none' }),
    );
    expect(pop3).toEqual({ kind: 'reached', tls: 'none', capabilities: ['TOP', 'XCLIENT ADDR PORT'] });
    const greeting = '"IMPLEMENTATION" "x"\r\n"SASL" "PLAIN"\r\nOK\r\n';
    const sieve = await withBackend(
      (connection) => answer(connection, greeting, { CAPABILITY: greeting }),
      ({ port }) => networkProbe.probe({ protocol: 'sieve', host: '127.0.0.1', port, tls: 'starttls' }),
    );
    expect(sieve).toMatchObject({ tls: 'none', capabilities: ['IMPLEMENTATION X', 'SASL PLAIN'] });
  });

  it.each([
    ['closes at once', async () => undefined],
    ['speaks another language', async (connection: FakeConnection) => connection.send('SSH-2.0-x\r\n')],
    ['talks without end', async (connection: FakeConnection) => connection.send('x'.repeat(80_000))],
  ])('ends with a server that %s', async (_name, script) => {
    const report = await withBackend(script, ({ port }) =>
      networkProbe.probe({ protocol: 'smtp', host: '127.0.0.1', port, tls: 'none' }),
    );
    expect(report.kind).toBe('unreachable');
  });

  it('knows an open port from a closed one', async () => {
    const [closed = 0] = await freePorts(1);
    expect(await networkProbe.isOpen('127.0.0.1', closed)).toBe(false);
    const target = { protocol: 'imap', host: '127.0.0.1', port: closed, tls: 'none' } as const;
    expect(await networkProbe.probe(target)).toMatchObject({ text: expect.stringContaining('ECONNREFUSED') });
    const isOpen = await withBackend(
      (connection) => connection.stall(),
      ({ port }) => networkProbe.isOpen('127.0.0.1', port),
    );
    expect(isOpen).toBe(true);
  });
});
