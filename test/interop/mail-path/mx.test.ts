// The mail path without a smarthost: the servers that DNS names, and a signature that others can check (DKIM).

import { generateKeyPairSync } from 'node:crypto';
import { authenticate } from 'mailauth';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DnsServer, startDnsServer } from '../../support/dns-server.ts';
import { openTestMailPath } from '../../support/mail-path.ts';
import { letter } from '../../support/mail-path-settings.ts';
import { type MailSink, startMailSink } from '../../support/mail-sink.ts';
import { lacks } from '../../support/programs.ts';

/** Another loopback address than usual, so that its port 25 is nobody's. */
const MX_ADDRESS = `127.25.${process.pid % 250}.25`;

describe.skipIf(lacks('root'))('the mail path by MX', () => {
  let belongings: AsyncDisposableStack;
  let dns: DnsServer;
  let mx: MailSink;

  beforeEach(async () => {
    belongings = new AsyncDisposableStack();
    mx = belongings.use(await startMailSink({ host: MX_ADDRESS, port: 25 }));
    dns = belongings.use(
      await startDnsServer({ mx: { 'elsewhere.test': 'mx.elsewhere.test' }, a: { 'mx.elsewhere.test': MX_ADDRESS } }),
    );
  });

  afterEach(() => belongings.disposeAsync());

  it('delivers to the server that DNS names', async () => {
    const mail = belongings.use(await openTestMailPath({ resolvers: [dns.address], localMxOk: true }));
    expect(await mail.path.carry(letter('m-1'))).toEqual({ kind: 'accepted' });
    await mail.untilReported('m-1', 'delivered');
    expect(mx.mails[0]).toMatchObject({ to: 'anna@elsewhere.test', from: 'security@example.test' });
    expect(dns.asked).toContain('mx elsewhere.test');
  });

  it('has the empty sender where the site wants no bounces', async () => {
    const mail = belongings.use(
      await openTestMailPath({ resolvers: [dns.address], localMxOk: true, envelopeSender: '' }),
    );
    await mail.path.carry(letter('m-1'));
    await mail.untilReported('m-1', 'delivered');
    expect(mx.mails[0]?.from).toBe('');
  });

  it('reports a domain that does not exist as failed', async () => {
    const mail = belongings.use(await openTestMailPath({ resolvers: [dns.address], localMxOk: true }));
    await mail.path.carry(letter('m-1', { to: 'anna@nowhere.test' }));
    expect((await mail.untilReported('m-1', 'failed')).detail).toContain('nowhere.test');
  });

  it('signs so that a verifier of others finds nothing wrong', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'der' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const dkim = { domain: 'example.test', selector: 'p', privateKey };
    const mail = belongings.use(await openTestMailPath({ resolvers: [dns.address], localMxOk: true, dkim }));
    const subject = 'Ihr Code für Zugänge: 123456';
    await mail.path.carry(letter('m-1', { language: 'de', subject, text: 'Grüße\n.\n..x\nFrom y\n' }));
    await mail.untilReported('m-1', 'delivered');
    const raw = Buffer.from(mx.mails[0]?.raw ?? '', 'latin1');
    const resolver = async (name: string, type: string) => {
      if (name === 'p._domainkey.example.test' && type === 'TXT')
        return [[`v=DKIM1; p=${publicKey.toString('base64')}`]];
      throw Object.assign(new Error('none'), { code: 'ENOTFOUND' });
    };
    const { dkim: found } = await authenticate(raw, { ip: '127.0.0.1', helo: 'x', sender: '', resolver });
    expect(found.results.map(({ status, signingDomain }) => [status.result, signingDomain])).toEqual([
      ['pass', 'example.test'],
    ]);
    const broken = Buffer.from(raw.toString('latin1').replace('m-1@', 'm-2@'), 'latin1');
    const { dkim: tampered } = await authenticate(broken, { ip: '127.0.0.1', helo: 'x', sender: '', resolver });
    expect(tampered.results[0]?.status.result).not.toBe('pass');
  });
});
