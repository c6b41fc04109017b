// sieve-connect at the ManageSieve door: STARTTLS with a checked certificate, a literal upload, and the hint.

import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Postern, startPostern } from '../../support/postern.ts';
import { lacks, run } from '../../support/programs.ts';
import { type Dovecot, startDovecot } from '../../support/servers/dovecot.ts';
import { makeTempFolder } from '../../support/temp.ts';

const ALICE = 'alice@example.test';
const ALICE_SECRET = 'alice-secret';

describe.skipIf(lacks('dovecot', 'dovecot-managesieve', 'sieve-connect', 'openssl'))('sieve-connect', () => {
  let dovecot: Dovecot;
  let postern: Postern;
  let appPassword: string;
  beforeAll(async () => {
    dovecot = await startDovecot({ trustedNetworks: ['127.0.0.0/8'] });
    postern = await startPostern({
      doors: [{ protocol: 'sieve', tls: 'starttls' }],
      backend: [
        `imap: { host: 127.0.0.1, port: ${dovecot.ports.imap}, tls: none, forward-client: id }`,
        `sieve: { host: 127.0.0.1, port: ${dovecot.ports.sieve}, tls: none, forward-client: xclient }`,
      ].join('\n'),
    });
    appPassword = (await postern.issue({ mailbox: ALICE, mailboxPassword: ALICE_SECRET })).shown;
  });
  afterAll(async () => {
    await postern[Symbol.asyncDispose]();
    await dovecot[Symbol.asyncDispose]();
  });

  const connect = (password: string, ...what: readonly string[]) =>
    run(
      'sieve-connect',
      [
        ...['--server', 'localhost', '--port', `${postern.port('sieve', 'starttls')}`, '--user', ALICE],
        ...['--tlscafile', postern.certificate.caFile, '--passwordfd', '0', ...what],
      ],
      { input: `${password}\n` },
    );

  it('uploads, activates, lists and downloads a script', async () => {
    await using folder = await makeTempFolder('sieve-connect');
    const script = `require "fileinto";\n# ${'long '.repeat(2_000)}\nkeep;\n`;
    await writeFile(folder.file('up.sieve'), script);
    const named = ['--remotesieve', 'mine'];
    const upload = await connect(appPassword, '--upload', '--localsieve', folder.file('up.sieve'), ...named);
    expect(upload).toMatchObject({ code: 0 });
    expect(await connect(appPassword, '--activate', ...named)).toMatchObject({ code: 0 });
    expect((await connect(appPassword, '--list')).stdout).toMatch(/"?mine"? ACTIVE/);
    await connect(appPassword, '--download', '--localsieve', folder.file('down.sieve'), ...named);
    expect(await readFile(folder.file('down.sieve'), 'utf8')).toBe(script);
  });

  it('shows that an app password is needed', async () => {
    const { code, stdout, stderr } = await connect(ALICE_SECRET, '--list');
    expect(code).not.toBe(0);
    expect(`${stdout}${stderr}`).toContain('Application-specific password required: https://mail.example.test/account');
  });
});
