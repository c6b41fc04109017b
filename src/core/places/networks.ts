// Addresses and CIDR lists. An IPv4 client that arrives over an IPv6 socket (`::ffff:192.0.2.1`) is an IPv4 client.

import ipaddr from 'ipaddr.js';

/** IPv6 clients get a whole /64 from their provider, and change within it at will (R1.3). */
const IPV6_NETWORK_PREFIX = 64;

/** Providers and tunnel brokers hand out a /48 to whoever asks: 65,536 times a /64. */
const IPV6_SITE_PREFIX = 48;

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Four octets in decimal, without leading zeros: an address that is its own shortest form, as most are. */
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** Presentation form, shortened, IPv4-mapped forms as IPv4, without a zone; `undefined` for what is no address. */
export function canonicalIp(address: string): string | undefined {
  return IPV4.test(address) ? address : parseAddress(address.replace(/%.*$/, ''))?.toString();
}

/** Whether a list of CIDR blocks (or single addresses) holds an address. What can't be parsed holds nothing. */
export function isInNetworks(address: string, networks: readonly string[]): boolean {
  const ip = networks.length === 0 ? undefined : parseAddress(address.replace(/%.*$/, ''));
  return ip !== undefined && networks.some((network) => holds(network, ip));
}

/** A CIDR block or single address, shortened, without bits behind its prefix; `undefined` for what is neither. */
export function canonicalNetwork(network: string): string | undefined {
  const range = parseNetwork(network);
  return range && networkOf(...range);
}

/**
 * The networks in which an address is that is in both lists, each in canonical form, once. Blocks are nested or apart, so
 * that these are the blocks of each list that lie within one of the other.
 */
export function commonNetworks(one: readonly string[], other: readonly string[]): readonly string[] {
  const [left, right] = [blocksOf(one), blocksOf(other)];
  return [...new Set([...within(left, right), ...within(right, left)])];
}

/**
 * The network that a client is known by (R1.3) and that failures are counted for: an IPv4 address, or an IPv6 /64.
 *
 * @param ipv4Prefix - Bits of an IPv4 address that count, 8 to 32.
 */
export function clientNetwork(address: string, ipv4Prefix = 32): string {
  if (ipv4Prefix === 32 && IPV4.test(address)) return address;
  const ip = parseAddress(address.replace(/%.*$/, ''));
  if (ip === undefined) return address;
  if (ip.kind() === 'ipv6') return networkOf(ip, IPV6_NETWORK_PREFIX);
  return ipv4Prefix === 32 ? ip.toString() : networkOf(ip, ipv4Prefix);
}

/** The /48 around an IPv6 client, whose owner has every /64 in it; `undefined` for IPv4. */
export function clientSite(address: string): string | undefined {
  const ip = parseAddress(address.replace(/%.*$/, ''));
  return ip?.kind() === 'ipv6' ? networkOf(ip, IPV6_SITE_PREFIX) : undefined;
}

/**
 * The address in canonical form when it is one that is given out to networks on the Internet; `undefined` for the rest:
 * private, loopback, carrier-grade NAT, documentation, multicast, reserved, and tunnels that end somewhere else.
 */
export function internetAddress(address: string): string | undefined {
  const ip = parseAddress(address.replace(/%.*$/, ''));
  return ip?.range() === 'unicast' ? ip.toString() : undefined;
}

/** Each block in canonical form, by its family and the bits of its prefix: a block's key begins with those around it. */
function blocksOf(networks: readonly string[]): ReadonlyMap<string, string> {
  const parsed = networks.flatMap((network) => {
    const range = parseNetwork(network);
    return range ? [range] : [];
  });
  return new Map(parsed.map((range) => [prefixBits(...range), networkOf(...range)]));
}

/** What of `narrow` lies in a block of `wide`: looked up by each length that `wide` has, not compared one by one. */
function within(narrow: ReadonlyMap<string, string>, wide: ReadonlyMap<string, string>): readonly string[] {
  const lengths = new Set(Array.from(wide.keys(), ({ length }) => length));
  return Array.from(narrow).flatMap(([bits, network]) =>
    Array.from(lengths).some((length) => length <= bits.length && wide.has(bits.slice(0, length))) ? [network] : [],
  );
}

function prefixBits(ip: Address, prefix: number): string {
  const bits = ip.toByteArray().map((octet) => octet.toString(2).padStart(8, '0'));
  return `${ip.kind()}:${bits.join('').slice(0, prefix)}`;
}

function holds(network: string, ip: Address): boolean {
  const range = parseNetwork(network);
  return range !== undefined && range[0].kind() === ip.kind() && ip.match(range);
}

function networkOf(ip: Address, prefix: number): string {
  const family = ip.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  return `${family.networkAddressFromCIDR(`${ip.toString()}/${prefix}`).toString()}/${prefix}`;
}

function parseNetwork(network: string): [Address, number] | undefined {
  const [address = '', length, ...rest] = network.split('/');
  const ip = parseAddress(address);
  if (ip === undefined || rest.length > 0) return undefined;
  const bits = ip.kind() === 'ipv4' ? 32 : 128;
  if (length === undefined) return [ip, bits];
  if (!/^\d{1,3}$/.test(length)) return undefined;
  // An IPv4 network may be written as mapped into IPv6: ::ffff:192.0.2.0/120.
  const prefix = Number(length) - (bits === 32 && address.includes(':') ? 96 : 0);
  return prefix >= 0 && prefix <= bits ? [ip, prefix] : undefined;
}

/** Strict, as `10` and `010.0.0.1` are addresses to the library, but not the ones that they look like. */
function parseAddress(address: string): Address | undefined {
  // The library would try every form that an address may have.
  if (IPV4.test(address)) return new ipaddr.IPv4(address.split('.').map(Number));
  return ipaddr.IPv6.isValid(address) && !address.includes('%') ? ipaddr.process(address) : undefined;
}
