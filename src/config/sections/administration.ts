// Administration over the network: the API for programs, with tokens, and the console for people.

import type { z } from 'zod';
import type { Millis } from '../../core/units.ts';
import { choice, group, list, required, withDefault } from '../schema/setting.ts';
import { count, duration, hostname, ipAddress, kind, listeningPort, network } from '../schema/values.ts';

export interface AdministrationListenerConfig {
  readonly kind: 'http' | 'https';
  /** An IP address, without brackets. */
  readonly address: string;
  readonly port: number;
}

export interface AdministrationSessionConfig {
  readonly idle: Millis;
  readonly absolute: Millis;
  /** How long both steps count for what destroys or opens something. */
  readonly confirmation: Millis;
}

export interface TokensConfig {
  /** Of a token whose maker said nothing. */
  readonly defaultLife: Millis;
  readonly longestLife: Millis;
}

export interface AdministrationConfig {
  readonly listeners: readonly AdministrationListenerConfig[];
  /** Lower-case; empty: the installation's own `hostname`. */
  readonly hosts: readonly string[];
  /** CIDR. */
  readonly trustedProxies: readonly string[];
  readonly session: AdministrationSessionConfig;
  readonly tokens: TokensConfig;
  readonly requestsPerMinute: number;
}

const listener: z.ZodType<AdministrationListenerConfig> = choice<AdministrationListenerConfig>(
  group<AdministrationListenerConfig & { readonly kind: 'https' }>({
    kind: kind('https', 'TLS with the certificates of `tls`.'),
    port: required(listeningPort(), { doc: 'Port. 0 lets the system choose.', example: 8443 }),
    address: withDefault(ipAddress(), '::', {
      doc: 'IP address to listen on. `"::"` is every address, IPv4 too; `0.0.0.0` is every IPv4 address.',
    }),
  }),
  group<AdministrationListenerConfig & { readonly kind: 'http' }>({
    kind: kind('http', 'Clear text, on loopback addresses only: for this machine, or for a front proxy on it.'),
    port: required(listeningPort(), { doc: 'Port. 0 lets the system choose.', example: 8080 }),
    address: withDefault(ipAddress(), '127.0.0.1', { doc: 'Loopback address to listen on.' }),
  }),
);

const session: z.ZodType<AdministrationSessionConfig> = group<AdministrationSessionConfig>({
  idle: withDefault(duration({ min: '1m', max: '24h' }), '30m', {
    doc: 'How long an administrator may do nothing before the session ends.',
  }),
  absolute: withDefault(duration({ min: '5m', max: '7d' }), '12h', { doc: 'How long a session lasts in all.' }),
  confirmation: withDefault(duration({ min: '1m', max: '12h' }), '10m', {
    doc: 'How long password and second step count, once given, for what destroys or opens something. Then both are asked again.',
  }),
});

const tokens: z.ZodType<TokensConfig> = group<TokensConfig>({
  'default-life': withDefault(duration({ min: '1m', max: '3650d' }), '90d', {
    doc: 'How long a token counts whose maker said nothing of it.',
  }),
  'longest-life': withDefault(duration({ min: '1m', max: '3650d' }), '365d', {
    doc: 'How long a token may count at most. Every token ends.',
  }),
});

export const administration: z.ZodType<AdministrationConfig> = withDefault(
  group<AdministrationConfig>({
    listeners: withDefault(list(listener), [], {
      doc: 'Where it listens. Without an entry the administration is reached on this machine only, by the command line.',
      example: [{ kind: 'https', port: 8443, address: '127.0.0.1' }],
    }),
    hosts: withDefault(list(hostname()), [], {
      doc: "Names by which browsers reach the console. Asked for by any other name it isn't shown, which keeps out foreign pages whose own name was made to lead here. Without an entry it is `hostname`. A listener in clear text is reached as localhost, too.",
      example: ['postern.example.com'],
    }),
    'trusted-proxies': withDefault(list(network()), [], {
      doc: 'Networks of front proxies. From there alone `X-Forwarded-For` and `X-Forwarded-Proto` are believed; the client is the right-most address that is not one of them. Name the proxies and nobody else.',
      example: ['192.0.2.10'],
    }),
    session: withDefault(session, {}, { doc: "Limits on administrators' sessions at the console." }),
    tokens: withDefault(tokens, {}, { doc: 'Limits on tokens, by which programs ask the API.' }),
    'requests-per-minute': withDefault(count({ min: 1, max: 1_000_000 }), 600, {
      doc: 'Most requests that each token may make. Beyond it the answer is 429.',
    }),
  }),
  {},
  {
    doc: 'Reaching the administration over the network: the API with tokens, and the console. From where is said by `policy.permitted-networks.administration`.',
  },
);
