// One server that is measured: where it listens, which processes it is, and what its clients sign in with. A name is one
// program; as a mail proxy and as a web proxy it runs apart, in front of another site.

import type { Account, Destination, Door } from './load/dialogues.ts';
import type { WebDoor, WebTarget } from './load/web-requests.ts';

export const CONTENDER_NAMES = [
  'direct',
  'nginx',
  'nginx64k',
  'dovecot-proxy',
  'haproxy',
  'bare-node',
  'postern',
  'postern-large-store',
] as const;

export type ContenderName = (typeof CONTENDER_NAMES)[number];

/** Who can sign in. Postern's clients have app passwords, all others the passwords of the backend. */
export interface ContenderAccounts {
  readonly everyday: readonly Account[];
  readonly large: Account;
  readonly local: Account;
}

interface ContenderBasics extends AsyncDisposable {
  readonly name: ContenderName;
  /** The process groups whose CPU time and memory count. */
  readonly groups: readonly number[];
}

/** In front of the mail server, or the mail server itself. */
export interface Contender extends ContenderBasics {
  readonly ports: Readonly<Record<Door, number>>;
  readonly accounts: ContenderAccounts;
}

/** In front of the web server, or the web server itself. */
export interface WebContender extends ContenderBasics {
  /** Where to ask for what, and with which fields: an open session's cookie among them where one is needed. */
  readonly targets: Readonly<Record<WebDoor, WebTarget>>;
  /** Where it has sessions. */
  readonly sessions?: WebSessionsUnderMeasure;
}

/** What is needed to open sessions, and to see what they cost. */
export interface WebSessionsUnderMeasure {
  /** Who can sign in with a password alone. */
  readonly accounts: readonly Account[];
  /** The process that holds them, which writes a `HeapReport` when it is sent `HEAP_SIGNAL`. */
  readonly pid: number;
  readonly heapReport: string;
}

export function destination({ ports }: Contender, door: Door): Destination {
  return { door, port: ports[door] };
}
