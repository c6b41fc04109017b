// TLS on the client's side: certificates by SNI, ALPN (A10), tickets that every worker understands. A socket comes in,
// its protected form goes out; the same terminator serves implicit TLS and STARTTLS.

import type { Socket } from 'node:net';
import { createSecureContext, createServer, type SecureContext, type Server, type TLSSocket } from 'node:tls';

export interface CertificateFiles {
  /** PEM: the certificate and what signs it. */
  readonly certificate: string;
  /** PEM. */
  readonly key: string;
  /** DNS names in the certificate, lower-case, wildcards as `*.example.com`. */
  readonly names: readonly string[];
}

export interface TlsSettings {
  /** The first one answers clients that name no server, or none of ours. */
  readonly certificates: readonly CertificateFiles[];
  readonly minimumVersion: 'TLSv1.2' | 'TLSv1.3';
  /** 48 octets shared by the workers, so that any of them resumes a session. */
  readonly ticketKeys?: Uint8Array;
  /** Milliseconds. */
  readonly handshakeTimeout: number;
}

interface Waiting {
  readonly resolve: (socket: TLSSocket) => void;
  readonly reject: (error: Error) => void;
}

export class TlsTerminator {
  readonly #server: Server;
  readonly #waiting: Map<string, Waiting> = new Map();

  /** @param alpn - The one protocol offered; a client that offers others only is refused (RFC 7301 §3.2). */
  constructor(settings: TlsSettings, alpn: string) {
    const [first] = settings.certificates;
    const contexts = settings.certificates.map((files) => ({
      names: files.names,
      context: createSecureContext({ cert: files.certificate, key: files.key, minVersion: settings.minimumVersion }),
    }));
    this.#server = createServer({
      ...(first && { cert: first.certificate, key: first.key }),
      minVersion: settings.minimumVersion,
      ...(settings.ticketKeys && { ticketKeys: Buffer.from(settings.ticketKeys) }),
      handshakeTimeout: settings.handshakeTimeout,
      SNICallback: (name, done) => done(null, pickContext(contexts, name.toLowerCase())),
      ALPNCallback: ({ protocols }) => (protocols.includes(alpn) ? alpn : undefined),
    });
    this.#server.on('secureConnection', (socket) => this.#settle(socket, (waiting) => waiting.resolve(socket)));
    this.#server.on('tlsClientError', (error, socket) => this.#settle(socket, (waiting) => waiting.reject(error)));
  }

  /** Takes the server's part of a handshake. Rejects when it fails; the socket is then destroyed or about to be. */
  protect(raw: Socket): Promise<TLSSocket> {
    return new Promise((resolve, reject) => {
      if (raw.destroyed) {
        reject(new Error('the client closed before the TLS handshake'));
        return;
      }
      const key = keyOf(raw);
      const onClose = (): void => {
        if (this.#waiting.get(key) === waiting) this.#waiting.delete(key);
        reject(new Error('the client closed during the TLS handshake'));
      };
      raw.once('close', onClose);
      const waiting: Waiting = {
        resolve: (socket) => {
          raw.off('close', onClose);
          resolve(socket);
        },
        reject: (error) => {
          raw.off('close', onClose);
          raw.destroy();
          reject(error);
        },
      };
      this.#waiting.set(key, waiting);
      this.#server.emit('connection', raw);
    });
  }

  #settle(socket: TLSSocket, tell: (waiting: Waiting) => void): void {
    const key = keyOf(socket);
    const waiting = this.#waiting.get(key);
    this.#waiting.delete(key);
    if (waiting) tell(waiting);
    else socket.destroy();
  }
}

/** The server hands out the protected socket without the raw one: the four addresses of a TCP connection tell which. */
function keyOf(socket: Socket | TLSSocket): string {
  return `${socket.remoteAddress} ${socket.remotePort} ${socket.localAddress} ${socket.localPort}`;
}

function pickContext(
  contexts: readonly { readonly names: readonly string[]; readonly context: SecureContext }[],
  name: string,
): SecureContext | undefined {
  const wildcard = `*.${name.slice(name.indexOf('.') + 1)}`;
  const exact = contexts.find(({ names }) => names.includes(name));
  return (exact ?? contexts.find(({ names }) => names.includes(wildcard)) ?? contexts[0])?.context;
}
