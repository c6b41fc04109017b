// The doors where browsers connect, for all sites together.

import type { z } from 'zod';
import type { WebLimits } from '../../core/web-limits.ts';
import { group, list, optional, required, withDefault } from '../schema/setting.ts';
import { count, duration, ipAddress, line, listeningPort, network, oneOf, size } from '../schema/values.ts';

/** What a port serves: sites over TLS, sites in clear text, or only the way to `https`. */
export const WEB_LISTENER_KINDS = ['https', 'http', 'redirect'] as const;

export interface WebListenerConfig {
  /** Unique among the web's; derived from kind and port when the file gives none. */
  readonly name: string;
  readonly kind: (typeof WEB_LISTENER_KINDS)[number];
  /** An IP address, without brackets. */
  readonly address: string;
  readonly port: number;
  /** CIDR. Peers from here must begin with a PROXY protocol header. */
  readonly proxyProtocolFrom: readonly string[];
}

export interface WebConfig {
  readonly listeners: readonly WebListenerConfig[];
  readonly trustedProxies: readonly string[];
  readonly limits: WebLimits;
}

type WrittenListener = Omit<WebListenerConfig, 'name'> & { readonly name?: string };

const listener: z.ZodType<WrittenListener> = group<WrittenListener>({
  kind: required(oneOf(WEB_LISTENER_KINDS), {
    doc: '`https`: HTTP/2 and HTTP/1.1 over TLS. `http`: clear text, for browsers on this machine and for `trusted-proxies` only. `redirect`: clear text that only sends browsers to `https`.',
    example: 'https',
  }),
  port: required(listeningPort(), { doc: 'Port. 0 lets the system choose.', example: 443 }),
  address: withDefault(ipAddress(), '::', {
    doc: 'IP address to listen on. `"::"` is every address, IPv4 too; `0.0.0.0` is every IPv4 address.',
  }),
  name: optional(line({ max: 64, title: 'name' }), {
    doc: 'What logs and the audit log call it. Otherwise made from kind and port: `https-443`.',
    example: 'https-443',
  }),
  'proxy-protocol-from': withDefault(list(network()), [], {
    doc: "Networks of load balancers. Connections from there must begin with a PROXY protocol header (version 1 or 2), which tells the browser's true address; from anywhere else such a header is an error.",
    example: ['10.0.0.0/8'],
  }),
});

const bound = (otherwise: number, doc: string): z.ZodType<number> =>
  withDefault(count({ min: 1, max: 1_000_000 }), otherwise, { doc });

const limits: z.ZodType<WebLimits> = group<WebLimits>({
  connections: bound(5_000, 'Connections in each worker.'),
  'connections-per-address': bound(
    100,
    'Connections from one address (or IPv6 /64) in each worker; trusted proxies are exempt. An office may share one.',
  ),
  requests: bound(2_000, 'Requests that are being answered in each worker, streams and downloads included.'),
  'requests-per-address': bound(
    200,
    'The same, for one client. Beyond it the answer is 429. An office may share an address.',
  ),
  'streams-per-connection': bound(100, 'Requests at once on one HTTP/2 connection.'),
  'max-body': optional(size({ min: '1 KiB', max: '1024 GiB' }), {
    doc: "Largest request body. Without it there is none but the webmail's own.",
    example: '100 MiB',
  }),
  'head-timeout': withDefault(duration({ min: '1s', max: '5m' }), '30s', {
    doc: 'How long the first line and the fields of a request may take.',
  }),
  'body-idle-timeout': withDefault(duration({ min: '1s', max: '1h' }), '60s', {
    doc: 'How long a browser may send nothing of a body that it has begun. A slow upload is no silence.',
  }),
  'write-stall-timeout': withDefault(duration({ min: '1s', max: '1h' }), '5m', {
    doc: 'How long a browser may take nothing of what waits for it.',
  }),
  'keep-alive-timeout': withDefault(duration({ min: '1s', max: '1h' }), '75s', {
    doc: 'How long a connection may be idle between requests.',
  }),
});

export const web: z.ZodType<WebConfig> = withDefault(
  group<WebConfig>({
    listeners: withDefault(list(listener).transform(nameEach), [], {
      doc: 'The doors where browsers connect. Every one serves every site, by its host name.',
      example: [
        { kind: 'https', port: 443 },
        { kind: 'redirect', port: 80 },
      ],
    }),
    'trusted-proxies': withDefault(list(network()), [], {
      doc: 'Networks of front proxies. From there alone `X-Forwarded-For` and `X-Forwarded-Proto` are believed; the client is the right-most address that is not one of them. Name the proxies and nobody else.',
      example: ['192.0.2.10'],
    }),
    limits: withDefault(limits, {}, { doc: 'Limits on browsers, so that nobody can use up the machine.' }),
  }),
  {},
  {
    doc: 'The doors where browsers connect. Without `listeners` there is no web gate.',
    example: {
      listeners: [
        { kind: 'https', port: 443 },
        { kind: 'redirect', port: 80 },
      ],
    },
  },
);

/** Names what has no name: `https-443`, and `https-443-2` where that is taken. */
function nameEach(written: readonly WrittenListener[]): readonly WebListenerConfig[] {
  const taken = new Set(written.flatMap(({ name }) => name ?? []));
  return written.map((entry) => {
    if (entry.name !== undefined) return { ...entry, name: entry.name };
    const base = `${entry.kind}-${entry.port}`;
    let name = base;
    for (let number = 2; taken.has(name); number += 1) name = `${base}-${number}`;
    taken.add(name);
    return { ...entry, name };
  });
}
