// The webmails behind Postern: under which name browsers know them, where they are, and how long a session lives (R8.1).

import type { z } from 'zod';
import type { Millis } from '../../core/units.ts';
import type { WebmailSettings } from '../../core/webmail-settings.ts';
import { choice, type Fields, group, list, named, optional, required, withDefault } from '../schema/setting.ts';
import {
  absolutePath,
  duration,
  fieldName,
  flag,
  host,
  hostname,
  kind,
  oneOf,
  port,
  secret,
  webOrigin,
} from '../schema/values.ts';
import type { SecretName } from '../secrets.ts';
import { webmailProfile } from './webmail-profile.ts';

interface UpstreamBasics {
  /** Which name the webmail is asked for. */
  readonly hostHeader: 'public' | 'own';
  readonly secretHeader?: SecretHeaderConfig;
  readonly connectTimeout: Millis;
  readonly firstByteTimeout: Millis;
  readonly idleTimeout: Millis;
}

export interface SecretHeaderConfig {
  /** In lower case. */
  readonly name: string;
  readonly value: SecretName;
}

export interface NetworkUpstreamConfig extends UpstreamBasics {
  readonly kind: 'network';
  readonly host: string;
  readonly port: number;
  readonly tls: 'none' | 'implicit';
  /** Absolute path of a PEM file; absent: the system's authorities. */
  readonly certificateAuthority?: string;
  /** The name that the certificate must have, when it isn't `host`. */
  readonly serverName?: string;
  readonly allowClearTextToAnywhere: boolean;
}

export interface SocketUpstreamConfig extends UpstreamBasics {
  readonly kind: 'unix-socket';
  readonly path: string;
}

export type UpstreamConfig = NetworkUpstreamConfig | SocketUpstreamConfig;

export interface SiteConfig {
  /** `https://` and the public host, with the port where it isn't 443. */
  readonly origin: string;
  readonly aliases: readonly string[];
  readonly upstream: UpstreamConfig;
  readonly profile: WebmailSettings;
  readonly session: { readonly idle: Millis; readonly absolute: Millis };
  readonly hsts: HstsConfig;
}

export interface HstsConfig {
  /** 0: the field isn't sent. */
  readonly maxAge: Millis;
  readonly includeSubdomains: boolean;
}

const basics: Fields<UpstreamBasics> = {
  'host-header': withDefault(oneOf(['public', 'own']), 'public', {
    doc: "Which name the webmail is asked for: the site's public one, which it then uses in its own addresses, or its own.",
  }),
  'secret-header': optional(
    group<SecretHeaderConfig>({
      name: required(fieldName(), { doc: 'Name of the field.', example: 'x-postern-secret' }),
      value: required(secret(), {
        doc: 'Its value: the text itself, `{ file: /path }` or `{ environment: NAME }`.',
        example: { file: '/etc/postern/webmail-secret' },
      }),
    }),
    {
      doc: "A field that is sent with every request and that no browser can send, so that the webmail's server can refuse whoever comes without it.",
    },
  ),
  'connect-timeout': withDefault(duration({ min: '1s', max: '2m' }), '5s', {
    doc: 'How long a connection to the webmail may take.',
  }),
  'first-byte-timeout': withDefault(duration({ min: '1s', max: '1h' }), '2m', {
    doc: 'How long the webmail may take to begin its answer.',
  }),
  'idle-timeout': withDefault(duration({ min: '1s', max: '1h' }), '2m', {
    doc: 'How long it may then send nothing. Event streams that are silent for longer are cut.',
  }),
};

const upstream: z.ZodType<UpstreamConfig> = choice<UpstreamConfig>(
  group<NetworkUpstreamConfig>({
    kind: kind('network', 'A web server at a host and port.'),
    host: required(host(), { doc: 'Host name or IP address.', example: '127.0.0.1' }),
    port: required(port(), { doc: 'Port.', example: 8080 }),
    tls: withDefault(oneOf(['none', 'implicit']), 'none', {
      doc: '`implicit` is HTTPS; `none` is for a server on this machine.',
    }),
    'certificate-authority': optional(absolutePath(), {
      doc: "PEM file with the authorities to trust for this server instead of the system's. A server without a trusted certificate is not talked to.",
      example: '/etc/postern/webmail-ca.pem',
    }),
    'server-name': optional(hostname(), {
      doc: "The name that the server's certificate must have, when it isn't `host`.",
      example: 'webmail.internal.example',
    }),
    'allow-clear-text-to-anywhere': withDefault(flag(), false, {
      doc: 'Lets `tls: none` stand with a server on another machine. Whoever can listen to the network then reads every password and every mail.',
    }),
    ...basics,
  }),
  group<SocketUpstreamConfig>({
    kind: kind('unix-socket', 'A web server on this machine that listens on a Unix socket.'),
    path: required(absolutePath(), { doc: 'Path of the socket.', example: '/run/webmail.sock' }),
    ...basics,
  }),
);

const site: z.ZodType<SiteConfig> = group<SiteConfig>({
  origin: required(webOrigin(), {
    doc: "The site's public address, as the browser shows it: `https://`, the host, and the port where it isn't 443. Nothing that a request says changes it.",
    example: 'https://webmail.example.com',
  }),
  aliases: withDefault(list(hostname()), [], {
    doc: 'Further host names, which are redirected to `origin`.',
    example: ['www.webmail.example.com'],
  }),
  upstream: required(upstream, {
    doc: 'Where the webmail is. It must not be reachable around Postern: bind it to loopback or a Unix socket, or let it demand the `secret-header`.',
    example: { kind: 'network', host: '127.0.0.1', port: 8080 },
  }),
  profile: required(webmailProfile, { doc: 'Which webmail it is.', example: { kind: 'roundcube' } }),
  session: withDefault(
    group<SiteConfig['session']>({
      idle: withDefault(duration({ min: '1m', max: '90d' }), '2h', {
        doc: 'How long a session lives without a request that a person made. What a webmail asks by itself every minute does not count.',
      }),
      absolute: withDefault(duration({ min: '5m', max: '365d' }), '24h', {
        doc: 'How long a session lives in all.',
      }),
    }),
    {},
    { doc: "How long browsers' sessions live." },
  ),
  hsts: withDefault(
    group<HstsConfig>({
      'max-age': withDefault(duration({ min: '0s', max: '1000d' }), '365d', {
        doc: 'How long browsers remember that this site is only ever reached by HTTPS. `0s`: they are not told.',
      }),
      'include-subdomains': withDefault(flag(), false, { doc: 'Whether that is so for every name below it too.' }),
    }),
    {},
    { doc: "HTTP Strict Transport Security (RFC 6797). The webmail's own is not passed on." },
  ),
});

export const sites: z.ZodType<Readonly<Record<string, SiteConfig>>> = withDefault(
  named(site),
  {},
  {
    doc: 'The webmails behind Postern, by name.',
    example: {
      webmail: {
        origin: 'https://webmail.example.com',
        upstream: { kind: 'network', host: '127.0.0.1', port: 8080 },
        profile: { kind: 'roundcube' },
      },
    },
  },
);
