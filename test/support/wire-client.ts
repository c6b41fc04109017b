// The client side of a line-oriented connection: clear text, implicit TLS or STARTTLS, to anything on loopback.

import { once } from 'node:events';
import { connect as connectPlain, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { PATIENCE_MS, withDeadline } from './deadline.ts';
import { WireConnection, WireMismatchError } from './wire-connection.ts';

/** What of TLS a test may set. `servername` is `localhost` by default; without `ca` any certificate will do. */
export type WireTls = Pick<
  ConnectionOptions,
  'ca' | 'servername' | 'ALPNProtocols' | 'minVersion' | 'maxVersion' | 'session' | 'checkServerIdentity' | 'ciphers'
>;

export interface WireOptions {
  readonly port: number;
  /** Default: 127.0.0.1. */
  readonly host?: string;
  /** Implicit TLS; `true` for the default options. */
  readonly tls?: WireTls | true;
  /** The address to come from: 127.0.0.2 and the like tell clients apart on loopback. */
  readonly from?: string;
  /** Sent before anything else, TLS included: a PROXY protocol header. */
  readonly preamble?: string | Uint8Array;
  /** How long each wait may take, in milliseconds. */
  readonly patienceMs?: number;
}

function tlsOptions(tls: WireTls): ConnectionOptions {
  return { servername: 'localhost', rejectUnauthorized: tls.ca !== undefined, ...tls };
}

/** A connection as client. */
export class WireClient extends WireConnection {
  /**
   * Starts TLS on the open connection; call it after the server said yes. Fails when more than that answer came:
   * nothing may stand between it and the handshake (A8).
   */
  async startTls(tls: WireTls = {}): Promise<void> {
    if (this.pending() !== '') throw new WireMismatchError(`clear text before the handshake\n${this.transcript()}`);
    const wrap = (socket: Socket): TLSSocket => connectTls({ ...tlsOptions(tls), socket });
    await this.upgrade({ wrap, ready: 'secureConnect' });
  }
}

/** Connects, and for implicit TLS also finishes the handshake. Fails with the socket's or the handshake's error. */
export async function connectWire(options: WireOptions): Promise<WireClient> {
  const host = options.host ?? '127.0.0.1';
  const socket = connectPlain({
    host,
    port: options.port,
    allowHalfOpen: true,
    noDelay: true,
    ...(options.from === undefined ? {} : { localAddress: options.from }),
  });
  const ms = options.patienceMs ?? PATIENCE_MS;
  await withDeadline(once(socket, 'connect'), { ms, describe: () => `connecting to ${host}:${options.port}` });
  const client = new WireClient(socket, options.patienceMs === undefined ? {} : { patienceMs: options.patienceMs });
  if (options.preamble !== undefined) await client.send(options.preamble);
  if (options.tls !== undefined) await client.startTls(options.tls === true ? {} : options.tls);
  return client;
}
