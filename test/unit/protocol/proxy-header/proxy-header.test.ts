// The PROXY protocol header (A11): vectors, every cut, what is refused, and round trips.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ForwardedClient } from '../../../../src/protocol/dialogue.ts';
import { formatProxyHeader } from '../../../../src/protocol/proxy-header/format.ts';
import {
  MAX_VERSION_1_OCTETS,
  MAX_VERSION_2_OCTETS,
  type ProxyHeaderResult,
  parseProxyHeader,
} from '../../../../src/protocol/proxy-header/parse.ts';
import { runs } from '../../../support/runs.ts';

const SIGNATURE = '0d0a0d0a000d0a515549540a';
const IPV4 = 'c0000201c6336402d903024b'; // 192.0.2.1:55555 to 198.51.100.2:587
const IPV6 = '20010db800000000000000000000000120010db8000000000000000000000002d903024b';
const SOURCE = { address: '192.0.2.1', port: 55_555 };
const DESTINATION = { address: '198.51.100.2', port: 587 };
const INVALID: ProxyHeaderResult = { kind: 'invalid' };
const NEED_MORE: ProxyHeaderResult = { kind: 'need-more' };
const FFFF = 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff';

function text(line: string): Buffer {
  return Buffer.from(line, 'latin1');
}

/** A version 2 header from its command, family and body in hexadecimal. */
function binary(commandAndFamily: string, body: string): Buffer {
  const length = (body.length / 2).toString(16).padStart(4, '0');
  return Buffer.from(SIGNATURE + commandAndFamily + length + body, 'hex');
}

function entry(type: string, value: string): string {
  return type + (value.length / 2).toString(16).padStart(4, '0') + value;
}

const hex = (ascii: string): string => text(ascii).toString('hex');

describe('version 1', () => {
  it.each([
    ['PROXY TCP4 192.0.2.1 198.51.100.2 55555 587', { source: SOURCE, destination: DESTINATION }],
    [
      'PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535',
      {
        source: { address: '255.255.255.255', port: 65_535 },
        destination: { address: '255.255.255.255', port: 65_535 },
      },
    ],
    [
      'PROXY TCP6 2001:DB8:0::1 ::ffff:192.0.2.1 0 1',
      { source: { address: '2001:db8::1', port: 0 }, destination: { address: '192.0.2.1', port: 1 } },
    ],
    ['PROXY UNKNOWN', {}],
    [`PROXY UNKNOWN ${FFFF} ${FFFF} 65535 65535`, {}],
  ])('%s', (line, expected) => {
    const header = text(`${line}\r\n`);
    expect(parseProxyHeader(Buffer.concat([header, text('EHLO')]))).toEqual({
      kind: 'header',
      consumed: header.length,
      ...expected,
    });
    for (let cut = 0; cut < header.length; cut += 1) {
      expect(parseProxyHeader(header.subarray(0, cut))).toEqual(NEED_MORE);
    }
  });

  it.each([
    'PROXY TCP4 192.0.2.1 198.51.100.2 55555 587\n',
    'PROXY TCP4 192.0.2.1 198.51.100.2 55555\r\n',
    'PROXY TCP4 192.0.2.1 198.51.100.2 55555 587 1\r\n',
    'PROXY TCP4  192.0.2.1 198.51.100.2 55555 587\r\n',
    'PROXY TCP4 192.0.2.1 198.51.100.2 55555 587 \r\n',
    'PROXY TCP4 192.0.2.01 198.51.100.2 55555 587\r\n',
    'PROXY TCP4 192.0.2.1 198.51.100.2 055555 587\r\n',
    'PROXY TCP4 192.0.2.1 198.51.100.2 65536 587\r\n',
    'PROXY TCP4 192.0.2.1 198.51.100.2 +1 587\r\n',
    'PROXY TCP4 2001:db8::1 2001:db8::2 1 2\r\n',
    'PROXY TCP6 192.0.2.1 198.51.100.2 1 2\r\n',
    'PROXY TCP6 fe80::1%eth0 fe80::2 1 2\r\n',
    'PROXY UDP4 192.0.2.1 198.51.100.2 1 2\r\n',
    'PROXY \r\n',
    'proxy TCP4',
    'PROXYTCP4',
    'EHLO x\r\n',
    'PROXY UNKNOWN\n',
    `PROXY UNKNOWN ${'x'.repeat(200)}`,
    `PROXY UNKNOWN ${'x'.repeat(92)}\r\n`,
  ])('%j is refused', (line) => {
    expect(parseProxyHeader(text(line))).toEqual(INVALID);
  });

  it('takes 107 octets and no more', () => {
    const longest = text(`PROXY UNKNOWN ${'x'.repeat(MAX_VERSION_1_OCTETS - 16)}\r\n`);
    expect(longest.length).toBe(107);
    expect(parseProxyHeader(longest)).toEqual({ kind: 'header', consumed: 107 });
    expect(parseProxyHeader(longest.subarray(0, 106))).toEqual(NEED_MORE);
  });
});

describe('version 2', () => {
  const both = { source: SOURCE, destination: DESTINATION };
  const ssl = (flags: string, entries: string): string => entry('20', `${flags}00000001${entries}`);

  it.each([
    ['TCP over IPv4', '2111', IPV4, both],
    [
      'TCP over IPv6',
      '2121',
      IPV6,
      { source: { address: '2001:db8::1', port: 55_555 }, destination: { address: '2001:db8::2', port: 587 } },
    ],
    ['LOCAL', '2000', '', {}],
    ['LOCAL with what is to be skipped', '2011', 'ffff', {}],
    ['UNSPEC', '2100', 'ffff', {}],
    ['a unix socket', '2131', '00'.repeat(216), {}],
    ['a server name', '2111', IPV4 + entry('02', hex('mx.example')), { ...both, serverName: 'mx.example' }],
    ['a server name that is none', '2111', IPV4 + entry('02', '0d0a') + entry('02', ''), both],
    ['entries that are not used', '2111', IPV4 + entry('04', '00') + entry('e0', '') + entry('05', hex('id')), both],
    [
      'TLS facts',
      '2111',
      IPV4 +
        ssl('01', entry('21', hex('TLSv1.3')) + entry('22', hex('cn')) + entry('23', hex('TLS_AES_128_GCM_SHA256'))),
      { ...both, tls: { version: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' } },
    ],
    ['TLS without facts', '2111', IPV4 + ssl('07', entry('21', '00')), { ...both, tls: {} }],
    ['a client without TLS', '2111', IPV4 + ssl('00', ''), both],
  ])('%s', (_name, command, body, expected) => {
    const header = binary(command, body);
    expect(parseProxyHeader(Buffer.concat([header, text('EHLO')]))).toEqual({
      kind: 'header',
      consumed: header.length,
      ...expected,
    });
    for (let cut = 0; cut < header.length; cut += 1) {
      expect(parseProxyHeader(header.subarray(0, cut))).toEqual(NEED_MORE);
    }
  });

  it.each([
    ['version 1 in binary', '1111', IPV4],
    ['an unknown command', '2211', IPV4],
    ['datagrams', '2112', IPV4],
    ['an unknown family', '2141', IPV4],
    ['half an address', '2111', IPV4.slice(2)],
    ['IPv4 said to be IPv6', '2121', IPV4],
    ['half an entry', '2111', `${IPV4}0200`],
    ['an entry beyond the end', '2111', `${IPV4}020002ff`],
    ['TLS facts cut short', '2111', IPV4 + entry('20', '01000000')],
    ['TLS entries cut short', '2111', IPV4 + entry('20', '010000000121')],
  ])('%s is refused', (_name, command, body) => {
    expect(parseProxyHeader(binary(command, body))).toEqual(INVALID);
  });

  it('is refused at the octet that shows it', () => {
    expect(parseProxyHeader(Buffer.from('0d0a0d0a000d0a515549540b', 'hex'))).toEqual(INVALID);
    expect(parseProxyHeader(Buffer.from(`${SIGNATURE}31`, 'hex'))).toEqual(INVALID);
    expect(parseProxyHeader(Buffer.from(`${SIGNATURE}2111ffff`, 'hex'))).toEqual(INVALID);
  });

  it('may take 4096 octets and no more', () => {
    const filled = (octets: number): Buffer => binary('2111', IPV4 + entry('ee', '00'.repeat(octets - 16 - 12 - 3)));
    expect(parseProxyHeader(filled(MAX_VERSION_2_OCTETS)).kind).toBe('header');
    expect(parseProxyHeader(filled(MAX_VERSION_2_OCTETS + 1)).kind).toBe('invalid');
  });
});

describe('what is written', () => {
  const client: ForwardedClient = {
    remoteAddress: '192.0.2.1',
    remotePort: 55_555,
    localAddress: '198.51.100.2',
    localPort: 587,
    tls: false,
    sessionId: 'x',
  };
  const mixed = { ...client, localAddress: '2001:db8::2' };

  it('is the line of version 1', () => {
    const line = (forwarded: ForwardedClient): string =>
      formatProxyHeader({ version: 1, client: forwarded }).toString();
    expect(line(client)).toBe('PROXY TCP4 192.0.2.1 198.51.100.2 55555 587\r\n');
    expect(line({ ...client, remoteAddress: '::ffff:192.0.2.1' })).toBe(line(client));
    expect(line(mixed)).toBe('PROXY TCP6 ::ffff:192.0.2.1 2001:db8::2 55555 587\r\n');
    expect(line({ ...client, remoteAddress: 'x\r\n' })).toBe('PROXY UNKNOWN\r\n');
  });

  it('is the octets of version 2', () => {
    expect(formatProxyHeader({ version: 2, client })).toEqual(binary('2111', IPV4));
    expect(formatProxyHeader({ version: 2, client: { ...client, localAddress: '' } })).toEqual(binary('2100', ''));
    expect(
      formatProxyHeader({ version: 2, client: { ...client, tls: true }, serverName: 'mx', tlsVersion: 'TLSv1.3' }),
    ).toEqual(binary('2111', IPV4 + entry('02', hex('mx')) + entry('20', `0100000001${entry('21', hex('TLSv1.3'))}`)));
    expect(formatProxyHeader({ version: 2, client: { ...client, tls: true } })).toEqual(
      binary('2111', IPV4 + entry('20', '0100000001')),
    );
  });

  it('reads back as it was meant', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6());
    const port = fc.nat(65_535);
    const written = fc.record({
      version: fc.constantFrom(1 as const, 2 as const),
      client: fc.record({
        remoteAddress: address,
        remotePort: port,
        localAddress: address,
        localPort: port,
        tls: fc.boolean(),
        sessionId: fc.constant('x'),
      }),
      serverName: fc.domain(),
    });
    fc.assert(
      fc.property(written, (content) => {
        const header = formatProxyHeader(content);
        const result = parseProxyHeader(header);
        expect(result).toMatchObject({ kind: 'header', consumed: header.length });
        if (result.kind !== 'header' || result.source === undefined || result.destination === undefined) return;
        const again = {
          ...content.client,
          remoteAddress: result.source.address,
          localAddress: result.destination.address,
        };
        expect(formatProxyHeader({ ...content, client: again })).toEqual(header);
        expect([result.source.port, result.destination.port]).toEqual([
          content.client.remotePort,
          content.client.localPort,
        ]);
        expect(result.serverName).toBe(content.version === 2 ? content.serverName : undefined);
        expect(result.tls).toEqual(content.version === 2 && content.client.tls ? {} : undefined);
      }),
    );
  });
});

describe('any octets', () => {
  it('never make it throw, nor ask for more for ever, nor take what is not there', () => {
    const start = fc.constantFrom('', 'PROXY ', 'PROXY TCP4 ', 'PROXY TCP6 1::').map(text);
    const v2 = fc
      .constantFrom('2111', '2121', '2100', '2000', '2131')
      .map((rest) => Buffer.from(SIGNATURE + rest, 'hex'));
    fc.assert(
      fc.property(fc.oneof(start, v2), fc.uint8Array({ maxLength: 200 }), (prefix, rest) => {
        const bytes = Buffer.concat([prefix, rest]);
        const result = parseProxyHeader(bytes);
        if (result.kind === 'header') expect(result.consumed).toBeLessThanOrEqual(bytes.length);
        const endless = Buffer.concat([bytes, Buffer.alloc(MAX_VERSION_2_OCTETS, 0x20)]);
        expect(parseProxyHeader(endless).kind).not.toBe('need-more');
      }),
      { numRuns: runs(1000) },
    );
  });
});
