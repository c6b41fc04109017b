// The XCLIENT command by which Dovecot's POP3 and ManageSieve login services let a trusted proxy say who the client is
// (its `login_trusted_networks`). Not SMTP's XCLIENT, whose values are encoded and whose answer is a new greeting.

import type { ForwardedClient } from './dialogue.ts';

/** Proxy hops that Dovecot may still add: one less than its own default of 5, as its own proxy sends. */
const REMAINING_HOPS = 4;

/** What an address in presentation form or a session token may hold; a space would be one more parameter. */
const SAFE_VALUE = /^[0-9A-Za-z.:-]{1,64}$/;

/**
 * Builds the command, without its line end, or says `undefined` when a value can't be sent safely.
 * Dovecot 2.3 ignores names that it doesn't know, such as DESTADDR.
 */
export function dovecotXclient(client: ForwardedClient): string | undefined {
  const { remoteAddress, localAddress, sessionId } = client;
  if (![remoteAddress, localAddress, sessionId].every((value) => SAFE_VALUE.test(value))) return undefined;
  return [
    'XCLIENT',
    `ADDR=${remoteAddress}`,
    `PORT=${client.remotePort}`,
    `DESTADDR=${localAddress}`,
    `DESTPORT=${client.localPort}`,
    `SESSION=${sessionId}`,
    `TTL=${REMAINING_HOPS}`,
    `CLIENT-TRANSPORT=${client.tls ? 'TLS' : 'insecure'}`,
  ].join(' ');
}
