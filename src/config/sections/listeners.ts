// The doors: where mail clients connect.

import type { z } from 'zod';
import type { MailDoor } from '../../core/decision.ts';
import { group, list, optional, required, withDefault } from '../schema/setting.ts';
import { flag, ipAddress, line, listeningPort, network, oneOf } from '../schema/values.ts';

/** In the order in which people expect them. */
export const MAIL_DOORS = ['imap', 'pop3', 'smtp', 'sieve'] as const;

/** How TLS begins: with the first octet, by a command, or never. */
export const TLS_MODES = ['implicit', 'starttls', 'none'] as const;

export type TlsMode = (typeof TLS_MODES)[number];

export interface ListenerConfig {
  /** Unique; derived from protocol and port when the file gives none. */
  readonly name: string;
  readonly protocol: MailDoor;
  /** An IP address, without brackets. */
  readonly address: string;
  readonly port: number;
  readonly tls: TlsMode;
  /** CIDR. Peers from here must begin with a PROXY protocol header (A11). */
  readonly proxyProtocolFrom: readonly string[];
  readonly allowClearTextPasswordsFromAnywhere: boolean;
}

type WrittenListener = Omit<ListenerConfig, 'name'> & { readonly name?: string };

const listener: z.ZodType<WrittenListener> = group<WrittenListener>({
  protocol: required(oneOf(MAIL_DOORS), {
    doc: 'What is spoken: `smtp` is submission (RFC 6409), `sieve` is ManageSieve (RFC 5804).',
    example: 'imap',
  }),
  port: required(listeningPort(), {
    doc: 'Port. The usual ones are 993 and 143 (IMAP), 995 and 110 (POP3), 465 and 587 (submission), 4190 (ManageSieve). 0 lets the system choose.',
    example: 993,
  }),
  tls: required(oneOf(TLS_MODES), {
    doc: '`implicit`: TLS from the first octet. `starttls`: passwords are taken only after the client has asked for TLS. `none`: clear text, on loopback addresses only.',
    example: 'implicit',
  }),
  address: withDefault(ipAddress(), '::', {
    doc: 'IP address to listen on. `"::"` is every address, IPv4 too; `0.0.0.0` is every IPv4 address.',
  }),
  name: optional(line({ max: 64, title: 'name' }), {
    doc: 'What logs, metrics and the audit log call it. Otherwise made from protocol and port: `imap-993`.',
    example: 'imap-993',
  }),
  'proxy-protocol-from': withDefault(list(network()), [], {
    doc: "Networks of load balancers. Connections from there must begin with a PROXY protocol header (version 1 or 2), which tells the client's true address; from anywhere else such a header is an error.",
    example: ['10.0.0.0/8'],
  }),
  'allow-clear-text-passwords-from-anywhere': withDefault(flag(), false, {
    doc: 'Lets `tls: none` stand on an address that others can reach. Whoever can listen to the network then reads every password.',
  }),
});

export const listeners: z.ZodType<readonly ListenerConfig[]> = withDefault(list(listener).transform(nameEach), [], {
  doc: 'The doors where mail clients connect: any number, in any mix. None where only browsers do, at `web.listeners`.',
  example: [
    { protocol: 'imap', port: 993, tls: 'implicit' },
    { protocol: 'imap', port: 143, tls: 'starttls' },
    { protocol: 'pop3', port: 995, tls: 'implicit' },
    { protocol: 'smtp', port: 465, tls: 'implicit' },
    { protocol: 'smtp', port: 587, tls: 'starttls' },
    { protocol: 'sieve', port: 4190, tls: 'starttls' },
  ],
});

/** Names what has no name: `imap-993`, and `imap-993-2` where that is taken. */
function nameEach(written: readonly WrittenListener[]): readonly ListenerConfig[] {
  const taken = new Set(written.flatMap(({ name }) => name ?? []));
  return written.map((entry) => {
    if (entry.name !== undefined) return { ...entry, name: entry.name };
    const base = `${entry.protocol}-${entry.port}`;
    let name = base;
    for (let number = 2; taken.has(name); number += 1) name = `${base}-${number}`;
    taken.add(name);
    return { ...entry, name };
  });
}
