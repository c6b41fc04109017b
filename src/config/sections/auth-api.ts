// The sign-in API, which other mail servers ask about their own clients.

import type { z } from 'zod';
import { choice, group, list, required, withDefault } from '../schema/setting.ts';
import { absolutePath, count, ipAddress, kind, line, listeningPort, oneOf, secret } from '../schema/values.ts';
import type { SecretName } from '../secrets.ts';

export interface AuthSocketConfig {
  readonly kind: 'socket';
  readonly path: string;
  /** Octal, of the socket itself. */
  readonly mode: '0600' | '0660' | '0666';
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
      doc: 'Where it is made. Its folder must be there, and let the other server in.',
      example: '/run/postern/auth.sock',
    }),
    mode: withDefault(oneOf(['0600', '0660', '0666']), '0660', {
      doc: 'Who may connect: its owner, its group, or every user of this machine, who still needs a token. The group is that of the folder where the folder has the setgid bit.',
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

export const authApi: z.ZodType<AuthApiConfig> = withDefault(
  group<AuthApiConfig>({
    listeners: withDefault(list(listener), [], {
      doc: 'Where it listens. None: it is off.',
      example: [{ kind: 'http', port: 9188 }],
    }),
    clients: withDefault(list(client), [], {
      doc: "The servers that may ask. Each is believed about its clients' addresses.",
      example: [{ name: 'haraka', token: { file: '/etc/postern/haraka-token' } }],
    }),
    'requests-per-minute': withDefault(count({ min: 1, max: 1_000_000 }), 6_000, {
      doc: 'Most questions that each of them may ask. Beyond it their clients hear of a temporary failure.',
    }),
  }),
  {},
  {
    doc: 'Lets other mail servers ask whether somebody may sign in there: Haraka, with the plugin `postern-auth`.',
    example: {
      listeners: [{ kind: 'http', port: 9188 }],
      clients: [{ name: 'haraka', token: { file: '/etc/postern/haraka-token' } }],
    },
  },
);
