// The mail path with a real Haraka and a smarthost (R7.1): what arrives, over what, and what is reported.

import { readdir, readFile, readlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Smarthost } from '../../../src/adapters/channels/haraka/messages.ts';
import { openTestMailPath, type TestMailPath } from '../../support/mail-path.ts';
import { letter, MAIL_PATH_SETTINGS } from '../../support/mail-path-settings.ts';
import { type MailSink, type MailSinkOptions, startMailSink } from '../../support/mail-sink.ts';
import { freePort } from '../../support/ports.ts';
import { lacks } from '../../support/programs.ts';
import { type Certificate, makeCertificate } from '../../support/tls.ts';

describe.skipIf(lacks('openssl'))('the mail path by smarthost', () => {
  let belongings: AsyncDisposableStack;
  let certificate: Certificate;

  beforeEach(async () => {
    belongings = new AsyncDisposableStack();
    certificate = belongings.use(await makeCertificate({ names: ['smarthost.test'] }));
  });

  afterEach(() => belongings.disposeAsync());

  async function open(
    sink: MailSinkOptions,
    smarthost: Partial<Smarthost> = {},
  ): Promise<{ readonly sink: MailSink; readonly mail: TestMailPath }> {
    const server = belongings.use(await startMailSink({ certificate, ...sink }));
    const tls = sink.tls ?? 'none';
    const mail = belongings.use(
      await openTestMailPath({
        smarthost: {
          host: '127.0.0.1',
          port: server.port,
          tls,
          ...(tls !== 'none' && { serverName: 'smarthost.test', certificateAuthority: certificate.ca }),
          ...smarthost,
        },
      }),
    );
    return { sink: server, mail };
  }

  it('delivers as soon as it has accepted, and reports what the smarthost said', async () => {
    const { sink, mail } = await open({});
    expect(await mail.path.carry(letter('m-1'))).toEqual({ kind: 'accepted' });
    const report = await mail.untilReported('m-1', 'delivered');
    expect(report.detail).toContain('kept');
    expect(sink.mails).toHaveLength(1);
    expect(sink.mails[0]).toMatchObject({ from: 'security@example.test', to: 'anna@elsewhere.test' });
    expect(mail.reports.map(({ outcome }) => outcome)).toEqual(['delivered']);
    await expect.poll(async () => (await mail.path.health()).queued).toBe(0);
    expect(await mail.path.health()).toMatchObject({ state: 'up' });
  });

  it('says nothing of id and expiry to the recipient, nor of who made it', async () => {
    const { sink, mail } = await open({});
    const endsAt = Date.now() + 599_000;
    await mail.path.carry(letter('m-secret', { endsAt }));
    await mail.untilReported('m-secret', 'delivered');
    const [{ raw = '' } = {}] = sink.mails;
    expect(raw).not.toContain(String(endsAt));
    expect(raw).not.toMatch(/haraka|nodemailer|postern\b/i);
    expect(raw.match(/^X-.*$/gim)).toBeNull();
    expect(raw).toContain('Message-ID: <m-secret@mail.example.test>');
  });

  it.each(['starttls', 'implicit'] as const)('signs in over %s, after the certificate was checked', async (tls) => {
    const credentials = { user: 'postern', password: 'a secret of ours' };
    const { sink, mail } = await open({ tls, ...credentials }, credentials);
    await mail.path.carry(letter('m-1'));
    await mail.untilReported('m-1', 'delivered');
    expect(sink.mails[0]).toMatchObject({ isSecure: true, user: 'postern' });
    expect(JSON.stringify(mail.logged)).not.toContain('a secret of ours');
  });

  // Negative control: fails without force_tls_hosts, and without the check of tls-bridge.ts.
  it.each(['starttls', 'implicit'] as const)(
    'gives a server that proves nothing neither mail nor password: %s',
    async (tls) => {
      const credentials = { user: 'postern', password: 'a secret of ours' };
      const { sink, mail } = await open({ tls, ...credentials }, { serverName: 'another.test', ...credentials });
      await mail.path.carry(letter('m-1'));
      const { detail } = await mail.untilReported('m-1', 'delayed');
      expect(detail).toMatch(/does not match certificate/i);
      expect(sink.mails).toEqual([]);
      expect(sink.refusedSignIns).toBe(0);
      expect(await mail.path.health()).toMatchObject({ state: 'failing', queued: 1, lastFailure: { text: detail } });
    },
  );

  it('never falls back to clear text', async () => {
    const credentials = { user: 'postern', password: 'a secret of ours' };
    const { sink, mail } = await open(
      { tls: 'none', ...credentials },
      { tls: 'starttls', serverName: 'smarthost.test', ...credentials },
    );
    await mail.path.carry(letter('m-1'));
    expect((await mail.untilReported('m-1', 'delayed')).detail).toMatch(/No TLS available/);
    expect(sink.mails).toEqual([]);
  });

  it('reports a wrong password of its own as failed, with what the smarthost said', async () => {
    const { mail } = await open({ user: 'postern', password: 'right' }, { user: 'postern', password: 'wrong' });
    await mail.path.carry(letter('m-1'));
    expect((await mail.untilReported('m-1', 'failed')).detail).toContain('535');
    expect(await mail.path.health()).toMatchObject({ state: 'failing' });
  });

  it('tries again what was refused for now', async () => {
    const { sink, mail } = await open({ refuse: () => ({ code: 451, text: '4.7.1 greylisted' }) });
    await mail.path.carry(letter('m-1'));
    expect((await mail.untilReported('m-1', 'delayed')).detail).toContain('greylisted');
    sink.refuse(undefined);
    await mail.untilReported('m-1', 'delivered');
    expect(sink.mails).toHaveLength(1);
    expect(await mail.path.health()).toMatchObject({ state: 'up' });
  });

  it('reports at once what is refused for good, and sends no bounce', async () => {
    const { sink, mail } = await open({ refuse: () => ({ code: 550, text: '5.1.1 no such user, said 654321' }) });
    await mail.path.carry(letter('m-1'));
    const { detail } = await mail.untilReported('m-1', 'failed');
    expect(detail).toContain('no such user');
    // A host may quote what it was sent.
    expect(detail).not.toContain('654321');
    await expect.poll(async () => (await mail.path.health()).queued).toBe(0);
    expect(sink.asked).toEqual(['anna@elsewhere.test']);
    expect(await mail.path.health()).toMatchObject({ state: 'up' });
  });

  it('gives up on a message at its own end, and says so', async () => {
    const { sink, mail } = await open({ refuse: () => ({ code: 451, text: '4.3.0 later' }) });
    await mail.path.carry(letter('m-1', { endsAt: Date.now() + 8_000 }));
    await mail.untilReported('m-1', 'expired');
    await expect.poll(async () => (await mail.path.health()).queued).toBe(0);
    const asked = sink.asked.length;
    sink.refuse(undefined);
    await mail.path.carry(letter('m-2'));
    await mail.untilReported('m-2', 'delivered');
    expect(sink.asked).toHaveLength(asked + 1);
    expect(sink.mails.map(({ raw }) => raw.includes('m-2@'))).toEqual([true]);
  });

  it('tells of a smarthost that is dead, keeps the mail, and delivers when it lives again', async () => {
    const port = await freePort();
    const mail = belongings.use(await openTestMailPath({ smarthost: { host: '127.0.0.1', port, tls: 'none' } }));
    expect(await mail.path.carry(letter('m-1'))).toEqual({ kind: 'accepted' });
    expect((await mail.untilReported('m-1', 'delayed')).detail).toContain('ECONNREFUSED');
    expect(await mail.path.health()).toMatchObject({ state: 'failing', queued: 1 });
    const sink = belongings.use(await startMailSink({ port }));
    await mail.untilReported('m-1', 'delivered');
    expect(sink.mails).toHaveLength(1);
  });

  it('goes over to another smarthost without losing what waits', async () => {
    const { sink, mail } = await open({ refuse: () => ({ code: 451, text: '4.3.0 later' }) });
    await mail.path.carry(letter('m-1'));
    await mail.untilReported('m-1', 'delayed');
    const next = belongings.use(await startMailSink());
    await mail.path.reload({ ...MAIL_PATH_SETTINGS, smarthost: { host: '127.0.0.1', port: next.port, tls: 'none' } });
    await mail.untilReported('m-1', 'delivered');
    expect(next.mails).toHaveLength(1);
    expect(sink.mails).toHaveLength(0);
  });

  // Negative control: fails without the look at the secret in the hooks `mail` and `rcpt`.
  it('takes no mail from whoever does not know the secret of this start, and listens on the loopback only', async () => {
    const { sink, mail } = await open({});
    const port = await portOf(mail);
    expect(
      await dialogue(port, ['EHLO x', 'MAIL FROM:<a@b.test> ENVID=9999999999999.m-1', 'RCPT TO:<c@d.test>']),
    ).toMatch(/\n5\d\d 5\.7\.0/);
    expect(
      await dialogue(port, ['EHLO x', `AUTH PLAIN ${Buffer.from('\0postern\0guess').toString('base64')}`]),
    ).toMatch(/\n5\d\d 5\.7\.8/);
    expect(sink.asked).toEqual([]);
    expect((await mail.path.health()).queued).toBe(0);
  });

  // Negative control: fails without the internalcmd_key of working-folder.ts.
  it('is not ended by another program of the machine', async () => {
    const { mail } = await open({});
    const { pid } = mail.path;
    expect(await dialogue(await portOf(mail), ['EHLO x', 'INTERNALCMD performShutdown'])).toContain('501');
    expect(await mail.path.carry(letter('m-1'))).toEqual({ kind: 'accepted' });
    expect(mail.path.pid).toBe(pid);
  });
});

/** The one port that the child listens at; fails when it isn't on the loopback, or not the only one. */
async function portOf({ path: { pid } }: TestMailPath): Promise<number> {
  const links = (await readdir(`/proc/${pid}/fd`)).map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => ''));
  const sockets = new Set((await Promise.all(links)).flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readFile(`/proc/${pid}/net/${name}`, 'utf8')));
  const listening = tables
    .flatMap((table) => table.split('\n'))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === '0A' && sockets.has(fields[9] ?? ''))
    .map(([, address = '']) => address.split(':'));
  // 127.0.0.1, as the kernel writes it.
  expect(listening.map(([address]) => address)).toEqual(['0100007F']);
  return Number.parseInt(listening[0]?.[1] ?? '', 16);
}

/** Says these lines, one after the other's answer, and gives back all that was answered. */
function dialogue(port: number, lines: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let said = '';
    let next = 0;
    socket.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (!/(^|\n)\d{3} [^\n]*\n$/.test(said)) return;
      const line = lines[next];
      next += 1;
      if (line === undefined) socket.end();
      else socket.write(`${line}\r\n`);
    });
    socket.on('close', () => resolve(said));
    socket.on('error', reject);
  });
}
