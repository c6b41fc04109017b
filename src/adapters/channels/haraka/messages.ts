// What Postern and its plugin in Haraka say to one another, over the IPC channel that Haraka was started with. The plugin
// is a package of its own and has the same types in plugins/postern-outbound/messages.ts; a test holds the two together.

/** The site's own mail server, which delivers everything. */
export interface Smarthost {
  readonly host: string;
  readonly port: number;
  readonly tls: 'none' | 'starttls' | 'implicit';
  /** The name that the certificate must have, when it isn't `host`. */
  readonly serverName?: string;
  /** PEM: the only authorities to trust; absent: the system's. */
  readonly certificateAuthority?: string;
  readonly user?: string;
  readonly password?: string;
}

export interface Settings {
  /** Whoever submits mail must know it: the password of AUTH PLAIN. New at every start. */
  readonly secret: string;
  /** Absent: delivery by MX. */
  readonly smarthost?: Smarthost;
  /** By MX: addresses of the DNS servers to ask; absent: the system's. */
  readonly resolvers?: readonly string[];
}

/** The answer to `loaded`. */
export interface ToPlugin {
  readonly kind: 'settings';
  readonly settings: Settings;
}

export type Outcome = 'delivered' | 'delayed' | 'failed' | 'expired';

export type FromPlugin =
  /** Asks for the settings. */
  | { readonly kind: 'loaded' }
  /** Takes mail at this port of 127.0.0.1. */
  | { readonly kind: 'listening'; readonly port: number }
  | {
      readonly kind: 'log';
      readonly level: 'debug' | 'warn' | 'error';
      readonly origin: string;
      /** At most 500 printable characters. */
      readonly text: string;
    }
  | {
      readonly kind: 'report';
      readonly id: string;
      readonly outcome: Outcome;
      /** Milliseconds since the epoch. */
      readonly at: number;
      /** At most 300 printable characters. */
      readonly detail: string;
    };
