// TLS on a mail client's side, with ALPN (A10). A socket comes in, its protected form goes out; the same terminator
// serves implicit TLS and STARTTLS.

import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { TlsContexts, type TlsSettings } from '../net/tls-contexts.ts';

export class TlsTerminator {
  readonly #contexts: TlsContexts;
  readonly #alpn: string;
  readonly #handshakeTimeout: number;

  /** @param alpn - The one protocol offered; a client that offers others only is refused (RFC 7301 §3.2). */
  constructor(settings: TlsSettings, alpn: string) {
    this.#alpn = alpn;
    this.#handshakeTimeout = settings.handshakeTimeout;
    this.#contexts = new TlsContexts(settings, alpn);
  }

  /** Takes the server's part of a handshake. Rejects when it fails; the socket is then destroyed. */
  protect(raw: Socket): Promise<TLSSocket> {
    const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
    const { first } = this.#contexts;
    const socket = new TLSSocket(raw, {
      isServer: true,
      ...(first && { secureContext: first }),
      ...(this.#contexts.isChoice && { SNICallback: (name, done) => done(null, this.#contexts.pick(name)) }),
      ALPNCallback: ({ protocols }) => (protocols.includes(this.#alpn) ? this.#alpn : undefined),
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
