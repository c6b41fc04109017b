// TLS on the client's side: certificates by SNI, ALPN (A10), tickets that every worker understands. A socket comes in,
// its protected form goes out; the same terminator serves implicit TLS and STARTTLS.

import type { Socket } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';

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

interface NamedContext {
  readonly names: readonly string[];
  readonly context: SecureContext;
}

export class TlsTerminator {
  readonly #contexts: readonly NamedContext[];
  readonly #alpn: readonly string[];
  readonly #handshakeTimeout: number;

  /** @param alpn - Protocols offered, the best first; a client that offers others only is refused (RFC 7301 §3.2). */
  constructor(settings: TlsSettings, alpn: readonly [string, ...string[]]) {
    const { certificates, minimumVersion, ticketKeys, handshakeTimeout } = settings;
    this.#alpn = alpn;
    this.#handshakeTimeout = handshakeTimeout;
    this.#contexts = certificates.map(({ certificate, key, names }) => ({
      names,
      context: createSecureContext({
        cert: certificate,
        key,
        minVersion: minimumVersion,
        sessionIdContext: `postern ${alpn.join(' ')}`,
        ...(ticketKeys && { ticketKeys: Buffer.from(ticketKeys) }),
      }),
    }));
  }

  /** Takes the server's part of a handshake. Rejects when it fails; the socket is then destroyed. */
  protect(raw: Socket): Promise<TLSSocket> {
    const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
    const [first] = this.#contexts;
    const socket = new TLSSocket(raw, {
      isServer: true,
      ...(first && { secureContext: first.context }),
      // With one certificate there is nothing to choose, and asking costs a turn of the handshake.
      ...(this.#contexts.length > 1 && {
        SNICallback: (name, done) => done(null, pickContext(this.#contexts, name.toLowerCase())),
      }),
      ALPNCallback: ({ protocols }) => this.#alpn.find((offered) => protocols.includes(offered)),
    });
    const fail = (error: Error): void => {
      clearTimeout(timer);
      socket.destroy();
      raw.destroy();
      reject(error);
    };
    const onGone = (): void => fail(new Error('the client closed during the TLS handshake'));
    const timer = setTimeout(() => fail(new Error('the TLS handshake took too long')), this.#handshakeTimeout);
    socket.on('error', fail);
    socket.once('end', onGone);
    socket.once('close', onGone);
    // What tls.Server itself listens to; `secureConnect` is the client's.
    socket.once('secure', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      socket.off('end', onGone);
      socket.off('close', onGone);
      // A record that can't be decrypted reaches `error` only on sockets that tls.Server made.
      socket.on('_tlsError', (error: Error) => socket.destroy(error));
      resolve(socket);
    });
    return promise;
  }
}

function pickContext(contexts: readonly NamedContext[], name: string): SecureContext | undefined {
  const wildcard = `*.${name.slice(name.indexOf('.') + 1)}`;
  const exact = contexts.find(({ names }) => names.includes(name));
  return (exact ?? contexts.find(({ names }) => names.includes(wildcard)) ?? contexts[0])?.context;
}
