// One server that is measured: where it listens, which processes it is, and what its clients sign in with.

import type { Account, Destination, Door } from './load/dialogues.ts';

export const CONTENDER_NAMES = [
  'direct',
  'nginx',
  'nginx64k',
  'dovecot-proxy',
  'haproxy',
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

export interface Contender extends AsyncDisposable {
  readonly name: ContenderName;
  readonly ports: Readonly<Record<Door, number>>;
  /** The process groups whose CPU time and memory count. */
  readonly groups: readonly number[];
  readonly accounts: ContenderAccounts;
}

export function destination({ ports }: Contender, door: Door): Destination {
  return { door, port: ports[door] };
}
