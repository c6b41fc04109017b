// What the proxies that Postern is compared with have in common: processes with a configuration in a folder of their
// own, which listen on some ports in front of a backend's.

import { type NamedPorts, withFreePorts } from '../ports.ts';
import type { ServerLog } from '../server-log.ts';
import { type ServerProcess, type ServerProcessOptions, startServerProcess } from '../server-process.ts';
import { makeTempFolder, type TempFolder } from '../temp.ts';

/** Ports of 127.0.0.1 where the backend speaks clear text. */
export interface BackendPorts {
  readonly imap: number;
  readonly pop3: number;
  readonly submission: number;
}

/** The listeners of a mail peer: clear text, and implicit TLS. */
export type PeerPort = 'imap' | 'imaps' | 'pop3' | 'pop3s' | 'submission' | 'submissions';

export const PEER_PORTS: readonly PeerPort[] = ['imap', 'imaps', 'pop3', 'pop3s', 'submission', 'submissions'];

/** A running peer. Disposing ends it and removes its files. */
export interface Peer<Port extends string = PeerPort> extends AsyncDisposable {
  readonly host: '127.0.0.1';
  readonly ports: NamedPorts<Port>;
  readonly log: ServerLog;
  /** The main process and the id of its process group: what a bench measures. */
  readonly pid: number;
}

/** What a peer starts with. */
export interface PeerStart<Port extends string> {
  readonly folder: TempFolder;
  readonly ports: NamedPorts<Port>;
  /** Starts a process that ends with the peer. */
  readonly launch: (options: ServerProcessOptions) => Promise<ServerProcess>;
}

export interface PeerPlan<Port extends string> {
  /** Names the folder. */
  readonly purpose: string;
  readonly ports: readonly Port[];
  /** Writes the configuration and launches; returns the process that is measured. */
  readonly start: (start: PeerStart<Port>) => Promise<ServerProcess>;
}

/** Starts a peer; when that fails, nothing is left of it. */
export async function startPeer<Port extends string>(plan: PeerPlan<Port>): Promise<Peer<Port>> {
  await using belongings = new AsyncDisposableStack();
  const folder = belongings.use(await makeTempFolder(plan.purpose));
  const peer = await withFreePorts(plan.ports, async (ports) => {
    await using launched = new AsyncDisposableStack();
    const launch = async (options: ServerProcessOptions): Promise<ServerProcess> =>
      launched.use(await startServerProcess(options));
    const { pid, log } = await plan.start({ folder, ports, launch });
    return { ports, pid, log, processes: launched.move() };
  });
  belongings.use(peer.processes);
  const everything = belongings.move();
  return {
    host: '127.0.0.1',
    ports: peer.ports,
    log: peer.log,
    pid: peer.pid,
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}
