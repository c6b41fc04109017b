// No proxy at all: the backend's own TLS. Its CPU time is that of the whole backend.

import type { Contender } from '../contender.ts';
import type { Site } from '../site.ts';

export async function startDirect({ dovecot, postfix, everyday, large, local }: Site): Promise<Contender> {
  const { imaps, pop3s, submissions } = dovecot.ports;
  return {
    name: 'direct',
    ports: { imaps, pop3s, submissions: postfix?.ports.submissions ?? submissions },
    groups: [dovecot.pid, ...(postfix ? [postfix.pid] : [])],
    accounts: { everyday, large, local },
    [Symbol.asyncDispose]: async () => undefined, // the site ends by itself
  };
}
