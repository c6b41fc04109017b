// From the configuration to what doors and decisions are made of: names change, nothing else.

import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import type { BackendConfig, BackendServiceConfig } from '../config/sections/backends.ts';
import { PosternError } from '../core/errors.ts';
import type { BackendSignInPlan } from '../core/mail-auth/backend-sign-in.ts';
import { isInNetworks } from '../core/places/networks.ts';
import type { BackendTarget, DoorLimits } from '../mail/door.ts';
import type { ListenerSettings, MailDoorSettings } from '../mail/mail-doors.ts';
import type { CertificateFiles, TlsSettings } from '../net/tls-contexts.ts';

const LOOPBACK = ['127.0.0.0/8', '::1/128'];

/** Reads certificates and authorities from their files; throws `ERR_CONFIG_INVALID` when one can't be used. */
export function mailDoorSettings(config: Config, ticketKeys: Uint8Array | undefined): MailDoorSettings {
  const { hostname, helpUrl, listeners, backends } = config;
  return {
    hostname,
    texts: { ...(helpUrl !== undefined && { helpUrl }) },
    listeners: listeners.map(
      (listener): ListenerSettings => ({
        name: listener.name,
        protocol: listener.protocol,
        address: listener.address,
        port: listener.port,
        tls: listener.tls,
        proxyFrom: listener.proxyProtocolFrom,
        allowClearText:
          listener.allowClearTextPasswordsFromAnywhere ||
          (listener.tls === 'none' && isInNetworks(listener.address, LOOPBACK)),
      }),
    ),
    backends: new Map(Object.entries(backends).map(([name, backend]) => [name, targetsOf(backend)])),
    tls: tlsSettings(config, ticketKeys),
    limits: doorLimits(config),
  };
}

/** Reads the certificates; `undefined` when there are none. Throws `ERR_CONFIG_INVALID` when one can't be used. */
export function tlsSettings({ tls }: Config, ticketKeys: Uint8Array | undefined): TlsSettings | undefined {
  if (tls.certificates.length === 0) return undefined;
  return {
    certificates: tls.certificates.map(readCertificate),
    minimumVersion: tls.minimumVersion,
    handshakeTimeout: tls.handshakeTimeout,
    ...(ticketKeys && { ticketKeys }),
  };
}

export function doorLimits({ limits, tls }: Config): DoorLimits {
  return { ...limits, handshakeTimeout: tls.handshakeTimeout };
}

/** How each backend is signed in to, with the secrets that this takes. */
export function backendPlans(config: Config, secrets: Secrets): ReadonlyMap<string, BackendSignInPlan> {
  return new Map(Object.entries(config.backends).map(([name, backend]) => [name, planOf(backend, secrets)]));
}

function planOf({ signIn, loginName }: BackendConfig, secrets: Secrets): BackendSignInPlan {
  if (signIn.kind !== 'master') return { kind: signIn.kind, loginName };
  const { name, form, separator } = signIn;
  return {
    kind: 'master',
    loginName,
    name,
    password: secrets.reveal(signIn.password),
    form: form === 'separator' ? { kind: 'separator', separator } : { kind: 'authorization-identity' },
  };
}

function targetsOf(backend: BackendConfig): Partial<Record<'imap' | 'pop3' | 'smtp' | 'sieve', BackendTarget>> {
  const { imap, pop3, smtp, sieve } = backend;
  return {
    ...(imap && { imap: targetOf(imap, backend) }),
    ...(pop3 && { pop3: targetOf(pop3, backend) }),
    ...(smtp && { smtp: targetOf(smtp, backend) }),
    ...(sieve && { sieve: targetOf(sieve, backend) }),
  };
}

function targetOf(service: BackendServiceConfig, { connectTimeout, signInTimeout }: BackendConfig): BackendTarget {
  const { certificateAuthority, ...rest } = service;
  return {
    ...rest,
    connectTimeout,
    signInTimeout,
    ...(certificateAuthority !== undefined && { certificateAuthority: readPem(certificateAuthority) }),
  };
}

function readCertificate(files: { readonly certificate: string; readonly key: string }): CertificateFiles {
  const certificate = readPem(files.certificate);
  try {
    const { subjectAltName = '' } = new X509Certificate(certificate);
    const names = Array.from(subjectAltName.matchAll(/DNS:([^,\s]+)/g), ([, name = '']) => name.toLowerCase());
    return { certificate, key: readPem(files.key), names };
  } catch (cause) {
    if (cause instanceof PosternError) throw cause;
    throw new PosternError('ERR_CONFIG_INVALID', `${files.certificate} holds no certificate in PEM form`, { cause });
  }
}

/** The text of a PEM file; throws `ERR_CONFIG_INVALID` when it can't be read. */
export function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new PosternError('ERR_CONFIG_INVALID', `can't read ${path}`, { cause });
  }
}
