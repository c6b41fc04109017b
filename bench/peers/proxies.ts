// The proxies that Postern is compared with, each as quick as it can be made.

import { startDovecotProxy } from '../../test/support/servers/dovecot-proxy.ts';
import { startHaproxy } from '../../test/support/servers/haproxy.ts';
import { startNginxMail } from '../../test/support/servers/nginx-mail.ts';
import type { BackendPorts, Peer } from '../../test/support/servers/peer.ts';
import type { Contender, ContenderName } from '../contender.ts';
import type { Door } from '../load/dialogues.ts';
import type { Site } from '../site.ts';

/** Where proxies reach the backend, in clear text. */
export function backendPorts({ dovecot, postfix }: Site): BackendPorts {
  const { imap, pop3, submission } = dovecot.ports;
  return { imap, pop3, submission: postfix?.ports.submission ?? submission };
}

function asContender(name: ContenderName, { everyday, large, local }: Site, peer: Peer<Door>): Contender {
  return {
    name,
    ports: peer.ports,
    groups: [peer.pid],
    accounts: { everyday, large, local },
    [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose](),
  };
}

/** nginx as most sites run it, with `proxy_buffer 4k`. The service that answers its questions isn't counted. */
export async function startNginx(site: Site): Promise<Contender> {
  const options = { backend: backendPorts(site), certificate: site.dovecot.certificate };
  return asContender('nginx', site, await startNginxMail(options));
}

/** nginx at its best for bulk. */
export async function startNginx64k(site: Site): Promise<Contender> {
  const options = { backend: backendPorts(site), certificate: site.dovecot.certificate, proxyBuffer: '64k' } as const;
  return asContender('nginx64k', site, await startNginxMail(options));
}

export async function startDovecotAsProxy(site: Site): Promise<Contender> {
  const options = { backend: backendPorts(site), certificate: site.dovecot.certificate };
  return asContender('dovecot-proxy', site, await startDovecotProxy(options));
}

/** Knows no mail protocol and takes part in no sign-in: a limit that a mail proxy can't reach at sign-in. */
export async function startHaproxyAsLimit(site: Site): Promise<Contender> {
  const { imap, pop3, submission } = backendPorts(site);
  const { certificate } = site.dovecot;
  const peer = await startHaproxy({
    imaps: { backendPort: imap, certificate },
    pop3s: { backendPort: pop3, certificate },
    submissions: { backendPort: submission, certificate },
  });
  return asContender('haproxy', site, peer);
}
