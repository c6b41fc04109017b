// The PROXY protocol in from listed peers and out to the backend (A11, P-01, R9.2): who the client is believed to be.

import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALICE, type MailSite, startMailSite } from '../support/mail-site.ts';
import { lacks } from '../support/programs.ts';
import { relayHandshake } from '../support/tls-relay.ts';

const BALANCER = '127.0.0.2';
const LISTED = `proxy-protocol-from: [${BALANCER}/32]`;
const SOURCE = '192.0.2.33';
const VERSION_1 = `PROXY TCP4 ${SOURCE} 198.51.100.1 50123 993\r\n`;
const SIGNATURE = '0d0a0d0a000d0a515549540a';
const VERSION_2 = Buffer.from(`${SIGNATURE}2111000cc0000221c6336401c3cb03e1`, 'hex');
const VERSION_2_IPV6 = Buffer.from(
  `${SIGNATURE}21210024${'20010db8000000000000000000000001'}${'20010db8000000000000000000000002'}c3cb03e1`,
  'hex',
);
const LOCAL = Buffer.from(`${SIGNATURE}20000000`, 'hex');

describe.skipIf(lacks('dovecot'))('a door behind a load balancer', () => {
  let site: MailSite;

  beforeAll(async () => {
    site = await startMailSite({
      postern: {
        doors: [
          { protocol: 'imap', tls: 'none', extra: LISTED },
          { protocol: 'imap', tls: 'implicit', extra: LISTED },
        ],
      },
    });
  });

  afterAll(() => site[Symbol.asyncDispose]());

  /** Signs in and gives back the address that the decision saw. */
  async function seenAddress(tls: 'none' | 'implicit', preamble: string | Buffer, from = BALANCER): Promise<string> {
    await using client = await site.postern.connect('imap', tls, { from, preamble });
    await client.expect(/^\* OK/);
    await client.ask(`a LOGIN ${ALICE} ${site.appPassword}`, /^a OK/);
    const [live] = await site.postern.node.pool.connections();
    const { remoteAddress } = live ?? { remoteAddress: 'none' };
    client.reset();
    await site.postern.untilOpen(0);
    return remoteAddress;
  }

  it.each([
    ['version 1', VERSION_1, SOURCE],
    ['version 2', VERSION_2, SOURCE],
    ['version 2 with IPv6', VERSION_2_IPV6, '2001:db8::1'],
    ['LOCAL', LOCAL, BALANCER],
    ['UNKNOWN', 'PROXY UNKNOWN\r\n', BALANCER],
  ])('believes a header of %s, before TLS and in clear text (A11)', async (_, header, address) => {
    expect(await seenAddress('none', header)).toBe(address);
    expect(await seenAddress('implicit', header)).toBe(address);
  });

  it.each([
    ['version 1', Buffer.from(VERSION_1)],
    ['version 2', VERSION_2],
  ])('takes a header of %s in single octets', async (_, header) => {
    await using client = await site.postern.connect('imap', 'none', { from: BALANCER });
    for (const octet of header) await client.send(Buffer.of(octet));
    await client.expect(/^\* OK/);
    await client.ask(`a LOGIN ${ALICE} ${site.appPassword}`, /^a OK/);
    const [live] = await site.postern.node.pool.connections();
    expect(live?.remoteAddress).toBe(SOURCE);
  });

  it('takes what stands behind the header in the same segment for the client (A11)', async () => {
    const together = Buffer.concat([VERSION_2, Buffer.from(`a LOGIN ${ALICE} ${site.appPassword}\r\nb NOOP\r\n`)]);
    await using client = await site.postern.connect('imap', 'none', { from: BALANCER, preamble: together });
    await client.expect(/^\* OK/);
    await client.expect(/^a OK/);
    await client.expect(/^b OK/);
  });

  it('takes a ClientHello in the same segment as the header (A11)', async () => {
    const socket = connect({ host: '127.0.0.1', localAddress: BALANCER, port: site.postern.port('imap', 'implicit') });
    const { secured } = await relayHandshake(socket, site.postern.certificate.ca, VERSION_2);
    const [greeting] = await once(secured, 'data');
    expect(String(greeting)).toMatch(/^\* OK/);
    socket.destroy();
  });

  it.each([
    ['garbage', 'a NOOP\r\n'],
    ['a header that is broken', 'PROXY TCP4 300.1.1.1 1.1.1.1 1 1\r\n'],
    ['a header without an end', 'PROXY TCP4 '.padEnd(200, '1')],
    ['a header of version 2 with a wrong length', Buffer.from(`${SIGNATURE}21110004c0000221`, 'hex')],
  ])('closes without a word on %s from a listed peer (A11)', async (_, octets) => {
    await using client = await site.postern.connect('imap', 'none', { from: BALANCER });
    await client.send(octets);
    expect(await client.readToEnd()).toBe('');
    await site.postern.untilOpen(0);
  });

  it('lets a listed peer go that closes before its header is whole', async () => {
    await using client = await site.postern.connect('imap', 'none', { from: BALANCER });
    await client.send('PROXY TCP4 ');
    client.halfClose();
    expect(await client.readToEnd()).toBe('');
  });

  it('closes when a listed peer sends no header in time (A11)', async () => {
    await using client = await site.postern.connect('imap', 'none', { from: BALANCER });
    expect(await client.readToEnd()).toBe('');
  });

  // Seen failing with `isInNetworks` taken out of `believedEndpoints`: the address was then the claimed one.
  it('believes nobody who is not listed (P-01)', async () => {
    await using client = await site.postern.connect('imap', 'none', { from: '127.0.0.3', preamble: VERSION_1 });
    await client.expect(/^\* OK/);
    await client.expect(/^PROXY BAD/);
    await client.ask(`a LOGIN ${ALICE} ${site.appPassword}`, /^a OK/);
    const [live] = await site.postern.node.pool.connections();
    expect(live?.remoteAddress).toBe('127.0.0.3');
    await expect(
      site.postern.connect('imap', 'implicit', { from: '127.0.0.3', preamble: VERSION_2 }),
    ).rejects.toThrow();
  });
});

describe.skipIf(lacks('dovecot', 'dovecot-pop3'))('a backend that expects the PROXY protocol', () => {
  // Seen failing with `forward-client: none`: Dovecot closes what doesn't begin with a header.
  it.each(['proxy-v1', 'proxy-v2'])('is told the address of the client by %s (R9.2)', async (form) => {
    await using site = await startMailSite({
      dovecot: { extraConfig: 'haproxy_trusted_networks = 127.0.0.0/8' },
      backend: ({ ports }) =>
        [
          `imap: { host: 127.0.0.1, port: ${ports.imapProxied}, tls: none, forward-client: ${form} }`,
          `pop3: { host: 127.0.0.1, port: ${ports.pop3Proxied}, tls: none, forward-client: ${form} }`,
        ].join('\n'),
    });
    const from = site.dovecot.log.mark();
    await using client = await site.postern.connect('imap', 'implicit', { from: '127.0.0.9' });
    await client.readLine();
    await client.ask(`a LOGIN ${ALICE} ${site.appPassword}`, /^a OK/);
    await site.dovecot.log.waitFor(/imap-login: Info: Login: .* rip=127\.0\.0\.9,/, { from });
    await using other = await site.postern.connect('pop3', 'implicit', { from: '127.0.0.10' });
    await other.readLine();
    await other.ask(`USER ${ALICE}`, /^\+OK/);
    await other.ask(`PASS ${site.appPassword}`, /^\+OK/);
    await site.dovecot.log.waitFor(/pop3-login: Info: Login: .* rip=127\.0\.0\.10,/, { from });
  });
});
