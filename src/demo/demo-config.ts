// The configuration of the demo: what an administrator would write for the built-in mail server and webmail, as text, so
// that it goes the whole way that a real one goes.

import { createServer } from 'node:net';
import { join } from 'node:path';
import type { DemoMailServer } from './mail-server/demo-mail-server.ts';
import { DEMO_WEBMAIL, type DemoWebmail } from './webmail/demo-webmail.ts';

/** The demo is for this machine alone. */
export const DEMO_HOST = '127.0.0.1';

/** Ports that are easy to remember; where one is taken the system chooses another. */
export const DEMO_DOORS = [
  { protocol: 'imap', port: 9993, tls: 'implicit' },
  { protocol: 'imap', port: 9143, tls: 'starttls' },
  { protocol: 'smtp', port: 9465, tls: 'implicit' },
  { protocol: 'smtp', port: 9587, tls: 'starttls' },
] as const;

/** Where browsers go, under the same conditions. */
const WEB_PORT = 9443;

/** Where the administration is reached over the network, under the same conditions. */
const ADMINISTRATION_PORT = 9080;

export interface DemoSurroundings {
  /** Has `certificate.pem` and `key.pem`. */
  readonly folder: string;
  readonly mailServer: DemoMailServer;
  readonly webmail: DemoWebmail;
  /** Whether the ports that are easy to remember are tried. */
  readonly hasUsualPorts: boolean;
}

export interface DemoConfig {
  readonly text: string;
  /** Of the webmail's site. */
  readonly origin: string;
}

/** Looks which ports are free, and writes the configuration with them. */
export async function writeDemoConfig({
  folder,
  mailServer,
  webmail,
  hasUsualPorts,
}: DemoSurroundings): Promise<DemoConfig> {
  const { imap, submission, smarthost } = mailServer;
  const free = async (port: number): Promise<number> => (hasUsualPorts && (await tryPort(port))) || tryPort(0);
  const listeners = await Promise.all(
    DEMO_DOORS.map(async ({ protocol, port, tls }) => {
      const name = `${protocol}-${tls}`;
      return `  - { name: ${name}, protocol: ${protocol}, address: ${DEMO_HOST}, port: ${await free(port)}, tls: ${tls} }`;
    }),
  );
  const webPort = await free(WEB_PORT);
  const origin = `https://localhost:${webPort}`;
  const text = `hostname: localhost
state: ${join(folder, 'state')}
help-url: ${origin}/.postern/account
tls:
  certificates: [{ certificate: ${join(folder, 'certificate.pem')}, key: ${join(folder, 'key.pem')} }]
listeners:
${listeners.join('\n')}
backends:
  default:
    imap: { host: ${imap.host}, port: ${imap.port}, tls: none }
    smtp: { host: ${submission.host}, port: ${submission.port}, tls: none }
    sign-in: { kind: sealed }
web:
  listeners: [{ kind: https, address: ${DEMO_HOST}, port: ${webPort} }]
sites:
  webmail:
    origin: ${origin}
    upstream: { kind: network, host: ${webmail.host}, port: ${webmail.port} }
    # A browser would remember it for everything else on localhost.
    hsts: { max-age: 0s }
    profile:
      kind: generic-form
      home: /mail
      page: /login
      action: /login
      name-field: ${DEMO_WEBMAIL.fields.user}
      password-field: ${DEMO_WEBMAIL.fields.password}
      other-fields: [token]
      accepted: { status: 302, location: /mail, cookie: ${DEMO_WEBMAIL.sessionCookie} }
      refused: { status: 401 }
      signed-out: { status: 302, location: /login }
      session-cookies: [${DEMO_WEBMAIL.sessionCookie}]
      public-folders: [/assets/]
      log-out: /logout
branding:
  name: Demo Mail
  logo: ${join(import.meta.dirname, 'logo.svg')}
  accent: '#7a3e9d'
mail-path:
  from: { name: Demo Mail, address: postern@demo.example }
  envelope-sender: none
  delivery: { kind: smarthost, host: ${smarthost.host}, port: ${smarthost.port}, tls: none }
policy: { trusted-browser-days: 30 }
administration:
  listeners: [{ kind: http, address: ${DEMO_HOST}, port: ${await free(ADMINISTRATION_PORT)} }]
metrics: { enabled: false }
`;
  return { text, origin };
}

/** The port that could be listened on, and no longer is; 0: this one is taken. */
function tryPort(port: number): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(0));
    server.listen({ host: DEMO_HOST, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
