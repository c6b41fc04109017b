// The mail path's settings from the configuration, its secrets and the files that it names.

import { createPrivateKey } from 'node:crypto';
import type { DkimKey, MailPathSettings } from '../adapters/channels/haraka/mail-path-settings.ts';
import type { DkimConfig, MailPathConfig } from '../config/sections/mail-path.ts';
import { PosternError } from '../core/errors.ts';
import { readPem } from './door-settings.ts';
import type { LoadedConfig } from './worker-link.ts';

/** Bits of an RSA key that verifiers take for one at all. RFC 8301 §3.2. */
const SHORTEST_KEY = 1_024;

const PREFERENCES = { any: 'default', ipv4: 'v4', ipv6: 'v6' } as const;

/** Nothing when there is no mail path. Throws `ERR_CONFIG_INVALID` when a file can't be used. */
export function mailPathSettings({ config, secrets }: LoadedConfig): MailPathSettings | undefined {
  const { mailPath, hostname } = config;
  if (mailPath === undefined) return undefined;
  const { from, delivery, prefer, dkim } = mailPath;
  return {
    hostname,
    from,
    envelopeSender: envelopeSender(mailPath),
    localMxOk: delivery.kind === 'mx' && delivery.localServers,
    prefer: PREFERENCES[prefer],
    ...(delivery.kind === 'mx' && delivery.resolvers && { resolvers: delivery.resolvers }),
    ...(delivery.kind === 'smarthost' && { smarthost: smarthost(delivery, secrets) }),
    ...(dkim && { dkim: readDkimKey(dkim) }),
  };
}

function envelopeSender({ envelopeSender, from }: MailPathConfig): string {
  if (envelopeSender === 'none') return '';
  return envelopeSender === 'same' ? from.address : envelopeSender;
}

function smarthost(
  delivery: Extract<MailPathConfig['delivery'], { readonly kind: 'smarthost' }>,
  secrets: LoadedConfig['secrets'],
): NonNullable<MailPathSettings['smarthost']> {
  const { host, port, tls, serverName, certificateAuthority, user, password } = delivery;
  return {
    host,
    port,
    tls,
    ...(serverName !== undefined && { serverName }),
    ...(certificateAuthority !== undefined && { certificateAuthority: readPem(certificateAuthority) }),
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password: secrets.reveal(password) }),
  };
}

/** Reads a key that can sign; throws `ERR_CONFIG_INVALID` for another. */
export function readDkimKey({ domain, selector, key: file }: DkimConfig): DkimKey {
  const privateKey = readPem(file);
  const unusable = (reason: string, cause?: unknown): PosternError =>
    new PosternError('ERR_CONFIG_INVALID', `${file} ${reason}`, { cause });
  let key: ReturnType<typeof createPrivateKey>;
  try {
    key = createPrivateKey(privateKey);
  } catch (cause) {
    throw unusable('has no private key (PEM) without a passphrase', cause);
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa' || bits < SHORTEST_KEY) {
    throw unusable(`must be an RSA key of ${SHORTEST_KEY} bits or more, to sign with DKIM`);
  }
  return { domain, selector, privateKey };
}
