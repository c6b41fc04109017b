// XCLIENT: telling a backend that believes us who the client is (S6; Postfix's XCLIENT_README, Dovecot's login proxy).
// LOGIN is never sent: a backend that takes names on our word makes every splice a way round the password.

import type { ForwardedClient } from '../dialogue.ts';

/** Longest XCLIENT command, in octets with CRLF (XCLIENT_README: 512, attributes are split over several). */
const MAX_XCLIENT_OCTETS = 512;

/** RFC 3461 §4 xtext: what isn't printable ASCII, and `+` and `=`, becomes `+` and two upper-case hex digits. */
export function encodeXtext(text: string): string {
  let encoded = '';
  for (const octet of Buffer.from(text, 'utf8')) {
    const plain = octet > 0x20 && octet < 0x7f && octet !== 0x2b && octet !== 0x3d;
    encoded += plain ? String.fromCharCode(octet) : `+${octet.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

/**
 * The commands, without CRLF, that carry what the backend listed in EHLO's XCLIENT line and we know. `undefined` when
 * not even ADDR can be told: a backend that doesn't learn the address would throttle all clients as one.
 */
export function xclientCommands(client: ForwardedClient, listed: readonly string[]): readonly string[] | undefined {
  const names = new Set(listed.map((name) => name.toUpperCase()));
  if (!names.has('ADDR')) return undefined;
  const commands: string[] = [];
  let command = 'XCLIENT';
  for (const [name, value] of attributes(client)) {
    if (!names.has(name)) continue;
    const attribute = ` ${name}=${encodeXtext(value)}`;
    if (command.length + attribute.length + 2 > MAX_XCLIENT_OCTETS && command !== 'XCLIENT') {
      commands.push(command);
      command = 'XCLIENT';
    }
    command += attribute;
  }
  return [...commands, command];
}

function attributes(client: ForwardedClient): readonly (readonly [name: string, value: string])[] {
  return [
    // Unsaid, Postfix would keep our own host name beside the client's address. Never a name from DNS (nginx 6f3145006).
    ['NAME', '[UNAVAILABLE]'],
    ['ADDR', xclientAddress(client.remoteAddress)],
    ['PORT', `${client.remotePort}`],
    ['DESTADDR', xclientAddress(client.localAddress)],
    ['DESTPORT', `${client.localPort}`],
    ['SESSION', client.sessionId],
    ['CLIENT-TRANSPORT', client.tls ? 'TLS' : 'insecure'],
  ];
}

/** XCLIENT_README: IPv6 addresses carry the prefix of RFC 5321 §4.1.3 (Dovecot 88751f93d0). */
function xclientAddress(address: string): string {
  return address.includes(':') ? `IPV6:${address}` : address;
}
