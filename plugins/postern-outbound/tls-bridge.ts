// Haraka delivers in clear text or by STARTTLS only. For a smarthost with implicit TLS (RFC 8314 §3.3) it delivers to a
// Unix socket in its own folder, which nobody else can enter; each connection there is passed on over a TLS connection
// whose certificate was checked first.

import { rmSync } from 'node:fs';
import { createServer, isIP, type Socket } from 'node:net';
import { connect } from 'node:tls';

export interface BridgeTarget {
  readonly host: string;
  readonly port: number;
  /** The name that the certificate must have. */
  readonly serverName: string;
}

/** Opens the socket. A connection that can't be made to the target, or isn't trusted, is cut; `onFailure` hears why. */
export function openTlsBridge(path: string, target: BridgeTarget, onFailure: (reason: string) => void): Promise<void> {
  rmSync(path, { force: true });
  const server = createServer((near) => bridge(near, target, onFailure));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve());
  });
}

function bridge(near: Socket, { host, port, serverName }: BridgeTarget, onFailure: (reason: string) => void): void {
  const far = connect({ host, port, ...(isIP(serverName) === 0 && { servername: serverName }) });
  far.on('error', (error) => {
    onFailure(`${host} port ${port}: ${error.message}`);
    near.destroy();
  });
  near.on('error', () => far.destroy());
  far.on('close', () => near.destroy());
  near.on('close', () => far.destroy());
  far.once('secureConnect', () => {
    near.pipe(far);
    far.pipe(near);
  });
}
