// Whether the web's sections fit one another and the rest. Pure, as `cross-checks.ts`, which runs these too.

import ipaddr from 'ipaddr.js';
import type { Draft } from './draft.ts';
import type { Finding } from './problems.ts';
import type { WebListenerConfig } from './sections/web.ts';

type Check = (draft: Draft) => readonly Finding[];

export const WEB_PROBLEMS: readonly Check[] = [
  listenersOfOneName,
  listenersOnOnePort,
  listenersWithoutCertificate,
  clearListenersForNobody,
  sitesOfOneHost,
  upstreamsInTheClear,
  sessionsIdleForLonger,
];

export const WEB_WARNINGS: readonly Check[] = [
  sitesWithoutListener,
  listenersWithoutSite,
  upstreamsForcedClear,
  proxiesOfEverybody,
];

function listenersOfOneName({ config: { web, listeners } }: Draft): readonly Finding[] {
  return web.listeners.flatMap(({ name }, index) => {
    const isTaken =
      listeners.some((listener) => listener.name === name) ||
      web.listeners.findIndex((earlier) => earlier.name === name) < index;
    const path = ['web', 'listeners', index, 'name'];
    return isTaken ? [{ path, reason: `another listener is called ${name}` }] : [];
  });
}

function listenersOnOnePort({ config: { web, listeners } }: Draft): readonly Finding[] {
  return web.listeners.flatMap((listener, index) => {
    const others = [...listeners, ...web.listeners.slice(0, index)];
    const other = others.find((earlier) => overlaps(earlier, listener));
    if (!other) return [];
    const reason = `port ${listener.port} of this address is taken by ${other.name} (${other.address})`;
    return [{ path: ['web', 'listeners', index, 'port'], reason }];
  });
}

type Bound = Pick<WebListenerConfig, 'address' | 'port'>;

/** `::` takes every address, IPv4 too; `0.0.0.0` every IPv4 one. */
export function overlaps(one: Bound, other: Bound): boolean {
  const [left, right] = [ipaddr.process(one.address), ipaddr.process(other.address)];
  const takes = (wide: typeof left, narrow: typeof left) =>
    wide.range() === 'unspecified' && (wide.kind() === 'ipv6' || narrow.kind() === 'ipv4');
  const same = left.toString() === right.toString();
  return one.port === other.port && one.port !== 0 && (same || takes(left, right) || takes(right, left));
}

function listenersWithoutCertificate({ config, isWhole }: Draft): readonly Finding[] {
  if (!isWhole('tls') || config.tls.certificates.length > 0) return [];
  return config.web.listeners.flatMap(({ kind }, index) =>
    kind === 'https'
      ? [{ path: ['web', 'listeners', index, 'kind'], reason: 'https needs an entry in tls.certificates' }]
      : [],
  );
}

function clearListenersForNobody({ config: { web } }: Draft): readonly Finding[] {
  if (web.trustedProxies.length > 0) return [];
  return web.listeners.flatMap(({ kind, address }, index) => {
    if (kind !== 'http' || isLoopback(address)) return [];
    const reason =
      'http is for loopback addresses, or for the front proxies in trusted-proxies, of which there are none';
    return [{ path: ['web', 'listeners', index, 'kind'], reason }];
  });
}

function sitesOfOneHost({ config: { sites } }: Draft): readonly Finding[] {
  const owners = new Map<string, string>();
  const claim = (host: string, site: string): string | undefined => {
    const owner = owners.get(host.toLowerCase());
    if (owner === undefined) owners.set(host.toLowerCase(), site);
    return owner;
  };
  return Object.entries(sites).flatMap(([name, { origin, aliases }]) => {
    const owner = claim(new URL(origin).hostname, name);
    const path = ['sites', name, 'origin'];
    const own = owner === undefined ? [] : [{ path, reason: `this host is also one of the site ${owner}` }];
    const others = aliases.flatMap((alias, index) => {
      const other = claim(alias, name);
      return other === undefined
        ? []
        : [{ path: ['sites', name, 'aliases', index], reason: `this host is also one of the site ${other}` }];
    });
    return [...own, ...others];
  });
}

function upstreamsInTheClear({ config: { sites } }: Draft): readonly Finding[] {
  return clearUpstreams(sites).flatMap(({ name, host, isAllowed }) =>
    isAllowed
      ? []
      : [
          {
            path: ['sites', name, 'upstream', 'tls'],
            reason: `none shows every password and mail to the network between here and ${host}; it needs allow-clear-text-to-anywhere: true`,
          },
        ],
  );
}

function upstreamsForcedClear({ config: { sites } }: Draft): readonly Finding[] {
  return clearUpstreams(sites).flatMap(({ name, host, isAllowed }) =>
    isAllowed
      ? [{ path: ['sites', name, 'upstream', 'tls'], reason: `passwords and mail go to ${host} in the clear` }]
      : [],
  );
}

function clearUpstreams(
  sites: Draft['config']['sites'],
): readonly { readonly name: string; readonly host: string; readonly isAllowed: boolean }[] {
  return Object.entries(sites).flatMap(([name, { upstream }]) =>
    upstream.kind === 'network' && upstream.tls === 'none' && !isLoopback(upstream.host)
      ? [{ name, host: upstream.host, isAllowed: upstream.allowClearTextToAnywhere }]
      : [],
  );
}

function sessionsIdleForLonger({ config: { sites } }: Draft): readonly Finding[] {
  return Object.entries(sites).flatMap(([name, { session }]) =>
    session.idle > session.absolute
      ? [{ path: ['sites', name, 'session', 'idle'], reason: 'is longer than a session lives in all' }]
      : [],
  );
}

function sitesWithoutListener({ config: { web, sites } }: Draft): readonly Finding[] {
  if (web.listeners.some(({ kind }) => kind !== 'redirect')) return [];
  return Object.keys(sites).map((name) => ({
    path: ['sites', name],
    atKey: true,
    reason: 'nobody can reach it: web.listeners has no https and no http',
  }));
}

function listenersWithoutSite({ config: { web, sites }, isWhole }: Draft): readonly Finding[] {
  if (!isWhole('sites') || web.listeners.length === 0 || Object.keys(sites).length > 0) return [];
  return [{ path: ['web', 'listeners'], atKey: true, reason: 'there is nothing to serve: sites is empty' }];
}

function proxiesOfEverybody({ config: { web } }: Draft): readonly Finding[] {
  const reason = 'everybody can claim any address, and so pass permitted networks and throttling';
  const trusted = web.trustedProxies.flatMap((network, index) =>
    network.endsWith('/0') ? [{ path: ['web', 'trusted-proxies', index], reason }] : [],
  );
  const introduced = web.listeners.flatMap(({ proxyProtocolFrom }, index) =>
    proxyProtocolFrom.flatMap((network, position) =>
      network.endsWith('/0') ? [{ path: ['web', 'listeners', index, 'proxy-protocol-from', position], reason }] : [],
    ),
  );
  return [...trusted, ...introduced];
}

export function isLoopback(host: string): boolean {
  if (!ipaddr.isValid(host)) return host === 'localhost';
  return ipaddr.process(host).range() === 'loopback';
}
