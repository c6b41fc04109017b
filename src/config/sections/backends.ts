// The mail servers behind Postern: how they are reached, and how Postern signs in there (R3.7).

import type { z } from 'zod';
import type { Millis } from '../../core/units.ts';
import { choice, type Fields, group, named, optional, required, withDefault } from '../schema/setting.ts';
import { absolutePath, duration, host, hostname, kind, line, oneOf, port, secret } from '../schema/values.ts';
import type { SecretName } from '../secrets.ts';
import { TLS_MODES, type TlsMode } from './listeners.ts';

interface Reach {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsMode;
  /** Absolute path of a PEM file; absent: the system's authorities. */
  readonly certificateAuthority?: string;
  /** The name that the certificate must have, when it isn't `host`. */
  readonly serverName?: string;
}

/** How an IMAP server learns of the client's true address (R9.2, I9). */
export interface ImapServiceConfig extends Reach {
  readonly forwardClient: 'none' | 'proxy-v1' | 'proxy-v2' | 'id';
}

/** How the other servers learn of the client's true address (R9.2, P5, S6, M5). */
export interface OtherServiceConfig extends Reach {
  readonly forwardClient: 'none' | 'proxy-v1' | 'proxy-v2' | 'xclient';
}

/** Any service of a backend. */
export type BackendServiceConfig = ImapServiceConfig | OtherServiceConfig;

export interface MasterSignInConfig {
  readonly kind: 'master';
  readonly name: string;
  readonly password: SecretName;
  readonly form: 'authorization-identity' | 'separator';
  readonly separator: string;
}

/** How Postern signs in at a backend (R3.7). */
export type BackendSignInConfig = { readonly kind: 'sealed' } | MasterSignInConfig | { readonly kind: 'passthrough' };

export interface BackendConfig {
  readonly imap?: ImapServiceConfig;
  readonly pop3?: OtherServiceConfig;
  readonly smtp?: OtherServiceConfig;
  readonly sieve?: OtherServiceConfig;
  readonly signIn: BackendSignInConfig;
  readonly loginName: 'address' | 'local-part';
  readonly connectTimeout: Millis;
  readonly signInTimeout: Millis;
}

const reach: Fields<Reach> = {
  host: required(host(), { doc: 'Host name or IP address.', example: '127.0.0.1' }),
  port: required(port(), { doc: 'Port.', example: 143 }),
  tls: required(oneOf(TLS_MODES), {
    doc: '`implicit` or `starttls`, which never fall back to clear text, or `none`, for a server on this machine.',
    example: 'none',
  }),
  'certificate-authority': optional(absolutePath(), {
    doc: "PEM file with the authorities to trust for this server instead of the system's. A server without a trusted certificate is not talked to.",
    example: '/etc/postern/backend-ca.pem',
  }),
  'server-name': optional(hostname(), {
    doc: "The name that the server's certificate must have, when it isn't `host`.",
    example: 'mail.internal.example',
  }),
};

const WHY_FORWARD =
  "How the server learns the client's true address. With `none` it sees every client at Postern's address, and its own throttling and limits per address fall on all of them together. `proxy-v1`, `proxy-v2`: a PROXY protocol header, where the server's port expects one.";

const imapService: z.ZodType<ImapServiceConfig> = group<ImapServiceConfig>({
  ...reach,
  'forward-client': withDefault(oneOf(['none', 'proxy-v1', 'proxy-v2', 'id']), 'none', {
    doc: `${WHY_FORWARD} \`id\`: the ID command, as Dovecot takes it from its \`login_trusted_networks\`.`,
  }),
});

const otherService: z.ZodType<OtherServiceConfig> = group<OtherServiceConfig>({
  ...reach,
  'forward-client': withDefault(oneOf(['none', 'proxy-v1', 'proxy-v2', 'xclient']), 'none', {
    doc: `${WHY_FORWARD} \`xclient\`: the XCLIENT command, as Dovecot and Postfix take it from hosts that they trust.`,
  }),
});

const signIn: z.ZodType<BackendSignInConfig> = choice<BackendSignInConfig>(
  group<{ readonly kind: 'sealed' }>({
    kind: kind(
      'sealed',
      "Postern signs in with the mailbox's own password, of which each app password holds a sealed copy. Works with every server.",
    ),
  }),
  group<MasterSignInConfig>({
    kind: kind('master', 'Postern signs in as a master user, whom the server lets into every mailbox.'),
    name: required(line({ max: 255, title: 'text' }), { doc: 'Name of the master user.', example: 'postern' }),
    password: required(secret(), {
      doc: 'Its password: the text itself, `{ file: /path }` or `{ environment: NAME }`.',
      example: { file: '/etc/postern/master-password' },
    }),
    form: withDefault(oneOf(['authorization-identity', 'separator']), 'authorization-identity', {
      doc: "`authorization-identity`: SASL names the mailbox beside the master user (RFC 4422). `separator`: the login name is mailbox, separator, master user, as with Dovecot's `auth_master_user_separator`.",
    }),
    separator: withDefault(line({ max: 1, title: 'one character' }), '*', { doc: 'For `form: separator`.' }),
  }),
  group<{ readonly kind: 'passthrough' }>({
    kind: kind(
      'passthrough',
      'Postern passes on what the client gave. Only mailboxes in mode `never` can sign in; there are no app passwords.',
    ),
  }),
);

const backend: z.ZodType<BackendConfig> = group<BackendConfig>({
  imap: optional(imapService, { doc: 'Its IMAP server. Mailboxes of a backend without one have no IMAP.' }),
  pop3: optional(otherService, { doc: 'Its POP3 server.' }),
  smtp: optional(otherService, { doc: 'Its submission server.' }),
  sieve: optional(otherService, { doc: 'Its ManageSieve server.' }),
  'sign-in': withDefault(
    signIn,
    { kind: 'sealed' },
    { doc: 'How Postern signs in there once it has let a client in.' },
  ),
  'login-name': withDefault(oneOf(['address', 'local-part']), 'address', {
    doc: 'What the server calls a mailbox: `anna@example.com` or `anna`. With `local-part` the backend is for one domain only, as it would take `anna` of another for the same; a second name of the same domain is an alias: `postern alias add @example.org example.com`.',
  }),
  'connect-timeout': withDefault(duration({ min: '1s', max: '2m' }), '10s', {
    doc: 'How long a connection to the server may take, TLS included.',
  }),
  'sign-in-timeout': withDefault(duration({ min: '1s', max: '5m' }), '30s', {
    doc: 'How long everything may take until the server has let Postern in, retries included. Then the client gets a temporary failure.',
  }),
});

export const backends: z.ZodType<Readonly<Record<string, BackendConfig>>> = required(named(backend), {
  doc: 'The mail servers behind Postern, by name. A domain uses `default` unless it names another.',
  example: {
    default: {
      imap: { host: '127.0.0.1', port: 143, tls: 'none', 'forward-client': 'id' },
      pop3: { host: '127.0.0.1', port: 110, tls: 'none', 'forward-client': 'xclient' },
      smtp: { host: '127.0.0.1', port: 10587, tls: 'none', 'forward-client': 'proxy-v2' },
      sieve: { host: '127.0.0.1', port: 4191, tls: 'none', 'forward-client': 'xclient' },
    },
  },
});
