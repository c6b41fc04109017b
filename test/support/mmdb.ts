// Writes a small country database in MaxMind's format (https://maxmind.github.io/MaxMind-DB/), so that tests have
// data that no release changes, in either shape of record, as old as they like, and damaged as they like.

import ipaddr from 'ipaddr.js';

export interface MmdbWish {
  /** Network in CIDR notation, and its record. */
  readonly networks: readonly (readonly [string, object])[];
  readonly madeAt: number;
  readonly ipVersion?: 4 | 6;
}

/** A record as ip-location-db writes it. */
export function flat(country: string): object {
  return { country_code: country };
}

/** A record as MaxMind and DB-IP write it. */
export function nested(country: string): object {
  return { country: { iso_code: country, names: { en: 'Somewhere' } } };
}

type Node = [Child, Child];
type Child = number | { readonly data: number } | undefined;

const RECORD_BITS = 24;
const SEPARATOR = Buffer.alloc(16);
const MARKER = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');

export function makeMmdb({ networks, madeAt, ipVersion = 6 }: MmdbWish): Buffer {
  const nodes: Node[] = [[undefined, undefined]];
  const data: Buffer[] = [];
  let offset = 0;
  for (const [network, record] of networks) {
    insert(nodes, bitsOf(network, ipVersion), { data: offset });
    const encoded = encode(record);
    data.push(encoded);
    offset += encoded.length;
  }
  const tree = Buffer.concat(nodes.flatMap((node) => node.map((child) => pointer(child, nodes.length))));
  const metadata = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: Math.floor(madeAt / 1000),
    database_type: 'Test-Country',
    description: {},
    ip_version: ipVersion,
    languages: [],
    node_count: nodes.length,
    record_size: RECORD_BITS,
  });
  return Buffer.concat([tree, SEPARATOR, ...data, MARKER, metadata]);
}

function bitsOf(network: string, ipVersion: 4 | 6): readonly number[] {
  const [address, length] = ipaddr.parseCIDR(network);
  const octets = address.toByteArray();
  // IPv4 networks stand at ::/96 of an IPv6 tree.
  const padding = ipVersion === 6 ? 16 - octets.length : 0;
  const all = [...new Array<number>(padding).fill(0), ...octets];
  return all
    .flatMap((octet) => [7, 6, 5, 4, 3, 2, 1, 0].map((bit) => (octet >> bit) & 1))
    .slice(0, padding * 8 + length);
}

function insert(nodes: Node[], bits: readonly number[], leaf: { readonly data: number }): void {
  let node = nodes[0];
  for (const [index, bit] of bits.entries()) {
    if (node === undefined) throw new Error('no such node');
    if (index === bits.length - 1) {
      node[bit] = leaf;
      return;
    }
    const child = node[bit];
    const next = typeof child === 'number' ? child : nodes.push([undefined, undefined]) - 1;
    node[bit] = next;
    node = nodes[next];
  }
}

function pointer(child: Child, nodeCount: number): Buffer {
  const value = child === undefined ? nodeCount : typeof child === 'number' ? child : nodeCount + 16 + child.data;
  const octets = Buffer.alloc(3);
  octets.writeUIntBE(value, 0, 3);
  return octets;
}

/** Maps, lists, text and whole numbers: all that a country database has. */
function encode(value: unknown): Buffer {
  if (typeof value === 'string') return Buffer.concat([Buffer.of((2 << 5) | value.length), Buffer.from(value)]);
  if (typeof value === 'number') {
    const octets = Buffer.alloc(4);
    octets.writeUInt32BE(value);
    return Buffer.concat([Buffer.of((6 << 5) | 4), octets]);
  }
  // Types above 7 have a second octet: 11 is a list.
  if (Array.isArray(value)) return Buffer.concat([Buffer.of(value.length, 11 - 7), ...value.map(encode)]);
  const entries = Object.entries(value ?? {});
  return Buffer.concat([Buffer.of((7 << 5) | entries.length), ...entries.flat().map(encode)]);
}
