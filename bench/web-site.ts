// The webmail behind every contender at the web doors: an nginx that answers at once, from memory, and has a sign-in form
// of a few lines. It runs on the load generator's core, so that a proxy has its own to itself and rates are its own.

import { writeFile } from 'node:fs/promises';
import { isRoot, programPath } from '../test/support/programs.ts';
import { type Peer, type PeerStart, startPeer } from '../test/support/servers/peer.ts';
import type { TempFolder } from '../test/support/temp.ts';
import { type Certificate, makeCertificate } from '../test/support/tls.ts';
import { inMemory } from './in-memory.ts';
import type { Account } from './load/dialogues.ts';
import { LARGE_BODY_OCTETS, SMALL_ANSWER_OCTETS, WEB_PATHS, type WebDoor } from './load/web-requests.ts';
import type { Cores } from './machine.ts';

export interface WebSite extends AsyncDisposable {
  /** Where it is reached without a proxy; proxies use the one in clear text. */
  readonly ports: Readonly<Record<WebDoor, number>>;
  readonly pid: number;
  readonly certificate: Certificate;
  /** Its form says yes to any password. */
  readonly accounts: readonly Account[];
}

/** What browsers call the site: in the certificate, and in each request's `Host`. */
export const WEB_HOST = 'webmail.test';

/** The cookie of the webmail's own sessions. */
export const WEBMAIL_COOKIE = 'webmail';

const ACCOUNTS = 100;

function smallAnswer(): string {
  const start = '{"unread":3,"subject":"';
  const end = '"}';
  return `${start}${'x'.repeat(SMALL_ANSWER_OCTETS - start.length - end.length)}${end}`;
}

/** What every private nginx of the bench begins with: one worker, a connection's requests without end. */
export function nginxBeginning(folder: TempFolder): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path ${folder.file(name)};\n`,
  );
  return `daemon off;
worker_processes 1;
${isRoot() ? 'user root;\n' : ''}pid ${folder.file('nginx.pid')};
error_log ${folder.file('nginx.log')} notice;
events {
  worker_connections 1024;
}
http {
${temporary.join('')}  access_log off;
  client_max_body_size 0;
  keepalive_requests 100000000;
`;
}

/** Listeners of a `server` block, with the certificate. */
export function nginxListeners(ports: Readonly<Record<WebDoor, number>>, { certFile, keyFile }: Certificate): string {
  return `    listen 127.0.0.1:${ports.plain};
    listen 127.0.0.1:${ports.tls} ssl;
    ssl_certificate ${certFile};
    ssl_certificate_key ${keyFile};
    ssl_protocols TLSv1.2 TLSv1.3;
`;
}

// `return` answers before a body has come. An upload is read as a whole and then forgotten, as a webmail does: here by
// asking another server, which is sent nothing of it.
function siteConfig({ folder, ports }: PeerStart<WebDoor>, certificate: Certificate): string {
  return `${nginxBeginning(folder)}  sendfile on;
  server {
    listen unix:${folder.file('nowhere')};
    return 204;
  }
  upstream nowhere {
    server unix:${folder.file('nowhere')};
    keepalive 32;
  }
  server {
${nginxListeners(ports, certificate)}    root ${folder.path};
    absolute_redirect off;
    location = ${WEB_PATHS.small} {
      default_type application/json;
      return 200 '${smallAnswer()}';
    }
    location = ${WEB_PATHS.upload} {
      client_body_buffer_size 11m;
      proxy_pass http://nowhere;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Content-Length "";
      proxy_pass_request_body off;
    }
    location = ${WEB_PATHS.signIn} {
      if ($request_method = POST) {
        add_header Set-Cookie "${WEBMAIL_COOKIE}=$request_id; Path=/; HttpOnly";
        return 302 ${WEB_PATHS.small};
      }
      default_type text/html;
      return 200 '<!doctype html><form method="post"><input name="user"><input name="password" type="password"></form>';
    }
  }
}
`;
}

/** Starts an nginx of the bench; its configuration is ready made. */
export async function launchNginx(
  { folder, launch }: Pick<PeerStart<WebDoor>, 'folder' | 'launch'>,
  config: string,
  core?: number,
): ReturnType<PeerStart<WebDoor>['launch']> {
  await writeFile(folder.file('nginx.conf'), config);
  const nginx = [
    programPath('nginx'),
    '-p',
    folder.path,
    '-e',
    folder.file('nginx.log'),
    '-c',
    folder.file('nginx.conf'),
  ];
  const [command, ...args] = core === undefined ? nginx : ['taskset', '-c', String(core), ...nginx];
  return launch({
    command: command ?? 'nginx',
    args,
    logFile: folder.file('nginx.log'),
    ready: /start worker process \d+/,
  });
}

/** Needs `nginx`. */
export async function startWebSite(cores: Cores | undefined): Promise<WebSite> {
  await using started = new AsyncDisposableStack();
  const certificate = started.use(await makeCertificate({ names: [WEB_HOST, '127.0.0.1'] }));
  const server: Peer<WebDoor> = started.use(
    await inMemory(() =>
      startPeer({
        purpose: 'webmail',
        ports: ['plain', 'tls'],
        start: async (peer) => {
          await writeFile(peer.folder.file(WEB_PATHS.download.slice(1)), Buffer.alloc(LARGE_BODY_OCTETS, 'x'));
          return launchNginx(peer, siteConfig(peer, certificate), cores?.generator);
        },
      }),
    ),
  );
  const everything = started.move();
  return {
    ports: server.ports,
    pid: server.pid,
    certificate,
    accounts: Array.from({ length: ACCOUNTS }, (_, number) => ({
      user: `user${number}@example.test`,
      password: `secret-of-user${number}`,
    })),
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}
