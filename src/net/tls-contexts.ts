// The certificates that a door shows, chosen by the name that the client asks for (SNI), with tickets that every worker
// understands.

import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';

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
  readonly options: SecureContextOptions;
}

export class TlsContexts {
  readonly #contexts: readonly NamedContext[];

  /** @param purpose - Sessions of one purpose can't be resumed for another. */
  constructor({ certificates, minimumVersion, ticketKeys }: TlsSettings, purpose: string) {
    this.#contexts = certificates.map(({ certificate, key, names }) => {
      const options: SecureContextOptions = {
        cert: certificate,
        key,
        minVersion: minimumVersion,
        sessionIdContext: `postern ${purpose}`,
        ...(ticketKeys && { ticketKeys: Buffer.from(ticketKeys) }),
      };
      return { names, options, context: createSecureContext(options) };
    });
  }

  /** For clients that name no server. */
  get first(): SecureContext | undefined {
    return this.#contexts[0]?.context;
  }

  /** What `first` was made from. */
  get firstOptions(): SecureContextOptions {
    return this.#contexts[0]?.options ?? {};
  }

  /** With one certificate there is nothing to choose, and asking costs a turn of the handshake. */
  get isChoice(): boolean {
    return this.#contexts.length > 1;
  }

  /** @param name - As the client sent it. */
  pick(name: string): SecureContext | undefined {
    const wanted = name.toLowerCase();
    const wildcard = `*.${wanted.slice(wanted.indexOf('.') + 1)}`;
    const exact = this.#contexts.find(({ names }) => names.includes(wanted));
    return (exact ?? this.#contexts.find(({ names }) => names.includes(wildcard)) ?? this.#contexts[0])?.context;
  }
}
