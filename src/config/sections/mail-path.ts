// Postern's own SMTP path (R7.1): how codes and notices leave.

import { z } from 'zod';
import { choice, type Fields, group, listOfSome, optional, required, withDefault } from '../schema/setting.ts';
import { absolutePath, flag, host, hostname, kind, line, mailAddress, oneOf, port, secret } from '../schema/values.ts';
import type { SecretName } from '../secrets.ts';
import { TLS_MODES, type TlsMode } from './listeners.ts';

export interface SmarthostConfig {
  readonly kind: 'smarthost';
  readonly host: string;
  readonly port: number;
  readonly tls: TlsMode;
  /** Absolute path of a PEM file; absent: the system's authorities. */
  readonly certificateAuthority?: string;
  /** The name that the certificate must have, when it isn't `host`. */
  readonly serverName?: string;
  /** With `password`; absent: Postern doesn't sign in there. */
  readonly user?: string;
  readonly password?: SecretName;
}

export interface MxConfig {
  readonly kind: 'mx';
  readonly localServers: boolean;
  /** `address`, `address:port` or `[address]:port`. */
  readonly resolvers?: readonly string[];
}

export interface DkimConfig {
  readonly domain: string;
  readonly selector: string;
  /** Absolute path of a PEM file. */
  readonly key: string;
}

export interface MailPathConfig {
  readonly from: { readonly name: string; readonly address: string };
  /** `same`: the address of `from`; `none`: `<>`; or an address. */
  readonly envelopeSender: string;
  readonly delivery: SmarthostConfig | MxConfig;
  readonly prefer: 'any' | 'ipv4' | 'ipv6';
  readonly dkim?: DkimConfig;
}

const smarthost: Fields<SmarthostConfig> = {
  kind: kind('smarthost', "The site's own mail server takes everything and delivers it."),
  host: required(host(), { doc: 'Its host name or IP address.', example: '127.0.0.1' }),
  port: required(port(), { doc: 'Its port.', example: 587 }),
  tls: required(oneOf(TLS_MODES), {
    doc: '`implicit` or `starttls`, which never fall back to clear text, or `none`, for a server on this machine.',
    example: 'none',
  }),
  'certificate-authority': optional(absolutePath(), {
    doc: "PEM file with the authorities to trust for it instead of the system's. A server without a trusted certificate is given no mail and no password.",
    example: '/etc/postern/backend-ca.pem',
  }),
  'server-name': optional(hostname(), {
    doc: "The name that its certificate must have, when it isn't `host`.",
    example: 'mail.internal.example',
  }),
  user: optional(line({ max: 255, title: 'text' }), {
    doc: 'The name to sign in with (SMTP AUTH), if it wants that.',
    example: 'postern',
  }),
  password: optional(secret(), {
    doc: 'Its password: the text itself, `{ file: /path }` or `{ environment: NAME }`.',
    example: { file: '/etc/postern/smarthost-password' },
  }),
};

const resolver: z.ZodType<string> = z
  .string()
  .regex(/^([0-9.]+|\[[0-9a-fA-F:.]+\])(:[0-9]{1,5})?$/, {
    error: 'must be an IP address, and a port where it is not 53: 192.0.2.53, "[2001:db8::53]:5353"',
  })
  .meta({ title: 'IP address, with or without a port' });

const delivery: z.ZodType<MailPathConfig['delivery']> = choice<MailPathConfig['delivery']>(
  group<SmarthostConfig>(smarthost),
  group<MxConfig>({
    kind: kind('mx', "Postern delivers by itself, to the servers that the recipients' domains name in DNS (MX)."),
    'local-servers': withDefault(flag(), false, {
      doc: 'Whether a domain may name this machine. Mostly a mistake in DNS that would make a loop.',
    }),
    resolvers: optional(listOfSome(resolver), {
      doc: "DNS servers to ask instead of the system's: IP addresses, with a port where it isn't 53.",
      example: ['127.0.0.1:5353'],
    }),
  }),
);

const envelopeSender: z.ZodType<string> = z.union([oneOf(['same', 'none']), mailAddress()], {
  error: 'must be same, none or a mail address',
});

export const mailPath: z.ZodType<MailPathConfig | undefined> = optional(
  group<MailPathConfig>({
    from: required(
      group<MailPathConfig['from']>({
        name: required(line({ max: 100, title: 'text' }), {
          doc: 'What people see beside the address.',
          example: 'Example Mail',
        }),
        address: required(mailAddress(), {
          doc: 'The address. Its domain should allow this path in SPF, and DKIM should be of this domain.',
          example: 'security@example.com',
        }),
      }),
      { doc: 'From whom codes and notices come.' },
    ),
    'envelope-sender': withDefault(envelopeSender, 'same', {
      doc: 'The sender to mail servers, who gets their bounces: `same` as `from`, `none` (`<>`), or an address. Postern itself needs no bounces.',
    }),
    delivery: required(delivery, {
      doc: 'Who delivers.',
      example: {
        kind: 'smarthost',
        host: '127.0.0.1',
        port: 587,
        tls: 'none',
        user: 'postern',
        password: { file: '/etc/postern/smarthost-password' },
      },
    }),
    prefer: withDefault(oneOf(['any', 'ipv4', 'ipv6']), 'any', {
      doc: 'Which addresses of a mail server are tried first. With an IPv6 address that has no reverse name, `ipv4`.',
    }),
    dkim: optional(
      group<DkimConfig>({
        domain: required(hostname(), {
          doc: 'The domain that signs: that of `from.address`, or one above it.',
          example: 'example.com',
        }),
        selector: required(hostname(), {
          doc: 'Under which name in DNS its public key is: `<selector>._domainkey.<domain>`.',
          example: 'postern',
        }),
        key: required(absolutePath(), {
          doc: 'PEM file of the private key: RSA, 2048 bits or more.',
          example: '/etc/postern/dkim.pem',
        }),
      }),
      { doc: 'Signs every message (DKIM). Leave it out when the smarthost signs.' },
    ),
  }),
  {
    doc: "Postern's own SMTP path, for codes by mail and for notices. Without it there are none. See docs/guides/mail-path.md.",
  },
);
