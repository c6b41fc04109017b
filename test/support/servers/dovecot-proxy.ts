// Dovecot's login proxy as a peer of the bench: it checks no password and signs in at the backend with what it was given.

import { writeFile } from 'node:fs/promises';
import { programPath } from '../programs.ts';
import type { Certificate } from '../tls.ts';
import { DOVECOT_PORTS, type DovecotPort, dovecotConfig } from './dovecot-config.ts';
import { type BackendPorts, type Peer, startPeer } from './peer.ts';

export interface DovecotProxyOptions {
  readonly backend: BackendPorts & { readonly sieve?: number };
  readonly certificate: Certificate;
  /** Login processes of each protocol that wait at once. Default 1. */
  readonly loginProcesses?: number;
}

// One line a service: the lookup key is the service's name, so that each protocol gets its own port.
function routes({ imap, pop3, submission, sieve }: DovecotProxyOptions['backend']): string {
  const services = { imap, pop3, submission, ...(sieve === undefined ? {} : { sieve }) };
  return Object.entries(services)
    .map(([name, port]) => `${name}:::::::proxy=y nopassword=y host=127.0.0.1 port=${port}\n`)
    .join('');
}

/** Starts Dovecot as login proxy. Needs `dovecot` and the protocols' packages. */
export function startDovecotProxy(options: DovecotProxyOptions): Promise<Peer<DovecotPort>> {
  return startPeer({
    purpose: 'dovecot-proxy',
    ports: DOVECOT_PORTS,
    start: async ({ folder, ports, launch }) => {
      await writeFile(folder.file('routes'), routes(options.backend));
      const config = dovecotConfig({
        folder: folder.path,
        ports,
        certificate: options.certificate,
        authentication: `passdb {
  driver = passwd-file
  args = username_format=%Ls ${folder.file('routes')}
}
`,
        trustedNetworks: [],
        failureDelaySeconds: 0,
        loginProcesses: options.loginProcesses ?? 1,
        penalty: false,
        plaintext: 'allowed',
        submissionRelayPort: options.backend.submission,
        extraConfig: '',
      });
      await writeFile(folder.file('dovecot.conf'), config);
      return launch({
        command: programPath('dovecot-master'),
        args: ['-F', '-c', folder.file('dovecot.conf')],
        logFile: folder.file('dovecot.log'),
        ready: /starting up for/,
      });
    },
  });
}
