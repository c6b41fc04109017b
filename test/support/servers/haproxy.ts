// HAProxy in TCP mode: a peer of the bench, and the load balancer that sends PROXY headers to a listener under test.

import { writeFile } from 'node:fs/promises';
import { programPath } from '../programs.ts';
import type { Certificate } from '../tls.ts';
import { type Peer, startPeer } from './peer.ts';

/** One listener and where it leads. */
export interface HaproxyRoute {
  /** A port of 127.0.0.1. */
  readonly backendPort: number;
  /** Terminates TLS with this certificate; without it the bytes pass. */
  readonly certificate?: Certificate;
  /** The PROXY protocol header that the backend gets. Default: none. */
  readonly sendProxy?: 'v1' | 'v2';
}

const SEND_PROXY = { v1: ' send-proxy', v2: ' send-proxy-v2' } as const;

interface NamedRoute extends HaproxyRoute {
  readonly name: string;
  readonly port: number;
  readonly pemFile: string;
}

function section({ name, port, pemFile, backendPort, certificate, sendProxy }: NamedRoute): string {
  return `listen ${name}
  bind 127.0.0.1:${port}${certificate ? ` ssl crt ${pemFile} ssl-min-ver TLSv1.2` : ''}
  server backend 127.0.0.1:${backendPort}${sendProxy ? SEND_PROXY[sendProxy] : ''}
`;
}

const GENERAL = `global
  log stderr format raw local0 notice
  maxconn 9000
  nbthread 1
defaults
  mode tcp
  log global
  option dontlog-normal
  timeout connect 5s
  timeout client 24h
  timeout server 24h
`;

/** Starts HAProxy with a listener for each route, under the route's name. Needs `haproxy`. */
export function startHaproxy<Name extends string>(routes: Readonly<Record<Name, HaproxyRoute>>): Promise<Peer<Name>> {
  const names = Object.keys(routes).filter((name): name is Name => name in routes);
  return startPeer({
    purpose: 'haproxy',
    ports: names,
    start: async ({ folder, ports, launch }) => {
      const sections: string[] = [];
      for (const name of names) {
        const route: HaproxyRoute = routes[name];
        const pemFile = folder.file(`${name}.pem`);
        if (route.certificate) await writeFile(pemFile, route.certificate.cert + route.certificate.key);
        sections.push(section({ ...route, name, port: ports[name], pemFile }));
      }
      await writeFile(folder.file('haproxy.cfg'), GENERAL + sections.join(''));
      return launch({
        command: programPath('haproxy'),
        args: ['-W', '-db', '-f', folder.file('haproxy.cfg')],
        logFile: folder.file('haproxy.log'),
        ready: /Loading success/, // said by the master, once the ports are bound
      });
    },
  });
}
