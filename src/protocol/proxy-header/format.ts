// Writes the PROXY protocol header that goes first on a connection to a backend that expects one (A11, S6).

import type { ForwardedClient } from '../dialogue.ts';
import { formatIpAddress, parseIpAddress, toIpv6Octets } from './ip-address.ts';
import * as v2 from './version2.ts';

/** What the header is to tell. */
export interface ProxyHeaderContent {
  readonly version: 1 | 2;
  readonly client: ForwardedClient;
  /** The client's SNI; version 2 only. */
  readonly serverName?: string;
  /** The client's TLS version as OpenSSL names it (`TLSv1.3`); version 2 only. */
  readonly tlsVersion?: string;
}

/**
 * Encodes a header, to be sent in one write. Families that differ meet in IPv6, as mapped addresses; a client whose
 * address can't be read becomes UNKNOWN or UNSPEC, which leaves the backend with our own.
 */
export function formatProxyHeader(content: ProxyHeaderContent): Buffer {
  const source = parseIpAddress(content.client.remoteAddress);
  const destination = parseIpAddress(content.client.localAddress);
  const addresses = source === undefined || destination === undefined ? undefined : sameFamily(source, destination);
  return content.version === 1 ? formatVersion1(content, addresses) : formatVersion2(content, addresses);
}

/** Longest name in DNS, in octets (RFC 1035 §2.3.4). */
const MAX_NAME = 255;

type Addresses = readonly [source: Uint8Array, destination: Uint8Array];

function sameFamily(source: Uint8Array, destination: Uint8Array): Addresses {
  return source.length === destination.length
    ? [source, destination]
    : [toIpv6Octets(source), toIpv6Octets(destination)];
}

function formatVersion1(content: ProxyHeaderContent, addresses: Addresses | undefined): Buffer {
  if (addresses === undefined) return Buffer.from('PROXY UNKNOWN\r\n', 'latin1');
  const [source, destination] = addresses;
  const { remotePort, localPort } = content.client;
  const family = source.length === 4 ? 'TCP4' : 'TCP6';
  const text = `PROXY ${family} ${textIn(family, source)} ${textIn(family, destination)} ${remotePort} ${localPort}\r\n`;
  return Buffer.from(text, 'latin1');
}

/** TCP6 wants IPv6 text of a mapped address too. */
function textIn(family: 'TCP4' | 'TCP6', octets: Uint8Array): string {
  const text = formatIpAddress(octets);
  return family === 'TCP6' && !text.includes(':') ? `::ffff:${text}` : text;
}

function formatVersion2(content: ProxyHeaderContent, addresses: Addresses | undefined): Buffer {
  if (addresses === undefined) return fixedPart(v2.FAMILY_UNSPECIFIED, 0);
  const [source, destination] = addresses;
  const { client, serverName, tlsVersion } = content;
  const ports = Buffer.alloc(4);
  ports.writeUInt16BE(client.remotePort, 0);
  ports.writeUInt16BE(client.localPort, 2);
  const parts: Uint8Array[] = [source, destination, ports];
  if (serverName !== undefined)
    parts.push(entry(v2.TYPE_AUTHORITY, Buffer.from(serverName.slice(0, MAX_NAME), 'latin1')));
  if (client.tls) {
    // `verify` is 0 only for a verified client certificate (§2.2.6), which we never ask for.
    const flags = Uint8Array.from([v2.CLIENT_SSL, 0, 0, 0, 1]);
    const version = tlsVersion === undefined ? [] : [entry(v2.SUBTYPE_SSL_VERSION, Buffer.from(tlsVersion, 'latin1'))];
    parts.push(entry(v2.TYPE_SSL, Buffer.concat([flags, ...version])));
  }
  const body = Buffer.concat(parts);
  return Buffer.concat([fixedPart(source.length === 4 ? v2.FAMILY_TCP4 : v2.FAMILY_TCP6, body.length), body]);
}

function fixedPart(family: number, length: number): Buffer {
  return Buffer.from([...v2.SIGNATURE, v2.VERSION_2_PROXY, family, length >> 8, length & 0xff]);
}

function entry(type: number, value: Uint8Array): Buffer {
  return Buffer.concat([Uint8Array.from([type, value.length >> 8, value.length & 0xff]), value]);
}
