// nginx's mail proxy as a peer of the bench, with the fastest possible authentication service: a second nginx that
// answers every request with a constant.

import { writeFile } from 'node:fs/promises';
import { freePort } from '../ports.ts';
import { isRoot, programPath } from '../programs.ts';
import type { TempFolder } from '../temp.ts';
import type { Certificate } from '../tls.ts';
import { type BackendPorts, PEER_PORTS, type Peer, type PeerStart, startPeer } from './peer.ts';

export interface NginxMailOptions {
  readonly backend: BackendPorts;
  readonly certificate: Certificate;
  /** `proxy_buffer`. nginx's default is 4k; 64k is its best. */
  readonly proxyBuffer?: '4k' | '64k';
  /** `worker_processes`. Default 1. */
  readonly workers?: number;
  /** Tells the backend the client's address by XCLIENT (submission). Default: no. */
  readonly xclient?: boolean;
}

function common(folder: TempFolder, name: string, workers: number): string {
  return `daemon off;
worker_processes ${workers};
worker_rlimit_nofile 20000;
${isRoot() ? 'user root;\n' : ''}pid ${folder.file(`${name}.pid`)};
error_log ${folder.file(`${name}.log`)} notice;
events {
  worker_connections 19000;
}
`;
}

function answererConfig(folder: TempFolder, port: number, backend: BackendPorts): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path ${folder.file(name)};\n`,
  );
  return `${common(folder, 'answerer', 1)}http {
${temporary.join('')}  access_log off;
  keepalive_timeout 0;
  map $http_auth_protocol $backend_port {
    imap ${backend.imap};
    pop3 ${backend.pop3};
    smtp ${backend.submission};
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      add_header Auth-Status OK;
      add_header Auth-Server 127.0.0.1;
      add_header Auth-Port $backend_port;
      return 204;
    }
  }
}
`;
}

function mailConfig(
  { folder, ports }: PeerStart<(typeof PEER_PORTS)[number]>,
  options: NginxMailOptions,
  answerer: number,
): string {
  const { certificate, proxyBuffer = '4k', workers = 1, xclient = false } = options;
  const server = (port: number, protocol: string, ssl = ''): string => `  server {
    listen 127.0.0.1:${port}${ssl};
    protocol ${protocol};
${protocol === 'smtp' ? `    proxy_smtp_auth on;\n    xclient ${xclient ? 'on' : 'off'};\n` : ''}  }
`;
  return `load_module ${programPath('nginx-mail')};
${common(folder, 'mail', workers)}mail {
  server_name proxy.test;
  auth_http http://127.0.0.1:${answerer}/;
  proxy_buffer ${proxyBuffer};
  proxy_pass_error_message on;
  timeout 1h;
  proxy_timeout 24h;
  imap_auth plain login;
  pop3_auth plain;
  smtp_auth plain login;
  ssl_certificate ${certificate.certFile};
  ssl_certificate_key ${certificate.keyFile};
  ssl_protocols TLSv1.2 TLSv1.3;
${server(ports.imap, 'imap')}${server(ports.imaps, 'imap', ' ssl')}${server(ports.pop3, 'pop3')}${server(ports.pop3s, 'pop3', ' ssl')}${server(ports.submission, 'smtp')}${server(ports.submissions, 'smtp', ' ssl')}}
`;
}

/** Starts nginx as mail proxy. `pid` is the proxy's; the answering service is measured by nobody. Needs `nginx-mail`. */
export function startNginxMail(options: NginxMailOptions): Promise<Peer> {
  return startPeer({
    purpose: 'nginx',
    ports: PEER_PORTS,
    start: async (peer) => {
      const { folder, launch } = peer;
      const answerer = await freePort();
      await writeFile(folder.file('answerer.conf'), answererConfig(folder, answerer, options.backend));
      await writeFile(folder.file('mail.conf'), mailConfig(peer, options, answerer));
      const start = (name: string): ReturnType<typeof launch> =>
        launch({
          command: programPath('nginx'),
          args: ['-p', folder.path, '-e', folder.file(`${name}.log`), '-c', folder.file(`${name}.conf`)],
          logFile: folder.file(`${name}.log`),
          ready: /start worker process \d+/,
        });
      await start('answerer');
      return start('mail');
    },
  });
}
