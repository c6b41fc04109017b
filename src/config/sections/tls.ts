// TLS on the doors. The backends' own is in their section.

import type { z } from 'zod';
import type { Millis } from '../../core/units.ts';
import { group, list, required, withDefault } from '../schema/setting.ts';
import { absolutePath, duration, oneOf } from '../schema/values.ts';

export interface CertificateConfig {
  /** Absolute paths of PEM files: the chain, leaf first, and its private key. */
  readonly certificate: string;
  readonly key: string;
}

export interface TlsConfig {
  readonly certificates: readonly CertificateConfig[];
  readonly minimumVersion: 'TLSv1.2' | 'TLSv1.3';
  readonly handshakeTimeout: Millis;
}

const certificate: z.ZodType<CertificateConfig> = group<CertificateConfig>({
  certificate: required(absolutePath(), {
    doc: 'PEM file with the certificate chain, the own certificate first.',
    example: '/etc/letsencrypt/live/mail.example.com/fullchain.pem',
  }),
  key: required(absolutePath(), {
    doc: 'PEM file with its private key, not encrypted.',
    example: '/etc/letsencrypt/live/mail.example.com/privkey.pem',
  }),
});

export const tls: z.ZodType<TlsConfig> = withDefault(
  group<TlsConfig>({
    certificates: withDefault(list(certificate), [], {
      doc: 'Certificates. A client that names a server (SNI) gets the one that has the name, any other client the first. Read again on reload.',
    }),
    'minimum-version': withDefault(oneOf(['TLSv1.2', 'TLSv1.3']), 'TLSv1.2', {
      doc: 'The oldest version of TLS that clients may use.',
    }),
    'handshake-timeout': withDefault(duration({ min: '1s', max: '2m' }), '20s', {
      doc: 'How long a handshake may take.',
    }),
  }),
  {},
  {
    doc: 'TLS on the doors.',
    example: {
      certificates: [
        {
          certificate: '/etc/letsencrypt/live/mail.example.com/fullchain.pem',
          key: '/etc/letsencrypt/live/mail.example.com/privkey.pem',
        },
      ],
    },
  },
);
