// IP addresses between text and octets, strictly: RFC 4291 §2.2 in, RFC 5952 §4 out. An IPv4-mapped IPv6 address is
// the IPv4 address that it maps, so that one client has one form everywhere.

const IPV4_OCTETS = 4;
const IPV6_OCTETS = 16;
const IPV6_GROUPS = 8;

/** `::ffff:0:0/96` (RFC 4291 §2.5.5.2). */
const MAPPED_PREFIX: Uint8Array = Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]);

/** Reads dotted decimal, without leading zeros: 4 octets, or `undefined`. */
export function parseIpv4(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  if (parts.length !== IPV4_OCTETS) return undefined;
  const octets = parts.map((part) => (/^(?:0|[1-9]\d{0,2})$/.test(part) ? Number(part) : 256));
  return octets.some((octet) => octet > 255) ? undefined : Uint8Array.from(octets);
}

/** Reads RFC 4291 text (without a zone): 16 octets, or `undefined`. */
export function parseIpv6(text: string): Uint8Array | undefined {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const before = parseGroups(head, tail === undefined);
  const after = tail === undefined ? [] : parseGroups(tail, true);
  if (before === undefined || after === undefined) return undefined;
  const missing = IPV6_GROUPS - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...before, ...new Array<number>(missing).fill(0), ...after];
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

/** Groups of 16 bits; the last may be dotted decimal where the address ends (RFC 4291 §2.2, form 3). */
function parseGroups(text: string, isEnd: boolean): readonly number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const ipv4 = isEnd && index === parts.length - 1 ? parseIpv4(part) : undefined;
    if (ipv4 === undefined) return undefined;
    const [a = 0, b = 0, c = 0, d = 0] = ipv4;
    groups.push((a << 8) | b, (c << 8) | d);
  }
  return groups;
}

/** Reads either family; a mapped address gives 4 octets, and a zone (`%eth0`), which is our host's matter, is dropped. */
export function parseIpAddress(text: string): Uint8Array | undefined {
  const octets = parseIpv4(text) ?? parseIpv6(text.replace(/%[^%]+$/, ''));
  return octets === undefined ? undefined : unmap(octets);
}

/** Writes 4 or 16 octets in the one canonical form (RFC 5952 §4); a mapped address as IPv4. */
export function formatIpAddress(octets: Uint8Array): string {
  const address = unmap(octets);
  if (address.length === IPV4_OCTETS) return address.join('.');
  const view = new DataView(address.buffer, address.byteOffset, IPV6_OCTETS);
  const groups = Array.from({ length: IPV6_OCTETS / 2 }, (_, index) => view.getUint16(2 * index));
  const zeros = longestZeroRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (zeros.length < 2) return hex.join(':'); // RFC 5952 §4.2.2: one group of zeros is not shortened
  return `${hex.slice(0, zeros.start).join(':')}::${hex.slice(zeros.start + zeros.length).join(':')}`;
}

/** The 16 octets of an address of either family (RFC 4291 §2.5.5.2 for IPv4). */
export function toIpv6Octets(octets: Uint8Array): Uint8Array {
  return octets.length === IPV6_OCTETS ? octets : Uint8Array.from([...MAPPED_PREFIX, ...octets]);
}

function unmap(octets: Uint8Array): Uint8Array {
  if (octets.length !== IPV6_OCTETS) return octets;
  const isMapped = MAPPED_PREFIX.every((octet, index) => octets[index] === octet);
  return isMapped ? octets.subarray(MAPPED_PREFIX.length) : octets;
}

/** RFC 5952 §4.2.3: the longest run, the first of equal ones. */
function longestZeroRun(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  for (const [index, group] of groups.entries()) {
    length = group === 0 ? length + 1 : 0;
    if (length > best.length) best = { start: index - length + 1, length };
  }
  return best;
}
