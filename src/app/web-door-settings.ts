// From the configuration to what the web doors are made of: names change, nothing else.

import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import type { HstsConfig, SiteConfig, UpstreamConfig } from '../config/sections/sites.ts';
import type { SiteIdentity } from '../web/gate/exchange.ts';
import type { ServedSite } from '../web/gate/http/front.ts';
import type { UpstreamSettings } from '../web/gate/http/upstream.ts';
import type { WebDoorSettings } from '../web/gate/http/web-doors.ts';
import { readPem, tlsSettings } from './door-settings.ts';

/** A site's public name. */
export function siteIdentity(name: string, { origin }: SiteConfig): SiteIdentity {
  return { name, origin, host: new URL(origin).host };
}

/** Reads certificates from their files; throws `ERR_CONFIG_INVALID` when one can't be used. */
export function webDoorSettings(
  config: Config,
  sites: readonly ServedSite[],
  ticketKeys: Uint8Array | undefined,
): WebDoorSettings {
  const { listeners, trustedProxies, limits } = config.web;
  return {
    listeners: listeners.map(({ proxyProtocolFrom, ...listener }) => ({ ...listener, proxyFrom: proxyProtocolFrom })),
    sites,
    trustedProxies,
    limits,
    tls: tlsSettings(config, ticketKeys),
  };
}

/** Reads the authority from its file; throws `ERR_CONFIG_INVALID` when it can't be read. */
export function upstreamSettings(site: SiteIdentity, config: UpstreamConfig, secrets: Secrets): UpstreamSettings {
  const { hostHeader, secretHeader, connectTimeout, firstByteTimeout, idleTimeout } = config;
  return {
    site,
    hostHeader,
    connectTimeout,
    firstByteTimeout,
    idleTimeout,
    ...(secretHeader && { secret: { header: secretHeader.name, value: secrets.reveal(secretHeader.value) } }),
    ...(config.kind === 'unix-socket'
      ? { origin: 'http://localhost', socketPath: config.path }
      : {
          origin: `${config.tls === 'implicit' ? 'https' : 'http'}://${bracketed(config.host)}:${config.port}`,
          ...(config.certificateAuthority !== undefined && {
            certificateAuthority: readPem(config.certificateAuthority),
          }),
          ...(config.serverName !== undefined && { serverName: config.serverName }),
        }),
  };
}

/** The value of `strict-transport-security` (RFC 6797 §6.1); `undefined`: the field isn't sent. */
export function hstsField({ maxAge, includeSubdomains }: HstsConfig): string | undefined {
  if (maxAge === 0) return undefined;
  return `max-age=${Math.floor(maxAge / 1_000)}${includeSubdomains ? '; includeSubDomains' : ''}`;
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
