// How a request to the administration arrived: who the client is, and by which origin a browser reached us. Decided once for
// each request, from the socket and from listed proxies only (R9.2).

import type { IncomingMessage } from 'node:http';
import type { ChangeOrigin } from '../../core/administration/change.ts';
import { canonicalIp, isInNetworks } from '../../core/places/networks.ts';
import type { CountryProvider } from '../../core/web-context.ts';
import { clientAddress } from '../gate/http/client-address.ts';

export interface Arrival {
  readonly origin: ChangeOrigin;
  /** Over TLS, up to here or up to a listed proxy. */
  readonly isProtected: boolean;
  readonly isByProxy: boolean;
  readonly localPort: number;
}

export interface ArrivalRules {
  /** CIDR. */
  readonly trustedProxies: readonly string[];
  readonly countryOf: CountryProvider['countryOf'];
}

/** `undefined`: the client has gone already. */
export function arrivalOf(
  { headers, headersDistinct, socket }: IncomingMessage,
  { trustedProxies, countryOf }: ArrivalRules,
): Arrival | undefined {
  const peer = canonicalIp(socket.remoteAddress ?? '');
  if (peer === undefined) return undefined;
  const remoteAddress = clientAddress(peer, headersDistinct['x-forwarded-for'] ?? [], trustedProxies);
  const isByProxy = isInNetworks(peer, trustedProxies);
  const saidByProxy = isByProxy && headersDistinct['x-forwarded-proto']?.at(-1)?.trim().toLowerCase() === 'https';
  const country = countryOf(remoteAddress);
  const userAgent = (headers['user-agent'] ?? '').replace(/[^\x20-\x7e]/g, '').slice(0, 256);
  return {
    origin: { remoteAddress, userAgent, ...(country !== undefined && { country }) },
    isProtected: 'encrypted' in socket || saidByProxy,
    isByProxy,
    localPort: socket.localPort ?? 0,
  };
}

/** Names of this very machine, which no name service can be made to say of another page. */
const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** RFC 9110 §7.2: a name or an address in brackets, and a port. */
const HOST = /^([a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::([0-9]{1,5}))?$/;

/**
 * The origin by which a browser reached the console; `undefined`: by none of ours. Exact, or a page of somebody else's whose
 * name leads to our address (DNS rebinding) could ask in the name of whoever looks at it.
 *
 * @param field - `Host`, as it came.
 * @param hosts - Lower-case names of ours.
 */
export function consoleOrigin(
  field: string | undefined,
  hosts: readonly string[],
  { isProtected, isByProxy, localPort }: Pick<Arrival, 'isProtected' | 'isByProxy' | 'localPort'>,
): string | undefined {
  const [, name, port] = HOST.exec(field?.toLowerCase() ?? '') ?? [];
  if (name === undefined) return undefined;
  if (!hosts.includes(name) && !(LOOPBACK_NAMES.has(name) && !isProtected)) return undefined;
  const usual = isProtected ? 443 : 80;
  const asked = port === undefined ? usual : Number(port);
  // What a proxy listens on is its own affair.
  if (!isByProxy && asked !== localPort) return undefined;
  return `${isProtected ? 'https' : 'http'}://${name}${asked === usual ? '' : `:${asked}`}`;
}
