// The sign-in API, which other mail servers ask about their own clients.

import type { z } from 'zod';
import { choice, group, list, optional, required, withDefault } from '../schema/setting.ts';
import { absolutePath, count, ipAddress, kind, line, listeningPort, secret } from '../schema/values.ts';
import type { SecretName } from '../secrets.ts';

export interface AuthSocketConfig {
  readonly kind: 'socket';
  readonly path: string;
}

export interface AuthNetworkConfig {
  readonly kind: 'http' | 'https';
  /** An IP address, without brackets. */
  readonly address: string;
  readonly port: number;
}

export type AuthListenerConfig = AuthSocketConfig | AuthNetworkConfig;

export interface AuthClientConfig {
  /** Unique. */
  readonly name: string;
  readonly token: SecretName;
}

export interface AuthApiConfig {
  readonly listeners: readonly AuthListenerConfig[];
  readonly clients: readonly AuthClientConfig[];
  readonly requestsPerMinute: number;
}

const listener: z.ZodType<AuthListenerConfig> = choice<AuthListenerConfig>(
  group<AuthSocketConfig>({
    kind: kind('socket', 'A Unix socket, for a server on this machine.'),
    path: required(absolutePath(), {
      doc: 'Where it is made. Its folder must be there; whom that lets in may connect, and still needs a token.',
      example: '/run/postern/auth.sock',
    }),
  }),
  group<AuthNetworkConfig & { readonly kind: 'http' }>({
    kind: kind('http', 'Clear text, on loopback addresses only.'),
    port: required(listeningPort(), { doc: 'Port. 0 lets the system choose.', example: 9188 }),
    address: withDefault(ipAddress(), '127.0.0.1', { doc: 'Loopback address to listen on.' }),
  }),
  group<AuthNetworkConfig & { readonly kind: 'https' }>({
    kind: kind('https', 'TLS with the certificates of `tls`, for a server on another machine.'),
    port: required(listeningPort(), { doc: 'Port. 0 lets the system choose.', example: 9443 }),
    address: withDefault(ipAddress(), '::', {
      doc: 'IP address to listen on. `"::"` is every address, IPv4 too; `0.0.0.0` is every IPv4 address.',
    }),
  }),
);

const client: z.ZodType<AuthClientConfig> = group<AuthClientConfig>({
  name: required(line({ max: 64, title: 'name' }), {
    doc: 'What logs and the audit log call the server.',
    example: 'haraka',
  }),
  token: required(secret(), {
    doc: 'What it shows to be asked anything, 32 characters at least: the text itself, `{ file: /path }` or `{ environment: NAME }`.',
    example: { file: '/etc/postern/haraka-token' },
  }),
});

type Written = Partial<AuthApiConfig> & Pick<AuthApiConfig, 'requestsPerMinute'>;

export const authApi: z.ZodType<AuthApiConfig> = withDefault(
  group<Written>({
    listeners: optional(list(listener), {
      doc: 'Where it listens. Without it the API is off.',
      example: [{ kind: 'http', port: 9188 }],
    }),
    clients: optional(list(client), {
      doc: "The servers that may ask. Each is believed about its clients' addresses.",
      example: [{ name: 'haraka', token: { file: '/etc/postern/haraka-token' } }],
    }),
    'requests-per-minute': withDefault(count({ min: 1, max: 1_000_000 }), 6_000, {
      doc: 'Most questions that each of them may ask. Beyond it their clients hear of a temporary failure.',
    }),
  }).transform(({ listeners = [], clients = [], requestsPerMinute }) => ({ listeners, clients, requestsPerMinute })),
  {},
  { doc: 'Lets other mail servers ask whether somebody may sign in there: Haraka, with the plugin `postern-auth`.' },
);
