// Who the browser is, when listed front proxies stand between it and us: the right-most hop that isn't one of them
// (P-01). Whatever stands further left was written by the client itself.

import { canonicalIp, isInNetworks } from '../../../core/places/networks.ts';

/** Hops looked at; more are nobody's real path. */
const MAX_HOPS = 32;

/**
 * @param peer - The address of the connection.
 * @param forwardedFor - Every `x-forwarded-for` field, in order.
 * @param trusted - Networks of front proxies; from anyone else the fields mean nothing.
 */
export function clientAddress(peer: string, forwardedFor: readonly string[], trusted: readonly string[]): string {
  if (trusted.length === 0 || forwardedFor.length === 0) return peer;
  const hops = forwardedFor.join(',').split(',').slice(-MAX_HOPS);
  let address = peer;
  while (isInNetworks(address, trusted)) {
    const hop = hops.pop();
    const before = hop === undefined ? undefined : hopAddress(hop.trim());
    // What a trusted hop wrote and can't be read says nothing: the last address that is known counts.
    if (before === undefined) return address;
    address = before;
  }
  return address;
}

/** `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]` and `[2001:db8::1]:4711`. */
function hopAddress(hop: string): string | undefined {
  const [, bracketed] = /^\[([0-9A-Fa-f:.]+)\](?::\d{1,5})?$/.exec(hop) ?? [];
  const [, dotted] = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/.exec(hop) ?? [];
  return canonicalIp(bracketed ?? dotted ?? hop);
}
