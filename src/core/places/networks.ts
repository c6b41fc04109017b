// Addresses and CIDR lists. An IPv4 client that arrives over an IPv6 socket (`::ffff:192.0.2.1`) is an IPv4 client.

import ipaddr from 'ipaddr.js';

/** IPv6 clients get a whole /64 from their provider, and change within it at will. */
const IPV6_NETWORK_PREFIX = 64;

/** Presentation form, shortened, IPv4-mapped forms as IPv4, without a zone; `undefined` for what is no address. */
export function canonicalIp(address: string): string | undefined {
  const bare = address.split('%', 1)[0] ?? '';
  return ipaddr.isValid(bare) ? ipaddr.process(bare).toString() : undefined;
}

/** Whether a list of CIDR blocks (or single addresses) holds an address. What can't be parsed holds nothing. */
export function isInNetworks(address: string, networks: readonly string[]): boolean {
  const canonical = canonicalIp(address);
  if (canonical === undefined) return false;
  const ip = ipaddr.process(canonical);
  return networks.some((network) => {
    const range = parseNetwork(network);
    return range !== undefined && range[0].kind() === ip.kind() && ip.match(range);
  });
}

/** Checks and shortens a CIDR block or single address; `undefined` for what is neither. */
export function canonicalNetwork(network: string): string | undefined {
  const range = parseNetwork(network);
  return range && `${range[0].toString()}/${range[1]}`;
}

/** The network that failures are counted for: an IPv4 address, or an IPv6 /64. */
export function clientNetwork(address: string): string {
  const canonical = canonicalIp(address);
  if (canonical === undefined) return address;
  const ip = ipaddr.process(canonical);
  if (ip.kind() === 'ipv4') return ip.toString();
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${ip.toString()}/${IPV6_NETWORK_PREFIX}`).toString()}/${IPV6_NETWORK_PREFIX}`;
}

function parseNetwork(network: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined {
  if (ipaddr.isValidCIDR(network)) {
    const [ip, prefix] = ipaddr.parseCIDR(network);
    if (ip instanceof ipaddr.IPv6 && ip.isIPv4MappedAddress() && prefix >= 96) return [ip.toIPv4Address(), prefix - 96];
    return [ip, prefix];
  }
  if (!ipaddr.isValid(network)) return undefined;
  const ip = ipaddr.process(network);
  return [ip, ip.kind() === 'ipv4' ? 32 : 128];
}
