// The web proxies that Postern's gate is compared with, and none at all.

import { fileURLToPath } from 'node:url';
import { type Peer, startPeer } from '../../test/support/servers/peer.ts';
import type { ContenderName, WebContender } from '../contender.ts';
import { inMemory } from '../in-memory.ts';
import type { WebDoor } from '../load/web-requests.ts';
import { launchNginx, nginxBeginning, nginxListeners, WEB_HOST, type WebSite } from '../web-site.ts';

const DOORS: readonly WebDoor[] = ['plain', 'tls'];

const BARE_NODE = fileURLToPath(new URL('bare-node-proxy.ts', import.meta.url));

function asWebContender(name: ContenderName, peer: Pick<Peer<WebDoor>, 'ports' | 'pid' | typeof Symbol.asyncDispose>) {
  const target = (door: WebDoor): WebContender['targets'][WebDoor] => ({
    ...{ door, port: peer.ports[door] },
    fields: { Host: WEB_HOST },
  });
  return {
    name,
    targets: { plain: target('plain'), tls: target('tls') },
    groups: [peer.pid],
    [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose](),
  };
}

/** The webmail's own doors. Its CPU time is that of the webmail. */
export async function startWebDirect({ ports, pid }: WebSite): Promise<WebContender> {
  // The site ends by itself.
  return asWebContender('direct', { ports, pid, [Symbol.asyncDispose]: async () => undefined });
}

/** Streams both ways, as Postern does, keeps connections to the webmail open, and writes nothing to a disk. */
function nginxProxy(site: WebSite, buffers: string): Promise<Peer<WebDoor>> {
  return inMemory(() =>
    startPeer({
      purpose: 'nginx-web',
      ports: DOORS,
      start: (peer) =>
        launchNginx(
          peer,
          `${nginxBeginning(peer.folder)}  upstream webmail {
    server 127.0.0.1:${site.ports.plain};
    keepalive 64;
    keepalive_requests 100000000;
  }
  server {
${nginxListeners(peer.ports, site.certificate)}    location / {
      proxy_pass http://webmail;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_request_buffering off;
      proxy_max_temp_file_size 0;
${buffers}    }
  }
}
`,
        ),
    }),
  );
}

/** With nginx's own buffers: 8 of 4 KiB for answers, and 16 KiB for what is uploaded. */
export async function startWebNginx(site: WebSite): Promise<WebContender> {
  return asWebContender('nginx', await nginxProxy(site, ''));
}

/** At its best for bulk. */
export async function startWebNginx64k(site: WebSite): Promise<WebContender> {
  const buffers = `      proxy_buffer_size 64k;
      proxy_buffers 8 64k;
      proxy_busy_buffers_size 128k;
      client_body_buffer_size 64k;
`;
  return asWebContender('nginx64k', await nginxProxy(site, buffers));
}

export async function startBareNode({ ports, certificate }: WebSite): Promise<WebContender> {
  const peer = await startPeer({
    purpose: 'bare-node',
    ports: DOORS,
    start: ({ folder, ports: own, launch }) =>
      launch({
        command: process.execPath,
        args: [
          ...[BARE_NODE, ...[ports.plain, own.plain, own.tls].map(String)],
          ...[certificate.certFile, certificate.keyFile],
        ],
        logFile: folder.file('bare-node.log'),
        ready: /^ready$/m,
      }),
  });
  return asWebContender('bare-node', peer);
}
