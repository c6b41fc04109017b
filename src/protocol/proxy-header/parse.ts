// Reads the PROXY protocol header that a listed peer sends before anything else (A11): version 1, a line of text, and
// version 2, binary. Anything that isn't exactly one of them is invalid, at the first octet that shows it.

import { formatIpAddress, parseIpv4, parseIpv6 } from './ip-address.ts';
import * as v2 from './version2.ts';

/** One end of the connection that the peer took: canonical address (never `::ffff:` mapped) and port. */
export interface ProxyEndpoint {
  readonly address: string;
  readonly port: number;
}

/** What a header told. */
export interface ProxyHeader {
  readonly kind: 'header';
  /** Octets that the header takes; what follows belongs to the client. */
  readonly consumed: number;
  /** Absent for LOCAL, UNSPEC, UNKNOWN and unix sockets: the socket's own addresses count (A11). */
  readonly source?: ProxyEndpoint;
  readonly destination?: ProxyEndpoint;
  /** The name that the client asked for by SNI (PP2_TYPE_AUTHORITY): at most 255 octets of printable ASCII. */
  readonly serverName?: string;
  /** Present when the peer took TLS off. */
  readonly tls?: { readonly version?: string; readonly cipher?: string };
}

export type ProxyHeaderResult =
  | { readonly kind: 'need-more' }
  | ProxyHeader
  /** Close without a word. */
  | { readonly kind: 'invalid' };

/** Longest version 1 header, in octets with CRLF (§2.1). */
export const MAX_VERSION_1_OCTETS = 107;

/** Longest version 2 header, in octets. The form allows 65,551; nginx takes 4096 as well, and 16 + 36 + TLVs fit. */
export const MAX_VERSION_2_OCTETS = 4096;

const NEED_MORE: ProxyHeaderResult = { kind: 'need-more' };
const INVALID: ProxyHeaderResult = { kind: 'invalid' };
const VERSION_1_START = Buffer.from('PROXY ', 'latin1');

/** Looks for a whole header at the buffer's start. Call again with more octets after `need-more`. Never throws. */
export function parseProxyHeader(bytes: Uint8Array): ProxyHeaderResult {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (startsLike(buffer, v2.SIGNATURE)) return parseVersion2(buffer);
  if (startsLike(buffer, VERSION_1_START)) return parseVersion1(buffer);
  return INVALID;
}

/** The octets that are there agree with the prefix. */
function startsLike(buffer: Buffer, prefix: Uint8Array): boolean {
  const length = Math.min(buffer.length, prefix.length);
  return buffer.subarray(0, length).equals(prefix.subarray(0, length));
}

function parseVersion1(buffer: Buffer): ProxyHeaderResult {
  const lf = buffer.subarray(0, MAX_VERSION_1_OCTETS).indexOf(0x0a);
  if (lf === -1) return buffer.length < MAX_VERSION_1_OCTETS ? NEED_MORE : INVALID;
  const line = buffer.toString('latin1', 0, lf + 1);
  if (!line.endsWith('\r\n')) return INVALID;
  const consumed = lf + 1;
  const [, family, ...fields] = line.slice(0, -2).split(' ');
  // §2.1: behind UNKNOWN everything up to CRLF is ignored.
  if (family === 'UNKNOWN') return { kind: 'header', consumed };
  if ((family !== 'TCP4' && family !== 'TCP6') || fields.length !== 4) return INVALID;
  const parse = family === 'TCP4' ? parseIpv4 : parseIpv6;
  const [sourceAddress = '', destinationAddress = '', sourcePort = '', destinationPort = ''] = fields;
  const source = textEndpoint(parse(sourceAddress), sourcePort);
  const destination = textEndpoint(parse(destinationAddress), destinationPort);
  if (source === undefined || destination === undefined) return INVALID;
  return { kind: 'header', consumed, source, destination };
}

function textEndpoint(address: Uint8Array | undefined, port: string): ProxyEndpoint | undefined {
  // §2.1: 0 to 65535 without leading zeros.
  if (address === undefined || !/^(?:0|[1-9]\d{0,4})$/.test(port) || Number(port) > 0xffff) return undefined;
  return { address: formatIpAddress(address), port: Number(port) };
}

function parseVersion2(buffer: Buffer): ProxyHeaderResult {
  if (buffer.length < v2.FIXED_OCTETS) {
    return buffer.length > v2.SIGNATURE.length && !isVersion2(buffer.readUInt8(v2.SIGNATURE.length))
      ? INVALID
      : NEED_MORE;
  }
  const command = buffer.readUInt8(12);
  const consumed = v2.FIXED_OCTETS + buffer.readUInt16BE(14);
  if (!isVersion2(command) || consumed > MAX_VERSION_2_OCTETS) return INVALID;
  if (buffer.length < consumed) return NEED_MORE;
  // §2.2: behind LOCAL the rest is skipped, whatever it holds.
  if (command === v2.VERSION_2_LOCAL) return { kind: 'header', consumed };
  const body = buffer.subarray(v2.FIXED_OCTETS, consumed);
  switch (buffer.readUInt8(13)) {
    case v2.FAMILY_TCP4:
      return parseAddresses(body, 4, consumed);
    case v2.FAMILY_TCP6:
      return parseAddresses(body, 16, consumed);
    case v2.FAMILY_UNSPECIFIED:
    case v2.FAMILY_UNIX_STREAM:
      return { kind: 'header', consumed };
    default:
      return INVALID; // datagrams, and what §2.2 leaves unassigned
  }
}

function isVersion2(command: number): boolean {
  return command === v2.VERSION_2_LOCAL || command === v2.VERSION_2_PROXY;
}

function parseAddresses(body: Buffer, octets: 4 | 16, consumed: number): ProxyHeaderResult {
  const end = 2 * octets + 4;
  if (body.length < end) return INVALID;
  const entries = parseEntries(body.subarray(end));
  if (entries === undefined) return INVALID;
  const facts = entries.map(([type, value]) => readEntry(type, value));
  if (facts.includes(undefined)) return INVALID;
  return {
    kind: 'header',
    consumed,
    source: { address: formatIpAddress(body.subarray(0, octets)), port: body.readUInt16BE(2 * octets) },
    destination: {
      address: formatIpAddress(body.subarray(octets, 2 * octets)),
      port: body.readUInt16BE(2 * octets + 2),
    },
    ...Object.assign({}, ...facts),
  };
}

/** Type-length-value entries (§2.2.1) that fill the octets exactly, or `undefined`. */
function parseEntries(bytes: Buffer): readonly (readonly [type: number, value: Buffer])[] | undefined {
  const entries: [number, Buffer][] = [];
  let position = 0;
  while (position < bytes.length) {
    if (position + 3 > bytes.length) return undefined;
    const end = position + 3 + bytes.readUInt16BE(position + 1);
    if (end > bytes.length) return undefined;
    entries.push([bytes.readUInt8(position), bytes.subarray(position + 3, end)]);
    position = end;
  }
  return entries;
}

/** What one entry tells: nothing for types and texts that we can't use, `undefined` for one that is cut short. */
function readEntry(type: number, value: Buffer): Pick<ProxyHeader, 'serverName' | 'tls'> | undefined {
  if (type === v2.TYPE_SSL) return readTls(value);
  const serverName = type === v2.TYPE_AUTHORITY ? readText(value) : undefined;
  return serverName === undefined ? {} : { serverName };
}

/** `client` and `verify` (5 octets), then entries of their own (§2.2.6). */
function readTls(value: Buffer): Pick<ProxyHeader, 'tls'> | undefined {
  const entries = value.length < 5 ? undefined : parseEntries(value.subarray(5));
  if (entries === undefined) return undefined;
  if ((value.readUInt8(0) & v2.CLIENT_SSL) === 0) return {};
  const tls: { version?: string; cipher?: string } = {};
  for (const [type, octets] of entries) {
    const text = readText(octets);
    if (text === undefined) continue;
    if (type === v2.SUBTYPE_SSL_VERSION) tls.version = text;
    if (type === v2.SUBTYPE_SSL_CIPHER) tls.cipher = text;
  }
  return { tls };
}

function readText(octets: Buffer): string | undefined {
  const text = octets.toString('latin1');
  return /^[\x21-\x7e]{1,255}$/.test(text) ? text : undefined;
}
