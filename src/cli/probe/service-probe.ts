// What `init` and `doctor` learn of a mail server by talking to it, without signing in.

import type { MailDoor } from '../../core/decision.ts';

export type ServiceTls = 'implicit' | 'starttls' | 'none';

export interface ProbeTarget {
  readonly protocol: MailDoor;
  readonly host: string;
  readonly port: number;
  /** How TLS begins. With `none`, what STARTTLS would offer is looked at all the same, where it is offered. */
  readonly tls: ServiceTls;
  /** Name in the certificate; absent: `host`. */
  readonly serverName?: string;
  /** PEM of the authorities to trust; absent: the system's. */
  readonly certificateAuthority?: string;
}

export interface ProbedCertificate {
  readonly subject: string;
  readonly validUntil: number;
  /** Why it doesn't prove who the server is; absent: it does. */
  readonly problem?: string;
}

export type ProbeReport =
  | {
      readonly kind: 'reached';
      /** `starttls`: it is offered. */
      readonly tls: ServiceTls;
      /** In upper case, from behind TLS where there is any: `AUTH=PLAIN`, `XCLIENT ADDR PORT`. */
      readonly capabilities: readonly string[];
      readonly certificate?: ProbedCertificate;
    }
  | { readonly kind: 'unreachable'; readonly text: string };

export interface ServiceProbe {
  /** Looks at one service. Never rejects. */
  probe(target: ProbeTarget): Promise<ProbeReport>;
  /** Whether anything accepts a TCP connection there. Never rejects. */
  isOpen(host: string, port: number): Promise<boolean>;
}

/** The ports where mail servers usually are. */
export const USUAL_PORTS: readonly { readonly protocol: MailDoor; readonly port: number; readonly tls: ServiceTls }[] =
  [
    { protocol: 'imap', port: 143, tls: 'starttls' },
    { protocol: 'imap', port: 993, tls: 'implicit' },
    { protocol: 'pop3', port: 110, tls: 'starttls' },
    { protocol: 'pop3', port: 995, tls: 'implicit' },
    { protocol: 'smtp', port: 587, tls: 'starttls' },
    { protocol: 'smtp', port: 465, tls: 'implicit' },
    { protocol: 'sieve', port: 4190, tls: 'starttls' },
  ];
